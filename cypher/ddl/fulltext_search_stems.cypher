// name: fulltext_search_stems
// title: Full-text index: searchable texts by stemmed words
// mode: schema
// description: The english analyzer stems, so that lymphoma finds lymphomas and Crohn finds Crohn's. It drops stop words
//   such as "of" and does not fold accents; search_words keeps stop words, and its texts are folded.
CREATE FULLTEXT INDEX search_stems IF NOT EXISTS
FOR (node:Code|Procedure|Condition|Policy|Payer)
ON EACH [node.name, node.display, node.title, node.description, node.synonyms, node.terms, node.inclusion_terms,
  node.includes, node.index_terms, node.neoplasm_terms, node.drug_terms, node.cause_terms]
OPTIONS { indexConfig: { `fulltext.analyzer`: 'english' } }
