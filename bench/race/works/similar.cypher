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
        parts: [part IN [
          // the kinds of evidence stand here
        ] WHERE part[1] IS NOT NULL | { kind: part[0], contribution: part[1] * part[2] }],
        node: {
          key: o.key,
          display: o.display,
          codeSystem: head(COLLECT { MATCH (o)-[:IN_SYSTEM]->(y:CodeSystem) RETURN { name: y.name } })
        }
      }
    } }
  } END
} AS data
