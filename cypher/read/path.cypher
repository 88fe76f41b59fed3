// name: path
// title: The shortest meaningful paths between two nodes, each step with its fact
// mode: read
// description: Paths of at most six facts between codes, procedures, conditions, policies and payers. They do not pass
//   through nodes with more neighbours than `hub`, which explain nothing. The best come first: a step of hierarchy,
//   billing or replacement costs less than one through a policy, and a step to a node with many neighbours costs more.
//   A step that several sources state is one step with all of them.
// param: from_key STRING  Key of a code, procedure, condition, policy or payer
// param: to_key STRING  Key of another
// param: hub INTEGER = 300  Paths do not pass through nodes with more neighbours than this
// param: limit INTEGER = 5  The most paths to return
// returns: node NODE  The node it leads to
// returns: cost FLOAT  The total cost of the steps: the lower, the closer
// returns: length INTEGER  How many steps
// returns: summary STRING  The path in one line
// returns: steps LIST<MAP>  Each step: key and name of the node it leads to, relation, along (its direction), fact, sources
// example: medcodegraph cypher run path --from-key CPT:0537T --to-key ICD10CM:C91.00
// example: medcodegraph cypher run path --from-key HCPCS:Q2041 --to-key PAYER:cigna --limit 3 --format json
CALL () {
  WITH $from_key AS key
  // include: thing_of_key
  RETURN thing AS start
  UNION
  MATCH (start:Policy|Payer {key: $from_key})
  RETURN start
}
CALL () {
  WITH $to_key AS key
  // include: thing_of_key
  RETURN thing AS end
  UNION
  MATCH (end:Policy|Payer {key: $to_key})
  RETURN end
}
WITH start, end WHERE start <> end
MATCH path = SHORTEST 3 GROUPS (start)
  ((a)-[step:CHILD_OF|REPLACED_BY|PREVIOUSLY_CODED_AS|MAPS_TO|BILLS|CLASSIFIES|INDICATED_FOR|ALTERNATIVE_TO|IS_A|COVERS|SUPPORTS|ISSUED_BY|CITES|SUPERSEDES]-(b)
    WHERE b = end OR COUNT { (b)--() } <= $hub){1,6}
  (end)
WITH path LIMIT 500
WITH nodes(path) AS things, collect(relationships(path)) AS ways
WITH things, [thing IN things | COUNT { (thing)--() }] AS neighbours, [place IN range(0, size(things) - 2) | COLLECT {
  UNWIND ways AS way
  WITH DISTINCT way[place] AS fact
  RETURN fact ORDER BY type(fact), fact.source, fact.id
}] AS facts
WITH things, [place IN range(0, size(things) - 2) | {
  key: things[place + 1].key,
  name: coalesce(things[place + 1].name, things[place + 1].display, things[place + 1].title),
  relation: type(facts[place][0]),
  along: startNode(facts[place][0]) = things[place],
  fact: coalesce(
    'match ' + facts[place][0].match,
    'step ' + facts[place][0].step,
    'on ' + toString(facts[place][0].on),
    replace(facts[place][0].stance, '_', ' ') + coalesce(': ' + facts[place][0].criteria, ''),
    facts[place][0].criteria,
    facts[place][0].pros_cons,
    facts[place][0].map
  ),
  sources: COLLECT { UNWIND facts[place] AS fact RETURN DISTINCT fact.source AS source ORDER BY source },
  cost: CASE
    WHEN type(facts[place][0]) IN ['REPLACED_BY', 'BILLS', 'CHILD_OF', 'IS_A', 'SUPERSEDES'] THEN 0.5
    WHEN type(facts[place][0]) IN ['CLASSIFIES', 'INDICATED_FOR', 'MAPS_TO', 'ALTERNATIVE_TO', 'PREVIOUSLY_CODED_AS'] THEN 0.7
    ELSE 1.0
  END + CASE things[place + 1] WHEN last(things) THEN 0.0 ELSE log10(neighbours[place + 1]) / 4 END
}] AS steps, head(things) AS first, last(things) AS node
WITH node, steps, round(reduce(sum = 0.0, step IN steps | sum + step.cost), 4) AS cost,
  first.key + reduce(text = '', step IN steps | text
    + CASE WHEN step.along THEN ' -' + step.relation + '-> ' ELSE ' <-' + step.relation + '- ' END + step.key) AS summary
ORDER BY cost, summary
LIMIT $limit
RETURN node, cost, size(steps) AS length, summary, steps
ORDER BY cost, summary
