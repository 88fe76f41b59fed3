RETURN
  COLLECT {
    MATCH (n1:CodeSystem|Code|ValueSet|Procedure|Condition|Policy|Payer|Jurisdiction|Setting|Role|Equipment|DiagnosticTest|Risk|Source {key: $p0})
    WITH n1 LIMIT 1
    CALL (n1) {
      MATCH (n1)-[e3:STATED_BY]->(n2:Source)
      WITH n2, e3 ORDER BY coalesce(coalesce(e3.display, e3.name, e3.title) = coalesce(n1.display, n1.name, n1.title), false) DESC, coalesce(n2.rank, -1) DESC, coalesce(toString(n2.begins), '') DESC, n2.key DESC, n2.key, e3.source, coalesce(e3.id, '') LIMIT 1
      RETURN collect([n2.title]) AS s4
    }
    CALL (n1) {
      MATCH (n1)-[e6:CHILD_OF]->(n5:Code)
      WITH DISTINCT n5 ORDER BY n5.key
      RETURN collect([n5.key]) AS s7
    }
    CALL (n1) {
      MATCH (n1)-[e9:CLASSIFIES]->(n8:Condition)
      WITH n8, e9 ORDER BY CASE e9.match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END, e9.source, coalesce(e9.id, '')
      WITH n8, head(collect(e9)) AS e9, collect(DISTINCT e9.source) AS o10
      WITH n8, e9, o10 ORDER BY n8.key, e9.source, coalesce(e9.id, '') LIMIT $p1
      RETURN collect([e9.match, n8.name]) AS s11
    }
    CALL (n1) {
      MATCH (n1)-[e13:STATED_BY]->(n12:Source)
      WITH n12, e13 ORDER BY coalesce(coalesce(e13.display, e13.name, e13.title) = coalesce(n1.display, n1.name, n1.title), false) DESC, coalesce(n12.rank, -1) DESC, coalesce(toString(n12.begins), '') DESC, n12.key DESC, n12.key, e13.source, coalesce(e13.id, '') LIMIT 1
      RETURN collect([n12.title]) AS s14
    }
    RETURN [labels(n1)[0], n1.key, s4, n1.display, s7, s11, s14]
  } AS s15,
  COLLECT {
    MATCH (n16:CodeSystem|Code|ValueSet|Procedure|Condition|Policy|Payer|Jurisdiction|Setting|Role|Equipment|DiagnosticTest|Risk|Source {key: $p2})
    WITH n16 LIMIT 1
    WITH n16,
      COUNT {
        MATCH (n16)-[e30:SUPPORTS]->(n29:Code|Condition)
        RETURN n29
      } AS s31
    CALL (n16) {
      MATCH (n16)-[e18:STATED_BY]->(n17:Source)
      WITH n17, e18 ORDER BY coalesce(coalesce(e18.display, e18.name, e18.title) = coalesce(n16.display, n16.name, n16.title), false) DESC, coalesce(n17.rank, -1) DESC, coalesce(toString(n17.begins), '') DESC, n17.key DESC, n17.key, e18.source, coalesce(e18.id, '') LIMIT 1
      RETURN collect([n17.title]) AS s19
    }
    CALL (n16) {
      MATCH (n16)-[e21:STATED_BY]->(n20:Source)
      WITH n20, e21 ORDER BY coalesce(coalesce(e21.display, e21.name, e21.title) = coalesce(n16.display, n16.name, n16.title), false) DESC, coalesce(n20.rank, -1) DESC, coalesce(toString(n20.begins), '') DESC, n20.key DESC, n20.key, e21.source, coalesce(e21.id, '') LIMIT 1
      RETURN collect([n20.title]) AS s22
    }
    CALL (n16) {
      MATCH (n16)<-[e24:CITES]-(n23:Policy)
      WITH DISTINCT n23 ORDER BY n23.key
      RETURN collect([n23.key]) AS s25
    }
    CALL (n16) {
      MATCH (n16)-[e27:SUPPORTS]->(n26:Code|Condition)
      WITH n26, e27 ORDER BY n26.key, e27.source, coalesce(e27.id, '') LIMIT $p3
      RETURN collect([e27.stance, labels(n26)[0], n26.key, n26.name]) AS s28
    }
    RETURN [labels(n16)[0], n16.key, s19, s22, n16.title, s25, s28, s31]
  } AS s32,
  COLLECT {
    MATCH (n33:CodeSystem|Code|ValueSet|Procedure|Condition|Policy|Payer|Jurisdiction|Setting|Role|Equipment|DiagnosticTest|Risk|Source {key: $p4})
    WITH n33 LIMIT 1
    CALL (n33) {
      MATCH (n33)-[e35:STATED_BY]->(n34:Source)
      WITH n34, e35 ORDER BY coalesce(coalesce(e35.display, e35.name, e35.title) = coalesce(n33.display, n33.name, n33.title), false) DESC, coalesce(n34.rank, -1) DESC, coalesce(toString(n34.begins), '') DESC, n34.key DESC, n34.key, e35.source, coalesce(e35.id, '') LIMIT 1
      RETURN collect([n34.title]) AS s36
    }
    RETURN [labels(n33)[0], n33.key, s36]
  } AS s37
