// name: derive_similar_forget
// title: Delete the pairs of similar codes that start from some codes
// mode: write
// param: keys LIST<STRING>  Keys of the codes that the pairs start from
UNWIND $keys AS key
MATCH (:Code {key: key})-[similar:SIMILAR_TO]->()
DELETE similar
