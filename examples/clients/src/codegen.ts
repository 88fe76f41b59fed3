// graphql-codegen's client preset alone: a typed fetch. What a source may lack is `| null`, so TypeScript asks.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { coverage, lookup } from "./documents.js";

async function ask<Data, Variables>(
  url: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const answer = (await response.json()) as { data?: Data; errors?: { message: string; extensions: { code: string } }[] };
  if (answer.errors?.length || !answer.data) throw new Error(answer.errors?.[0]?.message ?? `status ${response.status}`);
  return answer.data;
}

export async function run(url: string): Promise<string> {
  const answer = await ask(url, coverage, { code: "CPT:0537T", payer: "PAYER:cms" });
  if (!answer.coverage) throw new Error("the code is not known");
  const found = await ask(url, lookup, { keys: ["icd10cm:c9100", "CPT:0537T", "CPT:00000"] });
  const said = found.lookup.map((each): string => {
    switch (each.__typename) { // the union is told apart by its name, and the compiler knows it is complete
      case "Code": return `${each.key} ${each.display ?? "(no wording is loaded)"}`;
      case "CodeRetired": return `${each.key} became ${each.replacements.map((one) => one.code.key).join(", ")}`;
      case "Condition": return `${each.key} ${each.name}`;
      case "CodeNotFound": return `${each.key} ${each.problem}`;
    }
  });
  return `${answer.coverage.verdict}; ${said.join("; ")}`;
}
