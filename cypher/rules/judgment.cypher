// name: judgment
// title: How a policy's statement about a code applies to a diagnosis
// takes: diagnosis NODE  The diagnosis asked about; null for none
// takes: near LIST<MAP>  The diagnoses near it, from rules/diagnoses_near.cypher
// takes: policy NODE  The policy
// takes: named NODE  The code that it names
// takes: said MAP  Its statement about that code
// gives: judgment STRING  How the diagnosis was judged: ACCEPTED, REFUSED, NOT_LISTED, ... (docs/coverage.md)
// gives: stance STRING  The resulting stance: covered, conditional or not_covered
// gives: diagnoses LIST<MAP>  The nearest diagnoses that the policy or the label names
// description: The diagnoses of the statement's own group count, and those without a group; if there are none, those of
//   other groups can accept or refuse too. Of these the nearest count. An unlisted diagnosis is refused only if the
//   list is complete. A policy with a scope says nothing about diagnoses that it does not name.
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
