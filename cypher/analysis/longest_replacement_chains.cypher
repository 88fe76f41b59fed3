// name: longest_replacement_chains
// title: The longest chains of replaced codes
// mode: read
// description: From codes without a predecessor to codes without a successor, at most ten steps.
// param: system STRING = null  Only chains that start in this system, as HCPCS
// param: limit INTEGER = 25  The most rows to return
// returns: length INTEGER  How many replacements
// returns: codes LIST<STRING>  Keys of the codes, oldest first
// returns: days LIST<STRING>  The day of each replacement; empty if no source states it
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
