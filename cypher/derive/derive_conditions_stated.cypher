// name: derive_conditions_stated
// title: The stated codes of conditions
// mode: read
// param: system STRING  The code system
// param: source STRING  Key of the Source of the derivation, which is left out
// returns: code STRING  Key of the code
// returns: condition STRING  Key of the condition
// returns: match STRING  exact, narrow, broad or related, as stated, whatever a review says
MATCH (code:Code {system: $system})-[classifies:CLASSIFIES]->(condition:Condition)
WHERE classifies.source <> $source
RETURN DISTINCT code.key AS code, condition.key AS condition,
  coalesce(classifies.stated_match, classifies.match, 'exact') AS match
ORDER BY code, condition, match
