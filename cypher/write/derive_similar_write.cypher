// name: derive_similar_write
// title: Write pairs of similar codes
// mode: write
// param: edges LIST<MAP>  For each pair the keys a and b, and facts: the properties of the edge
UNWIND $edges AS edge
MATCH (a:Code {key: edge.a})
MATCH (b:Code {key: edge.b})
MERGE (a)-[similar:SIMILAR_TO]->(b)
SET similar = edge.facts
