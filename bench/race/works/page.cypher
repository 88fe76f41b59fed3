RETURN {
  codes: { nodes: COLLECT {
    MATCH (c:Code)
    WHERE c.key STARTS WITH $prefix AND c.billable = false
    WITH c ORDER BY c.key LIMIT 1000
    RETURN {
      key: c.key,
      display: c.display,
      children: { nodes: COLLECT {
        MATCH (c)<-[:CHILD_OF]-(k:Code)
        WITH DISTINCT k ORDER BY k.key LIMIT 10
        RETURN { key: k.key, display: k.display }
      } }
    }
  } }
} AS data
