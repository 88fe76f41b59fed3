RETURN
  COLLECT {
    CALL () {
      MATCH (code:Code {key: $p0})
      OPTIONAL MATCH (diagnosis:Code|Condition {key: $p1})
      OPTIONAL MATCH (payer:Payer {key: $p2})
      WITH code, diagnosis, payer, coalesce(date($p3), date()) AS day, head(COLLECT {
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
        // Whether a policy is in force on a day (rules/in_force.cypher)
        CALL (policy, day) {
          RETURN coalesce(policy.status, 'active') <> 'draft'
            AND coalesce(policy.effective_from <= day, true)
            AND coalesce(policy.effective_to >= day, coalesce(policy.status, 'active') <> 'retired' OR day < date()) AS in_force
        }
        WITH * WHERE in_force
        WITH *,
          COLLECT { MATCH (policy)-[:ISSUED_BY]->(issuer:Payer) RETURN DISTINCT issuer ORDER BY issuer.key } AS issuers,
          COLLECT { MATCH (policy)-[:APPLIES_IN]->(place:Jurisdiction) RETURN DISTINCT place ORDER BY place.key } AS places
        WHERE (payer IS NULL OR any(issuer IN issuers WHERE issuer = payer
            OR payer.kind = 'Medicare' AND issuer.kind = 'Medicare contractor'
            OR payer.kind = 'Medicare contractor' AND issuer.kind = 'Medicare'))
          AND (state IS NULL OR size(places) = 0
            OR any(place IN places WHERE place = state OR place.kind = 'country' OR place.key STARTS WITH state.key + '-'))
        WITH day, policy, issuers, places, min(steps) AS nearest,
          collect({covers: covers, named: named, via: via, steps: steps}) AS found
        // The newer policy that takes the place of one on a day (rules/superseded.cypher)
        CALL (policy, day) {
          CALL (policy) {
            MATCH (newer:Policy)-[:SUPERSEDES*1..]->(policy)
            RETURN newer
            UNION
            MATCH (newer:Policy {number: policy.number})
            WHERE newer.kind = policy.kind AND newer.effective_from > policy.effective_from
              AND EXISTS { MATCH (newer)-[:ISSUED_BY]->(:Payer)<-[:ISSUED_BY]-(policy) }
            RETURN newer
          }
          CALL (newer, day) {
            WITH newer AS policy, day
            // Whether a policy is in force on a day (rules/in_force.cypher)
            CALL (policy, day) {
              RETURN coalesce(policy.status, 'active') <> 'draft'
                AND coalesce(policy.effective_from <= day, true)
                AND coalesce(policy.effective_to >= day, coalesce(policy.status, 'active') <> 'retired' OR day < date()) AS in_force
            }
            RETURN in_force AS holds
          }
          WITH newer WHERE holds
          ORDER BY newer.effective_from DESC, newer.key
          RETURN head(collect(newer.key)) AS superseded
        }
        WITH policy, issuers, places, superseded, [one IN found WHERE one.steps = nearest] AS found,
          CASE
            WHEN any(issuer IN issuers WHERE issuer.kind IN ['Medicare', 'Medicare contractor']) THEN 'Medicare'
            ELSE coalesce(head(issuers).key, policy.key)
          END AS family
        RETURN collect({
          policy: policy, issuers: issuers, places: places, family: family, found: found,
          national: policy.kind = 'NCD' OR size(places) = 0 OR any(place IN places WHERE place.kind = 'country'),
          newer: superseded,
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
          id: elementId(covers), policy: policy.key, family: candidate.family, payer: head(candidate.issuers).key, national: candidate.national,
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
      CALL (deciding) {
        UNWIND deciding AS path
        WITH path.payer AS key, path.policy AS policy, collect(DISTINCT path.stance) AS said
        WITH key, policy, CASE size(said) WHEN 1 THEN said[0] ELSE 'conditional' END AS stance
        ORDER BY policy
        WITH key, collect(DISTINCT stance) AS stances, collect(policy) AS policies
        WHERE key IS NOT NULL
        WITH key, policies, CASE
          WHEN size(stances) = 1 THEN toUpper(stances[0])
          WHEN 'not_covered' IN stances THEN 'CONFLICTING'
          ELSE 'CONDITIONAL'
        END AS verdict
        ORDER BY key
        RETURN collect({payer: key, verdict: verdict, policies: policies}) AS by_payer
      }
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
        by_payer,
        'Information from published policies, not a payment decision: ask the payer.' AS disclaimer
    }
    WITH node AS n1, verdict AS c2, summary AS c3, notes AS c4, as_of AS c5, diagnosis AS c6, payer AS c7, state AS c8, paths AS c9, by_payer AS c10, disclaimer AS c11
    WITH n1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 ORDER BY n1.key LIMIT 1
    CALL (c6) {
      MATCH (n12:Code|Condition)
      WHERE n12.key IN c6
      WITH n12 ORDER BY n12.key LIMIT 1
      RETURN collect([labels(n12)[0], n12.key, n12.display]) AS s13
    }
    CALL (c7) {
      MATCH (n14:Payer)
      WHERE n14.key IN c7
      WITH n14 ORDER BY n14.key LIMIT 1
      RETURN collect([n14.name]) AS s15
    }
    CALL (c8) {
      MATCH (n16:Jurisdiction)
      WHERE n16.key IN c8
      WITH n16 ORDER BY n16.key LIMIT 1
      CALL (n16) {
        CALL (n16) {
          MATCH (:Jurisdiction {key: n16.key})<-[:APPLIES_IN]-(:Policy)-[:ISSUED_BY]->(node:Payer {kind: 'Medicare contractor'})
          WITH DISTINCT node
          RETURN node
          ORDER BY node.key
        }
        WITH node AS n17
        WITH n17 ORDER BY n17.key
        RETURN collect([n17.key]) AS s18
      }
      RETURN collect([n16.name, s18]) AS s19
    }
    CALL (c10) {
      UNWIND range(0, size(c10) - 1) AS i21
      WITH i21, c10[i21] AS m22
      MATCH (n20:Payer {key: m22.payer})
      WITH i21, n20, m22.verdict AS c23, m22.policies AS c24
      WITH n20, c23, c24, i21 ORDER BY i21
      CALL (c24) {
        MATCH (n25:Policy)
        WHERE n25.key IN c24
        WITH n25 ORDER BY n25.key
        RETURN collect([n25.key]) AS s26
      }
      RETURN collect([c23, n20.key, s26]) AS s27
    }
    CALL (c9) {
      UNWIND range(0, size(c9) - 1) AS i29
      WITH i29, c9[i29] AS m30
      MATCH (n28:Policy {key: m30.policy})
      WITH i29, n28, m30.decides AS c31, m30.stance AS c32, m30.says AS c33, m30.reason AS c34, m30.named AS c35, m30.via AS c36, m30.national AS c37, m30.group AS c38, m30.criteria AS c39, m30.valid_from AS c40, m30.valid_to AS c41, m30.source AS c42, m30.diagnoses AS c43
      WITH n28, c31, c32, c33, c34, c35, c36, c37, c38, c39, c40, c41, c42, c43, i29 ORDER BY i29
      CALL (c35) {
        MATCH (n44:Code)
        WHERE n44.key IN c35
        WITH n44 ORDER BY n44.key LIMIT 1
        RETURN collect([n44.key]) AS s45
      }
      CALL (n28) {
        MATCH (n28)-[e47:APPLIES_IN]->(n46:Jurisdiction)
        WITH DISTINCT n46 ORDER BY n46.key
        RETURN collect([n46.name]) AS s48
      }
      CALL (c43) {
        UNWIND range(0, size(c43) - 1) AS i50
        WITH i50, c43[i50] AS m51
        MATCH (n49:Code|Condition {key: m51.key})
        WITH i50, n49, m51.stance AS c52, m51.how AS c53, m51.criteria AS c54, m51.group AS c55, m51.source AS c56
        WITH n49, c52, c53, c54, c55, c56, i50 ORDER BY i50
        CALL (c56) {
          MATCH (n57:Source)
          WHERE n57.key IN c56
          WITH n57 ORDER BY n57.key LIMIT 1
          RETURN collect([n57.title]) AS s58
        }
        RETURN collect([c53, c52, c54, s58, labels(n49)[0], n49.key]) AS s59
      }
      CALL (c42) {
        MATCH (n60:Source)
        WHERE n60.key IN c42
        WITH n60 ORDER BY n60.key LIMIT 1
        RETURN collect([n60.title]) AS s61
      }
      RETURN collect([c31, c32, c33, c34, c36, c37, c38, c39, toString(c40), toString(c41), s45, n28.key, toString(n28.effective_from), s48, s59, s61]) AS s62
    }
    RETURN [c2, c3, coalesce(c4, []), toString(c5), c11, n1.key, s13, s15, s19, s27, s62]
  } AS s63
