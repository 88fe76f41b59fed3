MATCH (d:Code {key: $diagnosis}), (i:Code {key: $item})
CALL () {
  CALL () {
    // the library's classified_conditions stands here
  }
  WITH match, node AS condition ORDER BY node.key LIMIT 10
  RETURN collect({ match: match, condition: condition }) AS meant
}
RETURN {
  diagnosis: {
    key: d.key,
    display: d.display,
    conditions: { edges: COLLECT {
      UNWIND meant AS one
      WITH one.match AS match, one.condition AS c
      RETURN {
        match: toUpper(match),
        node: {
          key: c.key,
          name: c.name,
          parents: COLLECT { MATCH (c)-[:IS_A]->(p:Condition) WITH DISTINCT p ORDER BY p.key RETURN { key: p.key, name: p.name } }
        }
      }
    } }
  },
  item: {
    key: i.key,
    display: i.display,
    policies: {
      totalCount: COUNT { (i)<-[:COVERS]-(:Policy) },
      edges: COLLECT {
        MATCH (i)<-[r:COVERS]-(p:Policy)
        WITH r, p ORDER BY p.key, r.source, coalesce(r.id, '') LIMIT 10
        RETURN { stance: toUpper(r.stance), node: {
          key: p.key, title: p.title, codes: { totalCount: COUNT { (p)-[:COVERS]->(:Code) } }
        } }
      }
    }
  }
} AS data
