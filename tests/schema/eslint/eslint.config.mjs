// graphql-eslint's schema and Relay rules for schema/schema.graphql. What does not follow them is exempt by name, with the reason.
import graphql from "@graphql-eslint/eslint-plugin";

// Facts are relationships of the graph: they belong to the objects they join, and have no key of their own to be asked for again by.
const FACTS = [
  "Alternative", "CodeIndication", "CodeMap", "Indication", "InheritedNotes", "PreviousCode", "ProcedureRisk", "Replacement",
  "ReplacementStep", "RequiredTest", "Statement", "TreatmentCode", "TreatmentIndication",
];
// Answers are computed for the arguments of a request: the same key can have another answer tomorrow, so a cache must not merge them.
const ANSWERS = [
  "CodeEdition", "CodeNotFound", "CodeRetired", "CodeSuggestion", "Coverage", "CoverageDiagnosis", "CoveragePath", "Edition",
  "LoadableSource", "Path", "PathStep", "PayerStances", "PayerVerdict", "ReleaseDifference", "SearchFacet", "SearchFacets",
  "SearchMatch", "SharedCondition", "SimilarPart", "Similarity", "Suggestion",
];

const rules = {
  ...graphql.configs["flat/schema-recommended"].rules,
  ...graphql.configs["flat/schema-relay"].rules,
  "@graphql-eslint/strict-id-in-types": ["error", { exceptions: { types: [...FACTS, ...ANSWERS, "PageInfo"], suffixes: ["Connection", "Edge"] } }],
  // Lists that are short and complete, such as the sources of a fact, are plain lists; only pages are connections.
  "@graphql-eslint/relay-edge-types": ["error", { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false }],
  // Pages go forward only; where a list has an `order`, the opposite one reads it from its end.
  "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
  // A code's `code`, ICD-10-CM's "code first" and "code also", and the source that a source names are the terms of the field.
  "@graphql-eslint/no-typename-prefix": "off",
};

export default [{
  files: ["**/*.graphql"],
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: "schema.graphql" } } },
  linterOptions: { reportUnusedDisableDirectives: "error" },
  plugins: { "@graphql-eslint": graphql },
  rules,
}];
