// Runs every program against a server: node build/all.js http://127.0.0.1:8000/graphql
import * as apollo from "./apollo.js";
import * as codegen from "./codegen.js";
import * as relay from "./relay.js";
import * as urql from "./urql.js";

const url = process.argv[2] ?? "http://127.0.0.1:8000/graphql";
async function all(): Promise<void> {
  for (const [name, program] of Object.entries({ codegen, apollo, urql, relay })) {
    console.log(`${name}: ${await program.run(url)}`);
  }
}

all().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
