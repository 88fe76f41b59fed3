RETURN
  COLLECT {
    CALL () {
      MATCH (code:Code {key: $given.p0})
      WITH code, coalesce(date($given.p1), date($given.today)) AS day,
        head(COLLECT {
          UNWIND [$given.p2, 'ICD10CM:' + toUpper($given.p2),
            'ICD10CM:' + toUpper(left($given.p2, 3)) + '.' + toUpper(substring($given.p2, 3))] AS key
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
          WITH thing WHERE thing:Code OR thing:Condition
          RETURN thing
        }) AS diagnosis,
        head(COLLECT {
          UNWIND [$given.p3, 'PAYER:' + toLower($given.p3)] AS written
          MATCH (found:Payer {key: written})
          RETURN found
        }) AS payer,
        head(COLLECT {
          MATCH (found:Jurisdiction)
          WHERE toLower(trim($given.p4)) IN
            [toLower(found.name), toLower(found.key), split(found.key, '-')[1], split(found.key, ':')[1]]
          RETURN found ORDER BY found.key
        }) AS state
      WITH *, [
        CASE WHEN diagnosis IS NULL THEN $given.p2 END,
        CASE WHEN payer IS NULL THEN $given.p3 END,
        CASE WHEN state IS NULL THEN $given.p4 END
      ] AS unknown
      WITH *, any(one IN unknown WHERE one IS NOT NULL) AS lost
      // The statements in force about the code; for each policy, those nearest to the code.
      CALL (code, payer, state, day, lost) {
        // What policies state about a code on a day, whether or not they are in force (rules/statements_about_code.cypher)
        CALL (code, day) {
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
          WHERE coalesce(covers.valid_from <= day, true) AND coalesce(covers.valid_to >= day, true)
          RETURN policy, named, via, steps, covers {
            .stance, .group, .criteria, .valid_from, .valid_to, .source, .by_label, id: elementId(covers)
          } AS said
          UNION
          MATCH (policy:Policy {key: 'POLICY:cms-hcpcs-coverage-indicators'})
          WHERE code.coverage IS NOT NULL AND coalesce(code.valid_from <= day, true)
          WITH policy, code AS named, head(COLLECT {
            MATCH (code)-[claim:STATED_BY]->(file:Source)
            WHERE claim.coverage IS NOT NULL AND coalesce(file.begins <= day OR claim.changed_on <= day, true)
            RETURN {indicator: claim.coverage, source: file.key}
            ORDER BY coalesce(file.begins <= day, false) DESC, CASE WHEN file.begins <= day THEN file.begins END DESC, file.begins
          }) AS stated
          WHERE stated.indicator IN ['I', 'M', 'S']
          RETURN policy, named, 'CODE' AS via, 0 AS steps, {
            stance: 'not_covered', group: 'coverage indicator ' + stated.indicator, source: stated.source, id: 'indicator',
            criteria: CASE stated.indicator
              WHEN 'I' THEN 'Not payable by Medicare.'
              WHEN 'M' THEN 'Not covered by Medicare.'
              ELSE 'Not covered by Medicare, by statute.'
            END
          } AS said
        }
        WITH day, payer, state, lost, policy, collect({said: said, named: named, via: via, steps: steps}) AS found
        WHERE NOT lost
        // Whether a policy is in force on a day (rules/in_force.cypher)
        CALL (policy, day) {
          RETURN coalesce(policy.status, 'active') <> 'draft'
            AND coalesce(policy.effective_from <= day, true)
            AND coalesce(policy.effective_to >= day, coalesce(policy.status, 'active') <> 'retired' OR day < date($given.today)) AS in_force
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
        // The newer policy that supersedes one on a day (rules/superseded.cypher)
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
                AND coalesce(policy.effective_to >= day, coalesce(policy.status, 'active') <> 'retired' OR day < date($given.today)) AS in_force
            }
            RETURN in_force AS holds
          }
          WITH newer WHERE holds
          ORDER BY newer.effective_from DESC, newer.key
          RETURN head(collect(newer.key)) AS superseded
        }
        RETURN collect({
          policy: policy, issuers: issuers, newer: superseded,
          found: [one IN found WHERE one.steps = reduce(least = found[0].steps, each IN found |
            CASE WHEN each.steps < least THEN each.steps ELSE least END)],
          family: CASE
            WHEN any(issuer IN issuers WHERE issuer.kind IN ['Medicare', 'Medicare contractor']) THEN 'Medicare'
            ELSE coalesce(head(issuers).key, policy.key)
          END,
          national: policy.kind = 'NCD' OR size(places) = 0 OR any(place IN places WHERE place.kind = 'country'),
          described: coalesce(policy.title, policy.status, toString(policy.effective_from)) IS NOT NULL,
          // For a policy that several contractors share: in a state, only those with a contract there.
          payers: [issuer IN issuers WHERE state IS NULL OR NOT EXISTS { (issuer)-[:SERVES]->() }
            OR EXISTS { (issuer)-[:SERVES]->(state) } | issuer.key],
          linked: COLLECT { MATCH (policy)-[:CITES]-(other:Policy) RETURN DISTINCT other.key }
        }) AS candidates
      }
      WITH *, [candidate IN candidates | candidate.policy] AS policies
      // The diagnoses that are the same as the one asked about, broader, or narrower (rules/diagnoses_near.cypher)
      CALL (diagnosis, policies) {
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
        CALL (diagnosis, policies, wide) {
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
            CALL (diagnosis) {
              MATCH path = (diagnosis:Code)-[:CHILD_OF*0..]->(heading:Code)
              WHERE coalesce(NOT heading.level IN ['section', 'chapter'], true) AND EXISTS {
                MATCH (heading)-[classifies:CLASSIFIES]->(:Condition) WHERE classifies.match IN ['exact', 'broad']
              }
              RETURN heading ORDER BY length(path) LIMIT 1
            }
            MATCH (heading)-[classifies:CLASSIFIES]->(condition:Condition)
            WHERE classifies.match IN ['exact', 'broad']
            WITH DISTINCT condition
            MATCH (condition)<-[:IS_A*0..]-(below:Condition)
            RETURN DISTINCT below
          }
          WITH policies, wide, below
          WHERE none(one IN wide WHERE one.named = below)
            AND (EXISTS { MATCH (below)<-[:SUPPORTS]-(policy:Policy) WHERE policy IN policies }
              OR EXISTS { (below)<-[:INDICATED_FOR]-(:Code) })
          RETURN collect({named: below, steps: 1000, how: 'NARROWER'}) AS narrow
        }
        RETURN wide + narrow AS near
      }
      CALL (code, diagnosis, candidates, near) {
        UNWIND candidates AS candidate
        UNWIND candidate.found AS one
        WITH code, diagnosis, near, candidate, candidate.policy AS policy, one.said AS said, one.named AS named, one.via AS via
        // How a policy's statement about a code applies to a diagnosis (rules/judgment.cypher)
        CALL (diagnosis, near, policy, named, said) {
          CALL (policy, said, near) {
            MATCH (policy)-[supports:SUPPORTS]->(about)
            WITH supports, about, coalesce(supports.group = said.group, true) AS own,
              coalesce(supports.stance, 'conditional') AS stance, head([one IN near WHERE one.named = about]) AS at
            WITH own, supports, stance, at.steps AS steps, CASE WHEN at IS NOT NULL THEN {
              key: about.key, name: coalesce(about.display, about.name), how: at.how, stance: stance,
              criteria: supports.criteria, group: supports.group, source: [supports.source], steps: at.steps
            } END AS judged
            ORDER BY steps, judged.key
            RETURN
              count(*) AS names,
              count(CASE WHEN own THEN 1 END) AS owns,
              count(CASE WHEN own AND stance <> 'not_covered' THEN 1 END) AS accepted,
              count(CASE WHEN own AND stance <> 'not_covered' AND supports.complete THEN 1 END) > 0 AS complete,
              count(CASE WHEN supports.scope THEN 1 END) > 0 AS scoped,
              collect(CASE WHEN own THEN judged END) AS mine,
              collect(CASE WHEN NOT own THEN judged END) AS others
          }
          CALL (said, named, near) {
            WITH said, named, near WHERE said.by_label
            MATCH (named)-[indicated:INDICATED_FOR]->(condition:Condition)
            WITH indicated, condition, head([one IN near WHERE one.named = condition]) AS at
            ORDER BY at.steps, condition.key
            RETURN count(*) AS indications, collect(CASE WHEN at IS NOT NULL THEN {
              key: condition.key, name: condition.name, how: at.how, stance: 'conditional', criteria: indicated.criteria,
              group: 'label', source: [indicated.source], steps: at.steps
            } END) AS labelled
          }
          WITH *, CASE WHEN owns > 0 THEN mine ELSE others END AS judged
          WITH *, [one IN judged WHERE one.steps = judged[0].steps] AS nearest,
            [one IN labelled WHERE one.steps = labelled[0].steps] AS label
          WITH *, CASE
            WHEN size(nearest) = 0 THEN null
            WHEN nearest[0].how = 'NARROWER' THEN 'conditional'
            WHEN all(one IN nearest WHERE one.stance = 'not_covered') THEN 'not_covered'
            WHEN all(one IN nearest WHERE one.stance = 'covered') THEN 'covered'
            ELSE 'conditional'
          END AS accepts
          WITH *, CASE
            WHEN diagnosis IS NULL THEN CASE WHEN names > 0 OR coalesce(said.by_label, false) THEN 'FOR_SOME' ELSE 'NOT_ASKED' END
            WHEN accepts = 'not_covered' THEN 'REFUSED'
            WHEN scoped AND size(mine) + size(others) = 0 THEN 'OUT_OF_SCOPE'
            // Medicare numbers a policy's lists of codes and of diagnoses separately: a diagnosis on any list is listed.
            WHEN accepts IS NULL AND complete AND (size(others) = 0 OR NOT coalesce(policy.kind IN ['LCD', 'ARTICLE'], false))
              THEN 'NOT_ON_COMPLETE_LIST'
            WHEN said.by_label THEN CASE
              WHEN size(label) > 0 THEN 'ON_LABEL' WHEN indications > 0 THEN 'NOT_ON_LABEL' ELSE 'LABEL_NOT_LOADED' END
            // A refusal of a use (a second infusion, ...) is not about the diagnoses that the policy accepts for others.
            WHEN said.stance = 'not_covered' AND owns = 0 AND names > 0 THEN 'NOT_JUDGED'
            WHEN accepts = 'covered' THEN 'ACCEPTED'
            WHEN accepts = 'conditional' THEN 'CONDITIONAL'
            WHEN accepted > 0 THEN 'NOT_LISTED'
            WHEN names = 0 THEN 'NAMES_NONE'
            ELSE 'NOT_JUDGED'
          END AS judgment
          RETURN
            judgment,
            CASE
              WHEN judgment IN ['REFUSED', 'NOT_ON_COMPLETE_LIST'] THEN 'not_covered'
              WHEN said.stance = 'not_covered' AND NOT scoped THEN 'not_covered'
              WHEN judgment IN ['FOR_SOME', 'CONDITIONAL', 'NOT_LISTED', 'ON_LABEL', 'NOT_ON_LABEL', 'LABEL_NOT_LOADED']
                THEN 'conditional'
              ELSE coalesce(said.stance, 'conditional')
            END AS stance,
            CASE judgment WHEN 'ON_LABEL' THEN label ELSE nearest END AS diagnoses
        }
        RETURN collect({
          id: said.id, policy: policy.key, version: policy.version, family: candidate.family, payers: candidate.payers,
          issuers: [issuer IN candidate.issuers | coalesce(issuer.name, issuer.key)], national: candidate.national,
          described: candidate.described, newer: candidate.newer, linked: candidate.linked, via: via, named: [named.key],
          replaced_on: head(COLLECT {
            MATCH (named)-[replaced:REPLACED_BY]-(:Code)
            WHERE via = CASE startNode(replaced) WHEN named THEN 'REPLACED' ELSE 'REPLACEMENT' END
            RETURN replaced.on ORDER BY replaced.on
          }),
          group: said.group, criteria: said.criteria, valid_from: said.valid_from, valid_to: said.valid_to,
          source: [said.source], says: said.stance, judgment: judgment, stance: stance, diagnoses: diagnoses
        }) AS paths
      }
      // Overrides, rule by rule.
      WITH *, [p IN paths WHERE p.described] AS known
      WITH *, [p IN known WHERE p.newer IS NULL] AS newest
      WITH *, [p IN newest WHERE p.judgment <> 'OUT_OF_SCOPE'] AS about
      WITH *, [p IN about WHERE p.via <> 'REPLACED' OR none(q IN about WHERE q.family = p.family AND q.via <> 'REPLACED')] AS direct
      WITH *, [p IN direct WHERE p.judgment <> 'NAMES_NONE'
        OR none(q IN direct WHERE q.judgment <> 'NAMES_NONE' AND q.policy IN p.linked)] AS spoken
      WITH *, [p IN spoken WHERE NOT p.judgment IN ['NOT_LISTED', 'NOT_ON_COMPLETE_LIST']
        OR none(q IN spoken WHERE q.family = p.family
          AND NOT q.judgment IN ['NOT_LISTED', 'NOT_ON_COMPLETE_LIST', 'NOT_JUDGED'])] AS judging
      WITH *, [p IN judging WHERE p.national OR none(q IN judging WHERE q.family = p.family AND q.national)] AS deciding
      CALL (deciding) {
        UNWIND deciding AS path
        WITH path.policy AS policy, collect(DISTINCT path.stance) AS said
        WITH CASE size(said) WHEN 1 THEN said[0] ELSE 'conditional' END AS stance, count(*) AS policies
        ORDER BY stance
        RETURN collect(stance) AS stances, collect({stance: stance, policies: policies}) AS counts
      }
      WITH *, CASE
        WHEN lost THEN 'UNKNOWN_INPUT'
        WHEN size(stances) = 1 THEN toUpper(stances[0])
        WHEN 'not_covered' IN stances THEN 'CONFLICTING'
        WHEN size(stances) > 1 THEN 'CONDITIONAL'
        WHEN NOT EXISTS { MATCH (policy:Policy) WHERE policy.effective_from <= day } THEN 'NOT_LOADED'
        WHEN payer IS NOT NULL AND NOT EXISTS {
          MATCH (issuer:Payer)<-[:ISSUED_BY]-(:Policy)
          WHERE issuer = payer OR payer.kind IN ['Medicare', 'Medicare contractor'] AND issuer.kind = 'Medicare'
        } THEN 'NOT_LOADED'
        ELSE 'NO_POLICY_FOUND'
      END AS verdict
      CALL (deciding) {
        UNWIND deciding AS path
        UNWIND path.payers AS key
        WITH key, path.policy AS policy, collect(DISTINCT path.stance) AS said
        WITH key, policy, CASE size(said) WHEN 1 THEN said[0] ELSE 'conditional' END AS stance
        ORDER BY policy
        WITH key, collect(DISTINCT stance) AS stances, collect(policy) AS policies
        WITH key, policies, CASE
          WHEN size(stances) = 1 THEN toUpper(stances[0])
          WHEN 'not_covered' IN stances THEN 'CONFLICTING'
          ELSE 'CONDITIONAL'
        END AS verdict
        ORDER BY key
        RETURN collect({payer: key, verdict: verdict, policies: policies}) AS by_payer
      }
      CALL (paths, known, newest, about, direct, spoken, judging, deciding) {
        UNWIND paths AS path
        WITH path, CASE
          WHEN none(q IN known WHERE q.id = path.id) THEN 'NOT_DESCRIBED'
          WHEN path.newer IS NOT NULL THEN 'SUPERSEDED'
          WHEN none(q IN about WHERE q.id = path.id) THEN 'OUT_OF_SCOPE'
          WHEN none(q IN direct WHERE q.id = path.id) THEN 'REPLACED_CODE'
          WHEN none(q IN spoken WHERE q.id = path.id) THEN 'LEFT_TO_COMPANION'
          WHEN none(q IN judging WHERE q.id = path.id) THEN 'JUDGED_ELSEWHERE'
          WHEN none(q IN deciding WHERE q.id = path.id) THEN 'NATIONAL_FIRST'
        END AS overridden
        ORDER BY overridden IS NOT NULL, NOT path.national, path.policy, path.named, path.group, path.id
        RETURN collect(path {.*, decides: overridden IS NULL, overridden: overridden}) AS found
      }
      // A coverage verdict in words: the only place where it is worded (rules/coverage_in_words.cypher)
      CALL (code, diagnosis, payer, state, unknown, day, verdict, counts, found) {
        CALL (payer) {
          OPTIONAL MATCH (policy:Policy)-[:ISSUED_BY]->(payer)
          RETURN count(policy) AS issued, min(policy.effective_from) AS begins
        }
        WITH *, [path IN found WHERE path.decides] AS deciding,
          [note IN [
            'unknown diagnosis: there is no ' + unknown[0],
            'unknown payer: there is no ' + unknown[1],
            'unknown state: there is no ' + unknown[2]
          ] WHERE note IS NOT NULL] AS missing
        WITH *,
          reduce(sum = 0, one IN counts | sum + one.policies) AS policies,
          reduce(all = '', one IN counts |
            all + CASE all WHEN '' THEN '' ELSE ', ' END + one.policies + ' ' + replace(one.stance, '_', ' ')) AS split
        RETURN
          code.key + coalesce(' for ' + diagnosis.key, '') + coalesce(' with ' + coalesce(payer.name, payer.key), '')
            + coalesce(' in ' + coalesce(state.name, state.key), '') + ' on ' + toString(day) + ': '
            + CASE verdict
                WHEN 'UNKNOWN_INPUT' THEN reduce(all = '', note IN missing | all + CASE all WHEN '' THEN '' ELSE '; ' END + note)
                WHEN 'NOT_LOADED' THEN 'no policy for that day and payer is loaded'
                WHEN 'NO_POLICY_FOUND' THEN
                  CASE size(found) WHEN 0 THEN 'no policy in force names it' ELSE 'no policy that names it decides' END
                ELSE toLower(replace(verdict, '_', ' ')) + ', by ' + policies
                  + CASE policies WHEN 1 THEN ' policy' ELSE ' policies' END
                  + CASE size(counts) WHEN 1 THEN '' ELSE ' (' + split + ')' END
              END AS summary,
          missing + [note IN [
            CASE WHEN code.valid_to < day THEN code.key + ' ended on ' + toString(code.valid_to)
              + reduce(all = '', next IN COLLECT {
                  MATCH (code)-[replaced:REPLACED_BY]->(next:Code)
                  RETURN DISTINCT next.key + coalesce(' on ' + toString(replaced.on), '') AS next ORDER BY next
                } | all + CASE all WHEN '' THEN '; replaced by ' ELSE ', ' END + next) END,
            CASE WHEN code.valid_from > day THEN code.key + ' is valid from ' + toString(code.valid_from) END,
            CASE WHEN diagnosis IS NOT NULL AND size(deciding) > 0
              AND all(path IN deciding WHERE path.judgment IN ['NAMES_NONE', 'NOT_JUDGED'])
              THEN 'no deciding policy says anything about ' + diagnosis.key + ': the diagnosis was not considered' END,
            CASE WHEN any(path IN deciding WHERE path.judgment = 'NOT_LISTED')
              THEN 'a policy that does not list ' + diagnosis.key + ' does not refuse it, because its list is'
                + ' not said to be complete' END,
            CASE WHEN any(path IN deciding WHERE path.judgment = 'NOT_ON_LABEL')
              THEN diagnosis.key + ' is not on the label of ' + code.key + ' as loaded: covered only if a'
                + ' compendium that the policy accepts supports this use' END,
            CASE WHEN verdict IN ['NO_POLICY_FOUND', 'NOT_LOADED'] AND payer IS NOT NULL THEN CASE
              WHEN issued = 0 THEN 'no policy issued by ' + coalesce(payer.name, payer.key) + ' itself is loaded'
              WHEN begins > day THEN
                'the earliest loaded policy of ' + coalesce(payer.name, payer.key) + ' begins on ' + toString(begins)
            END END,
            CASE WHEN verdict = 'NO_POLICY_FOUND' AND size(found) = 0 THEN head(COLLECT {
              MATCH (code)<-[:COVERS]-(later:Policy) WHERE later.effective_from > day
              RETURN 'the earliest loaded policy that names it begins on ' + toString(later.effective_from)
                + ': earlier versions, if there were any, are not loaded' AS note
              ORDER BY later.effective_from LIMIT 1
            }) END,
            CASE WHEN payer IS NULL AND size(deciding) > 0 AND all(path IN deciding WHERE path.family = deciding[0].family)
              THEN 'only policies of ' + CASE deciding[0].family WHEN 'Medicare' THEN 'Medicare'
                ELSE coalesce(deciding[0].issuers[0], deciding[0].policy) END + ' decide: other payers may differ' END
          ] WHERE note IS NOT NULL] AS notes,
          [path IN found | path {.*, reason:
            path.policy + coalesce(' version ' + path.version, '')
            + reduce(all = '', issuer IN path.issuers | all + CASE all WHEN '' THEN ' of ' ELSE ', ' END + issuer)
            + CASE path.says
                WHEN 'covered' THEN ' covers '
                WHEN 'not_covered' THEN ' does not cover '
                ELSE ' conditionally covers '
              END
            + path.named[0]
            + CASE path.via
                WHEN 'HEADING' THEN ', a heading above ' + code.key
                WHEN 'REPLACED' THEN ', which ' + code.key + ' replaced'
                WHEN 'REPLACEMENT' THEN ', which replaced ' + code.key
                ELSE ''
              END
            + coalesce(' on ' + toString(path.replaced_on), '')
            + CASE path.judgment
                WHEN 'NOT_ASKED' THEN ''
                WHEN 'FOR_SOME' THEN ', for the diagnoses it names'
                WHEN 'NOT_LISTED' THEN '; does not list ' + diagnosis.key + ', but does not say that its list is complete'
                WHEN 'NOT_ON_COMPLETE_LIST' THEN '; its list of diagnoses is complete and does not include ' + diagnosis.key
                WHEN 'OUT_OF_SCOPE' THEN '; is about other diagnoses, not ' + diagnosis.key
                WHEN 'NAMES_NONE' THEN '; names no diagnoses'
                WHEN 'NOT_JUDGED' THEN '; names diagnoses, but not ' + diagnosis.key + ' for this'
                WHEN 'NOT_ON_LABEL' THEN '; accepts the uses on the label, which does not name ' + diagnosis.key
                WHEN 'LABEL_NOT_LOADED' THEN '; accepts the uses on the label, which is not loaded'
                ELSE CASE path.judgment
                    WHEN 'ACCEPTED' THEN '; accepts '
                    WHEN 'REFUSED' THEN '; refuses '
                    WHEN 'ON_LABEL' THEN '; accepts the uses on the label, which names '
                    ELSE '; conditionally accepts '
                  END
                  + path.diagnoses[0].key + coalesce(' ' + path.diagnoses[0].name, '')
                  + CASE path.diagnoses[0].how
                      WHEN 'BROADER' THEN ', broader than ' + diagnosis.key
                      WHEN 'NARROWER' THEN ', narrower than ' + diagnosis.key
                      ELSE ''
                    END
              END
            + coalesce('. Does not decide: ' + CASE path.overridden
                WHEN 'NOT_DESCRIBED' THEN 'its title, status and first day are all unknown'
                WHEN 'SUPERSEDED' THEN 'the newer ' + path.newer + ' is in force'
                WHEN 'OUT_OF_SCOPE' THEN 'it is about other diagnoses'
                WHEN 'REPLACED_CODE' THEN 'another policy names the code itself'
                WHEN 'LEFT_TO_COMPANION' THEN 'it leaves the diagnoses to a companion policy'
                WHEN 'JUDGED_ELSEWHERE' THEN 'another policy of the payer judges the diagnosis'
                WHEN 'NATIONAL_FIRST' THEN 'a national policy takes precedence'
              END, '') + '.'
          }] AS worded
      }
      RETURN
        code AS node,
        verdict,
        summary,
        notes,
        day AS as_of,
        CASE WHEN diagnosis IS NULL THEN [] ELSE [diagnosis.key] END AS diagnosis,
        CASE WHEN payer IS NULL THEN [] ELSE [payer.key] END AS payer,
        CASE WHEN state IS NULL THEN [] ELSE [state.key] END AS state,
        worded AS paths,
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
          MATCH (:Jurisdiction {key: n16.key})<-[:SERVES]-(node:Payer)
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
      WITH i29, n28, m30.decides AS c31, m30.stance AS c32, m30.says AS c33, m30.judgment AS c34, m30.overridden AS c35, m30.reason AS c36, m30.named AS c37, m30.via AS c38, m30.national AS c39, m30.group AS c40, m30.criteria AS c41, m30.valid_from AS c42, m30.valid_to AS c43, m30.source AS c44, m30.diagnoses AS c45
      WITH n28, c31, c32, c33, c34, c35, c36, c37, c38, c39, c40, c41, c42, c43, c44, c45, i29 ORDER BY i29
      CALL (c37) {
        MATCH (n46:Code)
        WHERE n46.key IN c37
        WITH n46 ORDER BY n46.key LIMIT 1
        RETURN collect([n46.key]) AS s47
      }
      CALL (n28) {
        MATCH (n28)-[e49:APPLIES_IN]->(n48:Jurisdiction)
        WITH DISTINCT n48 ORDER BY n48.key
        RETURN collect([n48.name]) AS s50
      }
      CALL (c45) {
        UNWIND range(0, size(c45) - 1) AS i52
        WITH i52, c45[i52] AS m53
        MATCH (n51:Code|Condition {key: m53.key})
        WITH i52, n51, m53.stance AS c54, m53.how AS c55, m53.criteria AS c56, m53.group AS c57, m53.source AS c58
        WITH n51, c54, c55, c56, c57, c58, i52 ORDER BY i52
        CALL (c58) {
          MATCH (n59:Source)
          WHERE n59.key IN c58
          WITH n59 ORDER BY n59.key LIMIT 1
          RETURN collect([n59.title]) AS s60
        }
        RETURN collect([c55, c54, c56, s60, labels(n51)[0], n51.key]) AS s61
      }
      CALL (c44) {
        MATCH (n62:Source)
        WHERE n62.key IN c44
        WITH n62 ORDER BY n62.key LIMIT 1
        RETURN collect([n62.title]) AS s63
      }
      RETURN collect([c31, c35, c34, c32, c33, c36, c38, c39, c40, c41, toString(c42), toString(c43), s47, n28.key, toString(n28.effective_from), s50, s61, s63]) AS s64
    }
    RETURN [c2, c3, coalesce(c4, []), toString(c5), c11, n1.key, s13, s15, s19, s27, s64]
  } AS s65
