// name: related_policies
// title: Policies related to a code, and how
// mode: read
// description: Policies that name the code; a code above or below it; a code it replaced or that replaces it; another code of
//   its procedure; a condition it classifies or is indicated for, or a broader one; a code similar to it. If only
//   similar codes lead to any, also policies whose title shares two words with its text, or one long one. Each policy
//   is listed once, with the closest of these relations. Only the first kind gives the policy's stance on this code.
// param: key STRING  Key of the code
// param: limit INTEGER = 25  The most rows to return
// returns: node NODE  The policy
// returns: score FLOAT  How close the relation is: from 1 (it names the code) towards 0
// returns: how STRING  NAMED, DIAGNOSIS, ABOVE, BELOW, REPLACEMENT, PROCEDURE, CONDITION, SIMILAR or TITLE
// returns: through STRING  Key of the code or condition that the policy names
// returns: stance STRING  The policy's stance on that code or condition; null for TITLE
// returns: criteria STRING  The criteria to be met
// returns: reason STRING  The path in one line
// returns: sources LIST<STRING>  Keys of the sources that state the policy's stance, or the policy
// example: medcodegraph cypher run related_policies --key CPT:0537T
// example: medcodegraph cypher run related_policies --key ICD10CM:C91.00 --limit 5
MATCH (code:Code {key: $key})
CALL (code) {
  CALL (code) {
    WITH code, 'NAMED' AS how, code AS through, 1.0 AS worth, 'COVERS' AS kind
    RETURN how, through, worth, kind
    UNION
    RETURN 'DIAGNOSIS' AS how, code AS through, 0.95 AS worth, 'SUPPORTS' AS kind
    UNION
    MATCH path = (code)-[:CHILD_OF*1..8]->(through:Code)
    RETURN 'ABOVE' AS how, through, 0.9 - length(path) / 100.0 AS worth, '' AS kind
    UNION
    MATCH path = (code)<-[:CHILD_OF*1..2]-(through:Code)
    WITH through, min(length(path)) AS away LIMIT 500
    RETURN 'BELOW' AS how, through, 0.8 - away / 100.0 AS worth, '' AS kind
    UNION
    MATCH path = (code)-[:REPLACED_BY*1..5]-(through:Code)
    RETURN 'REPLACEMENT' AS how, through, 0.7 - length(path) / 100.0 AS worth, '' AS kind
    UNION
    MATCH (code)-[:BILLS]->(:Procedure)<-[:BILLS]-(through:Code)
    WHERE through <> code
    RETURN 'PROCEDURE' AS how, through, 0.6 AS worth, '' AS kind
    UNION
    MATCH path = (code)-[:CHILD_OF*0..2]->(:Code)-[:CLASSIFIES|INDICATED_FOR]->(:Condition)-[:IS_A*0..2]->(through:Condition)
    RETURN 'CONDITION' AS how, through, 0.5 - length(path) / 100.0 AS worth, 'SUPPORTS' AS kind
    UNION
    MATCH (code)-[similar:SIMILAR_TO]-(through:Code)
    WITH through, similar ORDER BY similar.score DESC, through.key LIMIT 20
    RETURN 'SIMILAR' AS how, through, 0.3 * similar.score AS worth, '' AS kind
  }
  WITH how, through, max(worth) AS worth, kind
  MATCH (through)<-[names:COVERS|SUPPORTS]-(policy:Policy)
  WHERE kind = '' OR type(names) = kind
  WITH policy, how, through, worth, names
  ORDER BY worth DESC, through.key, names.stance, names.source, names.id
  WITH policy, collect({how: how, through: through, worth: worth, names: names})[0] AS best,
    collect(DISTINCT names.source) AS sources
  RETURN collect({
    node: policy, score: round(best.worth, 4), how: best.how, through: best.through.key, stance: best.names.stance,
    criteria: best.names.criteria, sources: sources,
    reason: CASE best.how
      WHEN 'NAMED' THEN 'names ' + code.key
      WHEN 'DIAGNOSIS' THEN 'names ' + code.key + ' as a diagnosis'
      WHEN 'ABOVE' THEN 'names ' + best.through.key + ', which ' + code.key + ' belongs to'
      WHEN 'BELOW' THEN 'names ' + best.through.key + ', which belongs to ' + code.key
      WHEN 'REPLACEMENT' THEN 'names ' + best.through.key + ', linked to ' + code.key + ' by replacement'
      WHEN 'PROCEDURE' THEN 'names ' + best.through.key + ', which bills the same procedure'
      WHEN 'CONDITION' THEN 'names the condition ' + coalesce(best.through.name, best.through.key)
      ELSE 'names ' + best.through.key + ', which is similar to ' + code.key
    END
  }) AS related
}
CALL (code, related) {
  WITH related WHERE size(related) > 0
  UNWIND related AS one
  RETURN one
  UNION ALL
  WITH code, related
  WHERE all(one IN related WHERE one.how = 'SIMILAR') AND code.display IS NOT NULL
  WITH related, split(reduce(text = toLower(code.display), sign IN split('+-&|!(){}[]^"~*?:\\/,.;\'%<>=', '') |
    replace(text, sign, ' ')), ' ') AS words
  WITH related, COLLECT {
    UNWIND words AS word
    WITH DISTINCT word
    WHERE size(word) > 3 AND NOT word IN [
      'bilateral', 'classified', 'closed', 'elsewhere', 'encounter', 'including', 'initial', 'left', 'open', 'other',
      'right', 'sequela', 'specified', 'subsequent', 'type', 'unilateral', 'unspecified', 'with', 'without'
    ]
    RETURN word
  } AS words
  WHERE size(words) > 0
  CALL db.index.fulltext.queryNodes('policy_title', reduce(all = '', word IN words | all + ' ' + word), {limit: 25})
    YIELD node, score
  WHERE none(one IN related WHERE one.node = node)
  WITH node, score, words, ' ' + reduce(text = toLower(node.title), sign IN ['(', '-', '/'] | replace(text, sign, ' ')) AS title
  WITH node, score, [
    word IN words
    WHERE title CONTAINS ' ' + left(word, CASE WHEN size(word) > 7 THEN size(word) - 3 ELSE size(word) END)
  ] AS shared
  WHERE size(shared) >= 2 OR (size(shared) = 1 AND size(shared[0]) > 4)
  ORDER BY size(shared) DESC, score DESC, node.key LIMIT 5
  RETURN {
    node: node, score: round(0.02 * size(shared) / (1.0 + size(shared)) + 0.08 * score / (1 + score), 4), how: 'TITLE', through: null, stance: null, criteria: null,
    sources: COLLECT { MATCH (node)-[:STATED_BY]->(source:Source) RETURN source.key ORDER BY source.key },
    reason: 'its title mentions ' + reduce(all = head(shared), word IN tail(shared) | all + ', ' + word)
  } AS one
}
RETURN
  one.node AS node,
  one.score AS score,
  one.how AS how,
  one.through AS through,
  one.stance AS stance,
  one.criteria AS criteria,
  one.reason AS reason,
  one.sources AS sources
ORDER BY score DESC, node.key
LIMIT $limit
