// name: policies_by_year
// title: How many policies took effect and ended, year by year and kind by kind
// mode: read
// param: payer_key STRING = null  Only policies of this payer
// returns: year INTEGER  The year
// returns: kind STRING  NCD, LCD, ARTICLE or PAYER
// returns: began INTEGER  How many policies took effect in it
// returns: ended INTEGER  How many had their last day in it
// example: medcodegraph cypher run policies_by_year
// example: medcodegraph cypher run policies_by_year --payer-key PAYER:cms --format csv
MATCH (policy:Policy)
WHERE $payer_key IS NULL OR EXISTS { (policy)-[:ISSUED_BY]->(:Payer {key: $payer_key}) }
UNWIND [['began', policy.effective_from], ['ended', policy.effective_to]] AS event
WITH policy.kind AS kind, event[0] AS what, event[1] AS day
WHERE day IS NOT NULL
RETURN
  day.year AS year,
  kind,
  count(CASE what WHEN 'began' THEN 1 END) AS began,
  count(CASE what WHEN 'ended' THEN 1 END) AS ended
ORDER BY year DESC, kind
