// name: search_weight
// title: The weight of a search hit relative to others that match equally well
// takes: node NODE  A hit
// gives: weight FLOAT  From 0 to 1
// gives: retired BOOLEAN  Whether its status today is retired
// description: Conditions (of people) and procedures first, then billable codes, then headings; policies, grouper
//   categories and modifiers after codes. HCPCS quality measures (G8, G9, M1), unspecified supplies, parts of devices,
//   subsequent encounters of an injury, poisonings, complications of care, external causes, and stress and pathological
//   fractures weigh less: people who mean them type so.
CALL (node) {
  WITH node, node AS code, date() AS day
  // include: code_status
  RETURN CASE
      WHEN node:Policy THEN 0.5
      WHEN node:Condition AND node.non_human THEN 0.2
      WHEN node:Payer THEN 0.8
      WHEN node:Condition OR node:Procedure THEN 1.0
      WHEN node.system = 'CCSR' THEN 0.55
      WHEN node.system = 'HCPCSMOD' THEN 0.7
      WHEN node.system = 'HCPCS' AND left(node.code, 2) IN ['G8', 'G9', 'M1'] THEN 0.3
      WHEN node.system = 'HCPCS' AND (toLower(node.display) CONTAINS 'not otherwise'
        OR toLower(node.display) CONTAINS 'unspecified') THEN 0.6
      WHEN node.system = 'HCPCS' AND any(part IN ['accessor', 'replacement', 'component', 'attachment', 'adapter',
        'for use with'] WHERE toLower(node.display) CONTAINS part) THEN 0.75
      WHEN node.system = 'ICD10CM' AND size(node.code) = 8 AND NOT right(node.code, 1) IN ['A', 'B', 'C'] THEN 0.65
      WHEN node.system = 'ICD10CM' AND left(node.code, 1) IN ['V', 'W', 'X', 'Y'] THEN 0.75
      WHEN node.system = 'ICD10CM' AND left(node.code, 3) >= 'T36' AND left(node.code, 3) <= 'T65' THEN 0.6
      WHEN node.system = 'ICD10CM' AND left(node.code, 3) >= 'T80' AND left(node.code, 3) <= 'T88' THEN 0.75
      WHEN node.system = 'ICD10CM' AND left(node.code, 5) IN ['M84.3', 'M84.4', 'M84.5', 'M84.6'] THEN 0.8
      WHEN node.system = 'ICD10PCS' THEN 0.85
      WHEN node.billable = false THEN 0.92
      ELSE 0.97
    END AS weight,
    coalesce(status, '') = 'retired' AS retired
}
