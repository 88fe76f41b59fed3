// Relay without React: fragments masked and read by selectors, pages, and a refetch of one object by its id.
import { Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery, getSelector } from "relay-runtime";
import type { FetchFunction } from "relay-runtime";
import again, { type queriesCodeAgainQuery } from "./relay/generated/queriesCodeAgainQuery.graphql.js";
import code, { type queriesCode$data } from "./relay/generated/queriesCode.graphql.js";
import page, { type queriesPageQuery } from "./relay/generated/queriesPageQuery.graphql.js";

export async function run(url: string): Promise<string> {
  const send: FetchFunction = async ({ text }, variables) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ query: text, variables }),
    });
    return await response.json();
  };
  const environment = new Environment({ network: Network.create(send), store: new Store(new RecordSource()) });
  const answer = await fetchQuery<queriesPageQuery>(environment, page, { first: 3 }).toPromise();
  if (!answer) throw new Error("there is no answer");
  const ids = environment.getStore().getSource().getRecordIDs().filter((each) => each.startsWith("HCPCS:"));
  const id = ids[0];
  if (!id) throw new Error("the store has no code");
  const refetched = await fetchQuery<queriesCodeAgainQuery>(environment, again, { id }).toPromise();
  const node = environment.lookup(createOperationDescriptor(again, { id }).fragment).data?.node;
  const selector = getSelector(code, node);
  if (!refetched || selector?.kind !== "SingularReaderSelector") throw new Error("the fragment is not there");
  const read = environment.lookup(selector).data as unknown as queriesCode$data;
  return `${ids.length} codes in the store; ${read.key} again: ${read.display ?? "(no wording is loaded)"}`;
}
