// name: superseded
// title: The newer policy that supersedes one on a day
// takes: policy NODE  The policy
// takes: day DATE  The day
// gives: superseded STRING  Key of the newest policy that supersedes it and is itself in force, or null
// description: A policy is superseded by one that states so (in any number of steps), or by one of the same kind, number and
//   issuer with a later first day; in either case only if that one is in force on the day.
CALL (policy, day) {
  CALL (policy) {
    MATCH (newer:Policy)-[:SUPERSEDES*1..]->(policy)
    RETURN newer
    UNION
    MATCH (newer:Policy {number: policy.number})
    WHERE newer.kind = policy.kind AND newer.effective_from > policy.effective_from
      AND EXISTS { MATCH (newer)-[:ISSUED_BY]->(:Payer)<-[:ISSUED_BY]-(policy) }
    RETURN newer
  }
  CALL (newer, day) {
    WITH newer AS policy, day
    // include: in_force
    RETURN in_force AS holds
  }
  WITH newer WHERE holds
  ORDER BY newer.effective_from DESC, newer.key
  RETURN head(collect(newer.key)) AS superseded
}
