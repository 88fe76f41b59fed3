// name: claimed_codes
// title: The codes of a system that sources other than the given one state
// mode: read
// param: system STRING  The code system: HCPCS
// param: source STRING  Key of the Source that is left out, with its documents
// returns: code STRING  The code
// returns: billable BOOLEAN  Whether it is billable, if its system states it
MATCH (code:Code {system: $system})
WHERE EXISTS {
  MATCH (code)-[:STATED_BY]->(source:Source)
  WHERE source.key <> $source AND coalesce(source.part_of, '') <> $source
}
RETURN code.code AS code, code.billable AS billable
ORDER BY code
