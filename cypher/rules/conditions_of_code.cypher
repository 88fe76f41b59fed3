// name: conditions_of_code
// title: The conditions of a code: its own, or those of the nearest headings above it that have any
// takes: code NODE  The code
// gives: condition NODE  A condition; no row if neither the code nor a heading above it has any
// gives: classifies RELATIONSHIP  The edge that states it, with its match
// gives: inherited_from NODE  The heading that the edge starts from; null if it is the code itself
// gives: match STRING  How exactly the code matches the condition: exact, narrow, broad or related
// description: A code that does not itself mean a condition, or part of one, also has the conditions of the nearest headings
//   that do: codes below a heading are narrower than what the heading means. A heading broader than a condition says
//   nothing certain about the codes below it. If no heading means a condition, the nearest ones with any match count.
CALL (code) {
  CALL (code) {
    MATCH path = (code)-[:CHILD_OF*0..]->(above:Code)
    WHERE EXISTS { (above)-[:CLASSIFIES]->(:Condition) }
    WITH above, min(length(path)) AS steps
    WITH above, steps, NOT EXISTS {
      MATCH (above)-[means:CLASSIFIES]->(:Condition) WHERE coalesce(means.match, 'exact') IN ['exact', 'narrow']
    } AS vague
    WITH vague, steps, collect(above) AS headings
    ORDER BY vague, steps LIMIT 1
    RETURN headings
  }
  UNWIND CASE WHEN code IN headings THEN headings ELSE [code] + headings END AS heading
  MATCH (heading)-[classifies:CLASSIFIES]->(condition:Condition)
  WITH code, heading, classifies, condition, coalesce(classifies.match, 'exact') AS stated
  WHERE heading = code OR stated <> 'broad'
  RETURN condition, classifies, CASE WHEN heading <> code THEN heading END AS inherited_from,
    CASE WHEN heading <> code AND stated = 'exact' THEN 'narrow' ELSE stated END AS match
}
