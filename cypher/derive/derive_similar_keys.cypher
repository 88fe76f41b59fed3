// name: derive_similar_keys
// title: The keys of all codes
// mode: read
// returns: key STRING  Key of the code
MATCH (code:Code)
RETURN code.key AS key
ORDER BY key
