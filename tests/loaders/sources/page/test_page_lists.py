"""Names from sentences and items: lists give names, other text gives nothing."""

import pytest

from medcodegraph.loaders.sources.page.conditions import condition_phrases
from medcodegraph.loaders.sources.page.items import management, purposes
from medcodegraph.loaders.sources.page.lists import singular, split_list
from medcodegraph.loaders.sources.page.text import Entry, Piece


def entry(field: str, text: str, marker: str = "") -> Entry:
    return Entry(field, "Heading", "", 1, [Piece(1, text, marker)])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a, b, and c", ["a", "b", "and c"]),
        ("a and b", ["a", "b"]),
        ("pain, nausea and vomiting, and heat", ["pain", "nausea and vomiting", "and heat"]),
        ("injury of the hip and pelvis", ["injury of the hip and pelvis"]),
        ("blood and urine tests", ["blood tests", "urine tests"]),
        ("physical or occupational therapy", ["physical therapy", "occupational therapy"]),
        ("acute and chronic kidney disease", ["acute kidney disease", "chronic kidney disease"]),
        ("camera (thin, long), pump", ["camera (thin, long)", "pump"]),
        ("1,000 ml bag, line", ["1,000 ml bag", "line"]),
        ("", []),
    ],
)
def test_split_list(text: str, names: list[str]) -> None:
    assert split_list(text) == names


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("Nurses", "Nurse"),
        ("Lab coaches", "Lab coach"),
        ("Surgical allies", "Surgical ally"),
        ("Staff", "Staff"),
        ("Diagnosis", "Diagnosis"),
        ("Thrombus", "Thrombus"),
        ("Abscess", "Abscess"),
        ("Surgeon(s)", "Surgeon"),
    ],
)
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize(
    ("field", "text", "names"),
    [
        ("setting", "Clinic, hospital, or surgery center.", ["Clinic", "Hospital", "Surgery center"]),
        ("setting", "It is done in a theatre equipped with lights, screens, and a table.", ["Theatre"]),
        ("setting", "Performed on an outpatient basis at a clinic or in an office.", ["Clinic", "Office"]),
        ("setting", "It takes place in a clean room, such as a theatre or a suite.", ["Theatre", "Suite"]),
        ("setting", "That depends on the patient.", []),
        ("personnel", "Performed by a surgeon, assisted by nurses.", ["Surgeon", "Nurse"]),
        ("personnel", "A team consisting of a surgeon and one or two nurses (RN).", ["Surgeon", "Nurse"]),
        ("personnel", "The team includes a surgeon trained in knees, and nurses.", ["Surgeon", "Nurse"]),
        ("equipment", "Knife (sharp), shaver to trim tissue, and other tools.", ["Knife", "Shaver", "Tools"]),
        ("equipment", "The surgeon uses a knife, a clamp, and thread.", ["Knife", "Clamp", "Thread"]),
        ("equipment", "Sharp tools such as knives and saws.", ["Knives", "Saws"]),
        ("tests", "X-rays or MRI may be required to see the bone, the joint, and more.", ["X-rays", "MRI"]),
        ("tests", "Before surgery, patients may undergo blood tests and an ECG.", ["Blood tests", "ECG"]),
        ("tests", "None.", []),
        ("common_risks", "Patients may experience pain, which fades, and heat.", ["Pain", "Heat"]),
        ("rare_risks", "Nerve damage can occur; bleeding that requires blood.", ["Nerve damage", "Bleeding"]),
        ("rare_risks", "No serious risks are known.", []),
        ("risks", "There is pain, heat.", []),
        ("risks", "Risks include pain and heat.", ["Pain", "Heat"]),
        ("alternatives", "Alternatives include rest and tablets for mild cases.", ["Rest", "Tablets"]),
        ("alternatives", "Patients may choose rest or surgery.", ["Rest", "Surgery"]),
    ],
)
def test_names_in_paragraphs(field: str, text: str, names: list[str]) -> None:
    assert list(purposes(entry(field, text))) == names


@pytest.mark.parametrize(
    ("field", "item", "names"),
    [
        ("personnel", "Surgeon: leads the team", ["Surgeon"]),
        ("personnel", "Surgeons \u2013 lead the team", ["Surgeon"]),
        ("common_risks", "Pain and heat", ["Pain", "Heat"]),
        ("common_risks", "Bleeding after a tooth is drawn", ["Bleeding after a tooth is drawn"]),
        ("common_risks", "Most people have no trouble at all.", []),
    ],
)
def test_names_in_items(field: str, item: str, names: list[str]) -> None:
    assert list(purposes(entry(field, item, "-"))) == names


def test_what_tests_are_for() -> None:
    """The purpose at the end of a list applies to every test in it."""
    found = purposes(entry("tests", "Blood work, scans, and possibly a biopsy to find the spread. An ECG."))
    purpose = "to find the spread"
    assert found == {"Blood work": purpose, "Scans": purpose, "Biopsy": purpose, "ECG": None}


@pytest.mark.parametrize(
    "sentence",
    ["Management typically involves rest.", "Treatment is cold water.", "Burns are always treated at once."],
)
def test_management_is_not_a_risk(sentence: str) -> None:
    risks = entry("rare_risks", f"Burns, cuts. {sentence}")
    assert management(risks) == [sentence]
    assert list(purposes(risks)) == ["Burns", "Cuts"]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        (
            "Used to treat certain kinds of rash, such as red rash (RR) and blue rash (BR).",
            ["Red rash (RR)", "Blue rash (BR)"],
        ),
        ("Used to diagnose and treat hip fractures.", ["Hip fractures"]),
        ("The procedure addresses coronary artery disease (CAD).", ["Coronary artery disease (CAD)"]),
        ("Gout, scurvy, and rickets.", ["Gout", "Scurvy", "Rickets"]),
        ("Treatment of severe gout in patients who cannot take tablets.", ["Severe gout"]),
        ("Sleep apnea (OSA) and other breathing disorders.", ["Sleep apnea (OSA)"]),
        ("It is indicated for patients with gout (G1) or scurvy who need help.", ["Gout", "Scurvy"]),
        ("CRD (chronic rash disease)", ["Chronic rash disease (CRD)"]),
        (
            "Rashes (such as multiple rash (MR) and red rash), and gout.",
            ["Multiple rash (MR)", "Red rash", "Gout"],
        ),
        ("Acute and chronic gout", ["Acute gout", "Chronic gout"]),
        ("Gout and other joint diseases, including rickets.", ["Gout", "Rickets"]),
        ("Hernia repair is used to treat hernias.", ["Hernias"]),
        ("Cancers like leukemia and lymphoma.", ["Leukemia", "Lymphoma"]),
        ("Head and neck cancer", ["Head and neck cancer"]),
        ("Atrial fibrillation (AFib), a heart rhythm disorder.", ["Atrial fibrillation (AFib)"]),
        ("Certain types of blood cancers", ["Blood cancers"]),
        ("Various medical conditions.", []),
        ("Not applicable.", []),
        ("Gout is painful.", []),
    ],
)
def test_condition_phrases(text: str, phrases: list[str]) -> None:
    """Names with abbreviations; a general term followed by examples is not a condition."""
    assert [str(phrase) for phrase in condition_phrases(text)] == phrases


def test_the_names_a_condition_is_looked_up_by() -> None:
    """The name, its singular, the abbreviation, in that order."""
    (phrase,) = condition_phrases("hip fractures (HFX)")
    assert phrase.names == ("Hip fractures", "Hip fracture", "HFX")
