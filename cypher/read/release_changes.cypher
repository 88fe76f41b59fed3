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
// returns: by DATE  Where the day is not known, as releases between the two are missing: it is this one or an earlier one
// returns: property STRING  What was revised: display, short, billable, level, ...
// returns: before ANY  What it was
// returns: after ANY  What it is
// returns: old STRING  Key of the edition that was compared
// returns: new STRING  Key of the edition it was compared with
// example: medcodegraph cypher run release_changes --source icd10cm --before 2025 --after 2026 --format csv
WITH $source AS loader, $before AS earlier, $after AS later, $series AS series
// include: release_pair
WITH *, ['added', 'ended', 'revised'] AS kinds
// include: changes_between
RETURN change, code.key AS code, display, day, by, property, was AS before, now AS after,
  old.key AS old, new.key AS new
ORDER BY change, code, property
