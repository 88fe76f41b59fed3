// name: editions_compare
// title: Write which codes an edition states differently than the one before it
// mode: write
// param: before STRING  Key of the Source of the edition before it in its series
// param: source STRING  Key of the edition's Source
// returns: changed INTEGER  How many codes
MATCH (old:Source {key: $before})
MATCH (new:Source {key: $source})
// include: claims_apart
CALL (code, new) {
  CREATE (code)-[:CHANGED_IN]->(new)
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS changed
