// name: derive_similar_informed
// title: Which conditions carry their information content
// mode: read
// returns: key STRING  Key of the condition
// returns: information_content FLOAT  How much it says of a code that it has to do with the condition
MATCH (condition:Condition)
WHERE condition.information_content IS NOT NULL
RETURN condition.key AS key, condition.information_content AS information_content
