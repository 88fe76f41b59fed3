// name: longest_replacement_chains
// title: Codes that were replaced again and again: the longest chains
// mode: read
// description: From codes that replaced nothing to codes that nothing replaced, at most ten steps.
// param: system STRING = null  Only chains that start in this system, as HCPCS
// param: limit INTEGER = 25  At most so many rows
// returns: length INTEGER  How many replacements
// returns: codes LIST<STRING>  Keys of the codes, the oldest first
// returns: days LIST<STRING>  When each replacement took effect; empty where no source states it
// returns: sources LIST<STRING>  Keys of the sources that state them
// example: medcodegraph cypher run longest_replacement_chains
MATCH (first:Code)-[:REPLACED_BY]->(:Code)
WHERE ($system IS NULL OR first.system = $system) AND NOT EXISTS { (:Code)-[:REPLACED_BY]->(first) }
WITH DISTINCT first
MATCH path = (first)-[:REPLACED_BY*1..10]->(last:Code)
WHERE NOT EXISTS { (last)-[:REPLACED_BY]->(:Code) }
WITH DISTINCT [code IN nodes(path) | code.key] AS codes,
  [step IN relationships(path) | coalesce(toString(step.on), '')] AS days,
  [step IN relationships(path) | step.source] AS stated
ORDER BY size(codes) DESC, codes
LIMIT $limit
RETURN
  size(codes) - 1 AS length,
  codes,
  days,
  COLLECT { UNWIND stated AS source RETURN DISTINCT source ORDER BY source } AS sources
ORDER BY length DESC, codes
