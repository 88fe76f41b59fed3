// name: changes_note
// title: Note what is about to change, for the next derivation of similar codes
// mode: write
// param: source STRING  Key of the Source of the derivation
// param: what LIST<STRING>  Labels and types of edges
// param: codes LIST<STRING>  Keys of codes
// param: most INTEGER  At most so many codes are noted
// param: instead LIST<STRING>  What is noted where there would be more
MATCH (source:Source {key: $source})
WITH source, coalesce(source.changed, []) AS changed, coalesce(source.changed_codes, []) AS codes
WITH source, changed, codes, size(codes) + size($codes) <= $most AS fits
SET source.changed = changed + CASE WHEN fits THEN $what ELSE $instead END,
  source.changed_codes = codes + CASE WHEN fits THEN $codes ELSE [] END
