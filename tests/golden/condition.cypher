RETURN
  COLLECT {
    MATCH (n1:Condition {key: $p0})
    WITH n1 LIMIT 1
    WITH n1,
      COUNT {
        MATCH (n1)<-[e12:CLASSIFIES]-(n11:Code)
        RETURN DISTINCT n11
      } AS s13
    CALL (n1) {
      MATCH (n1)<-[e3:IS_A]-(n2:Condition)
      WITH DISTINCT n2 ORDER BY n2.key LIMIT $p1
      RETURN collect([n2.key]) AS s4
    }
    CALL (n1) {
      MATCH (n1)<-[e6:CLASSIFIES]-(n5:Code)
      WITH n5, e6 ORDER BY CASE e6.match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END, e6.source, coalesce(e6.id, '')
      WITH n5, head(collect(e6)) AS e6, collect(DISTINCT e6.source) AS o7
      WITH n5, e6, o7 ORDER BY n5.key, e6.source, coalesce(e6.id, '') LIMIT $p2
      CALL (e6) {
        MATCH (n8:Source {key: e6.source})
        WITH n8 LIMIT 1
        RETURN collect([n8.key]) AS s9
      }
      RETURN collect([e6.match, s9, n5.key, n5.display]) AS s10
    }
    CALL (n1) {
      MATCH (n1)<-[e15:INDICATED_FOR]-(n14:Procedure)
      WITH DISTINCT n14 ORDER BY n14.key LIMIT $p3
      RETURN collect([n14.key, n14.name]) AS s16
    }
    CALL (n1) {
      MATCH (n1)<-[e18:SUPPORTS]-(n17:Policy)
      WITH DISTINCT n17 ORDER BY n17.key LIMIT $p4
      RETURN collect([n17.key]) AS s19
    }
    RETURN [n1.name, coalesce(n1.synonyms, []), n1.definition, s4, s10, s13, s16, s19]
  } AS s20,
  COLLECT {
    MATCH (n21:Condition)
    WHERE (toLower(n21.name) CONTAINS toLower($p6) OR toLower(n21.definition) CONTAINS toLower($p6)) AND n21.key IS NOT NULL
    WITH n21 ORDER BY n21.key LIMIT $p5
    CALL (n21) {
      MATCH (n21)-[e23:IS_A]->(n22:Condition)
      WITH DISTINCT n22 ORDER BY n22.key
      RETURN collect([n22.key]) AS s24
    }
    RETURN [n21.key, s24]
  } AS s25,
  COLLECT {
    MATCH (n26:Procedure)
    WHERE EXISTS { MATCH (n26)-[e32:INDICATED_FOR]->(n31:Condition) WHERE n31.key = $p9 } AND n26.key IS NOT NULL
    WITH n26 ORDER BY n26.key LIMIT $p8
    CALL (n26) {
      MATCH (n26)<-[e28:BILLS]-(n27:Code)
      WITH n27, e28 ORDER BY e28.source, coalesce(e28.id, '')
      WITH n27, e28.step AS o29_step, head(collect(e28)) AS e28, collect(DISTINCT e28.source) AS o29
      WITH n27, e28, o29 ORDER BY n27.key, e28.source, coalesce(e28.id, '') LIMIT $p7
      RETURN collect([e28.step, n27.key]) AS s30
    }
    RETURN [n26.key, s30]
  } AS s33,
  COLLECT {
    MATCH (n34:Policy)
    WHERE EXISTS { MATCH (n34)-[e39:ISSUED_BY]->(n38:Payer) WHERE n38.key = $p12 } AND n34.key IS NOT NULL
    WITH n34 ORDER BY n34.key LIMIT $p11
    CALL (n34) {
      MATCH (n34)-[e36:COVERS]->(n35:Code)
      WITH n35, e36 ORDER BY n35.key, e36.source, coalesce(e36.id, '') LIMIT $p10
      RETURN collect([e36.stance, toString(e36.valid_to), n35.key]) AS s37
    }
    RETURN [n34.key, s37]
  } AS s40,
  COLLECT {
    MATCH (n41:Payer {key: $p13})
    WITH n41 LIMIT 1
    CALL (n41) {
      MATCH (n41)<-[e43:ISSUED_BY]-(n42:Policy)
      WITH DISTINCT n42 ORDER BY n42.key LIMIT $p14
      RETURN collect([n42.title]) AS s44
    }
    RETURN [n41.name, s44]
  } AS s45,
  COLLECT {
    MATCH (n46:Source)
    WHERE n46.key IS NOT NULL
    WITH n46 ORDER BY n46.key LIMIT $p15
    RETURN [n46.key, n46.part_of, n46.rows_read]
  } AS s47,
  COUNT {
    MATCH (n48:Source)
    RETURN n48
  } AS s49
