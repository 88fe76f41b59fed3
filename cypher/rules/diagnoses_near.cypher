// name: diagnoses_near
// title: The diagnoses that are the same as the one asked about, broader, or narrower
// takes: diagnosis NODE  A diagnosis code or a condition; null for none
// takes: policies LIST<NODE>  The policies whose diagnoses may be narrower ones
// gives: near LIST<MAP>  Each with named, how (SAME, BROADER, NARROWER) and steps (its distance)
// description: Broader are the headings above a code, the conditions that a code or a heading above it classifies
//   exactly or is narrower than, and what is above those. Narrower are what is below, and what is below the condition
//   that a code, or the nearest heading above it that has one, classifies exactly or is broader than.
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
