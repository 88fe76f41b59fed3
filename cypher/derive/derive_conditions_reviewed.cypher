// name: derive_conditions_reviewed
// title: The stated codes of conditions whose match a review has changed
// mode: read
// returns: code STRING  Key of the code
// returns: condition STRING  Key of the condition
// returns: match STRING  The match it has now
// returns: reason STRING  Why
MATCH (code:Code)-[edge:CLASSIFIES]->(condition:Condition)
WHERE edge.stated_match IS NOT NULL
RETURN DISTINCT code.key AS code, condition.key AS condition, edge.match AS match, edge.reason AS reason
ORDER BY code, condition, match
