// name: claims_apart
// title: The codes about which two editions do not say the same
// takes: old NODE  The Source of the earlier edition
// takes: new NODE  The Source of the later edition
// gives: code NODE  A code that only one of them has, or about which they differ, or may do
// description: The claims of both are compared by their digests, whose difference is 0 where they are equal (a digest of 0
//   is not known), as looking each code up in the other edition, or reading whole claims, takes several times as long.
CALL (old, new) {
  UNWIND [[old, -1], [new, 1]] AS edition
  WITH edition[0] AS edition, edition[1] AS sign
  MATCH (code)-[claim:STATED_BY]->(edition)
  WITH code, sum(CASE coalesce(claim.digest, 0) WHEN 0 THEN 1 ELSE sign * claim.digest END) AS apart
  WHERE apart <> 0 AND code:Code
  RETURN code
}
