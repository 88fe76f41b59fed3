// The graph that golden cases and schema tests are asked of: invented, small, with every kind of node.
CREATE (file:Source {key: 'SOURCE:made-up', name: 'made-up', title: 'Made up', publisher: 'The tests', rank: 10,
  url: 'https://example.org/file', licence: 'Apache-2.0', state: 'complete', rows_read: 12, rows_rejected: 0})
CREATE (letter:Source {key: 'SOURCE:made-up/letter', name: 'made-up', title: 'A letter', rank: 20,
  url: 'https://example.org/letter', part_of: 'SOURCE:made-up', published_on: date('2024-05-06')})
CREATE (system:CodeSystem {key: 'SYSTEM:CPT', name: 'CPT', title: 'Numbers', uri: 'http://example.org/cpt'})
CREATE (old:Code {key: 'CPT:0001T', system: 'CPT', code: '0001T', status: 'retired', billable: true,
  valid_to: date('2024-12-31')})
CREATE (new:Code {key: 'CPT:10001', system: 'CPT', code: '10001', status: 'active', billable: true,
  valid_from: date('2025-01-01')})
CREATE (product:Code {key: 'HCPCS:Q0001', system: 'HCPCS', code: 'Q0001', display: 'Zeta cells, per dose',
  status: 'active', billable: true})
CREATE (chapter:Code {key: 'ICD10CM:Z00', system: 'ICD10CM', code: 'Z00', display: 'Odd blood', level: 'category',
  billable: false, excludes1: ['even blood (Z01.-)'], inclusion_terms: ['Blood, odd', 'Odd haemic state']})
CREATE (leaf:Code {key: 'ICD10CM:Z00.1', system: 'ICD10CM', code: 'Z00.1', display: 'Very odd blood', level: 'code',
  billable: true, status: 'active'})
CREATE (odd:Condition {key: 'MONDO:1', name: 'odd blood disease', synonyms: ['OBD', 'odd blood'],
  definition: 'Blood that is odd.'})
CREATE (very:Condition {key: 'MONDO:2', name: 'very odd blood disease', synonyms: ['VOBD']})
CREATE (harvest:Procedure {key: 'PROCEDURE:cell-harvest', name: 'Cell harvest', terms: ['Harvest'],
  summary: 'Cells are taken.', steps: ['Take', 'Keep']})
CREATE (rest:Procedure {key: 'PROCEDURE:rest', name: 'Rest'})
CREATE (clinic:Setting {key: 'SETTING:clinic', name: 'Clinic'})
CREATE (nurse:Role {key: 'ROLE:nurse', name: 'Nurse'})
CREATE (machine:Equipment {key: 'EQUIPMENT:machine', name: 'Machine'})
CREATE (count:DiagnosticTest {key: 'TEST:blood-count', name: 'Blood count'})
CREATE (fatigue:Risk {key: 'RISK:fatigue', name: 'Fatigue'})
CREATE (payer:Payer {key: 'PAYER:one', name: 'Payer One', kind: 'commercial'})
CREATE (other:Payer {key: 'PAYER:two', name: 'Payer Two', kind: 'commercial'})
CREATE (place:Jurisdiction {key: 'JURISDICTION:us', name: 'United States', kind: 'country'})
CREATE (ncd:Policy {key: 'NCD:1.1', kind: 'NCD', number: '1.1', title: 'Cells', status: 'active',
  effective_from: date('2020-02-02'), url: 'https://example.org/ncd'})
CREATE (local:Policy {key: 'POLICY:two-7', kind: 'PAYER', number: '7', title: 'Cells at Two', status: 'active',
  effective_from: date('2023-01-01'), effective_to: date('2024-12-31')})
CREATE (old)-[:IN_SYSTEM {source: 'SOURCE:made-up'}]->(system)
CREATE (new)-[:IN_SYSTEM {source: 'SOURCE:made-up'}]->(system)
CREATE (old)-[:REPLACED_BY {on: date('2025-01-01'), source: 'SOURCE:made-up/letter'}]->(new)
CREATE (leaf)-[:CHILD_OF {source: 'SOURCE:made-up'}]->(chapter)
CREATE (leaf)-[:CHILD_OF {source: 'SOURCE:made-up/letter'}]->(chapter)
CREATE (product)-[:MAPS_TO {map: 'a map', match: 'narrow', source: 'SOURCE:made-up'}]->(leaf)
CREATE (set:ValueSet {key: 'VALUESET:odd', name: 'Odd', title: 'What is odd', status: 'active'})
CREATE (leaf)-[:MEMBER_OF {source: 'SOURCE:made-up'}]->(set), (product)-[:MEMBER_OF {source: 'SOURCE:made-up'}]->(set)
CREATE (very)-[:IS_A {source: 'SOURCE:made-up'}]->(odd)
CREATE (chapter)-[:CLASSIFIES {match: 'exact', source: 'SOURCE:made-up'}]->(odd)
CREATE (leaf)-[:CLASSIFIES {match: 'narrow', source: 'SOURCE:made-up'}]->(odd)
CREATE (leaf)-[:CLASSIFIES {match: 'exact', source: 'SOURCE:made-up'}]->(very)
CREATE (old)-[:BILLS {step: 'harvest', source: 'SOURCE:made-up'}]->(harvest)
CREATE (new)-[:BILLS {step: 'harvest', source: 'SOURCE:made-up'}]->(harvest)
CREATE (product)-[:BILLS {step: 'product', source: 'SOURCE:made-up'}]->(harvest)
CREATE (product)-[:INDICATED_FOR {criteria: 'adults', source: 'SOURCE:made-up/letter'}]->(very)
CREATE (harvest)-[:INDICATED_FOR {criteria: 'adults', source: 'SOURCE:made-up'}]->(odd)
CREATE (harvest)-[:INDICATED_FOR {criteria: 'children', source: 'SOURCE:made-up/letter'}]->(odd)
CREATE (rest)-[:INDICATED_FOR {source: 'SOURCE:made-up'}]->(odd)
CREATE (harvest)-[:ALTERNATIVE_TO {pros_cons: 'Cheaper, slower.', source: 'SOURCE:made-up'}]->(rest)
CREATE (harvest)-[:PERFORMED_IN {source: 'SOURCE:made-up'}]->(clinic)
CREATE (harvest)-[:PERFORMED_IN {source: 'SOURCE:made-up/letter'}]->(clinic)
CREATE (harvest)-[:PERFORMED_BY {source: 'SOURCE:made-up'}]->(nurse)
CREATE (harvest)-[:USES {source: 'SOURCE:made-up'}]->(machine)
CREATE (harvest)-[:REQUIRES {purpose: 'To count', source: 'SOURCE:made-up'}]->(count)
CREATE (harvest)-[:RISKS {frequency: 'common', source: 'SOURCE:made-up'}]->(fatigue)
CREATE (ncd)-[:ISSUED_BY {source: 'SOURCE:made-up'}]->(payer)
CREATE (local)-[:ISSUED_BY {source: 'SOURCE:made-up'}]->(other)
CREATE (ncd)-[:APPLIES_IN {source: 'SOURCE:made-up'}]->(place)
CREATE (local)-[:CITES {source: 'SOURCE:made-up'}]->(ncd)
CREATE (ncd)-[:COVERS {stance: 'conditional', criteria: 'When odd.', group: '1', id: '1',
  source: 'SOURCE:made-up'}]->(old)
CREATE (ncd)-[:COVERS {stance: 'conditional', criteria: 'When odd.', group: '1', id: '1',
  source: 'SOURCE:made-up'}]->(new)
CREATE (local)-[:COVERS {stance: 'covered', valid_to: date('2024-12-31'), source: 'SOURCE:made-up'}]->(old)
CREATE (local)-[:COVERS {stance: 'not_covered', id: '2', source: 'SOURCE:made-up'}]->(old)
CREATE (ncd)-[:SUPPORTS {stance: 'covered', source: 'SOURCE:made-up'}]->(leaf)
CREATE (ncd)-[:SUPPORTS {stance: 'covered', source: 'SOURCE:made-up'}]->(odd)
CREATE (old)-[:SIMILAR_TO {score: 0.75, relation: 'REPLACES', summary: 'CPT:10001 replaced CPT:0001T',
  replacement: 1.0, procedure: 0.5,
  source: 'SOURCE:made-up'}]->(new)
CREATE (old)-[:SIMILAR_TO {score: 0.25, relation: 'SAME_FAMILY', summary: 'Same procedure',
  procedure: 0.5,
  source: 'SOURCE:made-up'}]->(product)
WITH 1 AS done
MATCH (n) WHERE NOT n:Source
MATCH (file:Source {key: 'SOURCE:made-up'})
CREATE (n)-[:STATED_BY]->(file)
WITH DISTINCT 1 AS done
MATCH (old:Code {key: 'CPT:0001T'}), (letter:Source {key: 'SOURCE:made-up/letter'})
CREATE (old)-[:STATED_BY]->(letter)
