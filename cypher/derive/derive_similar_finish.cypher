// name: derive_similar_finish
// title: Mark that the similar codes in the graph are complete
// mode: write
// param: source STRING  Key of the Source of the derivation
// param: sha256 STRING  Checksum of the evidence
MATCH (source:Source {key: $source})
SET source.sha256 = $sha256, source.state = 'complete'
