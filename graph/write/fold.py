"""How a node is folded from its claims: the Cypher fragment that ends every statement that writes nodes.

In each series only the newest edition's claim counts. Claims are applied in ascending order of rank, then of
the first day of their edition, so that the higher rank wins, and among equals the newer edition
(decisions/0003-claims.md, decisions/0009-editions.md). An older edition's `valid_from` is kept if no newer
one states any. Whether and when a code ends comes from a single claim, the last that states it: if that
leaves the end open, no other fills it in. What complete lists lack comes last: it gives the days that no
claim states. The status follows from the last day, as of the day of the load; queries compare it with their
own day (decisions/0022-status-by-day.md). Claims of a hidden Source are left out
(decisions/0010-licensed-texts.md). The other keys of a condition, its `xrefs`, and the `synonyms` of a
node are those of all claims.
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
SET node.xrefs = reduce(all = node.xrefs, claim IN claims | all + [
  one IN coalesce(claim.xrefs, []) WHERE NOT one IN all
])
SET node.synonyms = reduce(all = node.synonyms, claim IN claims | all + [
  one IN coalesce(claim.synonyms, []) WHERE none(other IN all + coalesce(node.name, node.display, '')
    WHERE toLower(other) = toLower(one))
])
WITH node, since, begun, ended,
  last([claim IN claims WHERE claim.status IS NOT NULL OR claim.valid_to IS NOT NULL]) AS life
SET node.valid_from = coalesce(node.valid_from, since, CASE WHEN begun[1] THEN begun[0] END),
  node.valid_to = coalesce(life.valid_to, CASE WHEN ended[1] THEN ended[0] END),
  node.status = CASE WHEN ended[0] < date() THEN 'retired' ELSE coalesce(life.status, node.status) END
SET node.valid_from_by = CASE WHEN node.valid_from IS NULL THEN coalesce(begun[0], node.valid_from_by) END,
  node.valid_to_by = CASE WHEN node.valid_to IS NULL THEN ended[0] END
SET node.status = {STATUS_TODAY.format("node")}
REMOVE node.load, node.digest"""
"""Given `node` alone: makes the node the fold of its claims."""

SAYS_NOTHING_NEW = """\
source.series IS NULL AND none(name IN keys(row.properties) WHERE coalesce(
    name IN ['valid_from', 'valid_from_by', 'valid_to', 'valid_to_by', 'status']
      OR node[name] <> row.properties[name], true))"""
"""Given a new claim of `source` with what `row` says: whether the fold of `node` stays what it is.

It does where each property is the node's already, whatever the rank of the claim: a policy that names a known
code. When a code begins and ends is not simply what the last claim states: that is left to the fold.
"""

COPY = f"""\
WITH node, claim, alone, known WHERE alone OR NOT known
FOREACH (_ IN CASE WHEN alone THEN [1] ELSE [] END |
  SET node = claim {{.*, key: node.key, status: {STATUS_TODAY.format("claim")}, load: null, digest: null}})
WITH DISTINCT node, alone WHERE NOT alone
RETURN collect(elementId(node)) AS left"""
"""Given `node`, `claim`, whether it is `alone` and whether its content is `known`: the same where there is
only one claim, or where it says nothing new. Returns `left`, the other nodes, for FOLD_LEFT.

Together the two would be one statement for each label, which takes Neo4j nearly twice as long to plan.
"""

FOLD_LEFT = f"""\
UNWIND $left AS id
MATCH (node) WHERE elementId(node) = id
{FOLD}"""
"""Folds the nodes `$left`, of any label."""

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
"""Delete the claims of the Source `$source` and its documents that the load `$load` did not confirm.

A node with other claims is folded from those; a node without any is deleted, with its derived edges.
Returns `swept`, the number of deleted claims.
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
"""Exclude the claims of licensed Sources from the nodes, or include them again, in one transaction.

Returns `nodes`, the number of changed nodes.
"""
