// What the programs ask. graphql-codegen types these: a field that the schema lacks does not compile.
import { graphql } from "./generated/gql.js";

export const coverage = graphql(`
  query Coverage($code: String!, $payer: String) {
    coverage(code: $code, payer: $payer) { verdict disclaimer paths { decides reason policy { key title } } }
  }
`);

export const billable = graphql(`
  query Billable($after: String) {
    codes(filter: { system: { eq: "ICD10CM" }, billable: { eq: true } }, first: 5, after: $after) {
      edges { cursor node { id key display } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const lookup = graphql(`
  query Lookup($keys: [String!]!) {
    lookup(keys: $keys) {
      __typename
      ... on Code { key display }
      ... on CodeRetired { key replacements { on code { key } } }
      ... on Condition { key name }
      ... on CodeNotFound { key problem }
    }
  }
`);
