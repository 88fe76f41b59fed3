// name: contractors
// title: Medicare's contractors in a state or region, by where their policies apply
// mode: read
// param: key STRING  Key of a jurisdiction
// returns: node NODE  The contractor
// example: medcodegraph cypher run contractors --key JURISDICTION:us-tx
MATCH (:Jurisdiction {key: $key})<-[:APPLIES_IN]-(:Policy)-[:ISSUED_BY]->(node:Payer {kind: 'Medicare contractor'})
WITH DISTINCT node
RETURN node
ORDER BY node.key
