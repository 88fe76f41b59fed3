RETURN
  COLLECT {
    MATCH (n1:CodeSystem|Code|ValueSet|Procedure|Condition|Policy|Payer|Jurisdiction|Setting|Role|Equipment|DiagnosticTest|Risk|Source {key: $p0})
    WITH n1 LIMIT 1
    CALL (n1) {
      MATCH (n1)-[e3:STATED_BY]->(n2:Source)
      WITH DISTINCT n2 ORDER BY n2.rank DESC, n2.key LIMIT 1
      RETURN collect([n2.title]) AS s4
    }
    CALL (n1) {
      MATCH (n1)-[e6:CHILD_OF]->(n5:Code)
      WITH DISTINCT n5 ORDER BY n5.key
      RETURN collect([n5.key]) AS s7
    }
    CALL (n1) {
      MATCH (n1)-[e9:CLASSIFIES]->(n8:Condition)
      WITH n8, e9 ORDER BY n8.key, e9.source, coalesce(e9.id, '') LIMIT $p1
      RETURN collect([e9.match, n8.name]) AS s10
    }
    CALL (n1) {
      MATCH (n1)-[e12:STATED_BY]->(n11:Source)
      WITH DISTINCT n11 ORDER BY n11.rank DESC, n11.key LIMIT 1
      RETURN collect([n11.title]) AS s13
    }
    RETURN [labels(n1)[0], n1.key, s4, n1.display, s7, s10, s13]
  } AS s14,
  COLLECT {
    MATCH (n15:CodeSystem|Code|ValueSet|Procedure|Condition|Policy|Payer|Jurisdiction|Setting|Role|Equipment|DiagnosticTest|Risk|Source {key: $p2})
    WITH n15 LIMIT 1
    WITH n15,
      COUNT {
        MATCH (n15)-[e29:SUPPORTS]->(n28:Code|Condition)
        RETURN n28
      } AS s30
    CALL (n15) {
      MATCH (n15)-[e17:STATED_BY]->(n16:Source)
      WITH DISTINCT n16 ORDER BY n16.rank DESC, n16.key LIMIT 1
      RETURN collect([n16.title]) AS s18
    }
    CALL (n15) {
      MATCH (n15)-[e20:STATED_BY]->(n19:Source)
      WITH DISTINCT n19 ORDER BY n19.rank DESC, n19.key LIMIT 1
      RETURN collect([n19.title]) AS s21
    }
    CALL (n15) {
      MATCH (n15)<-[e23:CITES]-(n22:Policy)
      WITH DISTINCT n22 ORDER BY n22.key
      RETURN collect([n22.key]) AS s24
    }
    CALL (n15) {
      MATCH (n15)-[e26:SUPPORTS]->(n25:Code|Condition)
      WITH n25, e26 ORDER BY n25.key, e26.source, coalesce(e26.id, '') LIMIT $p3
      RETURN collect([e26.stance, labels(n25)[0], n25.key, n25.name]) AS s27
    }
    RETURN [labels(n15)[0], n15.key, s18, s21, n15.title, s24, s27, s30]
  } AS s31,
  COLLECT {
    MATCH (n32:CodeSystem|Code|ValueSet|Procedure|Condition|Policy|Payer|Jurisdiction|Setting|Role|Equipment|DiagnosticTest|Risk|Source {key: $p4})
    WITH n32 LIMIT 1
    CALL (n32) {
      MATCH (n32)-[e34:STATED_BY]->(n33:Source)
      WITH DISTINCT n33 ORDER BY n33.rank DESC, n33.key LIMIT 1
      RETURN collect([n33.title]) AS s35
    }
    RETURN [labels(n32)[0], n32.key, s35]
  } AS s36
