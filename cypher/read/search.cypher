// name: search
// title: Codes, procedures, conditions, policies and payers that match a text, best first
// mode: read
// description: X
// param: text STRING  What is looked for, as it was typed
// param: kinds LIST<STRING> = []  Only nodes with one of these labels; none for all
// param: systems LIST<STRING> = []  Only codes of these systems; none for all
// param: statuses LIST<STRING> = []  Only what has one of these statuses; none for all
// param: payers LIST<STRING> = []  Only policies of the payers with these keys; none for all
// param: limit INTEGER = 10  At most so many rows
// param: most INTEGER = 1000  How many of what matches by words are ranked
// derived: folded STRING from text  The text in small letters without accents
// derived: codes LIST<STRING> from text  Keys and numbers it may be a writing of
// derived: repaired LIST<STRING> from text  Keys it may be once lost zeros, placeholders and the like are put right
// derived: meant LIST<STRING> from text  Other wordings of it, and keys that it stands for
// derived: names STRING from text  The query of names that are it or begin with it
// derived: words STRING from text  The query of its words
// derived: beginnings STRING from text  The query of its words, the last one being typed
// derived: near_names STRING from text  The query of names a slip away
// derived: near_words STRING from text  The query of words a slip away
// derived: some_words STRING from text  The query of any of its words
// derived: groups LIST<STRING> from text  How to tell which of its words a text holds
// returns: node NODE  What was found
// returns: score FLOAT  How well it matches
// returns: reason STRING  Why it was found
// returns: via STRING  Key of the condition or procedure that leads to it
// example: medcodegraph cypher run search --text nhl
// example: medcodegraph cypher run search --text c9100 --systems ICD10CM --format json
CALL () {
  CALL db.index.fulltext.queryNodes('search_names', $names, {
    limit: CASE WHEN size($kinds) + size($systems) + size($statuses) + size($payers) = 0 THEN $most ELSE 20 * $most END
  }) YIELD node
  CALL (node) {
    RETURN (size($kinds) = 0 OR labels(node)[0] IN $kinds)
      AND (size($systems) = 0 OR node.system IN $systems)
      AND (size($statuses) = 0 OR node.status IN $statuses)
      AND (size($payers) = 0 OR EXISTS { (node)-[:ISSUED_BY]->(payer:Payer) WHERE payer.key IN $payers }) AS kept
  }
  WITH * WHERE kept OR node:Condition OR node:Procedure
  CALL (node) {
    RETURN CASE
        WHEN node:Policy THEN 0.5
        WHEN node:Payer THEN 0.8
        WHEN node:Condition OR node:Procedure THEN 1.0
        WHEN node.system = 'CCSR' THEN 0.55
        WHEN node.system = 'HCPCSMOD' THEN 0.7
        WHEN node.system = 'HCPCS' AND left(node.code, 2) IN ['G8', 'G9', 'M1'] THEN 0.3
        WHEN node.system = 'HCPCS' AND node.display =~ '(?i).*(not otherwise (specified|classified)|unspecified).*' THEN 0.6
        WHEN node.system = 'ICD10CM' AND node.code =~ '.{7}[^ABC]' THEN 0.65
        WHEN node.system = 'ICD10CM' AND node.code =~ '[V-Y].*' THEN 0.75
        WHEN node.system = 'ICD10PCS' THEN 0.85
        WHEN node.billable = false THEN 0.92
        ELSE 0.97
      END AS weight,
      coalesce(node.status, '') = 'retired' AS retired,
      COUNT { (node)--() } AS edges
  }
  WITH node, kept, weight, retired, edges,
    CASE
      WHEN node.key IN $codes THEN 10
      WHEN node.code IN $codes OR node.number IN $codes OR $folded IN [toLower(node.code), toLower(node.number)] THEN 9
      WHEN node.names[0] = $folded THEN 8
      WHEN $folded IN node.names THEN 7
      WHEN node.key IN $repaired THEN 6
      WHEN any(text IN $meant WHERE text IN node.names OR text = node.key) THEN 5
      ELSE 4
    END AS class
  WITH node, kept, class, CASE class
      WHEN 4 THEN CASE WHEN retired THEN 0.0 ELSE 4.0 END
        + weight * (0.35 + 0.45 * size($folded) / size(head([name IN node.names WHERE name STARTS WITH $folded])))
      ELSE class + CASE WHEN retired THEN 0.0 ELSE 0.3 * weight + 0.3 * edges / (edges + 50) END
    END AS score
  WHERE score IS NOT NULL
  RETURN collect({node: node, score: score, kept: kept, reason: CASE class
    WHEN 10 THEN 'EXACT_CODE' WHEN 9 THEN 'EXACT_CODE' WHEN 8 THEN 'EXACT_NAME' WHEN 7 THEN 'EXACT_SYNONYM'
    WHEN 6 THEN 'REPAIRED_CODE' WHEN 5 THEN 'VOCABULARY' ELSE 'PREFIX' END}) AS named
}
CALL (named) {
  WITH * WHERE size([hit IN named WHERE hit.kept AND hit.score >= 5]) < $limit
  CALL db.index.fulltext.queryNodes('search_stems', $words, {
    limit: CASE WHEN size($kinds) + size($systems) + size($statuses) + size($payers) = 0 THEN $most ELSE 1000000 END
  }) YIELD node, score AS lucene
  CALL (node) {
    RETURN (size($kinds) = 0 OR labels(node)[0] IN $kinds)
      AND (size($systems) = 0 OR node.system IN $systems)
      AND (size($statuses) = 0 OR node.status IN $statuses)
      AND (size($payers) = 0 OR EXISTS { (node)-[:ISSUED_BY]->(payer:Payer) WHERE payer.key IN $payers }) AS kept
  }
  WITH * WHERE kept OR node:Condition OR node:Procedure
  CALL (node) {
    RETURN CASE
        WHEN node:Policy THEN 0.5
        WHEN node:Payer THEN 0.8
        WHEN node:Condition OR node:Procedure THEN 1.0
        WHEN node.system = 'CCSR' THEN 0.55
        WHEN node.system = 'HCPCSMOD' THEN 0.7
        WHEN node.system = 'HCPCS' AND left(node.code, 2) IN ['G8', 'G9', 'M1'] THEN 0.3
        WHEN node.system = 'HCPCS' AND node.display =~ '(?i).*(not otherwise (specified|classified)|unspecified).*' THEN 0.6
        WHEN node.system = 'ICD10CM' AND node.code =~ '.{7}[^ABC]' THEN 0.65
        WHEN node.system = 'ICD10CM' AND node.code =~ '[V-Y].*' THEN 0.75
        WHEN node.system = 'ICD10PCS' THEN 0.85
        WHEN node.billable = false THEN 0.92
        ELSE 0.97
      END AS weight,
      coalesce(node.status, '') = 'retired' AS retired,
      COUNT { (node)--() } AS edges
  }
  RETURN collect({node: node, kept: kept, reason: 'WORDS',
    score: CASE WHEN retired THEN 0.0 ELSE 4.0 END + weight * (0.9 * lucene / (lucene + 12) + 0.05 * edges / (edges + 50))}) AS worded
}
CALL (named, worded) {
  WITH * WHERE size([hit IN named WHERE hit.kept AND hit.score >= 4]) < $limit
    AND size([hit IN worded WHERE hit.kept AND hit.score >= 4]) < $limit
  CALL db.index.fulltext.queryNodes('search_words', $beginnings, {
    limit: CASE WHEN size($kinds) + size($systems) + size($statuses) + size($payers) = 0 THEN $most ELSE 1000000 END
  }) YIELD node, score AS lucene
  CALL (node) {
    RETURN (size($kinds) = 0 OR labels(node)[0] IN $kinds)
      AND (size($systems) = 0 OR node.system IN $systems)
      AND (size($statuses) = 0 OR node.status IN $statuses)
      AND (size($payers) = 0 OR EXISTS { (node)-[:ISSUED_BY]->(payer:Payer) WHERE payer.key IN $payers }) AS kept
  }
  WITH * WHERE kept OR node:Condition OR node:Procedure
  CALL (node) {
    RETURN CASE
        WHEN node:Policy THEN 0.5
        WHEN node:Payer THEN 0.8
        WHEN node:Condition OR node:Procedure THEN 1.0
        WHEN node.system = 'CCSR' THEN 0.55
        WHEN node.system = 'HCPCSMOD' THEN 0.7
        WHEN node.system = 'HCPCS' AND left(node.code, 2) IN ['G8', 'G9', 'M1'] THEN 0.3
        WHEN node.system = 'HCPCS' AND node.display =~ '(?i).*(not otherwise (specified|classified)|unspecified).*' THEN 0.6
        WHEN node.system = 'ICD10CM' AND node.code =~ '.{7}[^ABC]' THEN 0.65
        WHEN node.system = 'ICD10CM' AND node.code =~ '[V-Y].*' THEN 0.75
        WHEN node.system = 'ICD10PCS' THEN 0.85
        WHEN node.billable = false THEN 0.92
        ELSE 0.97
      END AS weight,
      coalesce(node.status, '') = 'retired' AS retired,
      COUNT { (node)--() } AS edges
  }
  RETURN collect({node: node, kept: kept, reason: 'WORDS',
    score: CASE WHEN retired THEN 0.0 ELSE 3.0 END + weight * (0.9 * lucene / (lucene + 12) + 0.05 * edges / (edges + 50))}) AS begun
}
CALL (named, worded, begun) {
  UNWIND CASE WHEN size(named) + size(worded) + size(begun) > 0 THEN []
    ELSE [['search_names', $near_names, 0.45], ['search_words', $near_words, 0.0]] END AS near
  CALL db.index.fulltext.queryNodes(near[0], near[1], {
    limit: CASE WHEN size($kinds) + size($systems) + size($statuses) + size($payers) = 0 THEN $most ELSE 1000000 END
  }) YIELD node, score AS lucene
  CALL (node) {
    RETURN (size($kinds) = 0 OR labels(node)[0] IN $kinds)
      AND (size($systems) = 0 OR node.system IN $systems)
      AND (size($statuses) = 0 OR node.status IN $statuses)
      AND (size($payers) = 0 OR EXISTS { (node)-[:ISSUED_BY]->(payer:Payer) WHERE payer.key IN $payers }) AS kept
  }
  WITH * WHERE kept OR node:Condition OR node:Procedure
  CALL (node) {
    RETURN CASE
        WHEN node:Policy THEN 0.5
        WHEN node:Payer THEN 0.8
        WHEN node:Condition OR node:Procedure THEN 1.0
        WHEN node.system = 'CCSR' THEN 0.55
        WHEN node.system = 'HCPCSMOD' THEN 0.7
        WHEN node.system = 'HCPCS' AND left(node.code, 2) IN ['G8', 'G9', 'M1'] THEN 0.3
        WHEN node.system = 'HCPCS' AND node.display =~ '(?i).*(not otherwise (specified|classified)|unspecified).*' THEN 0.6
        WHEN node.system = 'ICD10CM' AND node.code =~ '.{7}[^ABC]' THEN 0.65
        WHEN node.system = 'ICD10CM' AND node.code =~ '[V-Y].*' THEN 0.75
        WHEN node.system = 'ICD10PCS' THEN 0.85
        WHEN node.billable = false THEN 0.92
        ELSE 0.97
      END AS weight,
      coalesce(node.status, '') = 'retired' AS retired,
      COUNT { (node)--() } AS edges
  }
  RETURN collect({node: node, kept: kept, reason: 'TYPO',
    score: CASE WHEN retired THEN 0.0 ELSE 2.0 END + weight * (near[2] + 0.45 * lucene / (lucene + 12) + 0.05 * edges / (edges + 50))}) AS mistyped
}
CALL (named, worded, begun, mistyped) {
  WITH * WHERE size([hit IN named + worded + begun WHERE hit.kept AND hit.score >= 3]) < CASE WHEN $limit < 5 THEN $limit ELSE 5 END
  CALL db.index.fulltext.queryNodes('search_stems', $some_words, {
    limit: CASE WHEN size($kinds) + size($systems) + size($statuses) + size($payers) = 0 THEN 100 ELSE 5000 END
  }) YIELD node, score AS lucene
  CALL (node) {
    RETURN (size($kinds) = 0 OR labels(node)[0] IN $kinds)
      AND (size($systems) = 0 OR node.system IN $systems)
      AND (size($statuses) = 0 OR node.status IN $statuses)
      AND (size($payers) = 0 OR EXISTS { (node)-[:ISSUED_BY]->(payer:Payer) WHERE payer.key IN $payers }) AS kept
  }
  WITH * WHERE kept
  ORDER BY lucene DESC, node.key LIMIT 60
  CALL (node) {
    RETURN CASE
        WHEN node:Policy THEN 0.5
        WHEN node:Payer THEN 0.8
        WHEN node:Condition OR node:Procedure THEN 1.0
        WHEN node.system = 'CCSR' THEN 0.55
        WHEN node.system = 'HCPCSMOD' THEN 0.7
        WHEN node.system = 'HCPCS' AND left(node.code, 2) IN ['G8', 'G9', 'M1'] THEN 0.3
        WHEN node.system = 'HCPCS' AND node.display =~ '(?i).*(not otherwise (specified|classified)|unspecified).*' THEN 0.6
        WHEN node.system = 'ICD10CM' AND node.code =~ '.{7}[^ABC]' THEN 0.65
        WHEN node.system = 'ICD10CM' AND node.code =~ '[V-Y].*' THEN 0.75
        WHEN node.system = 'ICD10PCS' THEN 0.85
        WHEN node.billable = false THEN 0.92
        ELSE 0.97
      END AS weight,
      coalesce(node.status, '') = 'retired' AS retired,
      COUNT { (node)--() } AS edges
  }
  WITH *, ' ' + replace(replace(replace(replace(replace(reduce(all = '', name IN node.names[..40] | all + ' ' + name)
    + ' ' + toLower(coalesce(node.description, '')), '(', ' '), '-', ' '), '[', ' '), '/', ' '), ',', ' ') AS held
  WITH *, 1.0 * size([word IN $groups WHERE any(way IN split(word, '|') WHERE all(stem IN split(way, '&') WHERE held CONTAINS stem))])
    / size($groups) AS share
  WHERE share >= 0.4
  RETURN collect({node: node, kept: kept, reason: 'SOME_WORDS',
    score: CASE WHEN retired THEN 0.0 ELSE 1.0 END + 0.9 * weight * share * (0.4 + 0.6 * lucene / (lucene + 12))}) AS partly
}
CALL (named, worded, begun, mistyped) {
  UNWIND named + worded + begun + mistyped AS hit
  WITH hit WHERE hit.node:Condition OR hit.node:Procedure
  WITH hit ORDER BY hit.score DESC, hit.node.key LIMIT 3
  CALL (hit) {
    WITH hit.node AS from
    MATCH (from)<-[fact:CLASSIFIES|BILLS]-(node:Code)
    RETURN node, max(CASE fact.match WHEN 'exact' THEN 3 WHEN 'narrow' THEN 2 WHEN 'related' THEN 1 WHEN 'broad' THEN 0 ELSE 3 END) AS match
  }
  CALL (node) {
    RETURN (size($kinds) = 0 OR labels(node)[0] IN $kinds)
      AND (size($systems) = 0 OR node.system IN $systems)
      AND (size($statuses) = 0 OR node.status IN $statuses)
      AND (size($payers) = 0 OR EXISTS { (node)-[:ISSUED_BY]->(payer:Payer) WHERE payer.key IN $payers }) AS kept
  }
  WITH * WHERE kept AND coalesce(node.status, '') <> 'retired'
  WITH hit, node, match ORDER BY match DESC, node.billable DESC, node.key
  WITH hit, collect(node)[..20] AS nodes
  UNWIND range(0, size(nodes) - 1) AS place
  RETURN collect({node: nodes[place], kept: true, reason: 'CONDITION', via: hit.node.key,
    score: hit.score - 0.0001 * (place + 1)}) AS led
}
UNWIND [hit IN named + worded[..$most] + begun[..$most] + mistyped[..$most] + partly + led WHERE hit.kept] AS hit
WITH hit ORDER BY hit.score DESC
WITH hit.node AS node, head(collect(hit)) AS best
WITH node, round(best.score, 7) AS score, best.reason AS reason, best.via AS via
ORDER BY score DESC, node.key
WITH collect([node, score, reason, via])[..$limit] AS hits
UNWIND hits AS hit
RETURN hit[0] AS node, hit[1] AS score, hit[2] AS reason, hit[3] AS via
ORDER BY score DESC, node.key
