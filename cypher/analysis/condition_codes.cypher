// name: condition_codes
// title: The diagnosis codes of a condition and of every narrower one: a value set
// mode: read
// description: The codes that classify the condition or a narrower one, and the billable codes below those. Only
//   matches within the condition count (exact and narrow), unless others are asked for.
// param: key STRING  Key of the condition
// param: matches LIST<STRING> = ["exact", "narrow"]  Which matches count: exact, narrow, broad, related
// param: fill_in BOOLEAN = true  If no code means the condition itself, add those that include it among others (broad); if
//   none means a narrower one either, those that a source relates to it as well
// param: billable_only BOOLEAN = true  Leave out headings
// returns: code STRING  Key of the code
// returns: display STRING  Its wording
// returns: status STRING  active or retired
// returns: classified STRING  Key of the code that classifies: this one, or one above it
// returns: match STRING  How exactly that code matches the condition
// returns: condition STRING  Key of the condition it classifies
// returns: distance INTEGER  How many steps that condition is below the one asked about
// returns: source STRING  Key of the source that states the match
// example: medcodegraph cypher run condition_codes --key MONDO:0004967
// example: medcodegraph cypher run condition_codes --key MONDO:0018908 --matches exact,narrow,broad --format csv
WITH $key AS key
// include: thing_of_key
MATCH path = (narrow:Condition)-[:IS_A*0..]->(thing)
WITH narrow, min(length(path)) AS distance
MATCH (classified:Code)-[classifies:CLASSIFIES]->(narrow)
WITH collect({classified: classified, classifies: classifies, narrow: narrow, distance: distance}) AS stated
WITH stated, [one IN stated WHERE coalesce(one.classifies.match, 'exact') IN $matches] AS wanted
UNWIND CASE
  WHEN NOT $fill_in OR any(one IN wanted WHERE one.distance = 0) THEN wanted
  WHEN size(wanted) > 0 THEN wanted + [one IN stated WHERE one.distance = 0 AND one.classifies.match = 'broad']
  ELSE [one IN stated WHERE one.distance = 0 AND one.classifies.match IN ['broad', 'related']]
END AS one
WITH one.classified AS classified, one.classifies AS classifies, one.narrow AS narrow, one.distance AS distance
MATCH (code:Code)-[:CHILD_OF*0..]->(classified)
WHERE NOT $billable_only OR coalesce(code.billable, true)
WITH DISTINCT code, classified, classifies, narrow, distance
ORDER BY code.key, classifies.match IN ['broad', 'related'], distance,
  CASE classifies.match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END,
  classified.key, classifies.source
WITH code, head(collect([classified.key, classifies.match, narrow.key, distance, classifies.source])) AS best, date() AS day
// include: code_status
RETURN
  code.key AS code,
  code.display AS display,
  status,
  best[0] AS classified,
  best[1] AS match,
  best[2] AS condition,
  best[3] AS distance,
  best[4] AS source
ORDER BY code
