// name: kept_by_search
// title: Whether a search filter keeps a hit
// takes: node NODE  A hit
// takes: kinds LIST<STRING>  Labels of which it must have one; empty for any
// takes: systems LIST<STRING>  Code systems of which it must be in one; empty for any
// takes: statuses LIST<STRING>  Statuses of which it must have one; empty for any
// takes: payers LIST<STRING>  Keys of payers of which one must have issued it; empty for any
// gives: kept BOOLEAN  Whether all given conditions are met; never null
// gives: retired BOOLEAN  Whether its status today is retired; never null
CALL (node, kinds, systems, statuses, payers) {
  WITH *, node AS code, date() AS day
  // include: code_status
  RETURN (size(kinds) = 0 OR labels(node)[0] IN kinds)
    AND (size(systems) = 0 OR coalesce(node.system, '') IN systems)
    AND (size(statuses) = 0 OR coalesce(status, '') IN statuses)
    AND (size(payers) = 0 OR EXISTS { (node)-[:ISSUED_BY]->(payer:Payer) WHERE payer.key IN payers }) AS kept,
    coalesce(status, '') = 'retired' AS retired
}
