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
CALL () {
  // What few codes have is counted from the facts, not code by code.
  MATCH (code:Code)-[:REPLACED_BY]->()
  WITH DISTINCT code
  WITH code.system AS system, count(*) AS codes
  RETURN collect({system: system, codes: codes}) AS replacing
}
CALL () {
  MATCH (code:Code)-[:BILLS]->()
  WITH DISTINCT code
  WITH code.system AS system, count(*) AS codes
  RETURN collect({system: system, codes: codes}) AS billing
}
CALL () {
  MATCH (code:Code)-[:CLASSIFIES|INDICATED_FOR]->()
  WITH DISTINCT code
  WITH code.system AS system, count(*) AS codes
  RETURN collect({system: system, codes: codes}) AS classifying
}
CALL () {
  MATCH (code:Code)<-[:COVERS|SUPPORTS]-()
  WITH DISTINCT code
  WITH code.system AS system, count(*) AS codes
  RETURN collect({system: system, codes: codes}) AS named
}
CALL () {
  MATCH (code:Code)
  WHERE code.status = 'retired' OR code.valid_to < date()
  WITH code, date() AS day
  // include: code_status
  WITH code WHERE status = 'retired'
  WITH code.system AS system, count(*) AS codes
  RETURN collect({system: system, codes: codes}) AS ended
}
CALL () {
  // Grouped by themselves, as the lists above would be compared for each code.
  MATCH (code:Code)
  RETURN
    code.system AS system,
    count(*) AS codes,
    count(CASE WHEN code.billable THEN 1 END) AS billable,
    count(CASE WHEN code.display IS NOT NULL THEN 1 END) AS worded,
    count(CASE WHEN EXISTS { (code)-[:SIMILAR_TO]-() } THEN 1 END) AS with_similar
}
RETURN
  system,
  codes,
  billable,
  coalesce(head([one IN ended WHERE one.system = system | one.codes]), 0) AS retired,
  worded,
  coalesce(head([one IN replacing WHERE one.system = system | one.codes]), 0) AS replaced,
  coalesce(head([one IN billing WHERE one.system = system | one.codes]), 0) AS with_procedure,
  coalesce(head([one IN classifying WHERE one.system = system | one.codes]), 0) AS with_condition,
  coalesce(head([one IN named WHERE one.system = system | one.codes]), 0) AS with_policy,
  with_similar
ORDER BY codes DESC, system
