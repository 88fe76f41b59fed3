RETURN
  COLLECT {
    MATCH (n1:Code)
    WHERE (n1.billable = $given.p1 AND (n1.system = $given.p2 OR n1.system IN $given.p3) AND NOT coalesce(n1.valid_to < date($given.p4), false))
    WITH n1 ORDER BY coalesce(toString(n1.valid_to), '') DESC, n1.key LIMIT $p0 + 1
    RETURN [coalesce(toString(n1.valid_to), ''), n1.key, toString(n1.valid_to)]
  } AS s2,
  COUNT {
    MATCH (n3:Code)
    WHERE (n3.billable = $given.p1 AND (n3.system = $given.p2 OR n3.system IN $given.p3) AND NOT coalesce(n3.valid_to < date($given.p4), false))
    RETURN n3
  } AS s4
