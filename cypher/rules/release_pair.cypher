// name: release_pair
// title: The two editions of a source to compare for two of its releases
// takes: loader STRING  Name of the source: icd10cm
// takes: earlier STRING  The earlier release: 2025
// takes: later STRING  The later release: 2026, or 2026-04 for the first one that starts with it
// takes: series STRING  Only editions of this series: icd10cm/order; null for any
// gives: old NODE  The Source of the earlier edition
// gives: new NODE  The Source of the later edition
// gives: alike BOOLEAN  Whether both are of one series
// gives: lists LIST<STRING>  What both list completely, as "SYSTEM level"
// description: No row if either is not loaded or incomplete, or if the first is the later one. If there are several files of
//   these releases: those of one series that list every code, and of these the largest.
CALL (loader, earlier, later, series) {
  MATCH (old:Source {name: loader}), (new:Source {name: loader})
  WHERE old.series IS NOT NULL AND new.series IS NOT NULL AND old <> new
    AND old.state = 'complete' AND new.state = 'complete' AND NOT coalesce(old.begins > new.begins, false)
    AND (old.release = earlier OR old.release STARTS WITH earlier + '-')
    AND (new.release = later OR new.release STARTS WITH later + '-')
    AND (series IS NULL OR (old.series = series AND new.series = series))
  WITH old, new, old.series = new.series AS alike,
    [list IN coalesce(old.lists, []) WHERE list IN coalesce(new.lists, [])] AS lists
  ORDER BY size(lists) > 0 DESC, alike DESC, old.release = earlier DESC, new.release = later DESC,
    old.nodes + new.nodes DESC, old.key, new.key
  LIMIT 1
  RETURN old, new, alike, lists
}
