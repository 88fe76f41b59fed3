// name: statements_about_code
// title: What policies state about a code on a day, whether or not they are in force
// takes: code NODE  The code
// takes: day DATE  The day
// gives: policy NODE  The policy
// gives: named NODE  The code that it names
// gives: via STRING  CODE, HEADING, REPLACEMENT or REPLACED: how that code relates to the one asked about
// gives: steps INTEGER  Its distance from the code asked about
// gives: said MAP  The statement: stance, group, criteria, valid_from, valid_to, by_label, source, id
// description: About the code, a heading above it, a code that it replaced or, if it has ended, one that replaced it.
//   Medicare's coverage indicator of a HCPCS code is also a statement if it refuses (I, M, S), from the newest file
//   that had begun by the day.
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
