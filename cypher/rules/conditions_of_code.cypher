// name: conditions_of_code
// title: The conditions of a code: its own, and those that the headings above it mean
// takes: code NODE  The code
// gives: condition NODE  A condition; no row if neither the code nor a heading above it has any
// gives: classifies RELATIONSHIP  The edge that states it, with its match
// gives: inherited_from NODE  The heading that the edge starts from; null if it is the code itself
// gives: match STRING  How exactly the code matches the condition: exact, narrow, broad or related
// description: A code below a heading that means a condition, or part of one, is a narrower code of that condition. Left
//   out is what a nearer match implies: the same condition, or one above it. A heading broader than a condition says
//   nothing certain about the codes below it. If neither the code nor a heading means a condition, the nearest headings
//   with any other match count.
CALL (code) {
  CALL (code) {
    MATCH path = (code)-[:CHILD_OF*0..]->(heading:Code)
    WITH heading, min(length(path)) AS steps
    MATCH (heading)-[classifies:CLASSIFIES]->(condition:Condition)
    WITH heading, steps, classifies, condition, coalesce(classifies.match, 'exact') AS stated
    ORDER BY steps
    RETURN collect({heading: heading, steps: steps, edge: classifies, condition: condition, stated: stated}) AS all
  }
  WITH all, [one IN all WHERE one.stated IN ['exact', 'narrow']] AS certain
  CALL (certain) {
    UNWIND CASE WHEN head(certain).steps < last(certain).steps THEN certain ELSE [] END AS nearer
    WITH DISTINCT nearer.condition AS below, nearer.steps AS steps
    MATCH (below)-[:IS_A*0..]->(above:Condition)
    WITH DISTINCT above, steps
    RETURN collect({above: above, steps: steps}) AS implied
  }
  UNWIND all AS one
  WITH all, certain, implied, one, one.condition AS condition
  WHERE one.steps = 0
    OR one.stated IN ['exact', 'narrow'] AND none(by IN implied WHERE by.above = condition AND by.steps < one.steps)
    OR certain = [] AND one.stated <> 'broad' AND one.steps = all[0].steps
  RETURN condition, one.edge AS classifies, CASE WHEN one.steps > 0 THEN one.heading END AS inherited_from,
    CASE WHEN one.steps > 0 AND one.stated = 'exact' THEN 'narrow' ELSE one.stated END AS match
}
