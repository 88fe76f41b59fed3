// name: release_difference
// title: Which two editions are compared when two releases of a source are
// mode: read
// description: release_changes shows what changed between them.
// param: source STRING  Name of the source: icd10cm
// param: before STRING  The one release: 2025
// param: after STRING  The other one: 2026, or 2026-04 for the first that begins with it
// param: series STRING = null  Only editions of this series, as icd10cm/order
// returns: old LIST<STRING>  Key of the one edition, in a list; no row where one of the two is not loaded
// returns: new LIST<STRING>  Key of the other edition, in a list
// example: medcodegraph cypher run release_difference --source icd10cm --before 2025 --after 2026
WITH $source AS loader, $before AS earlier, $after AS later, $series AS series
// include: release_pair
RETURN [old.key] AS old, [new.key] AS new
