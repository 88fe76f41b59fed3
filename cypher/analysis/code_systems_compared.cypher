// name: code_systems_compared
// title: Code systems compared: numbers of codes, and how many have texts, procedures, policies, ...
// mode: read
// returns: system STRING  The code system
// returns: codes INTEGER  How many codes and headings it has
// returns: billable INTEGER  How many are billable, if the system states it
// returns: retired INTEGER  How many are retired
// returns: worded INTEGER  How many have a text
// returns: replaced INTEGER  How many were replaced by a later code
// returns: with_procedure INTEGER  How many bill a procedure
// returns: with_condition INTEGER  How many classify a condition or are indicated for one
// returns: with_policy INTEGER  How many are named by a policy
// returns: with_similar INTEGER  How many have a similar code
// example: medcodegraph cypher run code_systems_compared
MATCH (code:Code)
WITH code, date() AS day
// include: code_status
RETURN
  code.system AS system,
  count(*) AS codes,
  count(CASE WHEN code.billable THEN 1 END) AS billable,
  count(CASE status WHEN 'retired' THEN 1 END) AS retired,
  count(code.display) AS worded,
  count(CASE WHEN EXISTS { (code)-[:REPLACED_BY]->() } THEN 1 END) AS replaced,
  count(CASE WHEN EXISTS { (code)-[:BILLS]->() } THEN 1 END) AS with_procedure,
  count(CASE WHEN EXISTS { (code)-[:CLASSIFIES|INDICATED_FOR]->() } THEN 1 END) AS with_condition,
  count(CASE WHEN EXISTS { (code)<-[:COVERS|SUPPORTS]-() } THEN 1 END) AS with_policy,
  count(CASE WHEN EXISTS { (code)-[:SIMILAR_TO]-() } THEN 1 END) AS with_similar
ORDER BY codes DESC, system
