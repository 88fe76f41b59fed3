"""Disease ontologies: MONDO and the Disease Ontology."""
