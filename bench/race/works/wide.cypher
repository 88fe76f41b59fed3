OPTIONAL MATCH (p:Policy {key: $key})
RETURN {
  policy: CASE WHEN p IS NULL THEN null ELSE {
    key: p.key,
    title: p.title,
    codes: { edges: COLLECT {
      MATCH (p)-[r:COVERS]->(c:Code)
      WITH r, c ORDER BY c.key, r.source, coalesce(r.id, '') LIMIT 100
      RETURN { stance: toUpper(r.stance), node: {
        key: c.key,
        display: c.display,
        similar: { nodes: COLLECT {
          MATCH (c)-[s:SIMILAR_TO]-(o:Code)
          WITH s, o ORDER BY s.score DESC, o.key LIMIT 5
          RETURN { key: o.key, display: o.display }
        } }
      } }
    } }
  } END
} AS data
