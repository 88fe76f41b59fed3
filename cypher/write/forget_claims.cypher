// name: forget_claims
// title: Take the mark of a load off what one source and its documents say about nodes
// mode: write
// param: source STRING  Key of the Source
// param: load STRING  Mark of the load
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
MATCH ()-[claim:STATED_BY]->(source) WHERE claim.load = $load
CALL (claim) {
  SET claim.load = ''
} IN TRANSACTIONS OF 10000 ROWS
