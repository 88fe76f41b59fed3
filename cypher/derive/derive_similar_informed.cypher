// name: derive_similar_informed
// title: The conditions with an information content
// mode: read
// returns: key STRING  Key of the condition
// returns: information_content FLOAT  The information content of the condition
MATCH (condition:Condition)
WHERE condition.information_content IS NOT NULL
RETURN condition.key AS key, condition.information_content AS information_content
