// name: derive_similar_procedures
// title: Evidence for similar codes: procedures, the codes that bill them, their alternatives and indications
// mode: read
// returns: key STRING  Key of the procedure
// returns: name STRING  Its name
// returns: codes LIST<MAP>  Key of each code that bills it, and the step it bills
// returns: alternatives LIST<STRING>  Keys of the procedures that are alternatives to it
// returns: conditions LIST<STRING>  Keys of the conditions it is indicated for
MATCH (procedure:Procedure)
WHERE EXISTS { (procedure)<-[:BILLS]-(:Code) }
RETURN
  procedure.key AS key,
  coalesce(procedure.name, procedure.key) AS name,
  COLLECT {
    MATCH (procedure)<-[bills:BILLS]-(code:Code)
    WITH DISTINCT code.key AS code, coalesce(bills.step, '') AS step
    ORDER BY code, step
    RETURN {code: code, step: step}
  } AS codes,
  COLLECT {
    MATCH (procedure)-[:ALTERNATIVE_TO]-(other:Procedure)
    WHERE other <> procedure
    RETURN DISTINCT other.key AS other ORDER BY other
  } AS alternatives,
  COLLECT {
    MATCH (procedure)-[:INDICATED_FOR]->(condition:Condition)
    RETURN DISTINCT condition.key AS condition ORDER BY condition
  } AS conditions
ORDER BY key
