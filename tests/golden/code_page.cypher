RETURN
  COLLECT {
    MATCH (n1:Code {key: $p0})
    WITH n1 LIMIT 1
    WITH n1,
      COUNT {
        MATCH (n1)<-[e68:COVERS]-(n67:Policy)
        RETURN n67
      } AS s69
    CALL (n1) {
      MATCH (n1)-[e3:REPLACED_BY]->(n2:Code)
      WITH n2, e3 ORDER BY e3.on IS NULL, e3.source, coalesce(e3.id, '')
      WITH n2, head(collect(e3)) AS e3, collect(DISTINCT e3.source) AS o4
      WITH n2, e3, o4 ORDER BY n2.key, e3.source, coalesce(e3.id, '')
      CALL (e3) {
        MATCH (n5:Source {key: e3.source})
        WITH n5 LIMIT 1
        RETURN collect([n5.title, toString(n5.published_on)]) AS s6
      }
      RETURN collect([toString(e3.on), n2.key, s6]) AS s7
    }
    CALL (n1) {
      MATCH (n1)-[e9:IN_SYSTEM]->(n8:CodeSystem)
      WITH DISTINCT n8 ORDER BY n8.key LIMIT 1
      RETURN collect([n8.name, n8.uri]) AS s10
    }
    CALL (n1) {
      MATCH (n1)-[e12:STATED_BY]->(n11:Source)
      WITH n11, e12 ORDER BY coalesce(coalesce(e12.display, e12.name, e12.title) = coalesce(n1.display, n1.name, n1.title), false) DESC, coalesce(n11.rank, -1) DESC, coalesce(toString(n11.begins), '') DESC, n11.key DESC, n11.key, e12.source, coalesce(e12.id, '') LIMIT 1
      RETURN collect([n11.title]) AS s13
    }
    CALL (n1) {
      CALL (n1) {
        MATCH (node:Code|CodeSystem|ValueSet|Procedure|Condition|Policy|Payer|Jurisdiction|Setting|Role|Equipment|DiagnosticTest|Risk {key: n1.key})
        MATCH (node)-[claim:STATED_BY]->(source:Source) WHERE NOT coalesce(source.hidden, false)
        WITH node, claim, source, [source.rank, coalesce(toString(source.begins), ''), source.key] AS place
        ORDER BY place DESC
        WITH node, coalesce(source.series, source.key) AS series,
          collect({source: source.key, place: place, said: properties(claim)}) AS claims
        WITH node, claims[0] AS newest, claims
        ORDER BY newest.place DESC
        WITH node, collect(newest) AS standing, reduce(all = [], one IN collect(claims) | all + one) AS claims,
          [(node)-[lack:LACKED_BY]->(list:Source) | {
            source: list.key, place: [list.rank, coalesce(toString(list.begins), ''), list.key],
            begins: lack.valid_from, ends: lack.valid_to
          }] AS lacks
        WITH node, standing, claims, lacks,
          head([one IN standing WHERE one.said.status IS NOT NULL OR one.said.valid_to IS NOT NULL]) AS life
        UNWIND keys(node) AS name
        WITH * WHERE NOT name IN ['key', 'names', 'information_content'] ORDER BY name
        WITH node, claims, lacks, collect([name, CASE
          WHEN name = 'valid_to' OR (name = 'status' AND node.valid_to IS NOT NULL) THEN coalesce(
            CASE WHEN life.said.valid_to IS NOT NULL THEN life.source END,
            head([lack IN lacks WHERE lack.ends = node.valid_to | lack.source]))
          WHEN name = 'status' THEN life.source
          WHEN name = 'valid_from' THEN coalesce(
            head([one IN standing + claims WHERE one.said.valid_from = node.valid_from | one.source]),
            head([lack IN lacks WHERE lack.begins = node.valid_from | lack.source]))
          ELSE head([one IN standing WHERE one.said[name] IS NOT NULL | one.source])
        END]) AS said
        UNWIND claims + [lack IN lacks WHERE none(one IN claims WHERE one.source = lack.source)] AS one
        WITH one.source AS source, one.place AS rank, said
        ORDER BY rank DESC
        WITH collect([source, [pair IN said WHERE pair[1] = source | pair[0]]]) AS rows
        UNWIND range(0, size(rows) - 1) AS place
        WITH place, rows[place][0] AS source, rows[place][1] AS properties
        RETURN place, [source] AS sources, properties,
          [name IN properties | CASE name WHEN 'coverage' THEN 'coverageIndicator' ELSE
            reduce(all = head(split(name, '_')), word IN tail(split(name, '_')) | all + toUpper(left(word, 1)) + substring(word, 1))
          END] AS fields
        ORDER BY place
      }
      WITH place AS c15, sources AS c16, fields AS c17
      WITH c15, c16, c17 ORDER BY c15
      CALL (c16) {
        MATCH (n18:Source)
        WHERE n18.key IN c16
        WITH n18 ORDER BY n18.key LIMIT 1
        RETURN collect([n18.key]) AS s19
      }
      RETURN collect([coalesce(c17, []), s19]) AS s20
    }
    CALL (n1) {
      MATCH (n1)-[e22:BILLS]->(n21:Procedure)
      WITH DISTINCT n21 ORDER BY n21.key
      CALL (n21) {
        MATCH (n21)-[e24:INDICATED_FOR]->(n23:Condition)
        WITH n23, e24 ORDER BY e24.source, coalesce(e24.id, '')
        WITH n23, e24.criteria AS o25_criteria, head(collect(e24)) AS e24, collect(DISTINCT e24.source) AS o25
        WITH n23, e24, o25 ORDER BY n23.key, e24.source, coalesce(e24.id, '')
        CALL (n23) {
          MATCH (n23)<-[e27:CLASSIFIES]-(n26:Code)
          WITH n26, e27 ORDER BY CASE e27.match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END, e27.source, coalesce(e27.id, '')
          WITH n26, head(collect(e27)) AS e27, collect(DISTINCT e27.source) AS o28
          WITH n26, e27, o28 ORDER BY n26.key, e27.source, coalesce(e27.id, '') LIMIT $p1
          RETURN collect([e27.match, n26.key, n26.display]) AS s29
        }
        CALL (e24) {
          MATCH (n30:Source {key: e24.source})
          WITH n30 LIMIT 1
          RETURN collect([n30.key]) AS s31
        }
        RETURN collect([e24.criteria, n23.key, n23.name, s29, s31]) AS s32
      }
      CALL (n21) {
        MATCH (n21)-[e34:ALTERNATIVE_TO]->(n33:Procedure)
        WITH n33, e34 ORDER BY e34.source, coalesce(e34.id, '')
        WITH n33, e34.pros_cons AS o35_pros_cons, head(collect(e34)) AS e34, collect(DISTINCT e34.source) AS o35
        WITH n33, e34, o35 ORDER BY n33.key, e34.source, coalesce(e34.id, '')
        RETURN collect([n33.name, e34.pros_cons]) AS s36
      }
      CALL (n21) {
        MATCH (n21)-[e38:RISKS]->(n37:Risk)
        WITH n37, e38 ORDER BY e38.source, coalesce(e38.id, '')
        WITH n37, e38.frequency AS o39_frequency, head(collect(e38)) AS e38, collect(DISTINCT e38.source) AS o39
        WITH n37, e38, o39 ORDER BY n37.key, e38.source, coalesce(e38.id, '')
        RETURN collect([e38.frequency, n37.name]) AS s40
      }
      CALL (n21) {
        MATCH (n21)-[e42:PERFORMED_IN]->(n41:Setting)
        WITH DISTINCT n41 ORDER BY n41.key
        RETURN collect([n41.name]) AS s43
      }
      CALL (n21) {
        MATCH (n21)-[e45:PERFORMED_BY]->(n44:Role)
        WITH DISTINCT n44 ORDER BY n44.key
        RETURN collect([n44.name]) AS s46
      }
      CALL (n21) {
        MATCH (n21)-[e48:USES]->(n47:Equipment)
        WITH DISTINCT n47 ORDER BY n47.key
        RETURN collect([n47.name]) AS s49
      }
      CALL (n21) {
        MATCH (n21)-[e51:REQUIRES]->(n50:DiagnosticTest)
        WITH n50, e51 ORDER BY e51.source, coalesce(e51.id, '')
        WITH n50, e51.purpose AS o52_purpose, head(collect(e51)) AS e51, collect(DISTINCT e51.source) AS o52
        WITH n50, e51, o52 ORDER BY n50.key, e51.source, coalesce(e51.id, '')
        RETURN collect([e51.purpose, n50.name]) AS s53
      }
      RETURN collect([n21.name, s32, s36, s40, s43, s46, s49, s53]) AS s54
    }
    CALL (n1) {
      MATCH (n1)<-[e56:COVERS]-(n55:Policy)
      WITH n55, e56 ORDER BY n55.key, e56.source, coalesce(e56.id, '') LIMIT $p2
      CALL (n55) {
        MATCH (n55)-[e58:ISSUED_BY]->(n57:Payer)
        WITH DISTINCT n57 ORDER BY n57.key LIMIT 1
        RETURN collect([n57.name]) AS s59
      }
      CALL (n55) {
        MATCH (n55)-[e61:APPLIES_IN]->(n60:Jurisdiction)
        WITH DISTINCT n60 ORDER BY n60.key
        RETURN collect([n60.name]) AS s62
      }
      CALL (n55) {
        MATCH (n55)-[e64:STATED_BY]->(n63:Source)
        WITH n63, e64 ORDER BY coalesce(coalesce(e64.display, e64.name, e64.title) = coalesce(n55.display, n55.name, n55.title), false) DESC, coalesce(n63.rank, -1) DESC, coalesce(toString(n63.begins), '') DESC, n63.key DESC, n63.key, e64.source, coalesce(e64.id, '') LIMIT 1
        RETURN collect([n63.url]) AS s65
      }
      RETURN collect([e56.stance, e56.criteria, toString(e56.valid_to), n55.key, n55.number, n55.title, s59, s62, s65]) AS s66
    }
    CALL (n1) {
      MATCH (n1)-[e71:SIMILAR_TO]-(n70:Code)
      WITH n70, e71 ORDER BY e71.score DESC, n70.key LIMIT $p3
      CALL (n1, n70) {
        CALL (n1, n70) {
          MATCH (:Code {key: n1.key})-[:BILLS]->(procedure:Procedure)<-[:BILLS]-(:Code {key: n70.key})
          WITH DISTINCT procedure AS node
          RETURN node
          ORDER BY node.key
        }
        WITH node AS n72
        WITH n72 ORDER BY n72.key
        RETURN collect([n72.name]) AS s73
      }
      CALL (n1, n70) {
        CALL (n1, n70) {
          MATCH (:Code {key: n1.key})<-[mine:COVERS|SUPPORTS]-(policy:Policy)-[theirs:COVERS|SUPPORTS]->(:Code {key: n70.key})
          WHERE type(mine) = type(theirs) AND coalesce(mine.stance, '') = coalesce(theirs.stance, '')
          WITH DISTINCT policy AS node
          RETURN node
          ORDER BY node.key
        }
        WITH node AS n74
        WITH n74 ORDER BY n74.key
        RETURN collect([n74.key]) AS s75
      }
      RETURN collect([e71.score, e71.relation, e71.summary, [part IN [['replacement', e71.replacement, 0.1875], ['procedure', e71.procedure, 0.140625], ['drug', e71.drug, 0.140625], ['hierarchy', e71.hierarchy, 0.1875], ['axes', e71.axes, 0.140625], ['text', e71.text, 0.09375], ['conditions', e71.conditions, 0.046875], ['policies', e71.policies, 0.046875], ['crosswalk', e71.crosswalk, 0.015625]] WHERE part[1] IS NOT NULL | [part[0], part[1], part[2], part[1] * part[2]]], s73, s75, n70.key]) AS s76
    }
    RETURN [n1.key, CASE WHEN n1.valid_to IS NULL THEN n1.status WHEN n1.valid_to < date() THEN 'retired' ELSE 'active' END, toString(n1.valid_to), s7, s10, s13, s20, s54, s66, s69, s76]
  } AS s77
