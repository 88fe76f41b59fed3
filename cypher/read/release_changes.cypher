// name: release_changes
// title: What changed from one release of a source to another: codes added, ended and revised
// mode: read
// description: Compares what the two editions state. Both must be loaded, and whole; where several files are of
//   these releases, those of one series that list every code are compared. A code ended if the later release lacks it, or says for the first
//   time that it is retired. Properties that only one kind of file states are not compared between two kinds.
// param: source STRING  Name of the source: icd10cm
// param: before STRING  The one release: 2025
// param: after STRING  The other one: 2026, or 2026-04 for the first that begins with it
// param: series STRING = null  Only editions of this series, as icd10cm/order
// returns: change STRING  added, ended or revised
// returns: code STRING  Key of the code
// returns: display STRING  Its wording in the later release, or the last one it had
// returns: day DATE  The first day of a code that was added or revised, the last day of one that ended
// returns: property STRING  What was revised: display, short, billable, level, ...
// returns: before ANY  What it was
// returns: after ANY  What it is
// returns: old STRING  Key of the edition that was compared
// returns: new STRING  Key of the edition it was compared with
// example: medcodegraph cypher run release_changes --source icd10cm --before 2025 --after 2026 --format csv
MATCH (old:Source {name: $source}), (new:Source {name: $source})
WHERE old.series IS NOT NULL AND new.series IS NOT NULL AND old <> new
  AND old.state = 'complete' AND new.state = 'complete' AND NOT coalesce(old.begins > new.begins, false)
  AND (old.release = $before OR old.release STARTS WITH $before + '-')
  AND (new.release = $after OR new.release STARTS WITH $after + '-')
  AND ($series IS NULL OR (old.series = $series AND new.series = $series))
WITH old, new, old.series = new.series AS alike,
  [list IN coalesce(old.lists, []) WHERE list IN coalesce(new.lists, [])] AS lists
ORDER BY size(lists) > 0 DESC, alike DESC, old.release = $before DESC, new.release = $after DESC,
  old.nodes + new.nodes DESC, old.key, new.key
LIMIT 1
CALL (old, new, alike, lists) {
  MATCH (code:Code)-[is:STATED_BY]->(new)
  WHERE NOT EXISTS { (code)-[:STATED_BY]->(old) }
    AND (size(lists) = 0 OR is.system + ' ' + is.level IN lists)
  RETURN code, 'added' AS change, is.display AS display, coalesce(is.valid_from, new.begins) AS day,
    null AS property, null AS was, null AS now
  UNION ALL
  MATCH (code:Code)-[was:STATED_BY]->(old)
  OPTIONAL MATCH (code)-[is:STATED_BY]->(new)
  WITH new, lists, code, was, is
  WHERE (is IS NULL AND (size(lists) = 0 OR was.system + ' ' + was.level IN lists))
    OR (is.status = 'retired' AND was.status <> 'retired')
  RETURN code, 'ended' AS change, coalesce(is.display, was.display) AS display,
    coalesce(is.valid_to, was.valid_to, new.begins - duration('P1D')) AS day,
    null AS property, null AS was, null AS now
  UNION ALL
  MATCH (code:Code)-[was:STATED_BY]->(old)
  MATCH (code)-[is:STATED_BY]->(new)
  WITH new, alike, code, was, is, keys(was) AS told
  UNWIND [
    name IN told + [name IN keys(is) WHERE NOT name IN told]
    WHERE CASE
      WHEN was[name] IS NOT NULL AND is[name] IS NOT NULL THEN name <> 'load' AND was[name] <> is[name]
      ELSE alike AND name <> 'valid_from' END
      AND NOT (name IN ['status', 'valid_to'] AND is.status = 'retired' AND was.status <> 'retired')
  ] AS property
  RETURN code, 'revised' AS change, is.display AS display, coalesce(is.changed_on, new.begins) AS day,
    property, was[property] AS was, is[property] AS now
}
RETURN change, code.key AS code, display, day, property, was AS before, now AS after,
  old.key AS old, new.key AS new
ORDER BY change, code, property
