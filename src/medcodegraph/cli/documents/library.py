"""docs/cypher.md, generated from the model and the headers of the query library."""

from collections.abc import Iterable, Iterator, Sequence

from medcodegraph.cli.library import flag, shown_default
from medcodegraph.graph.library.queries import Query, questions
from medcodegraph.graph.model import EDGES, NODE_PROPERTIES

_INTRODUCTION = """\
# Cypher queries
<!-- Made by `medcodegraph cypher docs > docs/cypher.md`; do not edit. -->

There are three ways to query the graph, all of them read-only:

- `medcodegraph cypher run NAME` runs a library query (see below); `list` lists them, `show NAME`
  explains one and prints its statement. The GraphQL API uses the same library.
- `medcodegraph cypher query 'MATCH ...'` runs your own statement, with `--param name=value`.
- Send `"extensions": {"cypher": true}` with a GraphQL request: the answer includes its statement and
  parameters, to run with `medcodegraph cypher query` or to paste into any Neo4j client.

Rows are printed as a table, or as JSON or CSV with `--format json` or `--format csv`. Everything is
information, never a payment decision.
"""

_MODEL = """\
## The graph
Every node has a `key` (`HCPCS:Q2042`, `MONDO:0018908`, `NCD:110.24`). Every relationship has a `source`:
the key of the `Source` that states it; the same fact from two sources gives two relationships, so count
and list with `DISTINCT`. What each source says about a node is on its `STATED_BY` relationship to that
source; the node shows the values of the source with the highest `rank`, and of several editions
(`Source.series`) the newest. `FORMER {kind}` relationships are those of older editions. A code is
`LACKED_BY` a complete edition without it that is next to one with it, which gives its first or last day;
it has `CHANGED_IN` to an edition that says something else about it than the one before, or that first has or
lacks it.
`status` is as of the day of the load: on any day a code is retired if `status = 'retired' OR valid_to <
date()`. `REPLACED_BY` starts only from codes that ended or ceased to be billable; the codes used before a new
code existed, most of them still valid, are `PREVIOUSLY_CODED_AS`.
`(Code)-[:SIMILAR_TO {score, relation, summary}]-(Code)` is derived after each load; it exists once for
each pair and is read both ways. It also has the score of each kind of evidence under its name (`text`,
`hierarchy`, ...). `CLASSIFIES` relationships of `SOURCE:derived/conditions` are derived from the wording of
codes, or from the alphabetic index, if no source maps a condition exactly, as stated in `reason`. Of others
whose match was reviewed, `stated_match` is what the source states. `CONTRADICTED {kind, reason}`
relationships are `IS_A` relationships between conditions that the codes of both contradict.
"""


def markdown() -> str:
    """The whole document."""
    parts = [_INTRODUCTION, _MODEL, "\n".join(_nodes()), "\n".join(_relationships())]
    folders = {
        "analysis": "## Analysis queries",
        "read": "## Queries that the API also uses",
    }
    for folder, heading in folders.items():
        found = [query for query in questions() if query.folder == folder]
        parts += [f"{heading}\n", "\n".join(_contents(found)), *map(_question, found)]
    return "\n".join(parts)


def _nodes() -> Iterator[str]:
    yield from _table("label", "properties")
    for label, properties in NODE_PROPERTIES.items():
        yield _row(f"`{label}`", ", ".join(f"`{name}`" for name in properties))
    yield ""


def _relationships() -> Iterator[str]:
    yield from _table("relationship", "from", "to", "facts besides `source`")
    for rel, kind in EDGES.items():
        starts, ends = (", ".join(f"`{label}`" for label in side) for side in (kind.starts, kind.ends))
        yield _row(f"`{rel}`", starts, ends, ", ".join(f"`{name}`" for name in kind.properties))
    yield ""


def _contents(found: Iterable[Query]) -> Iterator[str]:
    yield from _table("name", "query")
    for query in found:
        yield _row(f"[`{query.name}`](#{query.name})", query.title)
    yield ""


def _question(query: Query) -> str:
    lines = [f"### {query.name}", f"{query.title}.", ""]
    if query.description:
        lines += [query.description, ""]
    if query.params:
        lines += _table("option", "type", "what")
        lines += [
            _row(f"`{flag(param)}`", f"`{param.type}`", f"{param.description}{shown_default(param)}")
            for param in query.params
        ]
        lines.append("")
    lines += _table("column", "type", "what")
    lines += [_row(f"`{column.name}`", f"`{column.type}`", column.description) for column in query.returns]
    lines += ["", "```sh", *query.examples, "```", ""]
    return "\n".join(lines)


def _table(*names: str) -> Sequence[str]:
    return _row(*names), _row(*("---" for _ in names))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
