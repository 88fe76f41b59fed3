// name: coverage_in_words
// title: A coverage verdict in words: the only place where it is worded
// takes: code NODE  The code
// takes: diagnosis NODE  The diagnosis asked about; null for none
// takes: payer NODE  The payer asked about; null for any
// takes: state NODE  The jurisdiction asked about; null for any
// takes: unknown LIST<STRING>  The unknown inputs, as written: diagnosis, payer, state
// takes: day DATE  The day asked about
// takes: verdict STRING  The verdict
// takes: counts LIST<MAP>  How many deciding policies take each stance
// takes: found LIST<MAP>  The paths, with judgment and overridden as codes
// gives: summary STRING  The verdict in one line
// gives: notes LIST<STRING>  Further notes
// gives: worded LIST<MAP>  The paths, each with its reason in words
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
