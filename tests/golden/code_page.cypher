RETURN
  COLLECT {
    MATCH (n1:Code {key: $given.p0})
    WITH n1 LIMIT 1
    WITH n1,
      COUNT {
        MATCH (n1)<-[e70:COVERS]-(n69:Policy)
        RETURN n69
      } AS s71
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
        WITH n1.key AS key
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
          CALL (n23) {
            WITH n23.key AS key
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
          WITH node AS n26, match AS c27, sources AS c28, reason AS c29
          WITH n26, c27, c28, c29 ORDER BY n26.key
          WITH *, 1 AS i30
          WITH n26, c27, c28, c29 LIMIT $p1
          RETURN collect([c27, n26.key, n26.display]) AS s31
        }
        CALL (e24) {
          MATCH (n32:Source {key: e24.source})
          WITH n32 LIMIT 1
          RETURN collect([n32.key]) AS s33
        }
        RETURN collect([e24.criteria, n23.key, n23.name, s31, s33]) AS s34
      }
      CALL (n21) {
        MATCH (n21)-[e36:ALTERNATIVE_TO]->(n35:Procedure)
        WITH n35, e36 ORDER BY e36.source, coalesce(e36.id, '')
        WITH n35, e36.pros_cons AS o37_pros_cons, head(collect(e36)) AS e36, collect(DISTINCT e36.source) AS o37
        WITH n35, e36, o37 ORDER BY n35.key, e36.source, coalesce(e36.id, '')
        RETURN collect([n35.name, e36.pros_cons]) AS s38
      }
      CALL (n21) {
        MATCH (n21)-[e40:RISKS]->(n39:Risk)
        WITH n39, e40 ORDER BY e40.source, coalesce(e40.id, '')
        WITH n39, e40.frequency AS o41_frequency, head(collect(e40)) AS e40, collect(DISTINCT e40.source) AS o41
        WITH n39, e40, o41 ORDER BY n39.key, e40.source, coalesce(e40.id, '')
        RETURN collect([e40.frequency, n39.name]) AS s42
      }
      CALL (n21) {
        MATCH (n21)-[e44:PERFORMED_IN]->(n43:Setting)
        WITH DISTINCT n43 ORDER BY n43.key
        RETURN collect([n43.name]) AS s45
      }
      CALL (n21) {
        MATCH (n21)-[e47:PERFORMED_BY]->(n46:Role)
        WITH DISTINCT n46 ORDER BY n46.key
        RETURN collect([n46.name]) AS s48
      }
      CALL (n21) {
        MATCH (n21)-[e50:USES]->(n49:Equipment)
        WITH DISTINCT n49 ORDER BY n49.key
        RETURN collect([n49.name]) AS s51
      }
      CALL (n21) {
        MATCH (n21)-[e53:REQUIRES]->(n52:DiagnosticTest)
        WITH n52, e53 ORDER BY e53.source, coalesce(e53.id, '')
        WITH n52, e53.purpose AS o54_purpose, head(collect(e53)) AS e53, collect(DISTINCT e53.source) AS o54
        WITH n52, e53, o54 ORDER BY n52.key, e53.source, coalesce(e53.id, '')
        RETURN collect([e53.purpose, n52.name]) AS s55
      }
      RETURN collect([n21.name, s34, s38, s42, s45, s48, s51, s55]) AS s56
    }
    CALL (n1) {
      MATCH (n1)<-[e58:COVERS]-(n57:Policy)
      WITH n57, e58 ORDER BY n57.key, e58.source, coalesce(e58.id, '') LIMIT $p2
      CALL (n57) {
        MATCH (n57)-[e60:ISSUED_BY]->(n59:Payer)
        WITH DISTINCT n59 ORDER BY n59.key LIMIT 1
        RETURN collect([n59.name]) AS s61
      }
      CALL (n57) {
        MATCH (n57)-[e63:APPLIES_IN]->(n62:Jurisdiction)
        WITH DISTINCT n62 ORDER BY n62.key
        RETURN collect([n62.name]) AS s64
      }
      CALL (n57) {
        MATCH (n57)-[e66:STATED_BY]->(n65:Source)
        WITH n65, e66 ORDER BY coalesce(coalesce(e66.display, e66.name, e66.title) = coalesce(n57.display, n57.name, n57.title), false) DESC, coalesce(n65.rank, -1) DESC, coalesce(toString(n65.begins), '') DESC, n65.key DESC, n65.key, e66.source, coalesce(e66.id, '') LIMIT 1
        RETURN collect([CASE WHEN n65.url =~ '(?is)https?://.+' THEN n65.url END]) AS s67
      }
      RETURN collect([e58.stance, e58.criteria, toString(e58.valid_to), n57.key, n57.number, n57.title, s61, s64, s67]) AS s68
    }
    CALL (n1) {
      MATCH (n1)-[e73:SIMILAR_TO]-(n72:Code)
      WITH n72, e73 ORDER BY e73.score DESC, n72.key LIMIT $p3
      CALL (n1, n72) {
        CALL (n1, n72) {
          MATCH (:Code {key: n1.key})-[:BILLS]->(procedure:Procedure)<-[:BILLS]-(:Code {key: n72.key})
          WITH DISTINCT procedure AS node
          RETURN node
          ORDER BY node.key
        }
        WITH node AS n74
        WITH n74 ORDER BY n74.key
        RETURN collect([n74.name]) AS s75
      }
      CALL (n1, n72) {
        CALL (n1, n72) {
          MATCH (:Code {key: n1.key})<-[mine:COVERS|SUPPORTS]-(policy:Policy)-[theirs:COVERS|SUPPORTS]->(:Code {key: n72.key})
          WHERE type(mine) = type(theirs) AND coalesce(mine.stance, '') = coalesce(theirs.stance, '')
          WITH DISTINCT policy AS node
          RETURN node
          ORDER BY node.key
        }
        WITH node AS n76
        WITH n76 ORDER BY n76.key
        RETURN collect([n76.key]) AS s77
      }
      RETURN collect([e73.score, e73.relation, e73.summary, [part IN [['replacement', e73.replacement, 0.1875], ['procedure', e73.procedure, 0.140625], ['drug', e73.drug, 0.140625], ['hierarchy', e73.hierarchy, 0.1875], ['axes', e73.axes, 0.140625], ['text', e73.text, 0.078125], ['conditions', e73.conditions, 0.0625], ['policies', e73.policies, 0.046875], ['crosswalk', e73.crosswalk, 0.015625]] WHERE part[1] IS NOT NULL | [part[0], part[1], part[2], part[1] * part[2]]], s75, s77, n72.key]) AS s78
    }
    RETURN [n1.key, CASE WHEN n1.valid_to IS NULL THEN n1.status WHEN n1.valid_to < date($given.today) THEN 'retired' ELSE 'active' END, toString(n1.valid_to), s7, s10, s13, s20, s56, s68, s71, s78]
  } AS s79
