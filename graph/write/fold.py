"""How a node follows from what is said about it: the fragment of Cypher with which every write of one ends.

Of each series only the newest edition's claim counts. Claims are laid over each other in ascending order of
rank, then of the day their edition begins, so that a higher rank's word counts, and a newer one's among
equals (decisions/0003-claims.md, decisions/0009-editions.md). An older edition's `valid_from` is kept where
no newer one states any. Whether and when a code ends is said by one claim alone, the last that speaks of it:
where that leaves the end open, no other fills it in. What complete lists lack comes last: it tells the days
that no claim states. The status follows the last day, as it is on the day of the load; what reads it looks at
the day again (decisions/0022-status-by-day.md). What a hidden Source says is left out
(decisions/0010-licensed-texts.md).
"""

from medcodegraph.graph.model import STATUS_TODAY

FOLD = f"""\
CALL (node) {{
  MATCH (node)-[claim:STATED_BY]->(source:Source) WHERE NOT coalesce(source.hidden, false)
  WITH claim, source, [source.rank, coalesce(toString(source.begins), ''), source.key] AS place
  ORDER BY place
  WITH coalesce(source.series, source.key) AS series, max(place) AS place,
    last(collect(properties(claim))) AS said, last(collect(claim.valid_from)) AS since
  ORDER BY place
  RETURN collect(said) AS claims, last(collect(since)) AS since
}}
CALL (node) {{
  OPTIONAL MATCH (node)-[lack:LACKED_BY]->(:Source)
  WITH collect(lack) AS lacks, max(coalesce(lack.valid_from, lack.valid_from_by)) AS begun,
    min(coalesce(lack.valid_to, lack.valid_to_by)) AS ended
  RETURN [begun, any(lack IN lacks WHERE lack.valid_from = begun)] AS begun,
    [ended, any(lack IN lacks WHERE lack.valid_to = ended)] AS ended
}}
SET node = {{key: node.key}}
FOREACH (claim IN claims | SET node += claim)
WITH node, since, begun, ended,
  last([claim IN claims WHERE claim.status IS NOT NULL OR claim.valid_to IS NOT NULL]) AS life
SET node.valid_from = coalesce(node.valid_from, since, CASE WHEN begun[1] THEN begun[0] END),
  node.valid_to = coalesce(life.valid_to, CASE WHEN ended[1] THEN ended[0] END),
  node.status = CASE WHEN ended[0] < date() THEN 'retired' ELSE coalesce(life.status, node.status) END
SET node.valid_from_by = CASE WHEN node.valid_from IS NULL THEN coalesce(begun[0], node.valid_from_by) END,
  node.valid_to_by = CASE WHEN node.valid_to IS NULL THEN ended[0] END
SET node.status = {STATUS_TODAY.format("node")}
REMOVE node.load"""
"""Given `node`, and nothing else that is needed after it: makes the node the fold of its claims."""

SWEEP_CLAIMS = f"""\
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
MATCH (node)-[claim:STATED_BY]->(source) WHERE claim.load <> $load
CALL (node, claim) {{
  DELETE claim
  WITH node
  {FOLD}
  WITH node WHERE NOT EXISTS {{ (node)-[:STATED_BY]->() }}
  DETACH DELETE node
}} IN TRANSACTIONS OF 5000 ROWS
RETURN count(*) AS swept"""
"""Delete what the Source `$source` and its documents said about nodes and the load `$load` did not.

A node that others still speak of becomes what they say; a node no one speaks of is deleted, with the edges
that were derived for it. Returns `swept`, how many claims are gone.
"""

HIDE_LICENSED = f"""\
MATCH (source:Source {{licensed: true}}) WHERE coalesce(source.hidden, false) <> $hidden
SET source.hidden = $hidden
WITH collect(source) AS sources
UNWIND sources AS source
MATCH (node)-[:STATED_BY]->(source)
WITH DISTINCT node
{FOLD}
RETURN count(node) AS nodes"""
"""Keep what Sources of licensed texts say out of the nodes, or let it in again, in one transaction.

Returns `nodes`, how many nodes changed.
"""
