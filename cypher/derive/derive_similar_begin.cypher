// name: derive_similar_begin
// title: Mark that similar codes are being derived
// mode: write
// param: source STRING  Key of the Source of the derivation
// param: facts MAP  Properties of the derivation
MERGE (source:Source {key: $source})
SET source += $facts, source.state = 'loading', source.sha256 = null, source.token = null
