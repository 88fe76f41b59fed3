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
      WITH n8, c9, c10, c11, c12 ORDER BY n8.key LIMIT $p1
      RETURN collect([c9, n8.name]) AS s13
    }
    CALL (n1) {
      MATCH (n1)-[e15:STATED_BY]->(n14:Source)
      WITH n14, e15 ORDER BY coalesce(coalesce(e15.display, e15.name, e15.title) = coalesce(n1.display, n1.name, n1.title), false) DESC, coalesce(n14.rank, -1) DESC, coalesce(toString(n14.begins), '') DESC, n14.key DESC, n14.key, e15.source, coalesce(e15.id, '') LIMIT 1
      RETURN collect([n14.title]) AS s16
    }
    RETURN [labels(n1)[0], n1.key, s4, n1.display, s7, s13, s16]
  } AS s17,
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
    WITH node AS n18
    WITH n18 ORDER BY n18.key LIMIT 1
    WITH n18,
      COUNT {
        MATCH (n18)-[e32:SUPPORTS]->(n31:Code|Condition)
        RETURN n31
      } AS s33
    CALL (n18) {
      MATCH (n18)-[e20:STATED_BY]->(n19:Source)
      WITH n19, e20 ORDER BY coalesce(coalesce(e20.display, e20.name, e20.title) = coalesce(n18.display, n18.name, n18.title), false) DESC, coalesce(n19.rank, -1) DESC, coalesce(toString(n19.begins), '') DESC, n19.key DESC, n19.key, e20.source, coalesce(e20.id, '') LIMIT 1
      RETURN collect([n19.title]) AS s21
    }
    CALL (n18) {
      MATCH (n18)-[e23:STATED_BY]->(n22:Source)
      WITH n22, e23 ORDER BY coalesce(coalesce(e23.display, e23.name, e23.title) = coalesce(n18.display, n18.name, n18.title), false) DESC, coalesce(n22.rank, -1) DESC, coalesce(toString(n22.begins), '') DESC, n22.key DESC, n22.key, e23.source, coalesce(e23.id, '') LIMIT 1
      RETURN collect([n22.title]) AS s24
    }
    CALL (n18) {
      MATCH (n18)<-[e26:CITES]-(n25:Policy)
      WITH DISTINCT n25 ORDER BY n25.key
      RETURN collect([n25.key]) AS s27
    }
    CALL (n18) {
      MATCH (n18)-[e29:SUPPORTS]->(n28:Code|Condition)
      WITH n28, e29 ORDER BY n28.key, e29.source, coalesce(e29.id, '') LIMIT $p3
      RETURN collect([e29.stance, labels(n28)[0], n28.key, n28.name]) AS s30
    }
    RETURN [labels(n18)[0], n18.key, s21, s24, n18.title, s27, s30, s33]
  } AS s34,
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
    WITH node AS n35
    WITH n35 ORDER BY n35.key LIMIT 1
    CALL (n35) {
      MATCH (n35)-[e37:STATED_BY]->(n36:Source)
      WITH n36, e37 ORDER BY coalesce(coalesce(e37.display, e37.name, e37.title) = coalesce(n35.display, n35.name, n35.title), false) DESC, coalesce(n36.rank, -1) DESC, coalesce(toString(n36.begins), '') DESC, n36.key DESC, n36.key, e37.source, coalesce(e37.id, '') LIMIT 1
      RETURN collect([n36.title]) AS s38
    }
    RETURN [labels(n35)[0], n35.key, s38]
  } AS s39
