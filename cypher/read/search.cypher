// name: search
// title: Codes, procedures, conditions, policies and payers that match a text, best first
// mode: read
// description: The integer part of the score is how well the text matches. 10: it is the key, in any form; 9: it is the
//   code or the policy's number; 8: the name; 7: a synonym or another wording; 6: the code, after repair of lost zeros or
//   placeholders; 5: a name or wording of a meaning from the vocabulary (abbreviations, lay words, brands, British
//   spelling); 4: a name, code or synonym begins with it, or contains all its words, stemmed, in any order; 3: likewise,
//   but the last word is a prefix, or accents differ; 2: a typo away, considered only if nothing else matches, and for
//   words that no text contains, or (4) only words of the same stem do; 1: some of the words, rare ones counting most,
//   only if few hits contain them all. The codes of a condition or procedure among the first three come directly after
//   it: those with a name that was typed or meant (D64.9 for anemia), then exact before narrow, billable before headings,
//   as do the replacements of a retired code that was typed, and the targets of an ICD-9-CM code. The fraction: how well
//   the words match, by the full-text index; how much of the name is typed; whether it begins with what is meant, has
//   what was typed as well, is the drug itself rather than a biosimilar or, in HCPCS, ends with what was typed; `without`
//   in a name if `with` was typed; and the weight of such a hit (rule search_weight). Retired codes come last (0) unless
//   their code or name was typed.
//   A stage is skipped if the ones before it fill the limit. The query search_match returns which text of a hit matched.
// param: text STRING  The search text, as typed
// param: kinds LIST<STRING> = []  Only nodes with one of these labels; none for all
// param: systems LIST<STRING> = []  Only codes of these systems; none for all
// param: statuses LIST<STRING> = []  Only nodes with one of these statuses; none for all
// param: payers LIST<STRING> = []  Only policies of the payers with these keys; none for all
// param: limit INTEGER = 10  The most rows to return
// param: most INTEGER = 1000  How many matches by words or prefix are ranked
// param: counted BOOLEAN = false  Whether to return all other matches, too, without a score
// derived: asked LIST<STRING> from text  Everything derived from the text, in one parameter, as Neo4j plans a statement
//   again for each size of each parameter; in the order of ASKED in graph/library/asked.py
// returns: node NODE  The node found
// returns: score FLOAT  How well it matches; null for a match that is only counted
// returns: reason STRING  EXACT_CODE, EXACT_NAME, EXACT_SYNONYM, REPAIRED_CODE, VOCABULARY, CONDITION,
//   REPLACEMENT, PREFIX, WORDS, TYPO or SOME_WORDS
// returns: via_key STRING  Key of the node that leads to it, if the reason is CONDITION or REPLACEMENT
// example: medcodegraph cypher run search --text nhl
// example: medcodegraph cypher run search --text c9100 --systems ICD10CM --format json
WITH $kinds AS kinds, $systems AS systems, $statuses AS statuses, $payers AS payers,
  $kinds + $systems + $statuses + $payers = [] AS free, [text IN split($asked[9], '\n') WHERE text <> ''] AS meant
CALL (kinds, systems, statuses, payers, free, meant) {
  WITH *, $asked[0] AS folded, split($asked[7], '\n') AS codes, split($asked[8], '\n') AS repaired
  CALL db.index.fulltext.queryNodes('search_names', $asked[1], {
    limit: CASE WHEN free THEN $most ELSE 20000 END
  }) YIELD node
  // include: kept_by_search
  WITH * WHERE kept OR node:Condition OR node:Procedure
  WITH *, CASE
      WHEN node.key IN codes THEN [10, 'EXACT_CODE']
      WHEN node.code IN codes OR node.number IN codes OR folded IN [toLower(node.code), toLower(node.number)]
        THEN [9, 'EXACT_CODE']
      WHEN node.names[0] = folded THEN [8, 'EXACT_NAME']
      WHEN folded IN node.names THEN [7, 'EXACT_SYNONYM']
      WHEN node.key IN repaired THEN [6, 'REPAIRED_CODE']
      WHEN any(text IN meant WHERE text IN node.names OR text = node.key) THEN [5, 'VOCABULARY']
      ELSE [4, 'PREFIX']
    END AS class
  WITH *, CASE WHEN class[0] > 4 THEN 0.3 ELSE 0.35 + 0.45 * size(folded)
    / size(head([name IN node.names WHERE name STARTS WITH folded])) END AS match
  WHERE match IS NOT NULL
  RETURN collect({node: node, kept: kept, retired: retired, class: class[0], match: match, reason: class[1]}) AS named
}
CALL (named, kinds, systems, statuses, payers, free) {
  WITH * WHERE size([hit IN named WHERE hit.kept AND hit.class > 4]) < $limit
  CALL db.index.fulltext.queryNodes('search_stems', $asked[2], {
    limit: CASE WHEN free THEN $most ELSE 1000000 END
  }) YIELD node, score AS lucene
  // include: kept_by_search
  WITH * WHERE kept OR node:Condition OR node:Procedure
  RETURN collect({node: node, kept: kept, retired: retired, class: 4, match: 0.9 * lucene / (lucene + 12), reason: 'WORDS'}) AS worded
}
CALL (named, worded, kinds, systems, statuses, payers, free) {
  WITH * WHERE size([hit IN named WHERE hit.kept AND NOT hit.retired]) < $limit
    AND size([hit IN worded WHERE hit.kept AND NOT hit.retired]) < $limit
  CALL db.index.fulltext.queryNodes('search_words', $asked[3], {
    limit: CASE WHEN free THEN $most ELSE 1000000 END
  }) YIELD node, score AS lucene
  // include: kept_by_search
  WITH * WHERE kept OR node:Condition OR node:Procedure
  RETURN collect({node: node, kept: kept, retired: retired, class: 3, match: 0.9 * lucene / (lucene + 12), reason: 'WORDS'}) AS begun
}
WITH *, size(named) + size(worded) + size(begun) = 0 AS nothing
CALL (nothing) {
  UNWIND CASE WHEN nothing THEN split($asked[5], '\n') ELSE [] END AS typed
  WITH typed, split(typed, '~')[0] AS word WHERE word <> ''
  CALL (word) {
    CALL db.index.fulltext.queryNodes('search_words', word, {limit: 1}) YIELD node
    RETURN count(node) = 1 AS stands
  }
  WITH collect('+' + CASE WHEN stands THEN word ELSE typed END) AS clauses
  RETURN CASE WHEN any(clause IN clauses WHERE clause CONTAINS '~')
    THEN reduce(all = '', clause IN clauses | all + clause + ' ') ELSE '""' END AS bent
}
CALL (named, worded, nothing, bent, kinds, systems, statuses, payers, free) {
  UNWIND CASE
      WHEN nothing THEN [['search_names', $asked[4], 2, 0.45], ['search_words', bent, 2, 0.0]]
      WHEN size(named) = 0 AND NOT $asked[0] CONTAINS ' '
        AND none(hit IN worded[..20] WHERE any(name IN hit.node.names WHERE name CONTAINS $asked[0]))
        THEN [['search_names', $asked[4], 4, 0.5]]
      ELSE []
    END AS near
  CALL db.index.fulltext.queryNodes(near[0], near[1], {
    limit: CASE WHEN free THEN $most ELSE 1000000 END
  }) YIELD node, score AS lucene
  // include: kept_by_search
  WITH * WHERE kept OR node:Condition OR node:Procedure
  RETURN collect({node: node, kept: kept, retired: retired, class: near[2], match: near[3] + 0.45 * lucene / (lucene + 12),
    reason: 'TYPO'}) AS mistyped
}
CALL (named, worded, begun, kinds, systems, statuses, payers, free) {
  WITH * WHERE size([hit IN named + worded + begun WHERE hit.kept AND NOT hit.retired]) < CASE WHEN $limit < 5 THEN $limit ELSE 5 END
  CALL db.index.fulltext.queryNodes('search_stems', $asked[6], {
    limit: CASE WHEN free THEN 100 ELSE 5000 END
  }) YIELD node, score AS lucene
  // include: kept_by_search
  WITH * WHERE kept OR node:Condition OR node:Procedure
  ORDER BY lucene DESC, node.key
  WITH collect({node: node, kept: kept, retired: retired, lucene: lucene}) AS near
  UNWIND [hit IN near WHERE hit.kept][..60] + [hit IN near WHERE NOT hit.kept][..20] AS hit
  WITH hit.node AS node, hit.kept AS kept, hit.retired AS retired, hit.lucene AS lucene
  WITH *, split($asked[10], '\n') AS groups,
    ' ' + reduce(all = reduce(names = '', name IN node.names[..40] | names + ' ' + name) + ' '
      + toLower(coalesce(node.description, '')), sign IN ['(', '-', '[', '/', ','] | replace(all, sign, ' ')) AS text
  WITH *, toFloat(size([word IN groups WHERE any(wording IN split(word, '|')
      WHERE all(stem IN split(wording, '&') WHERE text CONTAINS stem))])) / size(groups) AS share
  WHERE share >= 0.4
  RETURN collect({node: node, kept: kept, retired: retired, class: 1, reason: 'SOME_WORDS',
    match: 0.9 * share * (0.4 + 0.6 * lucene / (lucene + 12))}) AS partly
}
CALL (named, worded, begun, mistyped, partly, meant) {
  UNWIND named + worded[..$most] + begun[..$most] + mistyped[..$most] + partly AS hit
  WITH hit, meant, hit.node AS node
  // include: search_weight
  WITH *, CASE node.system WHEN 'ICD10PCS' THEN 0.0 ELSE COUNT { (node)--() } / (COUNT { (node)--() } + 50.0) END AS known,
    CASE
      WHEN hit.class = 5 AND any(name IN node.names WHERE name CONTAINS ' ' + $asked[0]) THEN 2.0
      WHEN any(text IN meant + $asked[0] WHERE text IN node.ingredients) THEN 0.4
      WHEN node.system = 'HCPCS' AND any(name IN node.names WHERE name ENDS WITH ' ' + $asked[0]
        AND none(part IN [',', ' for ', ' of '] WHERE name CONTAINS part)) THEN 0.32
      WHEN any(text IN meant WHERE node.names[0] STARTS WITH text) THEN 0.1
      WHEN $asked[0] CONTAINS ' with ' AND node.names[0] CONTAINS ' without ' AND NOT $asked[0] CONTAINS ' without '
        THEN -0.3
      ELSE 0.0 END AS fit
  WITH hit, node, retired, CASE
      WHEN retired THEN CASE WHEN hit.class > 7 OR hit.reason = 'REPAIRED_CODE' THEN hit.class ELSE weight * hit.match END
      WHEN hit.class > 4 THEN hit.class + weight * hit.match + 0.3 * known + fit / 4
      ELSE hit.class + weight * (0.6 * hit.match + fit) + 0.0001 * known
    END AS score
  RETURN collect(hit {.node, .kept, .reason, retired: retired, score: score}) AS weighed
}
CALL (weighed, kinds, systems, statuses, payers) {
  UNWIND reduce(best = [], hit IN [hit IN weighed WHERE labels(hit.node)[0] IN ['Condition', 'Procedure'] OR hit.score >= 9
      AND labels(hit.node)[0] = 'Code' AND (hit.node.system = 'ICD9CM' OR hit.retired)] |
    ([one IN best WHERE one.score > hit.score OR one.score = hit.score AND one.node.key < hit.node.key] + hit
      + [one IN best WHERE one.score < hit.score OR one.score = hit.score AND one.node.key > hit.node.key])[..3]) AS hit
  WITH *, hit.node AS from, [direct IN weighed WHERE labels(direct.node)[0] = 'Code' AND labels(hit.node)[0] <> 'Code'
    AND direct.score >= 5 AND direct.score < hit.score] AS directs
  CALL (from, directs, kinds, systems, statuses, payers) {
    CALL (from, directs) {
      MATCH (from)<-[fact:CLASSIFIES|BILLS]-(node:Code)
      WHERE NOT from:Code
      RETURN node, 'CONDITION' AS reason,
        max(CASE fact.match WHEN 'narrow' THEN 2 WHEN 'related' THEN 1 WHEN 'broad' THEN 0 ELSE 3 END) AS match
      UNION
      UNWIND directs AS direct
      RETURN direct.node AS node, direct.reason AS reason, direct.score AS match
      UNION
      MATCH (from)-[:REPLACED_BY|MAPS_TO]->(node:Code)
      WHERE from:Code AND node.system <> 'CCSR'
      RETURN DISTINCT node, 'REPLACEMENT' AS reason, 3 AS match
    }
    // include: kept_by_search
    WITH * WHERE kept AND NOT retired
    WITH node, reason, match ORDER BY match DESC, node.billable DESC, node.key
    RETURN collect({node: node, reason: reason})[..20] AS found
  }
  UNWIND range(0, size(found) - 1) AS place
  WITH hit, place, found[place] AS one
  RETURN collect(one {.*, kept: true, score: hit.score - 0.0001 * (place + 1),
    via: CASE WHEN one.reason IN ['CONDITION', 'REPLACEMENT'] THEN hit.node.key END}) AS led
}
CALL (free) {
  UNWIND CASE WHEN $counted AND free THEN [['search_stems', $asked[2]], ['search_words', $asked[3]]] ELSE [] END AS index
  CALL db.index.fulltext.queryNodes(index[0], index[1], {limit: 1000000}) YIELD node
  WITH DISTINCT node
  RETURN collect({node: node, kept: true}) AS others
}
CALL (weighed, led, others, worded, begun, mistyped) {
  UNWIND [hit IN weighed + led WHERE hit.kept]
    + CASE WHEN $counted THEN [hit IN others + worded[$most..] + begun[$most..] + mistyped[$most..] WHERE hit.kept |
      {node: hit.node, score: -1.0}] ELSE [] END AS hit
  WITH hit ORDER BY hit.score DESC
  WITH hit.node AS node, head(collect(hit)) AS best
  WITH node, best, round(best.score, 7) AS score
  ORDER BY score DESC, node.key
  RETURN collect([node, score, best.reason, best.via]) AS hits
}
UNWIND hits[..$limit] AS hit
WITH hit[0] AS node, hit[1] AS score, hit[2] AS reason, hit[3] AS via_key
ORDER BY score DESC, node.key
RETURN node, CASE WHEN score >= 0 THEN score END AS score, reason, via_key
