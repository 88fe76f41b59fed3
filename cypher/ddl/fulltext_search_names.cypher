// name: fulltext_search_names
// title: Full-text index: codes, names and synonyms, each in one piece
// mode: schema
// description: For exact texts, prefixes and typos. Its texts are folded: see derive_names.
CREATE FULLTEXT INDEX search_names IF NOT EXISTS
FOR (node:Code|Procedure|Condition|Policy|Payer)
ON EACH [node.names]
OPTIONS { indexConfig: { `fulltext.analyzer`: 'keyword' } }
