/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Coverage($code: String!, $payer: String) {\n    coverage(code: $code, payer: $payer) { verdict disclaimer paths { decides reason policy { key title } } }\n  }\n": typeof types.CoverageDocument,
    "\n  query Billable($after: String) {\n    codes(filter: { system: { eq: \"ICD10CM\" }, billable: { eq: true } }, first: 5, after: $after) {\n      edges { cursor node { id key display } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.BillableDocument,
    "\n  query Lookup($keys: [String!]!) {\n    lookup(keys: $keys) {\n      __typename\n      ... on Code { key display }\n      ... on CodeRetired { key replacements { on code { key } } }\n      ... on Condition { key name }\n      ... on CodeNotFound { key problem }\n    }\n  }\n": typeof types.LookupDocument,
};
const documents: Documents = {
    "\n  query Coverage($code: String!, $payer: String) {\n    coverage(code: $code, payer: $payer) { verdict disclaimer paths { decides reason policy { key title } } }\n  }\n": types.CoverageDocument,
    "\n  query Billable($after: String) {\n    codes(filter: { system: { eq: \"ICD10CM\" }, billable: { eq: true } }, first: 5, after: $after) {\n      edges { cursor node { id key display } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.BillableDocument,
    "\n  query Lookup($keys: [String!]!) {\n    lookup(keys: $keys) {\n      __typename\n      ... on Code { key display }\n      ... on CodeRetired { key replacements { on code { key } } }\n      ... on Condition { key name }\n      ... on CodeNotFound { key problem }\n    }\n  }\n": types.LookupDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Coverage($code: String!, $payer: String) {\n    coverage(code: $code, payer: $payer) { verdict disclaimer paths { decides reason policy { key title } } }\n  }\n"): (typeof documents)["\n  query Coverage($code: String!, $payer: String) {\n    coverage(code: $code, payer: $payer) { verdict disclaimer paths { decides reason policy { key title } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Billable($after: String) {\n    codes(filter: { system: { eq: \"ICD10CM\" }, billable: { eq: true } }, first: 5, after: $after) {\n      edges { cursor node { id key display } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): (typeof documents)["\n  query Billable($after: String) {\n    codes(filter: { system: { eq: \"ICD10CM\" }, billable: { eq: true } }, first: 5, after: $after) {\n      edges { cursor node { id key display } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Lookup($keys: [String!]!) {\n    lookup(keys: $keys) {\n      __typename\n      ... on Code { key display }\n      ... on CodeRetired { key replacements { on code { key } } }\n      ... on Condition { key name }\n      ... on CodeNotFound { key problem }\n    }\n  }\n"): (typeof documents)["\n  query Lookup($keys: [String!]!) {\n    lookup(keys: $keys) {\n      __typename\n      ... on Code { key display }\n      ... on CodeRetired { key replacements { on code { key } } }\n      ... on Condition { key name }\n      ... on CodeNotFound { key problem }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;