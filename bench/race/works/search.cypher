CALL () {
  // the library's search stands here
}
WITH node, labels(node)[0] AS label
RETURN { search: { nodes: collect(CASE label
  WHEN 'Code' THEN { __typename: label, key: node.key, display: node.display, system: node.system }
  WHEN 'Condition' THEN {
    __typename: label, key: node.key, name: node.name,
    parents: COLLECT { MATCH (node)-[:IS_A]->(p:Condition) WITH DISTINCT p ORDER BY p.key RETURN { key: p.key, name: p.name } }
  }
  WHEN 'Policy' THEN { __typename: label, key: node.key, title: node.title }
  ELSE { __typename: label, key: node.key, name: node.name }
END) } } AS data
