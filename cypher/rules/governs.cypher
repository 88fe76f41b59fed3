// name: governs
// title: Whether a policy counts on a day
// takes: policy NODE  The policy
// takes: day DATE  The day
// gives: governs BOOLEAN  True, or false; never null
// description: A policy counts if it is in force, no newer one in force supersedes it, and it is described: without title,
//   status and first day, only its number is known, from another policy or a table.
CALL (policy, day) {
  // include: in_force
  // include: superseded
  RETURN in_force AND superseded IS NULL
    AND coalesce(policy.title, policy.status, toString(policy.effective_from)) IS NOT NULL AS governs
}
