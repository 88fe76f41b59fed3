"""ICD-9-CM and the GEMs: a separate system, maps with their flags, codes without a counterpart."""

import pickle
from datetime import date
from pathlib import Path

import pytest
from support.loaded import Loaded, load_part

from medcodegraph.graph.model import Rel
from medcodegraph.loaders.pipeline.survey import survey
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.sources.icd9.loader import LOADER

GEM = """0010  A000    00000
36570 NoDx    11000
v5889 T8853XD 10000
80500 S12000A 10111
80500 S12001A 10112
"""
TITLES = """0010  Cholera due to vibrio cholerae
4280  Congestive heart failure, not otherwise stated
V5889 Aftercare of another kind entirely
"""
PROCEDURES = "0001 Therapeutic ultrasound of vessels of head and neck\n"


def load(tmp_path: Path, name: str, text: str) -> Loaded:
    path = tmp_path / name
    path.write_text(text)
    (part,) = LOADER.parts([path], {})
    return load_part(part)


def test_gems_are_maps_with_flags_and_say_what_has_no_counterpart(tmp_path: Path) -> None:
    loaded = load(tmp_path, "2018_I9gem.txt", GEM)
    maps = [edge for edge in loaded.edges if edge.kind is Rel.MAPS_TO]
    told = [(e.start[1], e.end[1], e.properties["match"], e.properties["combination"]) for e in maps]
    assert told == [
        ("ICD9CM:001.0", "ICD10CM:A00.0", "exact", False),
        ("ICD9CM:V58.89", "ICD10CM:T88.53XD", "related", False),
        ("ICD9CM:805.00", "ICD10CM:S12.000A", "related", True),
        ("ICD9CM:805.00", "ICD10CM:S12.001A", "related", True),
    ]
    assert [edge.properties["approximate"] for edge in maps] == [False, True, True, True]
    assert [(edge.properties["scenario"], edge.properties["choice"]) for edge in maps[2:]] == [(1, 1), (1, 2)]
    assert loaded.codes("ICD9CM")["365.70"]["unmapped"] == ["GEM ICD-9-CM to ICD-10-CM"]
    assert loaded.report.rejects == []


@pytest.mark.parametrize(
    ("text", "name", "codes"),
    [
        ("A000    0010  00000\nR29700  NoDx  11000\n", "gem-diagnoses-back", {"001.0"}),
        ("0001  6A750Z4 10000\n0016  NoPCS   11000\n", "gem-procedures", {"00.01", "00.16"}),
        ("0016070 0231  10000\n02H40NZ NoI9  10000\n", "gem-procedures-back", {"02.31"}),
    ],
)
def test_each_of_the_four_maps_is_recognised_by_content(
    tmp_path: Path, text: str, name: str, codes: set[str]
) -> None:
    (tmp_path / "any.txt").write_text(text)
    assert list(survey([tmp_path], LOADERS.values()).found) == ["icd9cm"]
    (part,) = LOADER.parts([tmp_path], {})
    assert part.name == f"icd9cm/{name}"
    part = pickle.loads(pickle.dumps(part))  # as the process that reads large files gets it
    assert load_part(part).codes("ICD9CM").keys() == codes


def test_titles_make_codes_that_ended_with_the_system(tmp_path: Path) -> None:
    codes = load(tmp_path, "long.txt", TITLES).codes("ICD9CM")
    assert codes.keys() == {"001.0", "428.0", "V58.89"}
    assert codes["428.0"]["display"] == "Congestive heart failure, not otherwise stated"
    assert (codes["428.0"]["status"], codes["428.0"]["valid_to"]) == ("retired", date(2015, 9, 30))
    assert load(tmp_path, "sg.txt", PROCEDURES * 2).codes("ICD9CM").keys() == {"00.01"}


def test_neither_is_taken_for_cpt(tmp_path: Path) -> None:
    for name, text in {"a.txt": GEM, "b.txt": TITLES, "c.txt": PROCEDURES * 2}.items():
        (tmp_path / name).write_text(text)
    seen = survey([tmp_path], LOADERS.values())
    assert {loader: len(files) for loader, files in seen.found.items()} == {"icd9cm": 3}
