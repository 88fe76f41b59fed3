// name: similarity
// title: How similar two codes are, and why
// mode: read
// description: No row if they share no evidence. The parts of the score are properties of the relationship.
// param: key STRING  Key of one code
// param: other_key STRING  Key of the other
// returns: node NODE  The other code
// returns: origin NODE  The one code
// returns: edge RELATIONSHIP  SIMILAR_TO, with score, relation, summary and the score of each kind of evidence
// example: medcodegraph cypher run similarity --key CPT:0537T --other-key CPT:38225 --format json
MATCH (origin:Code {key: $key})-[edge:SIMILAR_TO]-(node:Code {key: $other_key})
RETURN node, origin, edge
LIMIT 1
