// urql: the document cache, and errors as GraphQL gives them.
import { Client, cacheExchange, fetchExchange } from "@urql/core";
import { billable, coverage } from "./documents.js";

export async function run(url: string): Promise<string> {
  const client = new Client({ url, exchanges: [cacheExchange, fetchExchange], preferGetMethod: false });
  const first = await client.query(coverage, { code: "HCPCS:Q2041", payer: null }).toPromise();
  if (first.error) throw first.error;
  const again = client.readQuery(coverage, { code: "HCPCS:Q2041", payer: null });
  if (again?.data?.coverage?.verdict !== first.data?.coverage?.verdict) throw new Error("the cache did not answer");
  const wrong = await client.query(billable, { after: "not a cursor" }).toPromise();
  const code = wrong.error?.graphQLErrors[0]?.extensions.code;
  if (code !== "BAD_CURSOR") throw new Error(`a wrong cursor is ${String(code)}`);
  return `${first.data?.coverage?.verdict}; a wrong cursor is ${code}`;
}
