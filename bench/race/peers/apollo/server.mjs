// A: what @neo4j/graphql makes of type definitions, behind Apollo Server. Address, port and the folder of the
// library's statements come from the environment.
import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { Neo4jGraphQL } from "@neo4j/graphql";
import neo4j from "neo4j-driver";

const env = process.env;
const statement = (name) =>
  readFileSync(`${env.STATEMENTS}/${name}.cypher`, "utf8")
    .split("\n")
    .filter((line) => !line.startsWith("//"))
    .join("\n");

const typeDefs = `#graphql
  type CodeSystem @node { key: String!, name: String }
  type Payer @node { key: String!, name: String }
  type Procedure @node { key: String!, name: String }
  type Condition @node {
    key: String!
    name: String
    parents: [Condition!]! @relationship(type: "IS_A", direction: OUT)
  }
  type Policy @node {
    key: String!
    title: String
    codes: [Code!]! @relationship(type: "COVERS", direction: OUT, properties: "Covers")
  }
  type Code @node {
    key: String!
    system: String
    code: String
    display: String
    status: String
    billable: Boolean
    validFrom: Date @alias(property: "valid_from")
    codeSystem: [CodeSystem!]! @relationship(type: "IN_SYSTEM", direction: OUT)
    parents: [Code!]! @relationship(type: "CHILD_OF", direction: OUT)
    children: [Code!]! @relationship(type: "CHILD_OF", direction: IN)
    conditions: [Condition!]! @relationship(type: "CLASSIFIES", direction: OUT, properties: "Classifies")
    policies: [Policy!]! @relationship(type: "COVERS", direction: IN, properties: "Covers")
    similar: [Code!]!
      @relationship(type: "SIMILAR_TO", direction: OUT, queryDirection: UNDIRECTED, properties: "Similar")
  }
  type Classifies @relationshipProperties { match: String, source: String! }
  type Covers @relationshipProperties { stance: String, source: String!, id: String }
  type Similar @relationshipProperties {
    score: Float!
    relation: String
    summary: String
    replacement: Float
    procedure: Float
    hierarchy: Float
    axes: Float
    text: Float
    conditions: Float
    policies: Float
    crosswalk: Float
  }
  union Hit = Code | Condition | Policy | Procedure | Payer
  type Query {
    search(
      folded: String!
      codes: [String!]!
      names: String!
      words: String!
      beginnings: String!
      near_names: String!
      near_words: String!
      limit: Int!
      most: Int!
    ): [Hit!]!
      @cypher(
        statement: """
        CALL () { ${statement("search").replace(/\$(kinds|systems|statuses|payers)/g, "[]")} }
        RETURN node ORDER BY score DESC, node.key
        """
        columnName: "node"
      )
  }
`;

const driver = neo4j.driver(
  env.MEDCODEGRAPH_NEO4J_URI,
  neo4j.auth.basic(env.MEDCODEGRAPH_NEO4J_USER, env.MEDCODEGRAPH_NEO4J_PASSWORD),
);
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
const server = new ApolloServer({ schema });
await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: Number(env.PORT) },
  context: async () => ({ executionContext: driver, sessionConfig: { defaultAccessMode: neo4j.session.READ } }),
});
