// name: derive_similar_state
// title: What the last derivation of similar codes was derived from, and whether all of it is still there
// mode: read
// param: source STRING  Key of the Source of the derivation
// returns: sha256 STRING  Checksum of the evidence; null while a derivation runs, or was cut short
// returns: written INTEGER  How many pairs of similar codes it wrote
// returns: found INTEGER  How many there are: fewer where codes were deleted, and came back
MATCH (source:Source {key: $source})
RETURN source.sha256 AS sha256, source.edges AS written, COUNT { ()-[:SIMILAR_TO]->() } AS found
