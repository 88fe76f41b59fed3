// name: derive_conditions_names
// title: The conditions with their names
// mode: read
// returns: key STRING  Key of the condition
// returns: name STRING  Its name
// returns: synonyms LIST<STRING>  Its other names
MATCH (condition:Condition) WHERE condition.name IS NOT NULL
RETURN condition.key AS key, condition.name AS name, coalesce(condition.synonyms, []) AS synonyms
ORDER BY key
