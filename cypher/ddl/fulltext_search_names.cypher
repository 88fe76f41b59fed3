// name: fulltext_search_names
// title: Codes, names and synonyms, each in one piece
// mode: schema
// description: For what is typed exactly, as a beginning, or with a slip. What is in it is folded: see derive_names.
CREATE FULLTEXT INDEX search_names IF NOT EXISTS
FOR (node:Code|Procedure|Condition|Policy|Payer)
ON EACH [node.names]
OPTIONS { indexConfig: { `fulltext.analyzer`: 'keyword' } }
