"""A made-up source with several editions, in files of two kinds."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from medcodegraph.graph.facts import Edge, Fact, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.editions import Edition
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance

SYSTEM = (Label.CODE_SYSTEM, "SYSTEM:T")


def facts(file: Path, report: Report, _: Names) -> Iterator[Fact]:
    """A line is `code level display [above] [valid_from]`."""
    yield Node(*SYSTEM, {"name": "T", "version": file.stem})
    for line in file.read_text().splitlines():
        report.rows += 1
        code, level, display, *more = line.split()
        above, since = [*more, "-", "-"][:2]
        stated: dict[str, Any] = {"system": "T", "code": code, "level": level, "status": "active"}
        if display != "-":
            stated["display"] = display
        if since != "-":
            stated["valid_from"] = date.fromisoformat(since)
        key = (Label.CODE, f"T:{code}")
        yield Node(*key, stated)
        yield Edge(Rel.IN_SYSTEM, key, SYSTEM)
        if above != "-":
            yield Edge(Rel.CHILD_OF, key, (Label.CODE, f"T:{above}"))


def parts(paths: Sequence[Path], _: Options) -> list[Part]:
    """A file is an edition: its folder is the series, its name the year it begins, or none."""
    found = []
    for file in paths:
        year = int(file.stem) if file.stem.isdecimal() else None
        kind = file.parent.name
        lists = {"list": ["T code", "T group"], "tree": ["T code", "T group", "T top"]}.get(kind, [])
        edition = Edition(
            f"made/{kind}", str(year) if year else None, date(year, 1, 1) if year else None, lists
        )
        provenance = Provenance("Made up", "P", "https://example.org", "CC0", edition.release)
        found.append(
            Part(
                edition.name,
                [file],
                provenance,
                lambda report, names, file=file: facts(file, report, names),  # type: ignore[misc]
                edition=edition,
            )
        )
    return found


MADE = Loader("made", "Made up", "lines", 10, parts)

FILES = {
    "list/2001.txt": "G group G\nA code Abe G\nB code Bob G 2000-01-01\nC code Cat G",
    "list/2002.txt": "G group G\nH group H G\nA code Ape H\nB code Bob G\nD code Dog G",
    "list/2003.txt": "G group G\nH group H G\nA code Ape H\nD code Dog G\nC code Cow H",
    "tree/2002.txt": "Z top Top\nG group G Z\nH group H G\nA code Ape H\nB code Bob G\nD code Dog G",
}
