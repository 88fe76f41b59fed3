// name: derive_similar_size
// title: How many codes there are
// mode: read
// returns: codes INTEGER  How many
RETURN COUNT { (:Code) } AS codes
