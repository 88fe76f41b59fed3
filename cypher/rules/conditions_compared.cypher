// name: conditions_compared
// title: The conditions by which codes are compared: those a code classifies or is indicated for
// takes: code NODE  The code
// gives: role STRING  about: it classifies the condition; for: it is indicated for it
// gives: stated NODE  The condition
// description: A condition inherited from a heading counts if the heading matches exactly or is narrower: a broader heading
//   says nothing about each code below it. A code without indications of its own has those of the procedures it bills.
CALL (code) {
  CALL (code) {
    MATCH path = (code)-[:CHILD_OF*0..]->(above:Code)
    WHERE EXISTS { (above)-[:CLASSIFIES]->(:Condition) }
    WITH above, min(length(path)) AS steps
    WITH steps, collect(above) AS headings ORDER BY steps LIMIT 1
    RETURN headings
  }
  UNWIND headings AS heading
  MATCH (heading)-[classifies:CLASSIFIES]->(stated:Condition)
  WHERE heading = code OR classifies.match IN ['exact', 'narrow']
  RETURN DISTINCT 'about' AS role, stated
  UNION
  MATCH (code)-[:INDICATED_FOR]->(stated:Condition)
  RETURN DISTINCT 'for' AS role, stated
  UNION
  MATCH (code)-[:BILLS]->(:Procedure)-[:INDICATED_FOR]->(stated:Condition)
  WHERE NOT EXISTS { (code)-[:INDICATED_FOR]->(:Condition) }
  RETURN DISTINCT 'for' AS role, stated
}
