RETURN
  COLLECT {
    MATCH (n1:Condition {key: $p0})
    WITH n1 LIMIT 1
    WITH n1,
      COUNT {
        MATCH (n1)<-[e11:CLASSIFIES]-(n10:Code)
        RETURN n10
      } AS s12
    CALL (n1) {
      MATCH (n1)<-[e3:IS_A]-(n2:Condition)
      WITH DISTINCT n2 ORDER BY n2.key LIMIT $p1
      RETURN collect([n2.key]) AS s4
    }
    CALL (n1) {
      MATCH (n1)<-[e6:CLASSIFIES]-(n5:Code)
      WITH n5, e6 ORDER BY n5.key, e6.source, coalesce(e6.id, '') LIMIT $p2
      CALL (e6) {
        MATCH (n7:Source {key: e6.source})
        WITH n7 LIMIT 1
        RETURN collect([n7.key]) AS s8
      }
      RETURN collect([e6.match, s8, n5.key, n5.display]) AS s9
    }
    CALL (n1) {
      MATCH (n1)<-[e14:INDICATED_FOR]-(n13:Procedure)
      WITH DISTINCT n13 ORDER BY n13.key LIMIT $p3
      RETURN collect([n13.key, n13.name]) AS s15
    }
    CALL (n1) {
      MATCH (n1)<-[e17:SUPPORTS]-(n16:Policy)
      WITH DISTINCT n16 ORDER BY n16.key LIMIT $p4
      RETURN collect([n16.key]) AS s18
    }
    RETURN [n1.name, coalesce(n1.synonyms, []), n1.definition, s4, s9, s12, s15, s18]
  } AS s19,
  COLLECT {
    MATCH (n20:Condition)
    WHERE (toLower(n20.name) CONTAINS toLower($p6) OR toLower(n20.definition) CONTAINS toLower($p6)) AND n20.key IS NOT NULL
    WITH n20 ORDER BY n20.key LIMIT $p5
    CALL (n20) {
      MATCH (n20)-[e22:IS_A]->(n21:Condition)
      WITH DISTINCT n21 ORDER BY n21.key
      RETURN collect([n21.key]) AS s23
    }
    RETURN [n20.key, s23]
  } AS s24,
  COLLECT {
    MATCH (n25:Procedure)
    WHERE EXISTS { MATCH (n25)-[e30:INDICATED_FOR]->(n29:Condition) WHERE n29.key = $p9 } AND n25.key IS NOT NULL
    WITH n25 ORDER BY n25.key LIMIT $p8
    CALL (n25) {
      MATCH (n25)<-[e27:BILLS]-(n26:Code)
      WITH n26, e27 ORDER BY n26.key, e27.source, coalesce(e27.id, '') LIMIT $p7
      RETURN collect([e27.step, n26.key]) AS s28
    }
    RETURN [n25.key, s28]
  } AS s31,
  COLLECT {
    MATCH (n32:Policy)
    WHERE EXISTS { MATCH (n32)-[e37:ISSUED_BY]->(n36:Payer) WHERE n36.key = $p12 } AND n32.key IS NOT NULL
    WITH n32 ORDER BY n32.key LIMIT $p11
    CALL (n32) {
      MATCH (n32)-[e34:COVERS]->(n33:Code)
      WITH n33, e34 ORDER BY n33.key, e34.source, coalesce(e34.id, '') LIMIT $p10
      RETURN collect([e34.stance, toString(e34.valid_to), n33.key]) AS s35
    }
    RETURN [n32.key, s35]
  } AS s38,
  COLLECT {
    MATCH (n39:Payer {key: $p13})
    WITH n39 LIMIT 1
    CALL (n39) {
      MATCH (n39)<-[e41:ISSUED_BY]-(n40:Policy)
      WITH DISTINCT n40 ORDER BY n40.key LIMIT $p14
      RETURN collect([n40.title]) AS s42
    }
    RETURN [n39.name, s42]
  } AS s43,
  COLLECT {
    MATCH (n44:Source)
    WHERE n44.key IS NOT NULL
    WITH n44 ORDER BY n44.key LIMIT $p15
    RETURN [n44.key, n44.part_of, n44.rows_read]
  } AS s45,
  COUNT {
    MATCH (n46:Source)
    RETURN n46
  } AS s47
