RETURN
  COLLECT {
    MATCH (n1:Code {key: $p0})
    WITH n1 LIMIT 1
    CALL (n1) {
      MATCH (n1)-[e3:MAPS_TO]->(n2:Code)
      WITH n2, e3 ORDER BY n2.key, e3.source, coalesce(e3.id, '')
      CALL (n2) {
        MATCH (n2)<-[e5:MAPS_TO]-(n4:Code)
        WITH DISTINCT n4 ORDER BY n4.key LIMIT $p1
        RETURN collect([n4.key]) AS s6
      }
      RETURN collect([e3.map, e3.match, e3.inpatient_default, e3.outpatient_default, n2.key, s6]) AS s7
    }
    CALL (n1) {
      MATCH (n1)-[e9:MEMBER_OF]->(n8:ValueSet)
      WITH DISTINCT n8 ORDER BY n8.key
      WITH n8,
        COUNT {
          MATCH (n8)<-[e14:MEMBER_OF]-(n13:Code)
          RETURN DISTINCT n13
        } AS s15
      CALL (n8) {
        MATCH (n8)<-[e11:MEMBER_OF]-(n10:Code)
        WITH DISTINCT n10 ORDER BY n10.key LIMIT $p2
        RETURN collect([n10.key]) AS s12
      }
      RETURN collect([n8.key, n8.name, n8.title, s12, s15]) AS s16
    }
    RETURN [s7, s16]
  } AS s17,
  COLLECT {
    MATCH (n18:CodeSystem|Code|ValueSet|Procedure|Condition|Policy|Payer|Jurisdiction|Setting|Role|Equipment|DiagnosticTest|Risk|Source {key: $p3})
    WITH n18 LIMIT 1
    RETURN [labels(n18)[0], n18.title, n18.status]
  } AS s19
