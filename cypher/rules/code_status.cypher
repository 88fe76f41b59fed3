// name: code_status
// title: The status of a code on a day
// takes: code NODE  The code
// takes: day DATE  The day, usually today
// gives: status STRING  active or retired; null if no source states it and no last day is known
// description: A code is retired once its last day has passed, and active until then, whatever its sources stated when
//   loaded. Without a last day, the status is that of the source with the highest rank.
CALL (code, day) {
  RETURN CASE
    WHEN code.valid_to IS NULL THEN code.status
    WHEN code.valid_to < day THEN 'retired'
    ELSE 'active'
  END AS status
}
