// name: fulltext_search_words
// title: Full-text index: codes, names and synonyms by unstemmed words
// mode: schema
// description: For incomplete words, omitted accents, typos, and stop words such as "of".
CREATE FULLTEXT INDEX search_words IF NOT EXISTS
FOR (node:Code|Procedure|Condition|Policy|Payer)
ON EACH [node.names, node.description]
OPTIONS { indexConfig: { `fulltext.analyzer`: 'standard-no-stop-words' } }
