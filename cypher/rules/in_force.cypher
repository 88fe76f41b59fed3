// name: in_force
// title: Whether a policy is in force on a day
// takes: policy NODE  The policy
// takes: day DATE  The day
// gives: in_force BOOLEAN  True, or false; never null
// description: From its first day to its last; an unstated day sets no bound. A draft is never in force. A retired policy
//   without a stated last day was in force in the past, and is not from today on.
CALL (policy, day) {
  RETURN coalesce(policy.status, 'active') <> 'draft'
    AND coalesce(policy.effective_from <= day, true)
    AND coalesce(policy.effective_to >= day, coalesce(policy.status, 'active') <> 'retired' OR day < date()) AS in_force
}
