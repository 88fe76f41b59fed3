// More of the small graph, for the analysts' questions: places, citations, sources that disagree.
MATCH (s:Source {key: 'SOURCE:small'}), (old:Code {key: 'CPT:0001X'}), (product:Code {key: 'HCPCS:Q0001'}),
  (heading:Code {key: 'ICD10CM:C91.0'}), (other:Code {key: 'ICD10CM:Z00.0'}), (acute:Condition {key: 'MONDO:0000003'}),
  (p1:Policy {key: 'NCD:1'}), (p2:Policy {key: 'POLICY:two'}), (p3:Policy {key: 'POLICY:three'})
CREATE
  (s2:Source {key: 'SOURCE:second', name: 'second', rank: 9}),
  (north:Jurisdiction {key: 'JURISDICTION:north', name: 'North'}),
  (south:Jurisdiction {key: 'JURISDICTION:south', name: 'South'}),
  (p4:Policy {key: 'LCD:L1', kind: 'LCD', title: 'Without codes', effective_from: date('2023-02-01'),
    effective_to: date('2024-06-30')}),
  (rash:Condition {key: 'MONDO:0000009', name: 'rash'}),
  (p1)-[:APPLIES_IN {source: s.key}]->(north),
  (p3)-[:APPLIES_IN {source: s.key}]->(north),
  (p2)-[:APPLIES_IN {source: s.key}]->(south),
  (p4)-[:CITES {source: s.key}]->(p1),
  (p3)-[:CITES {source: s.key}]->(p1),
  (p4)-[:STATED_BY]->(s),
  (heading)-[:CLASSIFIES {match: 'narrow', source: s2.key}]->(acute),
  (other)-[:CLASSIFIES {match: 'exact', source: s.key}]->(rash),
  (product)-[:STATED_BY {display: 'A product'}]->(s),
  (product)-[:STATED_BY {display: 'One product'}]->(s2)
