RETURN
  COLLECT {
    CALL () {
      MATCH (code:Code {key: $p0})
      OPTIONAL MATCH (diagnosis:Code|Condition {key: $p1})
      OPTIONAL MATCH (payer:Payer {key: $p2})
      WITH code, diagnosis, payer, coalesce($p3, date()) AS day, head(COLLECT {
        MATCH (place:Jurisdiction)
        WHERE toLower(trim($p4)) IN [toLower(place.name), toLower(place.key), split(place.key, '-')[1], split(place.key, ':')[1]]
        RETURN place ORDER BY place.key
      }) AS state
      WITH *,
        $p1 IS NOT NULL AND diagnosis IS NULL
          OR $p2 IS NOT NULL AND payer IS NULL
          OR $p4 IS NOT NULL AND state IS NULL AS lost
      // The policies in force that name the code, each by what is nearest to the code.
      CALL (code, payer, state, day, lost) {
        CALL (code, day) {
          MATCH path = (code)-[:CHILD_OF*0..]->(named:Code)
          RETURN named, CASE named WHEN code THEN 'CODE' ELSE 'HEADING' END AS via, min(length(path)) AS steps
          UNION
          MATCH path = (code)-[:REPLACED_BY*1..5]->(named:Code)
          WHERE code.valid_to < day
          RETURN named, 'REPLACEMENT' AS via, 500 + min(length(path)) AS steps
          UNION
          MATCH path = (code)<-[:REPLACED_BY*1..5]-(named:Code)
          RETURN named, 'REPLACED' AS via, 1000 + min(length(path)) AS steps
        }
        MATCH (named)<-[covers:COVERS]-(policy:Policy)
        WHERE NOT lost
          AND coalesce(covers.valid_from <= day, true)
          AND coalesce(covers.valid_to >= day, true)
          AND coalesce(policy.status, 'active') <> 'draft'
          AND coalesce(policy.effective_from <= day, true)
          AND coalesce(policy.effective_to >= day, coalesce(policy.status, 'active') <> 'retired' OR day < date())
        WITH *,
          COLLECT { MATCH (policy)-[:ISSUED_BY]->(issuer:Payer) RETURN DISTINCT issuer ORDER BY issuer.key } AS issuers,
          COLLECT { MATCH (policy)-[:APPLIES_IN]->(place:Jurisdiction) RETURN DISTINCT place ORDER BY place.key } AS places
        WHERE (payer IS NULL OR any(issuer IN issuers WHERE issuer = payer
            OR payer.kind = 'Medicare' AND issuer.kind = 'Medicare contractor'
            OR payer.kind = 'Medicare contractor' AND issuer.kind = 'Medicare'))
          AND (state IS NULL OR size(places) = 0
            OR any(place IN places WHERE place = state OR place.kind = 'country' OR place.key STARTS WITH state.key + '-'))
        WITH policy, issuers, places, min(steps) AS nearest,
          collect({covers: covers, named: named, via: via, steps: steps}) AS found
        WITH policy, issuers, places, [one IN found WHERE one.steps = nearest] AS found,
          CASE
            WHEN any(issuer IN issuers WHERE issuer.kind IN ['Medicare', 'Medicare contractor']) THEN 'Medicare'
            ELSE coalesce(head(issuers).key, policy.key)
          END AS family
        RETURN collect({
          policy: policy, issuers: issuers, places: places, family: family, found: found,
          national: policy.kind = 'NCD' OR size(places) = 0 OR any(place IN places WHERE place.kind = 'country'),
          newer: head(COLLECT {
            MATCH (newer:Policy)-[:SUPERSEDES*1..]->(policy)
            WHERE coalesce(newer.status, 'active') <> 'draft'
              AND coalesce(newer.effective_from <= day, true)
              AND coalesce(newer.effective_to >= day, true)
            RETURN newer.key ORDER BY newer.effective_from DESC, newer.key
            UNION
            MATCH (newer:Policy {number: policy.number})
            WHERE newer.kind = policy.kind AND newer.effective_from > policy.effective_from AND newer.effective_from <= day
              AND coalesce(newer.status, 'active') <> 'draft'
              AND any(issuer IN issuers WHERE EXISTS { (newer)-[:ISSUED_BY]->(issuer) })
            RETURN newer.key ORDER BY newer.effective_from DESC, newer.key
          }),
          linked: COLLECT { MATCH (policy)-[:CITES]-(other:Policy) RETURN DISTINCT other.key }
        }) AS candidates
      }
      // The diagnoses that are the one asked about or broader, with the steps between, and the named ones that are narrower.
      CALL (diagnosis) {
        CALL (diagnosis) {
          MATCH path = (diagnosis)-[:CHILD_OF|IS_A*0..]->(above:Code|Condition)
          RETURN above, min(length(path)) AS steps
          UNION
          MATCH (diagnosis)-[:CHILD_OF*0..]->(heading:Code)
          WITH DISTINCT heading
          MATCH (heading)-[classifies:CLASSIFIES]->(condition:Condition)
          WHERE coalesce(classifies.match, 'exact') IN ['exact', 'narrow']
          WITH DISTINCT condition
          MATCH path = (condition)-[:IS_A*0..]->(above:Condition)
          RETURN above, 1 + min(length(path)) AS steps
          UNION
          MATCH (diagnosis:Condition)-[:IS_A*0..]->(condition:Condition)
          WITH DISTINCT condition
          MATCH (condition)<-[:CLASSIFIES {match: 'exact'}]-(heading:Code)
          WITH DISTINCT heading
          MATCH path = (heading)-[:CHILD_OF*0..]->(above:Code)
          RETURN above, 1 + min(length(path)) AS steps
        }
        WITH above, min(steps) AS steps
        RETURN collect({named: above, steps: steps, how: CASE steps WHEN 0 THEN 'SAME' ELSE 'BROADER' END}) AS wide
      }
      CALL (diagnosis, candidates, wide) {
        CALL (diagnosis) {
          MATCH (diagnosis)<-[:CHILD_OF|IS_A*1..]-(below)
          RETURN DISTINCT below
          UNION
          MATCH (diagnosis:Condition)<-[:IS_A*0..]-(condition:Condition)
          WITH DISTINCT condition
          MATCH (condition)<-[classifies:CLASSIFIES]-(heading:Code)
          WHERE coalesce(classifies.match, 'exact') IN ['exact', 'narrow']
          WITH DISTINCT heading
          MATCH (heading)<-[:CHILD_OF*0..]-(below:Code)
          RETURN DISTINCT below
          UNION
          MATCH (diagnosis:Code)-[classifies:CLASSIFIES]->(condition:Condition)
          WHERE classifies.match IN ['exact', 'broad']
          WITH DISTINCT condition
          MATCH (condition)<-[:IS_A*0..]-(below:Condition)
          RETURN DISTINCT below
        }
        WITH candidates, wide, below
        MATCH (below)<-[:SUPPORTS]-(policy:Policy)
        WHERE any(candidate IN candidates WHERE candidate.policy = policy)
          AND none(one IN wide WHERE one.named = below)
        RETURN collect(DISTINCT {named: below, steps: 1000, how: 'NARROWER'}) AS narrow
      }
      // One path for each statement about the code, with what the same group says of the diagnosis.
      CALL (code, diagnosis, candidates, wide, narrow) {
        UNWIND candidates AS candidate
        UNWIND candidate.found AS one
        WITH code, diagnosis, wide + narrow AS near, candidate, candidate.policy AS policy, one.covers AS covers, one.named AS named, one.via AS via
        CALL (policy, covers, near) {
          MATCH (policy)-[supports:SUPPORTS]->(about)
          WITH supports, about, coalesce(supports.group = covers.group, true) AS own,
            head([one IN near WHERE one.named = about]) AS at
          WITH own, coalesce(supports.stance, 'conditional') AS stance, at.steps AS steps, CASE WHEN at IS NOT NULL THEN {
            key: about.key, name: coalesce(about.display, about.name), how: at.how,
            stance: coalesce(supports.stance, 'conditional'), criteria: supports.criteria, group: supports.group,
            source: [supports.source], steps: at.steps
          } END AS judged
          ORDER BY steps, judged.key
          RETURN
            count(*) AS names,
            count(CASE WHEN own THEN 1 END) AS owns,
            count(CASE WHEN own AND stance <> 'not_covered' THEN 1 END) AS accepted,
            collect(CASE WHEN own THEN judged END) AS mine,
            collect(CASE WHEN NOT own THEN judged END) AS others
        }
        WITH *, CASE WHEN owns > 0 THEN mine ELSE others END AS judged
        WITH *, [one IN judged WHERE one.steps = judged[0].steps] AS nearest
        WITH *, CASE
          WHEN size(nearest) = 0 THEN null
          WHEN nearest[0].how = 'NARROWER' THEN 'conditional'
          WHEN all(one IN nearest WHERE one.stance = 'not_covered') THEN 'not_covered'
          WHEN all(one IN nearest WHERE one.stance = 'covered') THEN 'covered'
          ELSE 'conditional'
        END AS accepts
        WITH *, diagnosis IS NOT NULL AND accepts IS NULL AND accepted > 0 AS unlisted
        RETURN collect({
          id: elementId(covers), policy: policy.key, family: candidate.family, national: candidate.national,
          newer: candidate.newer, linked: candidate.linked, via: via, named: [named.key],
          silent: names = 0, unlisted: unlisted, group: covers.group, criteria: covers.criteria,
          valid_from: covers.valid_from, valid_to: covers.valid_to, source: [covers.source], says: covers.stance,
          diagnoses: nearest,
          stance: CASE
            WHEN covers.stance = 'not_covered' OR accepts = 'not_covered' OR unlisted THEN 'not_covered'
            WHEN diagnosis IS NULL AND names > 0 THEN 'conditional'
            WHEN accepts = 'conditional' THEN 'conditional'
            ELSE coalesce(covers.stance, 'conditional')
          END,
          reason:
            policy.key + coalesce(' version ' + policy.version, '')
            + reduce(all = '', issuer IN candidate.issuers |
                all + CASE all WHEN '' THEN ' of ' ELSE ', ' END + coalesce(issuer.name, issuer.key))
            + CASE covers.stance
                WHEN 'covered' THEN ' covers '
                WHEN 'not_covered' THEN ' does not cover '
                ELSE ' covers under conditions '
              END
            + named.key
            + CASE via
                WHEN 'HEADING' THEN ', a heading above ' + code.key
                WHEN 'REPLACED' THEN ', which ' + code.key + ' replaced'
                WHEN 'REPLACEMENT' THEN ', which replaced ' + code.key
                ELSE ''
              END
            + coalesce(head(COLLECT {
                MATCH (named)-[replaced:REPLACED_BY]-(:Code)
                WHERE via = CASE startNode(replaced) WHEN named THEN 'REPLACED' ELSE 'REPLACEMENT' END
                RETURN ' on ' + toString(replaced.on) ORDER BY replaced.on
              }), '')
            + CASE
                WHEN diagnosis IS NULL THEN CASE WHEN names > 0 THEN ', for the diagnoses it names' ELSE '' END
                WHEN size(nearest) > 0 THEN
                  CASE accepts WHEN 'covered' THEN '; accepts ' WHEN 'not_covered' THEN '; refuses ' ELSE '; accepts under conditions ' END
                  + nearest[0].key + coalesce(' ' + nearest[0].name, '')
                  + CASE nearest[0].how
                      WHEN 'BROADER' THEN ', broader than ' + diagnosis.key
                      WHEN 'NARROWER' THEN ', narrower than ' + diagnosis.key
                      ELSE ''
                    END
                WHEN unlisted THEN '; accepts other diagnoses, not ' + diagnosis.key
                WHEN names = 0 THEN '; names no diagnoses'
                ELSE '; names diagnoses, but does not judge ' + diagnosis.key
              END
        }) AS paths
      }
      // Who stands back, rule by rule.
      WITH *, [p IN paths WHERE p.newer IS NULL] AS newest
      WITH *, [p IN newest WHERE p.via <> 'REPLACED' OR none(q IN newest WHERE q.family = p.family AND q.via <> 'REPLACED')] AS direct
      WITH *, [p IN direct WHERE diagnosis IS NULL OR NOT p.silent
        OR none(q IN direct WHERE NOT q.silent AND q.policy IN p.linked)] AS spoken
      WITH *, [p IN spoken WHERE NOT p.unlisted OR none(q IN spoken WHERE q.family = p.family AND NOT q.unlisted)] AS judging
      WITH *, [p IN judging WHERE p.national OR none(q IN judging WHERE q.family = p.family AND q.national)] AS deciding
      CALL (deciding) {
        UNWIND deciding AS path
        WITH path.policy AS policy, collect(DISTINCT path.stance) AS said
        WITH CASE size(said) WHEN 1 THEN said[0] ELSE 'conditional' END AS stance, count(*) AS policies
        ORDER BY stance
        RETURN collect(stance) AS stances, sum(policies) AS policies,
          reduce(all = '', one IN collect(toString(policies) + ' ' + replace(stance, '_', ' ')) |
            all + CASE all WHEN '' THEN '' ELSE ', ' END + one) AS count
      }
      WITH *, CASE
        WHEN size(stances) = 0 THEN 'NO_POLICY_FOUND'
        WHEN size(stances) = 1 THEN toUpper(stances[0])
        WHEN 'not_covered' IN stances THEN 'CONFLICTING'
        ELSE 'CONDITIONAL'
      END AS verdict
      CALL (paths, newest, direct, spoken, judging, deciding) {
        UNWIND paths AS path
        WITH path, CASE
          WHEN path.newer IS NOT NULL THEN 'the newer ' + path.newer + ' is in force'
          WHEN none(q IN direct WHERE q.id = path.id) THEN 'another policy names the code itself'
          WHEN none(q IN spoken WHERE q.id = path.id) THEN 'it leaves the diagnoses to a policy that goes with it'
          WHEN none(q IN judging WHERE q.id = path.id) THEN 'another policy of the payer judges the diagnosis'
          WHEN none(q IN deciding WHERE q.id = path.id) THEN 'a national policy goes before it'
        END AS why
        ORDER BY why IS NOT NULL, NOT path.national, path.policy, path.named, path.group, path.id
        RETURN collect({
          policy: path.policy, decides: why IS NULL, stance: path.stance, says: path.says,
          reason: path.reason + coalesce('. Does not decide: ' + why, '') + '.',
          named: path.named, via: path.via, national: path.national, group: path.group, criteria: path.criteria,
          valid_from: path.valid_from, valid_to: path.valid_to, source: path.source, diagnoses: path.diagnoses
        }) AS found
      }
      RETURN
        code AS node,
        verdict,
        code.key + coalesce(' for ' + diagnosis.key, '') + coalesce(' with ' + coalesce(payer.name, payer.key), '')
          + coalesce(' in ' + coalesce(state.name, state.key), '') + ' on ' + toString(day) + ': '
          + CASE verdict WHEN 'NO_POLICY_FOUND' THEN 'no policy in force names it' ELSE
              toLower(replace(verdict, '_', ' ')) + ', by ' + policies + CASE policies WHEN 1 THEN ' policy' ELSE ' policies' END
              + CASE size(stances) WHEN 1 THEN '' ELSE ' (' + count + ')' END
            END AS summary,
        [note IN [
          CASE WHEN code.valid_to < day THEN code.key + ' ended on ' + toString(code.valid_to)
            + reduce(all = '', next IN COLLECT {
                MATCH (code)-[replaced:REPLACED_BY]->(next:Code)
                RETURN DISTINCT next.key + coalesce(' on ' + toString(replaced.on), '') AS next ORDER BY next
              } | all + CASE all WHEN '' THEN '; replaced by ' ELSE ', ' END + next) END,
          CASE WHEN code.valid_from > day THEN code.key + ' is valid from ' + toString(code.valid_from) END,
          CASE WHEN $p1 IS NOT NULL AND diagnosis IS NULL THEN 'there is no diagnosis ' + $p1 END,
          CASE WHEN $p2 IS NOT NULL AND payer IS NULL THEN 'there is no payer ' + $p2 END,
          CASE WHEN $p4 IS NOT NULL AND state IS NULL THEN 'there is no jurisdiction ' + $p4 END
        ] WHERE note IS NOT NULL] AS notes,
        day AS as_of,
        CASE WHEN diagnosis IS NULL THEN [] ELSE [diagnosis.key] END AS diagnosis,
        CASE WHEN payer IS NULL THEN [] ELSE [payer.key] END AS payer,
        CASE WHEN state IS NULL THEN [] ELSE [state.key] END AS state,
        found AS paths,
        'Information from published policies, not a payment decision: ask the payer.' AS disclaimer
    }
    WITH node AS n1, verdict AS c2, summary AS c3, notes AS c4, as_of AS c5, diagnosis AS c6, payer AS c7, state AS c8, paths AS c9, disclaimer AS c10
    WITH n1, c2, c3, c4, c5, c6, c7, c8, c9, c10 ORDER BY n1.key LIMIT 1
    WITH n1, c2, c3, c4, c5, c6, c7, c8, c9, c10,
      COLLECT {
        MATCH (n11:Code|Condition)
        WHERE n11.key IN c6
        WITH n11 ORDER BY n11.key LIMIT 1
        RETURN [labels(n11)[0], n11.key, n11.display]
      } AS s12,
      COLLECT {
        MATCH (n13:Payer)
        WHERE n13.key IN c7
        WITH n13 ORDER BY n13.key LIMIT 1
        RETURN [n13.name]
      } AS s14,
      COLLECT {
        MATCH (n15:Jurisdiction)
        WHERE n15.key IN c8
        WITH n15 ORDER BY n15.key LIMIT 1
        WITH n15,
          COLLECT {
            CALL (n15) {
              MATCH (:Jurisdiction {key: n15.key})<-[:APPLIES_IN]-(:Policy)-[:ISSUED_BY]->(node:Payer {kind: 'Medicare contractor'})
              WITH DISTINCT node
              RETURN node
              ORDER BY node.key
            }
            WITH node AS n16
            WITH n16 ORDER BY n16.key
            RETURN [n16.key]
          } AS s17
        RETURN [n15.name, s17]
      } AS s18,
      COLLECT {
        UNWIND range(0, size(c9) - 1) AS i20
        WITH i20, c9[i20] AS m21
        MATCH (n19:Policy {key: m21.policy})
        WITH i20, n19, m21.decides AS c22, m21.stance AS c23, m21.says AS c24, m21.reason AS c25, m21.named AS c26, m21.via AS c27, m21.national AS c28, m21.group AS c29, m21.criteria AS c30, m21.valid_from AS c31, m21.valid_to AS c32, m21.source AS c33, m21.diagnoses AS c34
        WITH n19, c22, c23, c24, c25, c26, c27, c28, c29, c30, c31, c32, c33, c34, i20 ORDER BY i20
        WITH n19, c22, c23, c24, c25, c26, c27, c28, c29, c30, c31, c32, c33, c34, i20,
          COLLECT {
            MATCH (n35:Code)
            WHERE n35.key IN c26
            WITH n35 ORDER BY n35.key LIMIT 1
            RETURN [n35.key]
          } AS s36,
          COLLECT {
            MATCH (n19)-[e38:APPLIES_IN]->(n37:Jurisdiction)
            WITH DISTINCT n37 ORDER BY n37.key
            RETURN [n37.name]
          } AS s39,
          COLLECT {
            UNWIND range(0, size(c34) - 1) AS i41
            WITH i41, c34[i41] AS m42
            MATCH (n40:Code|Condition {key: m42.key})
            WITH i41, n40, m42.stance AS c43, m42.how AS c44, m42.criteria AS c45, m42.group AS c46, m42.source AS c47
            WITH n40, c43, c44, c45, c46, c47, i41 ORDER BY i41
            WITH n40, c43, c44, c45, c46, c47, i41,
              COLLECT {
                MATCH (n48:Source)
                WHERE n48.key IN c47
                WITH n48 ORDER BY n48.key LIMIT 1
                RETURN [n48.title]
              } AS s49
            RETURN [c44, c43, c45, s49, labels(n40)[0], n40.key]
          } AS s50,
          COLLECT {
            MATCH (n51:Source)
            WHERE n51.key IN c33
            WITH n51 ORDER BY n51.key LIMIT 1
            RETURN [n51.title]
          } AS s52
        RETURN [c22, c23, c24, c25, c27, c28, c29, c30, toString(c31), toString(c32), s36, n19.key, toString(n19.effective_from), s39, s50, s52]
      } AS s53
    RETURN [c2, c3, coalesce(c4, []), toString(c5), c10, n1.key, s12, s14, s18, s53]
  } AS s54
