// name: conditions_compared
// title: The conditions by which codes are compared: those a code classifies or is indicated for
// takes: code NODE  The code
// gives: role STRING  about: it classifies the condition; for: it is indicated for it
// gives: stated NODE  The condition
// description: The conditions of a code; of those inherited from a heading only the ones that the heading means exactly
//   or in part: what it is only related to says nothing about each code below it. A code without indications of its own
//   has those of the procedures it bills.
CALL (code) {
  // include: conditions_of_code
  WITH condition, match, inherited_from
  WHERE inherited_from IS NULL OR match = 'narrow'
  RETURN DISTINCT 'about' AS role, condition AS stated
  UNION
  MATCH (code)-[:INDICATED_FOR]->(stated:Condition)
  RETURN DISTINCT 'for' AS role, stated
  UNION
  MATCH (code)-[:BILLS]->(:Procedure)-[:INDICATED_FOR]->(stated:Condition)
  WHERE NOT EXISTS { (code)-[:INDICATED_FOR]->(:Condition) }
  RETURN DISTINCT 'for' AS role, stated
}
