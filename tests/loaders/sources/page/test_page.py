"""Code pages in the graph: the facts of each fixture page and of the real one."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from medcodegraph.graph.facts import Document, Edge, Fact, Node
from medcodegraph.graph.model import EDGES, NODE_PROPERTIES, Label, Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.page.loader import LOADER

PAGES = Path(__file__).parents[3] / "fixtures" / "pages"
FILES = sorted(path for path in PAGES.rglob("*") if path.is_file())
GALLBLADDER = PAGES / "cpt4" / "47562.txt"
EYE = PAGES / "cpt4" / "66984-clouded-lens-swapped-for-a-clear-one"
BOWEL = PAGES / "hcpcs" / "G0105.txt"
BREATHING = PAGES / "hcpcs" / "G0237.txt"
HEART = PAGES / "icd10pcs" / "02703ZZ.txt"


class Known:
    """Names in a graph: lower-case name to key."""

    def __init__(self, **keys: str) -> None:
        self.keys = {name.replace("_", " "): key for name, key in keys.items()}

    def described(self, _: str) -> dict[str, tuple[str, ...]]:
        return {}

    def key(self, label: Label, *names: str) -> str | None:
        assert label == Label.CONDITION
        return next((self.keys[name.lower()] for name in names if name.lower() in self.keys), None)


def load(path: Path, names: Known | None = None, **options: str) -> tuple[list[Fact], Report]:
    (part,) = LOADER.parts([path], options)
    report = Report()
    return list(part.facts(report, names or Known())), report


def procedure(facts: Sequence[Fact]) -> dict[str, object]:
    return dict(
        next(fact for fact in facts if isinstance(fact, Node) and fact.label == Label.PROCEDURE).properties
    )


def named(facts: Sequence[Fact], kind: Rel, frequency: str | None = None) -> list[str]:
    """The names at the ends of edges of one kind, in order."""
    names = {fact.key: str(fact.properties.get("name")) for fact in facts if isinstance(fact, Node)}
    edges = [fact for fact in facts if isinstance(fact, Edge) and fact.kind == kind]
    return [names[edge.end[1]] for edge in edges if edge.properties.get("frequency") == frequency]


def edges(facts: Sequence[Fact], kind: Rel) -> list[Edge]:
    return [fact for fact in facts if isinstance(fact, Edge) and fact.kind == kind]


def conditions(facts: Sequence[Fact]) -> list[Node]:
    return [fact for fact in facts if isinstance(fact, Node) and fact.label == Label.CONDITION]


def test_gallbladder_page_is_read_completely() -> None:
    """Labelled lines, "Common Name(s)", steps that continue after the equipment, an unknown heading."""
    facts, report = load(GALLBLADDER)
    assert facts[0] == Node(Label.CODE, "CPT:47562", {"system": "CPT", "code": "47562"})
    assert procedure(facts) == {
        "name": "Keyhole Gallbladder Removal",
        "terms": ["Keyhole cholecystectomy", "Gallbladder surgery (minimally invasive)"],
        "summary": "A surgeon takes out the gallbladder through four small cuts. "
        "A thin camera shows the way on a screen.",
        "purpose": "The operation is used to treat symptomatic gallstones (cholelithiasis), "
        "acute cholecystitis and other gallbladder problems.",
        "goals": "To end the attacks of pain. People should be able to eat what they like again.",
        "symptoms": "- Repeated pain under the right ribs\n"
        "- Fever with a tender gallbladder, e.g. after a large meal",
        "patient_criteria": "Fit for general anesthesia; no large scars from earlier operations.",
        "instructions": "Nothing to eat for six hours. Blood thinners are paused if the doctor says so.",
        "description": "The operation takes four stages.",
        "steps": [
            "Access: The surgeon makes four cuts.\n- One cut lies at the navel\n"
            "- Three cuts lie under the ribs\n  - the smallest holds the clamp",
            "Release: The cystic duct and artery are clipped and cut. "
            "The gallbladder is peeled off the liver.",
            "Removal: The gallbladder leaves the body in a bag.",
            "Closure: The cuts are stitched.",
        ],
        "anesthesia": "General anesthesia.",
        "duration": "About one hour.",
        "risk_management": "Injuries of the duct are treated with a second operation.",
        "benefits": "The attacks of pain stop.",
        "timeline": "Most people feel better within two weeks.",
        "care": "Walk on the first day. Keep the cuts dry.",
        "recovery": "Two weeks; heavy lifting has to wait for six.",
        "patient_experience": "Most people wake up with mild pain in the belly.",
        "edge_sections": [
            "Diagnostic Tests:\n- Ultrasound: to see the stones\n- Blood and urine tests\n"
            "- MRI of the bile ducts, if stones may have left the gallbladder",
            "Tools and Equipment: Laparoscope (a thin camera), clip applier to close the duct, "
            "and other surgical instruments.",
            "Setting: It is usually done in an operating room of a hospital or in an ambulatory "
            "surgery center with a recovery area.",
            "Healthcare Professionals Involved: General surgeon, anesthesiologist, and scrub nurses.",
            "Common Risks: Shoulder pain, nausea and vomiting, and bruising around the cuts.",
            "Rare Risks: Bleeding that requires transfusion, injury to the bile duct. "
            "Injuries of the duct are treated with a second operation.",
            "Other Treatment Options: Watchful waiting, bile acid tablets, or open gallbladder removal.",
            "Pros and Cons: Tablets spare the operation but rarely work. Open surgery leaves a longer scar.",
        ],
        "other_sections": ["Diet After Surgery: Begin with light meals. Fat may come back slowly."],
    }
    assert named(facts, Rel.BILLS) == ["Keyhole Gallbladder Removal"]
    assert named(facts, Rel.INDICATED_FOR) == ["Symptomatic gallstones", "Acute cholecystitis"]
    assert named(facts, Rel.REQUIRES) == ["Ultrasound", "Blood tests", "Urine tests", "MRI of the bile ducts"]
    assert named(facts, Rel.USES) == ["Laparoscope", "Clip applier", "Surgical instruments"]
    assert named(facts, Rel.PERFORMED_IN) == ["Operating room of a hospital", "Ambulatory surgery center"]
    assert named(facts, Rel.PERFORMED_BY) == ["General surgeon", "Anesthesiologist", "Scrub nurse"]
    assert named(facts, Rel.RISKS, "common") == [
        "Shoulder pain",
        "Nausea and vomiting",
        "Bruising around the cuts",
    ]
    assert named(facts, Rel.RISKS, "rare") == ["Bleeding", "Injury to the bile duct"]
    assert named(facts, Rel.ALTERNATIVE_TO) == [
        "Watchful waiting",
        "Bile acid tablets",
        "Open gallbladder removal",
    ]
    assert report.rows == 97
    assert report.notices[:2] == [
        "47562.txt: the page's title is a CPT descriptor, licensed by the AMA: it is not stored",
        "47562.txt:85: 'Diet After Surgery' is kept in other_sections: an unknown heading",
    ]


def test_edges_carry_what_the_page_says_of_them() -> None:
    facts, _ = load(GALLBLADDER)
    pros = "Tablets spare the operation but rarely work. Open surgery leaves a longer scar."
    assert {edge.properties["pros_cons"] for edge in edges(facts, Rel.ALTERNATIVE_TO)} == {pros}
    assert [edge.properties["purpose"] for edge in edges(facts, Rel.REQUIRES)][:2] == [
        "to see the stones",
        None,
    ]
    criteria = str(edges(facts, Rel.INDICATED_FOR)[0].properties["criteria"])
    assert criteria.startswith("- Repeated pain")
    assert criteria.endswith("earlier operations.")


def test_eye_page_with_windows_line_ends_and_curly_quotes() -> None:
    """No file extension, CRLF, curly quotes, flat bullets under the steps, missing sections."""
    assert b"\r\n" in EYE.read_bytes()
    facts, _ = load(EYE)
    properties = procedure(facts)
    assert properties["terms"] == ["Phacoemulsification", "Surgeon\u2019s lens exchange"]
    assert properties["steps"] == [
        "Numbing: Drops numb the eye.\n- The lids are held open\n- A sterile sheet covers the face",
        "Exchange: The old lens comes out; the new one goes in.",
    ]
    assert properties["risk_management"] == "Drops against infection are given for four weeks."
    assert not {"duration", "benefits", "anesthesia", "other_sections"} & properties.keys()
    assert named(facts, Rel.REQUIRES) == ["Eye measurements", "Slit-lamp examination"]
    assert {edge.properties["purpose"] for edge in edges(facts, Rel.REQUIRES)} == {
        "to choose the lens, the cut, and the drops"
    }
    assert named(facts, Rel.PERFORMED_IN) == ["Day clinic", "Doctor's office"]
    assert named(facts, Rel.PERFORMED_BY) == ["Ophthalmologist", "Nurse", "Ophthalmic technician"]
    assert named(facts, Rel.RISKS, "common") == ["Dry eyes", "Glare", "Blurred sight"]
    assert named(facts, Rel.RISKS, "rare") == ["Infection inside the eye"]


def test_bowel_page_written_in_bullets() -> None:
    """Labels as bullets with nested items, steps as bullets, a usually empty section with content."""
    facts, report = load(BOWEL)
    properties = procedure(facts)
    title = "Look into the whole bowel of a person at high risk of cancer (test page)"
    assert facts[0].properties["display"] == title
    assert properties["terms"] == ["Colonoscopy for high-risk screening", "Lower endoscopy"]
    assert properties["steps"] == [
        "Sedation: A short-acting drug is given.",
        "Look: The tube goes in as far as the small bowel.\n- Air widens the bowel",
        "Polyps: Growths are snared.",
    ]
    assert properties["risk_management"] == "Management typically involves a night in hospital."
    assert properties["other_sections"] == [
        "Related policies from health plans: A plan may ask for a referral first."
    ]
    assert named(facts, Rel.INDICATED_FOR) == ["Colorectal cancer", "Adenomatous polyps"]
    assert named(facts, Rel.REQUIRES) == []
    assert named(facts, Rel.PERFORMED_BY) == ["Gastroenterologist", "Endoscopy nurse", "Sedation team"]
    assert named(facts, Rel.PERFORMED_IN) == ["Endoscopy suite", "Hospital"]
    assert named(facts, Rel.RISKS, "common") == ["Bloating", "Cramps"]
    assert named(facts, Rel.RISKS, "rare") == [
        "Perforation of the bowel",
        "Bleeding after a polyp is taken out",
    ]
    assert named(facts, Rel.ALTERNATIVE_TO) == ["Stool test", "CT colonography"]
    assert any("'Related policies from health plans' is kept" in notice for notice in report.notices)


def test_heart_page_with_round_bullets_and_no_terms() -> None:
    facts, report = load(HEART)
    properties = procedure(facts)
    assert facts[0].key == "ICD10PCS:02703ZZ"
    assert "terms" not in properties
    assert properties["goals"] == "- More blood for the heart muscle\n- Less chest pain"
    assert properties["steps"] == [
        "Puncture: An artery at the wrist is punctured.",
        "Balloon: The balloon is inflated.\n- for ten seconds\n- once more if needed",
    ]
    assert properties["other_sections"] == [
        "Above the title: Log in\nHelp",
        "Insurance Notes: Insurers: Many plans want a stress test first.",
    ]
    assert named(facts, Rel.INDICATED_FOR) == ["Coronary artery disease", "Acute coronary syndrome"]
    assert [fact.properties["synonyms"] for fact in conditions(facts)] == [
        ["CAD"],
        ["ACS"],
    ]
    assert named(facts, Rel.PERFORMED_IN) == ["Catheterization laboratory"]
    assert named(facts, Rel.RISKS) == ["Bruise at the wrist", "Torn artery"]
    assert any("02703ZZ.txt:43: 'Insurance Notes'" in notice for notice in report.notices)


def test_breathing_page_of_plain_paragraphs() -> None:
    """Prose gives no names where it lists none, and says so; its purpose says what is treated."""
    facts, report = load(BREATHING)
    properties = procedure(facts)
    assert properties["summary"] == "A therapist trains the breathing muscles."
    assert properties["other_sections"] == ["Billing Hint: one unit is fifteen minutes."]
    assert named(facts, Rel.ALTERNATIVE_TO) == ["Medicines", "Oxygen at home", "Surgery"]
    assert named(facts, Rel.INDICATED_FOR) == ["Weak breathing muscles"]
    assert not [*edges(facts, Rel.RISKS), *edges(facts, Rel.PERFORMED_IN)]
    assert len([notice for notice in report.notices if "no names could be read" in notice]) == 2


def test_conditions_are_looked_up_by_name_then_abbreviation() -> None:
    names = Known(coronary_artery_disease="MONDO:1", acs="MONDO:2", cad="MONDO:3")
    facts, report = load(HEART, names)
    assert [edge.end[1] for edge in edges(facts, Rel.INDICATED_FOR)] == ["MONDO:1", "MONDO:2"]
    assert Node(Label.CONDITION, "MONDO:1", {}) in facts
    assert not any("no known condition" in notice for notice in report.notices)


def test_conditions_are_looked_up_in_the_singular_too() -> None:
    facts, _ = load(GALLBLADDER, Known(symptomatic_gallstone="MONDO:1"))
    assert edges(facts, Rel.INDICATED_FOR)[0].end[1] == "MONDO:1"


def test_loading_a_page_again_states_the_same() -> None:
    """The conditions of the first load are found by the second, and still stated completely."""
    first, _ = load(HEART)
    there = Known(
        coronary_artery_disease="CONDITION:coronary-artery-disease", acs="CONDITION:acute-coronary-syndrome"
    )
    assert load(HEART, there)[0] == first


def test_seed_page(shared_data: Path) -> None:
    """The real page: its two conditions, three alternatives and everything else it lists."""
    seed = shared_data.parent / "seed" / "code_page.txt"
    if not seed.is_file():
        pytest.skip(f"no code page at {seed}")
    facts, report = load(seed, code="0537T")
    assert facts[0] == Node(Label.CODE, "CPT:0537T", {"system": "CPT", "code": "0537T"})
    assert [fact.properties["synonyms"] for fact in conditions(facts)] == [
        ["ALL"],
        ["NHL"],
    ]
    assert [edge.end[1] for edge in edges(facts, Rel.ALTERNATIVE_TO)] == [
        "PROCEDURE:chemotherapy",
        "PROCEDURE:radiation-therapy",
        "PROCEDURE:bone-marrow-transplant",
    ]
    assert named(facts, Rel.PERFORMED_IN) == ["Hospital", "Specialized outpatient clinic"]
    assert edges(facts, Rel.PERFORMED_BY)[0].end[1] == "ROLE:hematologist"
    counts = {kind: len(edges(facts, kind)) for kind in (Rel.PERFORMED_BY, Rel.USES, Rel.REQUIRES, Rel.RISKS)}
    assert counts == {Rel.PERFORMED_BY: 5, Rel.USES: 3, Rel.REQUIRES: 3, Rel.RISKS: 6}
    properties = procedure(facts)
    assert properties.keys() == NODE_PROPERTIES[Label.PROCEDURE].keys() - {"description", "other_sections"}
    assert len(properties["steps"]) == 4
    assert len([notice for notice in report.notices if "no known condition" not in notice]) == 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_facts_are_of_the_model(path: Path) -> None:
    """Every label, property and edge is in the model, and every end of an edge is stated as a node."""
    facts, _ = load(path)
    nodes = {(fact.label, fact.key) for fact in facts if isinstance(fact, Node)}
    for fact in facts:
        assert not isinstance(fact, Document)
        if isinstance(fact, Node):
            assert fact.properties.keys() <= NODE_PROPERTIES[fact.label].keys()
        else:
            kind = EDGES[fact.kind]
            assert fact.properties.keys() <= kind.properties.keys()
            assert fact.start[0] in kind.starts
            assert fact.end[0] in kind.ends
            assert {fact.start, fact.end} <= nodes
    marks = [(f.label, f.key) if isinstance(f, Node) else (f.kind, f.start, f.end, f.id) for f in facts]
    assert len(marks) == len(set(marks))


def test_a_procedure_is_not_its_own_alternative(tmp_path: Path) -> None:
    path = tmp_path / "G0105.txt"
    path.write_text("HCPCS code\nName of the Procedure: Test\nAlternatives: Test, rest", encoding="utf-8")
    assert named(load(path)[0], Rel.ALTERNATIVE_TO) == ["Rest"]
