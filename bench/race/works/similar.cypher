OPTIONAL MATCH (c:Code {key: $key})
RETURN {
  code: CASE WHEN c IS NULL THEN null ELSE {
    key: c.key,
    display: c.display,
    similar: { edges: COLLECT {
      MATCH (c)-[s:SIMILAR_TO]-(o:Code)
      WITH s, o ORDER BY s.score DESC, o.key LIMIT 10
      RETURN {
        score: s.score,
        relation: s.relation,
        summary: s.summary,
        parts: [i IN range(0, size(s.kinds) - 1) | { kind: s.kinds[i], contribution: s.contributions[i] }],
        node: {
          key: o.key,
          display: o.display,
          codeSystem: head(COLLECT { MATCH (o)-[:IN_SYSTEM]->(y:CodeSystem) RETURN { name: y.name } })
        }
      }
    } }
  } END
} AS data
