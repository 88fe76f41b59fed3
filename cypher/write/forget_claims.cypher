// name: forget_claims
// title: Remove the mark of a load from the claims of a source and its documents
// mode: write
// param: source STRING  Key of the Source
// param: load STRING  Mark of the load
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
MATCH ()-[claim:STATED_BY]->(source) WHERE claim.load = $load
CALL (claim) {
  SET claim.load = ''
} IN TRANSACTIONS OF 10000 ROWS
