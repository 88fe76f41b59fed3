"""The model of the graph as a picture: a Mermaid flowchart made from graph/model.py."""

from collections import defaultdict

from medcodegraph.graph.model import EDGES, Label, Rel

_DERIVED = {
    (Label.CODE, Label.CODE): [Rel.SIMILAR_TO],
    (Label.CONDITION, Label.CONDITION): [Rel.CONTRADICTED],
}
_EVERYWHERE = (Label.SOURCE,)


def mermaid() -> str:
    """The picture; dotted arrows are derived, and every node is STATED_BY its sources."""
    stated: dict[tuple[Label, Label], list[Rel]] = defaultdict(list)
    for rel, kind in EDGES.items():
        for start in kind.starts:
            for end in kind.ends:
                stated[start, end].append(rel)
    lines = ["flowchart LR"]
    lines += [f"  {label}" for label in Label if label not in _EVERYWHERE]
    lines += [_arrow(pair, rels, "-->") for pair, rels in stated.items()]
    lines += [_arrow(pair, rels, "-.->") for pair, rels in _DERIVED.items()]
    lines += [f'  any["every node"] -->|{Rel.STATED_BY}| {Label.SOURCE}']
    return "\n".join(lines) + "\n"


def _arrow(pair: tuple[Label, Label], rels: list[Rel], shape: str) -> str:
    return f"  {pair[0]} {shape}|{'<br>'.join(rels)}| {pair[1]}"
