RETURN
  COLLECT {
    MATCH (n1:Code {key: $given.p0})
    WITH n1 LIMIT 1
    WITH n1,
      COUNT {
        MATCH (n1)<-[e69:COVERS]-(n68:Policy)
        RETURN n68
      } AS s70
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
          WITH n26, c27, c28, c29 ORDER BY n26.key LIMIT $p1
          RETURN collect([c27, n26.key, n26.display]) AS s30
        }
        CALL (e24) {
          MATCH (n31:Source {key: e24.source})
          WITH n31 LIMIT 1
          RETURN collect([n31.key]) AS s32
        }
        RETURN collect([e24.criteria, n23.key, n23.name, s30, s32]) AS s33
      }
      CALL (n21) {
        MATCH (n21)-[e35:ALTERNATIVE_TO]->(n34:Procedure)
        WITH n34, e35 ORDER BY e35.source, coalesce(e35.id, '')
        WITH n34, e35.pros_cons AS o36_pros_cons, head(collect(e35)) AS e35, collect(DISTINCT e35.source) AS o36
        WITH n34, e35, o36 ORDER BY n34.key, e35.source, coalesce(e35.id, '')
        RETURN collect([n34.name, e35.pros_cons]) AS s37
      }
      CALL (n21) {
        MATCH (n21)-[e39:RISKS]->(n38:Risk)
        WITH n38, e39 ORDER BY e39.source, coalesce(e39.id, '')
        WITH n38, e39.frequency AS o40_frequency, head(collect(e39)) AS e39, collect(DISTINCT e39.source) AS o40
        WITH n38, e39, o40 ORDER BY n38.key, e39.source, coalesce(e39.id, '')
        RETURN collect([e39.frequency, n38.name]) AS s41
      }
      CALL (n21) {
        MATCH (n21)-[e43:PERFORMED_IN]->(n42:Setting)
        WITH DISTINCT n42 ORDER BY n42.key
        RETURN collect([n42.name]) AS s44
      }
      CALL (n21) {
        MATCH (n21)-[e46:PERFORMED_BY]->(n45:Role)
        WITH DISTINCT n45 ORDER BY n45.key
        RETURN collect([n45.name]) AS s47
      }
      CALL (n21) {
        MATCH (n21)-[e49:USES]->(n48:Equipment)
        WITH DISTINCT n48 ORDER BY n48.key
        RETURN collect([n48.name]) AS s50
      }
      CALL (n21) {
        MATCH (n21)-[e52:REQUIRES]->(n51:DiagnosticTest)
        WITH n51, e52 ORDER BY e52.source, coalesce(e52.id, '')
        WITH n51, e52.purpose AS o53_purpose, head(collect(e52)) AS e52, collect(DISTINCT e52.source) AS o53
        WITH n51, e52, o53 ORDER BY n51.key, e52.source, coalesce(e52.id, '')
        RETURN collect([e52.purpose, n51.name]) AS s54
      }
      RETURN collect([n21.name, s33, s37, s41, s44, s47, s50, s54]) AS s55
    }
    CALL (n1) {
      MATCH (n1)<-[e57:COVERS]-(n56:Policy)
      WITH n56, e57 ORDER BY n56.key, e57.source, coalesce(e57.id, '') LIMIT $p2
      CALL (n56) {
        MATCH (n56)-[e59:ISSUED_BY]->(n58:Payer)
        WITH DISTINCT n58 ORDER BY n58.key LIMIT 1
        RETURN collect([n58.name]) AS s60
      }
      CALL (n56) {
        MATCH (n56)-[e62:APPLIES_IN]->(n61:Jurisdiction)
        WITH DISTINCT n61 ORDER BY n61.key
        RETURN collect([n61.name]) AS s63
      }
      CALL (n56) {
        MATCH (n56)-[e65:STATED_BY]->(n64:Source)
        WITH n64, e65 ORDER BY coalesce(coalesce(e65.display, e65.name, e65.title) = coalesce(n56.display, n56.name, n56.title), false) DESC, coalesce(n64.rank, -1) DESC, coalesce(toString(n64.begins), '') DESC, n64.key DESC, n64.key, e65.source, coalesce(e65.id, '') LIMIT 1
        RETURN collect([CASE WHEN n64.url =~ '(?is)https?://.+' THEN n64.url END]) AS s66
      }
      RETURN collect([e57.stance, e57.criteria, toString(e57.valid_to), n56.key, n56.number, n56.title, s60, s63, s66]) AS s67
    }
    CALL (n1) {
      MATCH (n1)-[e72:SIMILAR_TO]-(n71:Code)
      WITH n71, e72 ORDER BY e72.score DESC, n71.key LIMIT $p3
      CALL (n1, n71) {
        CALL (n1, n71) {
          MATCH (:Code {key: n1.key})-[:BILLS]->(procedure:Procedure)<-[:BILLS]-(:Code {key: n71.key})
          WITH DISTINCT procedure AS node
          RETURN node
          ORDER BY node.key
        }
        WITH node AS n73
        WITH n73 ORDER BY n73.key
        RETURN collect([n73.name]) AS s74
      }
      CALL (n1, n71) {
        CALL (n1, n71) {
          MATCH (:Code {key: n1.key})<-[mine:COVERS|SUPPORTS]-(policy:Policy)-[theirs:COVERS|SUPPORTS]->(:Code {key: n71.key})
          WHERE type(mine) = type(theirs) AND coalesce(mine.stance, '') = coalesce(theirs.stance, '')
          WITH DISTINCT policy AS node
          RETURN node
          ORDER BY node.key
        }
        WITH node AS n75
        WITH n75 ORDER BY n75.key
        RETURN collect([n75.key]) AS s76
      }
      RETURN collect([e72.score, e72.relation, e72.summary, [part IN [['replacement', e72.replacement, 0.1875], ['procedure', e72.procedure, 0.140625], ['drug', e72.drug, 0.140625], ['hierarchy', e72.hierarchy, 0.1875], ['axes', e72.axes, 0.140625], ['text', e72.text, 0.078125], ['conditions', e72.conditions, 0.0625], ['policies', e72.policies, 0.046875], ['crosswalk', e72.crosswalk, 0.015625]] WHERE part[1] IS NOT NULL | [part[0], part[1], part[2], part[1] * part[2]]], s74, s76, n71.key]) AS s77
    }
    RETURN [n1.key, CASE WHEN n1.valid_to IS NULL THEN n1.status WHEN n1.valid_to < date() THEN 'retired' ELSE 'active' END, toString(n1.valid_to), s7, s10, s13, s20, s55, s67, s70, s77]
  } AS s78
