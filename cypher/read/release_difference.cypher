// name: release_difference
// title: The two editions to compare for two releases of a source
// mode: read
// description: release_changes shows what changed between them.
// param: source STRING  Name of the source: icd10cm
// param: before STRING  The earlier release: 2025
// param: after STRING  The later release: 2026, or 2026-04 for the first one that starts with it
// param: series STRING = null  Only editions of this series: icd10cm/order
// returns: old LIST<STRING>  Key of the earlier edition, in a list; no row if either is not loaded
// returns: new LIST<STRING>  Key of the later edition, in a list
// example: medcodegraph cypher run release_difference --source icd10cm --before 2025 --after 2026
WITH $source AS loader, $before AS earlier, $after AS later, $series AS series
// include: release_pair
RETURN [old.key] AS old, [new.key] AS new
