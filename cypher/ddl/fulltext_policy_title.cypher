// name: fulltext_policy_title
// title: Policies by the words of their titles, whatever their ending
// mode: schema
// description: Related policies of a code that no policy names are found by the words of its text; among all that
//   people search for, policies would be a few among many codes.
CREATE FULLTEXT INDEX policy_title IF NOT EXISTS
FOR (node:Policy)
ON EACH [node.title]
OPTIONS { indexConfig: { `fulltext.analyzer`: 'english' } }
