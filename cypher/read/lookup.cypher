// name: lookup
// title: Codes and conditions by their keys, in the given order: what was found, or why there is nothing
// mode: read
// description: A missing key comes with up to five codes that may have been meant, those of the same system first:
//   SAME_CODE in another system; LEADING_ZEROS were lost; SLIP, one letter or digit wrong, missing or extra, or two
//   swapped; SAME_DIGITS with other letters; BROADER, which the key begins with; NARROWER, which begin with the key.
// param: codes LIST<STRING>  Keys of codes, in any form: ICD10CM:C91.00, icd10cm:c9100; may contain duplicates.
//   Any key of a condition: MONDO:0004967, DOID:9952, a secondary or an obsolete one
// derived: keys LIST<STRING> from codes  The keys in canonical form
// derived: near LIST<STRING> from codes  For each key, the full-text query of codes near it
// derived: numbers LIST<STRING> from codes  For each key, the code alone, in lower case
// derived: digits LIST<STRING> from codes  For each key, the digits of the code
// returns: place INTEGER  The index of the key it answers, from 0
// returns: asked STRING  The key as given
// returns: answer STRING  Code, CodeRetired, Condition or CodeNotFound
// returns: node NODE  The code or the condition, if there is one
// returns: problem STRING  If there is none: NOT_A_KEY, UNKNOWN_SYSTEM or UNKNOWN_CODE
// returns: suggestions LIST<MAP>  If there is none: key and reason of codes that may be meant, best first
// example: medcodegraph cypher run lookup --codes icd10cm:c9100,CPT:0537T,HCPCS:Q2O42
UNWIND range(0, size($keys) - 1) AS place
WITH place, $keys[place] AS key
WITH place, head(COLLECT {
  // include: thing_of_key
  WITH thing WHERE NOT thing:Procedure
  RETURN thing
}) AS code
CALL (code, place) {
  WITH * WHERE code IS NULL
  CALL db.index.fulltext.queryNodes('search_names', $near[place], {limit: 50}) YIELD node, score
  WHERE node:Code
  WITH *, $numbers[place] AS number, toLower(replace(node.code, '.', '')) AS found
  WITH *, CASE
      WHEN found = number THEN [0, 'SAME_CODE']
      WHEN size(found) > size(number) AND (ltrim(found, '0') = ltrim(number, '0')
        OR left(found, 1) = left(number, 1) AND NOT '0' <= left(found, 1) <= '9'
        AND ltrim(substring(found, 1), '0') = ltrim(substring(number, 1), '0')) THEN [0.5, 'LEADING_ZEROS']
      WHEN found STARTS WITH number AND size(found) > size(number) + 1 THEN [4, 'NARROWER']
      WHEN number STARTS WITH found AND size(found) < size(number) - 1 THEN [3, 'BROADER']
      WHEN abs(size(found) - size(number)) < 2 AND (
        left(found, size(found) / 2) = left(number, size(found) / 2)
        OR right(found, size(found) / 2) = right(number, size(found) / 2)) THEN [1, 'SLIP']
      WHEN $digits[place] <> '' AND ltrim($digits[place], '0') = ltrim(reduce(all = '', at IN range(0, size(found) - 1) |
          all + CASE WHEN '0' <= substring(found, at, 1) <= '9' THEN substring(found, at, 1) ELSE '' END), '0')
        THEN [2, 'SAME_DIGITS']
    END AS why
  WHERE why IS NOT NULL
  ORDER BY node.system = split($keys[place], ':')[0] DESC, why[0],
    left(found, 1) = left(number, 1) DESC, score DESC, node.key
  LIMIT 5
  RETURN collect({key: node.key, reason: why[1]}) AS suggestions
}
WITH *, date() AS day
// include: code_status
RETURN place, $codes[place] AS asked,
  CASE
    WHEN code IS NULL THEN 'CodeNotFound'
    WHEN code:Condition THEN 'Condition'
    WHEN status = 'retired' THEN 'CodeRetired'
    ELSE 'Code'
  END AS answer,
  code AS node,
  CASE
    WHEN code IS NOT NULL THEN null
    WHEN NOT $keys[place] CONTAINS ':' THEN 'NOT_A_KEY'
    WHEN NOT EXISTS { (:CodeSystem {key: 'SYSTEM:' + split($keys[place], ':')[0]}) } THEN 'UNKNOWN_SYSTEM'
    ELSE 'UNKNOWN_CODE'
  END AS problem,
  suggestions
ORDER BY place
