// name: fulltext_policy_title
// title: Full-text index: policies by the stemmed words of their titles
// mode: schema
// description: Related policies of a code that no policy names are found by the words of its text; in the general search
//   indexes policies would be a few among many codes.
CREATE FULLTEXT INDEX policy_title IF NOT EXISTS
FOR (node:Policy)
ON EACH [node.title]
OPTIONS { indexConfig: { `fulltext.analyzer`: 'english' } }
