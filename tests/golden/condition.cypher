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
    CALL (n1) {
      MATCH (n1)<-[e3:IS_A]-(n2:Condition)
      WITH DISTINCT n2 ORDER BY n2.key LIMIT $p1
      RETURN collect([n2.key]) AS s4
    }
    CALL (n1) {
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
        RETURN collect({match: c6, sources: c7, reason: c8, node: n5}) AS h9
      }
      WITH h9,
        COUNT {
          UNWIND h9 AS m21
          WITH m21.match AS c22, m21.sources AS c23, m21.reason AS c24, m21.node AS n20
          RETURN n20
        } AS s26
      CALL (h9) {
        UNWIND h9 AS m11
        WITH m11.match AS c12, m11.sources AS c13, m11.reason AS c14, m11.node AS n10
        WITH n10, c12, c13, c14 ORDER BY n10.key
        WITH *, 1 AS i18
        WITH n10, c12, c13, c14 LIMIT $p2
        CALL (c13) {
          MATCH (n16:Source)
          WHERE n16.key IN c13
          WITH n16 ORDER BY n16.key
          RETURN collect([n16.key]) AS s17
        }
        RETURN collect([c12, s17, n10.key, n10.display]) AS s19
      }
      RETURN collect([s19, s26]) AS s27
    }
    CALL (n1) {
      MATCH (n1)<-[e29:INDICATED_FOR]-(n28:Procedure)
      WITH DISTINCT n28 ORDER BY n28.key LIMIT $p3
      RETURN collect([n28.key, n28.name]) AS s30
    }
    CALL (n1) {
      MATCH (n1)<-[e32:SUPPORTS]-(n31:Policy)
      WITH DISTINCT n31 ORDER BY n31.key LIMIT $p4
      RETURN collect([n31.key]) AS s33
    }
    RETURN [n1.name, coalesce(n1.synonyms, []), n1.definition, s4, s27, s30, s33]
  } AS s34,
  COLLECT {
    MATCH (n35:Condition)
    WHERE (toLower(n35.name) CONTAINS toLower($given.p6) OR toLower(n35.definition) CONTAINS toLower($given.p6)) AND n35.key IS NOT NULL
    WITH n35 ORDER BY n35.key LIMIT $p5
    CALL (n35) {
      MATCH (n35)-[e37:IS_A]->(n36:Condition)
      WITH DISTINCT n36 ORDER BY n36.key
      RETURN collect([n36.key]) AS s38
    }
    RETURN [n35.key, s38]
  } AS s39,
  COLLECT {
    MATCH (n40:Procedure)
    WHERE EXISTS { MATCH (n40)-[e46:INDICATED_FOR]->(n45:Condition) WHERE n45.key = $given.p9 } AND n40.key IS NOT NULL
    WITH n40 ORDER BY n40.key LIMIT $p8
    CALL (n40) {
      MATCH (n40)<-[e42:BILLS]-(n41:Code)
      WITH n41, e42 ORDER BY e42.source, coalesce(e42.id, '')
      WITH n41, e42.step AS o43_step, head(collect(e42)) AS e42, collect(DISTINCT e42.source) AS o43
      WITH n41, e42, o43 ORDER BY n41.key, e42.source, coalesce(e42.id, '') LIMIT $p7
      RETURN collect([e42.step, n41.key]) AS s44
    }
    RETURN [n40.key, s44]
  } AS s47,
  COLLECT {
    MATCH (n48:Policy)
    WHERE EXISTS { MATCH (n48)-[e53:ISSUED_BY]->(n52:Payer) WHERE n52.key = $given.p12 } AND n48.key IS NOT NULL
    WITH n48 ORDER BY n48.key LIMIT $p11
    CALL (n48) {
      MATCH (n48)-[e50:COVERS]->(n49:Code)
      WITH n49, e50 ORDER BY n49.key, e50.source, coalesce(e50.id, '') LIMIT $p10
      RETURN collect([e50.stance, toString(e50.valid_to), n49.key]) AS s51
    }
    RETURN [n48.key, s51]
  } AS s54,
  COLLECT {
    MATCH (n55:Payer {key: $given.p13})
    WITH n55 LIMIT 1
    CALL (n55) {
      MATCH (n55)<-[e57:ISSUED_BY]-(n56:Policy)
      WITH DISTINCT n56 ORDER BY n56.key LIMIT $p14
      RETURN collect([n56.title]) AS s58
    }
    RETURN [n55.name, s58]
  } AS s59,
  COLLECT {
    MATCH (n60:Source)
    WHERE n60.key IS NOT NULL
    WITH n60 ORDER BY n60.key LIMIT $p15
    RETURN [n60.key, n60.part_of, n60.rows_read]
  } AS s61,
  COUNT {
    MATCH (n62:Source)
    RETURN n62
  } AS s63
