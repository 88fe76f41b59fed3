// name: contractors
// title: Medicare's contractors of a state or region, by their contracts
// mode: read
// description: By CMS's assignment of states to contracts, not by the policies that apply there, as contractors share policies.
// param: key STRING  Key of a jurisdiction
// returns: node NODE  The contractor
// example: medcodegraph cypher run contractors --key JURISDICTION:us-tx
MATCH (:Jurisdiction {key: $key})<-[:SERVES]-(node:Payer)
WITH DISTINCT node
RETURN node
ORDER BY node.key
