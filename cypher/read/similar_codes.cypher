// name: similar_codes
// title: Codes similar to a code, with the reasons
// mode: read
// description: The pairs and scores are derived after each load (decisions/0006-similarity.md); what two codes share is
//   looked up on request. Conditions are those that both classify, or that both are indicated for; a code without
//   indications of its own has those of the procedure it bills. Of the common conditions, including those above, the
//   lowest are listed.
// param: key STRING  Key of the code
// param: limit INTEGER = 10  The most rows to return
// returns: key STRING  Key of the similar code
// returns: display STRING  Its wording, if its licence allows
// returns: score FLOAT  How similar, from 0 to 1; the contributions sum to it
// returns: relation STRING  REPLACES, MAPS_TO, SAME_FAMILY, ALTERNATIVE_TO or RELATED
// returns: summary STRING  The reasons in one line
// returns: kinds LIST<STRING>  The kinds of evidence, largest contribution first
// returns: contributions LIST<FLOAT>  The contribution of each kind to the score
// returns: conditions LIST<STRING>  Keys of the shared conditions
// returns: policies LIST<STRING>  Keys of the policies that take the same stance on both
// returns: procedures LIST<STRING>  Keys of the procedures that both bill
// returns: source STRING  Key of the source that states the similarity
// example: medcodegraph cypher run similar_codes --key CPT:0537T
// example: medcodegraph cypher run similar_codes --key icd10cm:c9100 --limit 5
MATCH (code:Code {key: $key})-[similar:SIMILAR_TO]-(other:Code)
WITH code, other, similar
ORDER BY similar.score DESC, other.key
LIMIT $limit
WITH code, other, similar, [part IN [
    ['replacement', similar.replacement, 12 / 64.0],
    ['procedure', similar.procedure, 9 / 64.0],
    ['drug', similar.drug, 9 / 64.0],
    ['hierarchy', similar.hierarchy, 12 / 64.0],
    ['axes', similar.axes, 9 / 64.0],
    ['text', similar.text, 5 / 64.0],
    ['conditions', similar.conditions, 4 / 64.0],
    ['policies', similar.policies, 3 / 64.0],
    ['crosswalk', similar.crosswalk, 1 / 64.0]
  ] WHERE part[1] IS NOT NULL] AS parts
CALL (code, other) {
  UNWIND [code, other] AS one
  CALL (one) {
    WITH one AS code
    // include: conditions_compared
    RETURN role, stated
  }
  MATCH (stated)-[:IS_A*0..]->(condition:Condition)
  WITH DISTINCT one, role, condition
  WITH role, condition, count(*) AS sharing
  WHERE sharing = 2
  WITH role, collect(condition) AS both
  WITH both, COLLECT {
    UNWIND both AS low MATCH (low)-[:IS_A]->(higher:Condition) WHERE higher <> low RETURN DISTINCT higher
  } AS higher
  UNWIND [condition IN both WHERE NOT condition IN higher] AS condition
  WITH DISTINCT condition.key AS condition
  ORDER BY condition
  RETURN collect(condition) AS conditions
}
RETURN
  other.key AS key,
  other.display AS display,
  similar.score AS score,
  similar.relation AS relation,
  similar.summary AS summary,
  [part IN parts | part[0]] AS kinds,
  [part IN parts | part[1] * part[2]] AS contributions,
  conditions,
  COLLECT {
    MATCH (code)<-[mine:COVERS|SUPPORTS]-(policy:Policy)-[theirs:COVERS|SUPPORTS]->(other)
    WHERE type(mine) = type(theirs) AND coalesce(mine.stance, '') = coalesce(theirs.stance, '')
    RETURN DISTINCT policy.key AS policy ORDER BY policy
  } AS policies,
  COLLECT {
    MATCH (code)-[:BILLS]->(procedure:Procedure)<-[:BILLS]-(other)
    RETURN DISTINCT procedure.key AS procedure ORDER BY procedure
  } AS procedures,
  similar.source AS source
ORDER BY score DESC, key
