// name: fulltext_search
// title: What people search for, by its words whatever their ending
// mode: schema
// description: The english analyzer stems, so that lymphoma finds lymphomas and Crohn finds Crohn's, and keeps
//   codes such as C91.00 in one piece. It does not fold accents: search_folded does.
CREATE FULLTEXT INDEX search IF NOT EXISTS
FOR (node:Code|Procedure|Condition|Policy|Payer)
ON EACH [
  node.key, node.code, node.number, node.name, node.display, node.title, node.description,
  node.synonyms, node.terms, node.inclusion_terms
]
OPTIONS { indexConfig: { `fulltext.analyzer`: 'english' } }
