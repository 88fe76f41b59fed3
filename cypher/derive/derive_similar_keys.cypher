// name: derive_similar_keys
// title: The keys of codes, in order, some at a time
// mode: read
// param: after STRING  The key after which to begin
// param: limit INTEGER  How many keys
// returns: key STRING  Key of the code
MATCH (code:Code)
WHERE code.key > $after
RETURN code.key AS key
ORDER BY key LIMIT $limit
