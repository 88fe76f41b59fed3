// name: release_changes
// title: What changed from one release of a source to another: codes added, ended and revised
// mode: read
// description: Compares the facts of two editions. Both must be completely loaded; if there are several files of these
//   releases, those of one series that list every code are compared. A code ended if the later release lacks it, or is
//   the first to mark it as retired. Properties that only one kind of file has are not compared between kinds.
// param: source STRING  Name of the source: icd10cm
// param: before STRING  The earlier release: 2025
// param: after STRING  The later release: 2026, or 2026-04 for the first one that starts with it
// param: series STRING = null  Only editions of this series: icd10cm/order
// returns: change STRING  added, ended or revised
// returns: code STRING  Key of the code
// returns: display STRING  Its wording in the later release, or its last wording
// returns: day DATE  The first day of an addition or revision, the last day of a code that ended
// returns: by DATE  If the day is not known, as releases in between are missing: it is this day or an earlier one
// returns: property STRING  The revised property: display, short, billable, level, ...
// returns: before ANY  The value before
// returns: after ANY  The value after
// returns: old STRING  Key of the earlier edition
// returns: new STRING  Key of the later edition
// example: medcodegraph cypher run release_changes --source icd10cm --before 2025 --after 2026 --format csv
WITH $source AS loader, $before AS earlier, $after AS later, $series AS series
// include: release_pair
WITH *, ['added', 'ended', 'revised'] AS kinds
// include: changes_between
RETURN change, code.key AS code, display, day, by, property, was AS before, now AS after,
  old.key AS old, new.key AS new
ORDER BY change, code, property
