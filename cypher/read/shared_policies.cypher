// name: shared_policies
// title: Policies that take the same stance on two codes, as services or as diagnoses
// mode: read
// param: key STRING  Key of one code
// param: other_key STRING  Key of the other
// returns: node NODE  The policy
// example: medcodegraph cypher run shared_policies --key CPT:0537T --other-key CPT:38225
MATCH (:Code {key: $key})<-[mine:COVERS|SUPPORTS]-(policy:Policy)-[theirs:COVERS|SUPPORTS]->(:Code {key: $other_key})
WHERE type(mine) = type(theirs) AND coalesce(mine.stance, '') = coalesce(theirs.stance, '')
WITH DISTINCT policy AS node
RETURN node
ORDER BY node.key
