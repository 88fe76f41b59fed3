RETURN
  COLLECT {
    MATCH (n1:Code {key: $given.p0})
    WITH n1 LIMIT 1
    CALL (n1) {
      MATCH (n1)-[e3:MAPS_TO]->(n2:Code)
      WITH n2, e3 ORDER BY CASE e3.match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END, e3.source, coalesce(e3.id, '')
      WITH n2, e3.map AS o4_map, head(collect(e3)) AS e3, collect(DISTINCT e3.source) AS o4
      WITH n2, e3, o4 ORDER BY n2.key, e3.source, coalesce(e3.id, '')
      CALL (n2) {
        MATCH (n2)<-[e6:MAPS_TO]-(n5:Code)
        WITH DISTINCT n5 ORDER BY n5.key LIMIT $p1
        RETURN collect([n5.key]) AS s7
      }
      RETURN collect([e3.map, e3.match, e3.inpatient_default, e3.outpatient_default, n2.key, s7]) AS s8
    }
    CALL (n1) {
      MATCH (n1)-[e10:MEMBER_OF]->(n9:ValueSet)
      WITH DISTINCT n9 ORDER BY n9.key
      WITH n9,
        COUNT {
          MATCH (n9)<-[e15:MEMBER_OF]-(n14:Code)
          RETURN DISTINCT n14
        } AS s16
      CALL (n9) {
        MATCH (n9)<-[e12:MEMBER_OF]-(n11:Code)
        WITH DISTINCT n11 ORDER BY n11.key LIMIT $p2
        RETURN collect([n11.key]) AS s13
      }
      RETURN collect([n9.key, n9.name, n9.title, s13, s16]) AS s17
    }
    RETURN [s8, s17]
  } AS s18,
  COLLECT {
    CALL () {
      WITH $given.p3 AS key
      // What a key leads to, whatever it is (rules/node_of_key.cypher)
      CALL (key) {
        MATCH (node:CodeSystem|ValueSet|Policy|Payer|Jurisdiction|Setting|Role|Equipment|DiagnosticTest|Risk|Source {key: key})
        RETURN node
        UNION
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
        RETURN thing AS node
      }
      RETURN node
    }
    WITH node AS n19
    WITH n19 ORDER BY n19.key LIMIT 1
    RETURN [labels(n19)[0], n19.title, n19.status]
  } AS s20
