// name: kept_by_search
// title: What a filter of search keeps
// takes: node NODE  A hit
// takes: kinds LIST<STRING>  Labels, one of which it must have; none for all
// takes: systems LIST<STRING>  Code systems, of one of which it must be; none for all
// takes: statuses LIST<STRING>  One of these it must have; none for all
// takes: payers LIST<STRING>  Keys of payers, one of whom must have issued it; none for all
// gives: kept BOOLEAN  Whether everything given holds; never null
CALL (node, kinds, systems, statuses, payers) {
  RETURN (size(kinds) = 0 OR labels(node)[0] IN kinds)
    AND (size(systems) = 0 OR coalesce(node.system, '') IN systems)
    AND (size(statuses) = 0 OR CASE WHEN node.valid_to < date() THEN 'retired' ELSE coalesce(node.status, '') END IN statuses)
    AND (size(payers) = 0 OR EXISTS { (node)-[:ISSUED_BY]->(payer:Payer) WHERE payer.key IN payers }) AS kept
}
