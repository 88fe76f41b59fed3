// name: fulltext_search_words
// title: Codes, names and synonyms by their words as they are
// mode: schema
// description: For words half typed, with accents left out or with a slip, and for words as common as "of".
CREATE FULLTEXT INDEX search_words IF NOT EXISTS
FOR (node:Code|Procedure|Condition|Policy|Payer)
ON EACH [node.names, node.description]
OPTIONS { indexConfig: { `fulltext.analyzer`: 'standard-no-stop-words' } }
