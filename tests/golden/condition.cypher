RETURN
  COLLECT {
    CALL () {
      WITH $given.p0 AS key
      // The code, condition or procedure for a key, including alternative keys of conditions (rules/thing_of_key.cypher)
      CALL (key) {
        MATCH (thing:Code|Condition|Procedure {key: key})
        RETURN thing
        UNION
        WITH key WHERE key CONTAINS ':' AND NOT EXISTS { (:Code|Condition|Procedure {key: key}) }
        CALL db.index.fulltext.queryNodes('search_names', '"' + replace(replace(toLower(key), '\\', ' '), '"', ' ') + '"')
          YIELD node
        WITH key, node WHERE node:Condition AND key IN node.xrefs
        WITH node ORDER BY node.key LIMIT 1
        RETURN node AS thing
      }
      WITH thing WHERE thing:Condition
      RETURN thing AS node
    }
    WITH node AS n1
    WITH n1 ORDER BY n1.key LIMIT 1
    WITH n1,
      COUNT {
        CALL (n1) {
          WITH n1.key AS key
          // The code, condition or procedure for a key, including alternative keys of conditions (rules/thing_of_key.cypher)
          CALL (key) {
            MATCH (thing:Code|Condition|Procedure {key: key})
            RETURN thing
            UNION
            WITH key WHERE key CONTAINS ':' AND NOT EXISTS { (:Code|Condition|Procedure {key: key}) }
            CALL db.index.fulltext.queryNodes('search_names', '"' + replace(replace(toLower(key), '\\', ' '), '"', ' ') + '"')
              YIELD node
            WITH key, node WHERE node:Condition AND key IN node.xrefs
            WITH node ORDER BY node.key LIMIT 1
            RETURN node AS thing
          }
          MATCH (thing:Condition)<-[classifies:CLASSIFIES]-(code:Code)
          WHERE NOT code.code CONTAINS '-' OR EXISTS { (code)-[:IN_SYSTEM]->(:CodeSystem) }
          WITH code, coalesce(classifies.match, 'exact') AS match, collect(DISTINCT classifies.source) AS sources,
            max(classifies.reason) AS reason
          ORDER BY CASE match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END
          WITH code, collect({match: match, sources: sources, reason: reason})[0] AS best
          RETURN code AS node, best.match AS match,
            COLLECT { UNWIND best.sources AS source RETURN source ORDER BY source } AS sources,
            best.reason AS reason
          ORDER BY node.key
        }
        WITH node AS n12, match AS c13, sources AS c14, reason AS c15
        RETURN n12
      } AS s16
    CALL (n1) {
      MATCH (n1)<-[e3:IS_A]-(n2:Condition)
      WITH DISTINCT n2 ORDER BY n2.key LIMIT $p1
      RETURN collect([n2.key]) AS s4
    }
    CALL (n1) {
      CALL (n1) {
        WITH n1.key AS key
        // The code, condition or procedure for a key, including alternative keys of conditions (rules/thing_of_key.cypher)
        CALL (key) {
          MATCH (thing:Code|Condition|Procedure {key: key})
          RETURN thing
          UNION
          WITH key WHERE key CONTAINS ':' AND NOT EXISTS { (:Code|Condition|Procedure {key: key}) }
          CALL db.index.fulltext.queryNodes('search_names', '"' + replace(replace(toLower(key), '\\', ' '), '"', ' ') + '"')
            YIELD node
          WITH key, node WHERE node:Condition AND key IN node.xrefs
          WITH node ORDER BY node.key LIMIT 1
          RETURN node AS thing
        }
        MATCH (thing:Condition)<-[classifies:CLASSIFIES]-(code:Code)
        WHERE NOT code.code CONTAINS '-' OR EXISTS { (code)-[:IN_SYSTEM]->(:CodeSystem) }
        WITH code, coalesce(classifies.match, 'exact') AS match, collect(DISTINCT classifies.source) AS sources,
          max(classifies.reason) AS reason
        ORDER BY CASE match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END
        WITH code, collect({match: match, sources: sources, reason: reason})[0] AS best
        RETURN code AS node, best.match AS match,
          COLLECT { UNWIND best.sources AS source RETURN source ORDER BY source } AS sources,
          best.reason AS reason
        ORDER BY node.key
      }
      WITH node AS n5, match AS c6, sources AS c7, reason AS c8
      WITH n5, c6, c7, c8 ORDER BY n5.key LIMIT $p2
      CALL (c7) {
        MATCH (n9:Source)
        WHERE n9.key IN c7
        WITH n9 ORDER BY n9.key
        RETURN collect([n9.key]) AS s10
      }
      RETURN collect([c6, s10, n5.key, n5.display]) AS s11
    }
    CALL (n1) {
      MATCH (n1)<-[e18:INDICATED_FOR]-(n17:Procedure)
      WITH DISTINCT n17 ORDER BY n17.key LIMIT $p3
      RETURN collect([n17.key, n17.name]) AS s19
    }
    CALL (n1) {
      MATCH (n1)<-[e21:SUPPORTS]-(n20:Policy)
      WITH DISTINCT n20 ORDER BY n20.key LIMIT $p4
      RETURN collect([n20.key]) AS s22
    }
    RETURN [n1.name, coalesce(n1.synonyms, []), n1.definition, s4, s11, s16, s19, s22]
  } AS s23,
  COLLECT {
    MATCH (n24:Condition)
    WHERE (toLower(n24.name) CONTAINS toLower($given.p6) OR toLower(n24.definition) CONTAINS toLower($given.p6)) AND n24.key IS NOT NULL
    WITH n24 ORDER BY n24.key LIMIT $p5
    CALL (n24) {
      MATCH (n24)-[e26:IS_A]->(n25:Condition)
      WITH DISTINCT n25 ORDER BY n25.key
      RETURN collect([n25.key]) AS s27
    }
    RETURN [n24.key, s27]
  } AS s28,
  COLLECT {
    MATCH (n29:Procedure)
    WHERE EXISTS { MATCH (n29)-[e35:INDICATED_FOR]->(n34:Condition) WHERE n34.key = $given.p9 } AND n29.key IS NOT NULL
    WITH n29 ORDER BY n29.key LIMIT $p8
    CALL (n29) {
      MATCH (n29)<-[e31:BILLS]-(n30:Code)
      WITH n30, e31 ORDER BY e31.source, coalesce(e31.id, '')
      WITH n30, e31.step AS o32_step, head(collect(e31)) AS e31, collect(DISTINCT e31.source) AS o32
      WITH n30, e31, o32 ORDER BY n30.key, e31.source, coalesce(e31.id, '') LIMIT $p7
      RETURN collect([e31.step, n30.key]) AS s33
    }
    RETURN [n29.key, s33]
  } AS s36,
  COLLECT {
    MATCH (n37:Policy)
    WHERE EXISTS { MATCH (n37)-[e42:ISSUED_BY]->(n41:Payer) WHERE n41.key = $given.p12 } AND n37.key IS NOT NULL
    WITH n37 ORDER BY n37.key LIMIT $p11
    CALL (n37) {
      MATCH (n37)-[e39:COVERS]->(n38:Code)
      WITH n38, e39 ORDER BY n38.key, e39.source, coalesce(e39.id, '') LIMIT $p10
      RETURN collect([e39.stance, toString(e39.valid_to), n38.key]) AS s40
    }
    RETURN [n37.key, s40]
  } AS s43,
  COLLECT {
    MATCH (n44:Payer {key: $given.p13})
    WITH n44 LIMIT 1
    CALL (n44) {
      MATCH (n44)<-[e46:ISSUED_BY]-(n45:Policy)
      WITH DISTINCT n45 ORDER BY n45.key LIMIT $p14
      RETURN collect([n45.title]) AS s47
    }
    RETURN [n44.name, s47]
  } AS s48,
  COLLECT {
    MATCH (n49:Source)
    WHERE n49.key IS NOT NULL
    WITH n49 ORDER BY n49.key LIMIT $p15
    RETURN [n49.key, n49.part_of, n49.rows_read]
  } AS s50,
  COUNT {
    MATCH (n51:Source)
    RETURN n51
  } AS s52
