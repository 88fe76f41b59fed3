OPTIONAL MATCH (a:Code {key: $key})
RETURN {
  code: CASE WHEN a IS NULL THEN null ELSE {
    key: a.key,
    children: { nodes: COLLECT {
      MATCH (a)<-[:CHILD_OF]-(b:Code) WITH DISTINCT b ORDER BY b.key LIMIT 10
      RETURN { key: b.key, children: { nodes: COLLECT {
        MATCH (b)<-[:CHILD_OF]-(c:Code) WITH DISTINCT c ORDER BY c.key LIMIT 10
        RETURN { key: c.key, children: { nodes: COLLECT {
          MATCH (c)<-[:CHILD_OF]-(d:Code) WITH DISTINCT d ORDER BY d.key LIMIT 10
          RETURN { key: d.key, display: d.display, children: { nodes: COLLECT {
            MATCH (d)<-[:CHILD_OF]-(e:Code) WITH DISTINCT e ORDER BY e.key LIMIT 10
            RETURN { key: e.key, display: e.display, parents: COLLECT {
              MATCH (e)-[:CHILD_OF]->(f:Code) WITH DISTINCT f ORDER BY f.key
              RETURN { key: f.key, parents: COLLECT {
                MATCH (f)-[:CHILD_OF]->(g:Code) WITH DISTINCT g ORDER BY g.key RETURN { key: g.key }
              } }
            } }
          } } }
        } } }
      } } }
    } }
  } END
} AS data
