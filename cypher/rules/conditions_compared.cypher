// name: conditions_compared
// title: The conditions by which two codes are compared: what a code classifies, or what it is for
// takes: code NODE  The code
// gives: role STRING  about: it classifies the condition; for: it is indicated for it
// gives: stated NODE  The condition
// description: What a code has from a heading counts where that matches exactly or is narrower than the condition: a
//   heading that is wider says nothing of each code below it. A code that states no indication has those of the
//   procedures it bills.
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
