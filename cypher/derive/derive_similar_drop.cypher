// name: derive_similar_drop
// title: Delete some pairs of similar codes
// mode: write
// param: pairs LIST<MAP>  Keys of the two codes of each, a the smaller and b
UNWIND $pairs AS pair
MATCH (:Code {key: pair.a})-[similar:SIMILAR_TO]->(:Code {key: pair.b})
DELETE similar
