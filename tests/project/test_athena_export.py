"""The invented Athena exports of bench/growth: always the same, read without rejects, words by Zipf's law."""

import csv
import importlib.util
import math
from collections import Counter
from pathlib import Path
from random import Random
from statistics import linear_regression
from typing import Any

import pytest

from medcodegraph.graph.facts import Document, Edge, Node
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.athena.loader import LOADER

BENCH = Path(__file__).parents[2] / "bench"
SIZE = 500


@pytest.fixture(scope="module")
def generator() -> Any:
    spec = importlib.util.spec_from_file_location("athena_export", BENCH / "athena_export.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def export(generator: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    generator.write_export(folder, SIZE)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def slope(counts: Counter[str], most: int) -> float:
    """The exponent of the frequencies of the most frequent words by their rank."""
    frequencies = [math.log(count) for _, count in counts.most_common(most)]
    return linear_regression([math.log(rank) for rank in range(1, most + 1)], frequencies).slope


def test_the_same_seed_gives_the_same_files(generator: Any, export: Path, tmp_path: Path) -> None:
    generator.write_export(tmp_path / "again", SIZE)
    generator.write_export(tmp_path / "other", SIZE, seed=2)
    assert content(tmp_path / "again") == content(export)
    assert content(tmp_path / "other")["CONCEPT.csv"] != content(export)["CONCEPT.csv"]


def test_the_loader_reads_every_row(export: Path) -> None:
    """Each concept becomes a code; maps, replacements and the hierarchy become edges between them."""
    (part,) = LOADER.parts([export], {})
    report, codes, edges = Report(), set[str](), Counter[Rel]()
    for fact in part.facts(report, None):  # type: ignore[arg-type]
        assert not isinstance(fact, Document)
        if isinstance(fact, Edge):
            edges[fact.kind] += 1
        elif isinstance(fact, Node) and not fact.key.startswith("SYSTEM:"):
            codes.add(fact.key)
    assert (report.rejects, report.notices) == ([], [])
    assert report.rows == sum(len(rows(file)) for file in export.iterdir() if file.name != "VOCABULARY.csv")
    assert len(codes) == SIZE
    assert {key.partition(":")[0] for key in codes} == {"BENCHCT", "BENCHDX", "BENCHPX"}
    retired = sum(bool(row["invalid_reason"]) for row in rows(export / "CONCEPT.csv"))
    assert 0.01 * SIZE < retired < 0.06 * SIZE
    assert edges[Rel.REPLACED_BY] == retired
    assert edges[Rel.CHILD_OF] == SIZE - retired - 3  # each vocabulary begins with a chapter
    assert edges[Rel.MAPS_TO] > 0.5 * SIZE


def test_replacements_and_maps_lead_to_valid_concepts(export: Path) -> None:
    concepts = {row["concept_id"]: row for row in rows(export / "CONCEPT.csv")}
    for row in rows(export / "CONCEPT_RELATIONSHIP.csv"):
        if row["relationship_id"] in ("Maps to", "Concept replaced by"):
            assert concepts[row["concept_id_2"]]["invalid_reason"] == ""
        if row["relationship_id"] == "Maps to":
            assert concepts[row["concept_id_2"]]["standard_concept"] == "S"


def test_every_relation_is_written_both_ways(export: Path) -> None:
    found = Counter(row["relationship_id"] for row in rows(export / "CONCEPT_RELATIONSHIP.csv"))
    assert found["Is a"] == found["Subsumes"]
    assert found["Maps to"] == found["Mapped from"]
    assert found["Concept replaced by"] == found["Concept replaces"]


def test_names_have_three_to_nine_words_and_a_third_has_synonyms(export: Path) -> None:
    concepts = rows(export / "CONCEPT.csv")
    lengths = {len(row["concept_name"].split()) for row in concepts}
    assert (min(lengths) >= 3, max(lengths)) == (True, 9)
    described = {row["concept_id"] for row in rows(export / "CONCEPT_SYNONYM.csv")}
    assert 0.25 * SIZE < len(described) < 0.42 * SIZE


def test_words_follow_zipfs_law(generator: Any, export: Path) -> None:
    language, draw = generator.Language(), Random(1)
    assert len(set(language.words)) == generator.WORDS
    drawn = Counter(word for _ in range(10_000) for word in language.drawn(draw, 3))
    assert slope(drawn, 100) == pytest.approx(-generator.EXPONENT, abs=0.1)
    names = Counter(
        word for row in rows(export / "CONCEPT.csv") for word in row["concept_name"].lower().split()
    )
    assert slope(names, 50) == pytest.approx(-generator.EXPONENT, abs=0.35)
