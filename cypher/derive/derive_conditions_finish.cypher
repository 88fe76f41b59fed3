// name: derive_conditions_finish
// title: Record what was derived for conditions
// mode: write
// param: source STRING  Key of the Source of the derivation
// param: facts MAP  Properties of the derivation
MERGE (source:Source {key: $source})
SET source = $facts, source.key = $source
