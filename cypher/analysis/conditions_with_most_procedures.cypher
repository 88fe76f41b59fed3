// name: conditions_with_most_procedures
// title: Conditions with the most procedures and products indicated for them
// mode: read
// description: Indications for a narrower condition count for the broader one too.
// param: limit INTEGER = 25  The most rows to return
// returns: condition STRING  Key of the condition
// returns: name STRING  Its name
// returns: total INTEGER  How many procedures and products
// returns: procedures LIST<STRING>  Keys of the procedures
// returns: products LIST<STRING>  Keys of the codes with indications of their own
// example: medcodegraph cypher run conditions_with_most_procedures --limit 10
MATCH (indicated:Procedure|Code)-[:INDICATED_FOR]->(narrow:Condition)
WITH narrow, collect(DISTINCT indicated) AS indicated
MATCH (narrow)-[:IS_A*0..]->(condition:Condition)
WITH DISTINCT narrow, indicated, condition
UNWIND indicated AS one
WITH condition, one.key AS key, one:Procedure AS performed
ORDER BY key
WITH
  condition,
  collect(DISTINCT CASE WHEN performed THEN key END) AS procedures,
  collect(DISTINCT CASE WHEN NOT performed THEN key END) AS products
RETURN
  condition.key AS condition,
  condition.name AS name,
  size(procedures) + size(products) AS total,
  procedures,
  products
ORDER BY total DESC, condition
LIMIT $limit
