// name: derive_names_left
// title: How many nodes still lack names
// mode: write
// returns: left INTEGER  How many have no names yet
MATCH (node:Code|Procedure|Condition|Policy|Payer) WHERE node.names IS NULL
RETURN count(node) AS left
