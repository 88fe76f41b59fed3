// name: derive_similar_sweep
// title: Remove pairs of similar codes that an earlier derivation wrote and this one did not
// mode: write
// param: load STRING  Mark of this derivation
MATCH ()-[similar:SIMILAR_TO]->()
WHERE similar.load IS NULL OR similar.load <> $load
CALL (similar) {
  DELETE similar
} IN TRANSACTIONS OF 10000 ROWS
