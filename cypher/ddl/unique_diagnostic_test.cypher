// name: unique_diagnostic_test
// title: The key of a DiagnosticTest is unique and indexed
// mode: schema
CREATE CONSTRAINT diagnostic_test_key IF NOT EXISTS
FOR (node:DiagnosticTest) REQUIRE node.key IS UNIQUE
