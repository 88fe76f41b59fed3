RETURN
  COLLECT {
    CALL () {
      WITH $given.p0 AS key
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
    WITH node AS n1
    WITH n1 ORDER BY n1.key LIMIT 1
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
      CALL (n1) {
        MATCH (code:Code {key: n1.key})
        // The conditions of a code: its own, and those that the headings above it mean (rules/conditions_of_code.cypher)
        CALL (code) {
          CALL (code) {
            MATCH path = (code)-[:CHILD_OF*0..]->(heading:Code)
            WITH heading, min(length(path)) AS steps
            MATCH (heading)-[classifies:CLASSIFIES]->(condition:Condition)
            WITH heading, steps, classifies, condition, coalesce(classifies.match, 'exact') AS stated
            ORDER BY steps
            RETURN collect({heading: heading, steps: steps, edge: classifies, condition: condition, stated: stated}) AS all
          }
          WITH all, [one IN all WHERE one.stated IN ['exact', 'narrow']] AS certain
          CALL (certain) {
            UNWIND CASE WHEN head(certain).steps < last(certain).steps THEN certain ELSE [] END AS nearer
            WITH DISTINCT nearer.condition AS below, nearer.steps AS steps
            MATCH (below)-[:IS_A*0..]->(above:Condition)
            WITH DISTINCT above, steps
            RETURN collect({above: above, steps: steps}) AS implied
          }
          UNWIND all AS one
          WITH all, certain, implied, one, one.condition AS condition
          WHERE one.steps = 0
            OR one.stated IN ['exact', 'narrow'] AND none(by IN implied WHERE by.above = condition AND by.steps < one.steps)
            OR certain = [] AND one.stated <> 'broad' AND one.steps = all[0].steps
          RETURN condition, one.edge AS classifies, CASE WHEN one.steps > 0 THEN one.heading END AS inherited_from,
            CASE WHEN one.steps > 0 AND one.stated = 'exact' THEN 'narrow' ELSE one.stated END AS match
        }
        WITH condition, match, inherited_from, collect(DISTINCT classifies.source) AS sources, max(classifies.reason) AS reason
        ORDER BY CASE match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END,
          inherited_from IS NOT NULL, inherited_from.key
        WITH condition, collect({match: match, from: inherited_from.key, sources: sources, reason: reason})[0] AS best
        RETURN condition AS node, best.match AS match,
          CASE WHEN best.from IS NULL THEN [] ELSE [best.from] END AS inherited_from,
          COLLECT { UNWIND best.sources AS source RETURN source ORDER BY source } AS sources,
          best.reason AS reason
        ORDER BY node.key
      }
      WITH node AS n8, match AS c9, inherited_from AS c10, sources AS c11, reason AS c12
      WITH n8, c9, c10, c11, c12 ORDER BY n8.key
      WITH *, 1 AS i13
      WITH n8, c9, c10, c11, c12 LIMIT $p1
      RETURN collect([c9, n8.name]) AS s14
    }
    CALL (n1) {
      MATCH (n1)-[e16:STATED_BY]->(n15:Source)
      WITH n15, e16 ORDER BY coalesce(coalesce(e16.display, e16.name, e16.title) = coalesce(n1.display, n1.name, n1.title), false) DESC, coalesce(n15.rank, -1) DESC, coalesce(toString(n15.begins), '') DESC, n15.key DESC, n15.key, e16.source, coalesce(e16.id, '') LIMIT 1
      RETURN collect([n15.title]) AS s17
    }
    RETURN [labels(n1)[0], n1.key, s4, n1.display, s7, s14, s17]
  } AS s18,
  COLLECT {
    CALL () {
      WITH $given.p2 AS key
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
    WITH n19,
      COUNT {
        MATCH (n19)-[e33:SUPPORTS]->(n32:Code|Condition)
        RETURN n32
      } AS s34
    CALL (n19) {
      MATCH (n19)-[e21:STATED_BY]->(n20:Source)
      WITH n20, e21 ORDER BY coalesce(coalesce(e21.display, e21.name, e21.title) = coalesce(n19.display, n19.name, n19.title), false) DESC, coalesce(n20.rank, -1) DESC, coalesce(toString(n20.begins), '') DESC, n20.key DESC, n20.key, e21.source, coalesce(e21.id, '') LIMIT 1
      RETURN collect([n20.title]) AS s22
    }
    CALL (n19) {
      MATCH (n19)-[e24:STATED_BY]->(n23:Source)
      WITH n23, e24 ORDER BY coalesce(coalesce(e24.display, e24.name, e24.title) = coalesce(n19.display, n19.name, n19.title), false) DESC, coalesce(n23.rank, -1) DESC, coalesce(toString(n23.begins), '') DESC, n23.key DESC, n23.key, e24.source, coalesce(e24.id, '') LIMIT 1
      RETURN collect([n23.title]) AS s25
    }
    CALL (n19) {
      MATCH (n19)<-[e27:CITES]-(n26:Policy)
      WITH DISTINCT n26 ORDER BY n26.key
      RETURN collect([n26.key]) AS s28
    }
    CALL (n19) {
      MATCH (n19)-[e30:SUPPORTS]->(n29:Code|Condition)
      WITH n29, e30 ORDER BY n29.key, e30.source, coalesce(e30.id, '') LIMIT $p3
      RETURN collect([e30.stance, labels(n29)[0], n29.key, n29.name]) AS s31
    }
    RETURN [labels(n19)[0], n19.key, s22, s25, n19.title, s28, s31, s34]
  } AS s35,
  COLLECT {
    CALL () {
      WITH $given.p4 AS key
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
    WITH node AS n36
    WITH n36 ORDER BY n36.key LIMIT 1
    CALL (n36) {
      MATCH (n36)-[e38:STATED_BY]->(n37:Source)
      WITH n37, e38 ORDER BY coalesce(coalesce(e38.display, e38.name, e38.title) = coalesce(n36.display, n36.name, n36.title), false) DESC, coalesce(n37.rank, -1) DESC, coalesce(toString(n37.begins), '') DESC, n37.key DESC, n37.key, e38.source, coalesce(e38.id, '') LIMIT 1
      RETURN collect([n37.title]) AS s39
    }
    RETURN [labels(n36)[0], n36.key, s39]
  } AS s40
