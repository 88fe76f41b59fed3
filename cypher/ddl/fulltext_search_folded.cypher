// name: fulltext_search_folded
// title: What people search for, by its words without their accents
// mode: schema
// description: So that Sjogren finds Sjögren. No analyzer of Neo4j both folds accents and stems.
CREATE FULLTEXT INDEX search_folded IF NOT EXISTS
FOR (node:Code|Procedure|Condition|Policy|Payer)
ON EACH [
  node.name, node.display, node.title, node.description, node.synonyms, node.terms, node.inclusion_terms
]
OPTIONS { indexConfig: { `fulltext.analyzer`: 'standard-folding' } }
