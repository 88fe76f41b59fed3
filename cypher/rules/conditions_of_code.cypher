// name: conditions_of_code
// title: The conditions of a code, its own or those of the nearest headings above it that have some
// takes: code NODE  The code
// gives: condition NODE  A condition; no row where the code and the headings above it have none
// gives: classifies RELATIONSHIP  The edge that says so, with its match
// gives: inherited_from NODE  The heading that the edge starts at; null where it is the code itself
// description: A code without conditions of its own has those of the nearest headings above it that have some.
CALL (code) {
  CALL (code) {
    MATCH path = (code)-[:CHILD_OF*0..]->(above:Code)
    WHERE EXISTS { (above)-[:CLASSIFIES]->(:Condition) }
    WITH above, min(length(path)) AS steps
    WITH steps, collect(above) AS headings ORDER BY steps LIMIT 1
    RETURN headings
  }
  UNWIND headings AS heading
  MATCH (heading)-[classifies:CLASSIFIES]->(condition:Condition)
  RETURN condition, classifies, CASE WHEN heading <> code THEN heading END AS inherited_from
}
