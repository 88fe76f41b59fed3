"""Pages as they vary: names given by labels only, other words for labels, conditions outside their label."""

from pathlib import Path

import pytest
from support.loaded import NoNames

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Edge, Node, Value
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.pipeline.survey import survey
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.report import Report

LOADER = LOADERS["page"]
PAGE = """Looking into the knee

HCPCS code

Name of the Procedure:
Knee scope
"""


class Known(NoNames):
    """A graph that knows one condition."""

    def key(self, label: Label, *names: str) -> str | None:  # type: ignore[override]
        return "MONDO:0000001" if label is Label.CONDITION and "Torn meniscus" in names else None


Told = tuple[dict[str, Value], list[tuple[Rel, str, object]]]


def read(folder: Path, text: str, name: str = "G0289.txt") -> Told:
    """The properties of the procedure, and its edges: kind, end, frequency."""
    (folder / name).write_text(text)
    (part,) = LOADER.parts([folder / name], {})
    facts = list(part.facts(Report(), Known()))
    procedure = next(f for f in facts if isinstance(f, Node) and f.label is Label.PROCEDURE)
    edges = [f for f in facts if isinstance(f, Edge) and f.start[0] is Label.PROCEDURE]
    return dict(procedure.properties), [(e.kind, e.end[1], e.properties.get("frequency")) for e in edges]


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        ("- Common Name: Knee scope, key-hole surgery\n- Technical Term: Arthroscopy", "Knee scope"),
        ("Technical/Medical Term: Arthroscopy of the knee\nCommon name(s): Knee scope", "Knee scope"),
        ("- Technical Term: Arthroscopy of the knee", "Arthroscopy of the knee"),
    ],
)
def test_a_name_that_only_labels_give_is_the_name(labels: str, name: str, tmp_path: Path) -> None:
    properties, _ = read(tmp_path, PAGE.replace("Knee scope\n", f"{labels}\n"))
    assert properties["name"] == name


@pytest.mark.parametrize(
    ("section", "label", "field"),
    [
        ("Purpose", "Medical Conditions Addressed", "purpose"),
        ("Purpose", "Conditions treated", "purpose"),
        ("Indications", "Symptoms and Conditions", "symptoms"),
        ("Indications", "Symptom / condition", "symptoms"),
        ("Preparation", "Instructions", "instructions"),
        ("Preparation", "Pre-Procedure Instruction", "instructions"),
        ("Procedure Description", "Steps", "description"),
        ("Name of the Procedure", "Technical/Medical Terms", "terms"),
        ("Procedure Description", "Anesthesia & Sedation", "anesthesia"),
        ("Alternatives", "Pros & Cons", "edge_sections"),
    ],
)
def test_labels_in_other_words_are_known(section: str, label: str, field: str, tmp_path: Path) -> None:
    heading = "" if section.startswith("Name") else f"\n{section}:\n"
    properties, _ = read(tmp_path, f"{PAGE}{heading}{label}: Words of the page\n")
    assert "Words of the page" in str(properties[field])
    assert "other_sections" not in properties


def test_common_and_rare_alone_are_frequencies(tmp_path: Path) -> None:
    text = f"{PAGE}\nRisks and Complications:\n- Common: itching, rash\n- Rare: blood clot\n"
    _, edges = read(tmp_path, text)
    assert [edge for edge in edges if edge[0] is Rel.RISKS] == [
        (Rel.RISKS, "RISK:itching", "common"),
        (Rel.RISKS, "RISK:rash", "common"),
        (Rel.RISKS, "RISK:blood-clot", "rare"),
    ]


def test_anesthesia_among_the_steps_is_told_too(tmp_path: Path) -> None:
    text = f"{PAGE}\nProcedure Description:\n1. Local anesthesia numbs the knee.\n2. A camera is put in.\n"
    properties, _ = read(tmp_path, text)
    assert properties["anesthesia"] == "Local anesthesia numbs the knee."
    assert len(properties["steps"]) == 2  # type: ignore[arg-type]


def test_conditions_come_from_the_indications_where_no_label_names_them(tmp_path: Path) -> None:
    """Of sentences what is treated; of a list, which can be one of symptoms, only known conditions."""
    text = f"{PAGE}\nPurpose:\nThe scope is used to treat arthritis of the knee.\n"
    text += "\nIndications:\n- Knee pain\n- Torn meniscus\n"
    _, edges = read(tmp_path, text)
    assert [edge[1] for edge in edges if edge[0] is Rel.INDICATED_FOR] == [
        "CONDITION:arthritis-of-the-knee",
        "MONDO:0000001",
    ]


def test_a_descriptor_is_no_more_kept_as_a_name_than_as_a_title(tmp_path: Path) -> None:
    """Of CPT pages, whatever signs and capitals it is written with."""
    text = "Scope of knee, with words\n\nCPT4 code\n\nName of the Procedure:\nScope of Knee with Words\n"
    properties, _ = read(tmp_path, f"{text}- Common Name: Knee scope\n", "29870.txt")
    assert properties["name"] == "Knee scope"
    properties, _ = read(tmp_path, text, "29870.txt")
    assert properties["name"] == "Procedure of CPT 29870"


def test_a_bad_page_does_not_stop_its_folder(tmp_path: Path) -> None:
    """It is a part that fails by itself; a folder of which no page loads is an error."""
    (tmp_path / "G0289.txt").write_text(PAGE)
    (tmp_path / "G0290.txt").write_text("Looking\n\nHCPCS code\n\nSummary:\nWords.\n")
    good, bad = LOADER.parts([tmp_path], {})
    assert good.name == "page/hcpcs-g0289"
    with pytest.raises(InputError, match="names no procedure") as caught:
        next(iter(bad.facts(Report(), NoNames())))
    assert caught.value.file == tmp_path / "G0290.txt"
    (tmp_path / "G0289.txt").unlink()
    with pytest.raises(InputError, match="names no procedure"):
        LOADER.parts([tmp_path], {})


def test_what_is_almost_a_page_is_wrong_and_not_unknown(tmp_path: Path) -> None:
    (tmp_path / "G0289.txt").write_text("Looking\n\nHCPCS code\n\nSummary:\nWords.\n")
    (tmp_path / "knee.txt").write_text(PAGE)
    seen = survey([tmp_path], LOADERS.values())
    reasons = sorted(error.reason.partition(":")[0] for error in seen.wrong)
    assert reasons == ["the file name does not begin with a HCPCS code", "the page names no procedure"]
