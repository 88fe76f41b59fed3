// name: derive_conditions_links
// title: The current filled-in codes of conditions
// mode: read
// param: source STRING  Key of the Source of the derivation
// returns: code STRING  Key of the code
// returns: condition STRING  Key of the condition
// returns: match STRING  exact or narrow
// returns: reason STRING  Why
MATCH (code:Code)-[edge:CLASSIFIES {source: $source}]->(condition:Condition)
RETURN code.key AS code, condition.key AS condition, edge.match AS match, edge.reason AS reason
ORDER BY code, condition
