RETURN
  COLLECT {
    MATCH (n1:Code {key: $p0})
    WITH n1 LIMIT 1
    WITH n1,
      COUNT {
        MATCH (n1)<-[e58:COVERS]-(n57:Policy)
        RETURN n57
      } AS s59
    CALL (n1) {
      MATCH (n1)-[e3:REPLACED_BY]->(n2:Code)
      WITH n2, e3 ORDER BY n2.key, e3.source, coalesce(e3.id, '')
      CALL (e3) {
        MATCH (n4:Source {key: e3.source})
        WITH n4 LIMIT 1
        RETURN collect([n4.title, toString(n4.published_on)]) AS s5
      }
      RETURN collect([toString(e3.on), n2.key, s5]) AS s6
    }
    CALL (n1) {
      MATCH (n1)-[e8:IN_SYSTEM]->(n7:CodeSystem)
      WITH DISTINCT n7 ORDER BY n7.key LIMIT 1
      RETURN collect([n7.name, n7.uri]) AS s9
    }
    CALL (n1) {
      MATCH (n1)-[e11:STATED_BY]->(n10:Source)
      WITH DISTINCT n10 ORDER BY n10.rank DESC, n10.key LIMIT 1
      RETURN collect([n10.title]) AS s12
    }
    CALL (n1) {
      MATCH (n1)-[e14:STATED_BY]->(n13:Source)
      WITH DISTINCT n13 ORDER BY n13.rank DESC, n13.key
      RETURN collect([n13.key]) AS s15
    }
    CALL (n1) {
      MATCH (n1)-[e17:BILLS]->(n16:Procedure)
      WITH DISTINCT n16 ORDER BY n16.key
      CALL (n16) {
        MATCH (n16)-[e19:INDICATED_FOR]->(n18:Condition)
        WITH n18, e19 ORDER BY n18.key, e19.source, coalesce(e19.id, '')
        CALL (n18) {
          MATCH (n18)<-[e21:CLASSIFIES]-(n20:Code)
          WITH n20, e21 ORDER BY n20.key, e21.source, coalesce(e21.id, '') LIMIT $p1
          RETURN collect([e21.match, n20.key, n20.display]) AS s22
        }
        CALL (e19) {
          MATCH (n23:Source {key: e19.source})
          WITH n23 LIMIT 1
          RETURN collect([n23.key]) AS s24
        }
        RETURN collect([e19.criteria, n18.key, n18.name, s22, s24]) AS s25
      }
      CALL (n16) {
        MATCH (n16)-[e27:ALTERNATIVE_TO]->(n26:Procedure)
        WITH n26, e27 ORDER BY n26.key, e27.source, coalesce(e27.id, '')
        RETURN collect([n26.name, e27.pros_cons]) AS s28
      }
      CALL (n16) {
        MATCH (n16)-[e30:RISKS]->(n29:Risk)
        WITH n29, e30 ORDER BY n29.key, e30.source, coalesce(e30.id, '')
        RETURN collect([e30.frequency, n29.name]) AS s31
      }
      CALL (n16) {
        MATCH (n16)-[e33:PERFORMED_IN]->(n32:Setting)
        WITH DISTINCT n32 ORDER BY n32.key
        RETURN collect([n32.name]) AS s34
      }
      CALL (n16) {
        MATCH (n16)-[e36:PERFORMED_BY]->(n35:Role)
        WITH DISTINCT n35 ORDER BY n35.key
        RETURN collect([n35.name]) AS s37
      }
      CALL (n16) {
        MATCH (n16)-[e39:USES]->(n38:Equipment)
        WITH DISTINCT n38 ORDER BY n38.key
        RETURN collect([n38.name]) AS s40
      }
      CALL (n16) {
        MATCH (n16)-[e42:REQUIRES]->(n41:DiagnosticTest)
        WITH n41, e42 ORDER BY n41.key, e42.source, coalesce(e42.id, '')
        RETURN collect([e42.purpose, n41.name]) AS s43
      }
      RETURN collect([n16.name, s25, s28, s31, s34, s37, s40, s43]) AS s44
    }
    CALL (n1) {
      MATCH (n1)<-[e46:COVERS]-(n45:Policy)
      WITH n45, e46 ORDER BY n45.key, e46.source, coalesce(e46.id, '') LIMIT $p2
      CALL (n45) {
        MATCH (n45)-[e48:ISSUED_BY]->(n47:Payer)
        WITH DISTINCT n47 ORDER BY n47.key LIMIT 1
        RETURN collect([n47.name]) AS s49
      }
      CALL (n45) {
        MATCH (n45)-[e51:APPLIES_IN]->(n50:Jurisdiction)
        WITH DISTINCT n50 ORDER BY n50.key
        RETURN collect([n50.name]) AS s52
      }
      CALL (n45) {
        MATCH (n45)-[e54:STATED_BY]->(n53:Source)
        WITH DISTINCT n53 ORDER BY n53.rank DESC, n53.key LIMIT 1
        RETURN collect([n53.url]) AS s55
      }
      RETURN collect([e46.stance, e46.criteria, toString(e46.valid_to), n45.key, n45.number, n45.title, s49, s52, s55]) AS s56
    }
    CALL (n1) {
      MATCH (n1)-[e61:SIMILAR_TO]-(n60:Code)
      WITH n60, e61 ORDER BY e61.score DESC, n60.key LIMIT $p3
      CALL (n1, n60) {
        CALL (n1, n60) {
          MATCH (:Code {key: n1.key})-[:BILLS]->(procedure:Procedure)<-[:BILLS]-(:Code {key: n60.key})
          WITH DISTINCT procedure AS node
          RETURN node
          ORDER BY node.key
        }
        WITH node AS n62
        WITH n62 ORDER BY n62.key
        RETURN collect([n62.name]) AS s63
      }
      CALL (n1, n60) {
        CALL (n1, n60) {
          MATCH (:Code {key: n1.key})<-[mine:COVERS|SUPPORTS]-(policy:Policy)-[theirs:COVERS|SUPPORTS]->(:Code {key: n60.key})
          WHERE type(mine) = type(theirs) AND coalesce(mine.stance, '') = coalesce(theirs.stance, '')
          WITH DISTINCT policy AS node
          RETURN node
          ORDER BY node.key
        }
        WITH node AS n64
        WITH n64 ORDER BY n64.key
        RETURN collect([n64.key]) AS s65
      }
      RETURN collect([e61.score, e61.relation, e61.summary, [part IN [['replacement', e61.replacement, 0.25], ['procedure', e61.procedure, 0.1875], ['hierarchy', e61.hierarchy, 0.1875], ['axes', e61.axes, 0.125], ['text', e61.text, 0.09375], ['conditions', e61.conditions, 0.0625], ['policies', e61.policies, 0.0625], ['crosswalk', e61.crosswalk, 0.03125]] WHERE part[1] IS NOT NULL | [part[0], part[1], part[2], part[1] * part[2]]], s63, s65, n60.key]) AS s66
    }
    RETURN [n1.key, n1.status, toString(n1.valid_to), s6, s9, s12, s15, s44, s56, s59, s66]
  } AS s67
