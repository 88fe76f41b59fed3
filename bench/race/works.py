"""The works of the race.

Each work is a file `works/NAME.graphql` for our server, `works/NAME.cypher` for the hand-written endpoint and
`works/NAME.apollo.graphql` for @neo4j/graphql. Its variables are drawn from the graph, which can be any.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medcodegraph.graph.driver import Graph

FILES = Path(__file__).with_name("works")


@dataclass(frozen=True, slots=True)
class Work:
    """One query. `draw` is the Cypher that returns its variables."""

    name: str
    what: str
    draw: str

    def text(self, kind: str) -> str:
        """The document or statement for one kind of server: `graphql`, `cypher` or `apollo.graphql`."""
        return (FILES / f"{self.name}.{kind}").read_text()


WORKS = (
    Work(
        "point",
        "one code",
        """MATCH (c:Code) WHERE c.system IN ['ICD10CM', 'HCPCS'] AND c.billable
        WITH c ORDER BY substring(c.code, 2), c.key LIMIT 500 RETURN c.key AS key""",
    ),
    Work(
        "nested",
        "a diagnosis, 10 conditions with parents; an item with 10 policies and the number of their codes",
        """MATCH (d:Code {system: 'ICD10CM'})-[:CLASSIFIES]->()
        WITH d, count(*) AS n ORDER BY n DESC, d.key LIMIT 40 WITH collect(d.key) AS diagnoses
        MATCH (i:Code)<-[:COVERS]-() WITH diagnoses, i, count(*) AS n ORDER BY n DESC, i.key LIMIT 7
        UNWIND diagnoses AS diagnosis RETURN diagnosis, i.key AS item ORDER BY diagnosis, item""",
    ),
    Work(
        "search",
        "full text, 10 hits, conditions with their parents",
        """MATCH (c:Condition) WHERE size(c.name) < 40
        RETURN c.name AS text ORDER BY substring(c.key, 9), c.key LIMIT 100""",
    ),
    Work(
        "similar",
        "the 10 most similar codes of one, with reasons",
        """MATCH (c:Code)-[s:SIMILAR_TO]-() WITH c, count(s) AS n WHERE n >= 10
        RETURN c.key AS key ORDER BY substring(c.code, 2), c.key LIMIT 200""",
    ),
    Work(
        "wide",
        "a policy, 100 codes, the 5 most similar of each",
        """MATCH (p:Policy)-[r:COVERS]->(c)
        WITH p, count(r) AS n ORDER BY n DESC, p.key LIMIT 6 RETURN p.key AS key""",
    ),
    Work("page", "1,000 codes with up to 10 children each", "RETURN 'ICD10CM:' AS prefix"),
    Work(
        "coverage",
        "whether a code is covered, with every path that leads to the verdict",
        """MATCH (c:Code)<-[r:COVERS]-() WITH c, count(r) AS n ORDER BY n DESC, c.key LIMIT 60
        RETURN c.key AS code""",
    ),
    Work(
        "deep",
        "four levels down a hierarchy, up to 10 codes at each step, and up again",
        "MATCH (c:Code {system: 'ICD10CM', level: 'chapter'}) RETURN c.key AS key ORDER BY key",
    ),
)


async def drawn(graph: Graph, work: Work) -> list[dict[str, Any]]:
    """The variables of a work in this graph; raises an error if there are none."""
    found = await graph.read(work.draw)
    if not found:
        raise SystemExit(f"the graph holds nothing for the work {work.name!r}: load more, or leave it out")
    return found
