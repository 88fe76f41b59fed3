// What the Relay compiler reads. Not executed: programs without React import the artifacts it makes.
import { graphql } from "relay-runtime";

graphql`
  query queriesPageQuery($first: Int!, $after: String) {
    ...queriesCodes @arguments(first: $first, after: $after)
  }
`;

graphql`
  fragment queriesCodes on Query
  @refetchable(queryName: "queriesNextQuery")
  @argumentDefinitions(first: { type: "Int!" }, after: { type: "String" }) {
    codes(filter: { system: { eq: "HCPCS" } }, first: $first, after: $after) @connection(key: "queries_codes") {
      edges { node { id ...queriesCode } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

graphql`
  fragment queriesCode on Code @refetchable(queryName: "queriesCodeAgainQuery") {
    key
    display
  }
`;
