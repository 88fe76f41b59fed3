MATCH (d:Code {key: $diagnosis}), (i:Code {key: $item})
CALL (d) {
  MATCH path = (d)-[:CHILD_OF*0..]->(above:Code)
  WHERE EXISTS { (above)-[:CLASSIFIES]->(:Condition) }
  WITH above, min(length(path)) AS steps
  WITH above, steps, NOT EXISTS {
    MATCH (above)-[means:CLASSIFIES]->(:Condition) WHERE coalesce(means.match, 'exact') IN ['exact', 'narrow']
  } AS vague
  WITH vague, steps, collect(above) AS nearest
  ORDER BY vague, steps LIMIT 1
  UNWIND CASE WHEN d IN nearest THEN nearest ELSE [d] + nearest END AS heading
  MATCH (heading)-[r:CLASSIFIES]->(c:Condition)
  WITH heading, c, coalesce(r.match, 'exact') AS stated
  WHERE heading = d OR stated <> 'broad'
  WITH heading, c, CASE WHEN heading <> d AND stated = 'exact' THEN 'narrow' ELSE stated END AS match
  ORDER BY CASE match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END, heading <> d, heading.key
  WITH c, collect(match)[0] AS match
  ORDER BY c.key LIMIT 10
  RETURN collect({ match: match, condition: c }) AS meant
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
