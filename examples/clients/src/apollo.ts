// Apollo Client 4: a normalized cache by `id`, `fetchMore` over Relay connections, persisted queries.
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { relayStylePagination } from "@apollo/client/utilities";
import { createHash } from "node:crypto";
import { billable } from "./documents.js";

export async function run(url: string): Promise<string> {
  let sent = 0;
  const counted: typeof fetch = (...given) => {
    sent += 1;
    return fetch(...given);
  };
  const persisted = new PersistedQueryLink({ sha256: (text) => createHash("sha256").update(text).digest("hex") });
  const client = new ApolloClient({
    link: persisted.concat(new HttpLink({ uri: url, fetch: counted })),
    cache: new InMemoryCache({
      typePolicies: { Query: { fields: { codes: relayStylePagination(["filter", "orderBy"]) } } },
    }),
  });
  const codes = client.watchQuery({ query: billable, variables: {} });
  const first = await client.query({ query: billable, variables: {} });
  const after = first.data?.codes.pageInfo.endCursor;
  if (!after) throw new Error("there is no second page");
  await codes.fetchMore({ variables: { after } });
  const before = sent;
  const whole = await client.query({ query: billable, variables: {} }); // both pages, from the cache
  if (sent !== before) throw new Error("the cache did not answer");
  const keys = whole.data?.codes.edges.map((edge) => edge.node.key) ?? [];
  if (new Set(keys).size !== 10) throw new Error(`two pages of five are not ${keys.length}`);
  client.stop();
  return `${keys.length} codes in ${sent} requests, then none`;
}
