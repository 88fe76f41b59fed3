// name: changes_note
// title: Note what is about to change, for the next derivation of similar codes
// mode: write
// param: source STRING  Key of the Source of the derivation
// param: what LIST<STRING>  Labels and types of edges
// param: codes LIST<STRING>  Keys of codes
// param: most INTEGER  The most codes to note
// param: instead LIST<STRING>  What is noted instead if there are more
MATCH (source:Source {key: $source})
WITH source, coalesce(source.changed, []) AS changed, coalesce(source.changed_codes, []) AS codes
WITH source, changed, codes, size(codes) + size($codes) <= $most AS fits
SET source.changed = changed + CASE WHEN fits THEN $what ELSE $instead END,
  source.changed_codes = codes + CASE WHEN fits THEN $codes ELSE [] END
