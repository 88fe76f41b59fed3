"""Entries of the ICD-10 indexes lead to codes: forms, references, cells, prefixes; rejects have lines."""

import gzip
from collections.abc import Mapping
from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.graph.model import Label
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader
from medcodegraph.loaders.sources.icd10 import cm, cm_index, pcs, pcs_index

_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index>
  <version>2031</version>
  <title>ICD-10-CM INDEX TO DISEASES and INJURIES</title>
  <letter>
    <title>A</title>
"""
_ALPHABETIC = f"""{_HEAD}    <mainTerm><title>Attack</title>
      <term level="1"><title>heart</title><see>Infarct, myocardium</see></term>
      <term level="1"><title>of nerves</title><see>Somewhere, by site</see></term>
    </mainTerm>
    <mainTerm><title>Infarct, infarction</title>
      <term level="1"><title>myocardium, myocardial<nemod>(acute)</nemod></title><code>I21.9</code>
        <term level="2"><title>old</title><code>I25.2</code></term>
      </term>
    </mainTerm>
    <mainTerm><title>Arthritis<nemod>(of the knee)</nemod> NEC</title><code>M05.-</code></mainTerm>
    <mainTerm><title>Gone</title><code>Z99.999</code></mainTerm>
    <mainTerm><title>Nonsense</title><code>what?</code></mainTerm>
    <mainTerm><code>I21.9</code></mainTerm>
  </letter>
</ICD10CM.index>
"""
_DRUGS = """<?xml version="1.0"?>
<ICD10CM.index>
  <version>2031</version>
  <indexHeading><head col="1">Substance</head><head col="2">Poisoning Assault</head></indexHeading>
  <letter><title>A</title>
    <mainTerm><title>Aspirin<nemod>(salts)</nemod></title><cell col="2">I25.2</cell><cell col="3">--</cell>
      <term level="1"><title>enteric coated</title><cell col="2">I25.2-</cell></term>
    </mainTerm>
  </letter>
</ICD10CM.index>
"""
_NEOPLASMS = """<?xml version="1.0"?>
<ICD10CM.index>
  <version>2031</version>
  <indexHeading><head col="1">Neoplasm</head><head col="2">Malignant Primary</head>
    <head col="3">Malignant Secondary</head><head col="5">Benign</head></indexHeading>
  <letter><title>N</title>
    <mainTerm><title>Neoplasm, neoplastic</title><cell col="2">C80.1</cell>
      <term level="1"><title>bone<nemod>(periosteum)</nemod></title><cell col="2">C41.9</cell>
        <cell col="3">C79.5-</cell><cell col="5">D16.9</cell></term>
    </mainTerm>
  </letter>
</ICD10CM.index>
"""
_PROCEDURES = """<?xml version="1.0"?>
<ICD10PCS.index>
  <version>2031</version>
  <title>2031 ICD-10-PCS Index</title>
  <letter><title>C</title>
    <mainTerm><title>Cholecystectomy</title>
      <term level="1"><see>Resection, Gallbladder<codes>0FT4</codes></see></term></mainTerm>
    <mainTerm><title>Acme(R) bag</title><use>Bag</use></mainTerm>
    <mainTerm><title>Bag</title><tab>0FT</tab></mainTerm>
    <mainTerm><title>Open thing</title><code>0FT40ZZ</code></mainTerm>
    <mainTerm><title>Old thing</title><see>Open thing</see></mainTerm>
  </letter>
</ICD10PCS.index>
"""
_KNOWN = {
    "ICD10CM": ["I21.9", "I25.2", "M05"],
    "ICD10PCS": ["0FT", "0FT40ZZ", "0FT44ZZ"],
}


class _Names:
    """The codes that other sources state."""

    def __init__(self, systems: Mapping[str, list[str]]) -> None:
        self._systems = systems

    def key(self, _label: Label, *_names: str) -> str | None:
        """No names are looked up."""
        return None

    def has(self, _label: Label, _key: str) -> bool:
        """No nodes are looked up."""
        return False

    def codes(self, system: str) -> Mapping[str, bool | None]:
        """The codes of a system."""
        return dict.fromkeys(self._systems.get(system, ()))


def _read(loader: Loader, path: Path, known: Mapping[str, list[str]]) -> tuple[dict[str, list[str]], Report]:
    (part,) = loader.parts([path], {})
    assert part.provenance.release == "2031"
    report = Report()
    found = {}
    for fact in part.facts(report, _Names(known)):
        (texts,) = [value for name, value in fact.properties.items() if name.endswith("_terms")]
        found[fact.key] = list(texts)
    return found, report


def _file(folder: Path, text: str) -> Path:
    path = folder / "some_name.xml.gz"
    path.write_bytes(gzip.compress(text.replace("\n", "\r\n").encode()))
    return path


def test_an_entry_leads_to_its_codes_and_a_reference_to_those_of_another(tmp_path: Path) -> None:
    found, report = _read(cm_index.LOADER, _file(tmp_path, _ALPHABETIC), _KNOWN)
    assert found == {
        "ICD10CM:I21.9": [
            "Attack, heart",
            "Infarct, myocardium, myocardial (acute)",
            "infarction, myocardium, myocardial (acute)",
        ],
        "ICD10CM:I25.2": [
            "Infarct, myocardium, myocardial (acute), old",
            "infarction, myocardium, myocardial (acute), old",
        ],
        "ICD10CM:M05": ["Arthritis NEC (of the knee)"],
    }
    assert report.rows == 6
    assert [(reject.line, reject.reason) for reject in report.rejects] == [
        (19, "the main term has no title"),
        (18, "'what?' is not in the form of an ICD-10-CM code"),
    ]
    assert any("Z99.999" in notice for notice in report.notices)
    assert any("1 references" in notice for notice in report.notices)


_REFERRED = f"""{_HEAD}    <mainTerm><title>Christmas disease, disease</title><code>D67</code></mainTerm>
    <mainTerm><title>Complication<nemod>(s) (of)</nemod></title>
      <term level="1"><title>stoma<nemod>(any)</nemod> NEC</title><code>K94.00</code></term></mainTerm>
    <mainTerm><title>Disease, diseased</title>
      <term level="1"><title>drug-induced, toxic</title><code>K71</code></term>
      <term level="1"><title>storage</title><code>E74</code></term>
      <term level="1"><title>with</title>
        <term level="2"><title>effusion</title><code>J90</code></term></term>
      <term level="1"><title>lung, black</title><code>J60</code></term>
      <term level="1"><title>lung, iron</title><code>J63</code></term></mainTerm>
    <mainTerm><title>Fracture, pathological</title>
      <term level="1"><title>skull</title><code>M84</code></term></mainTerm>
    <mainTerm><title>Fracture, traumatic</title>
      <term level="1"><title>cranium</title><see>Fracture, skull</see></term>
      <term level="1"><title>skull</title><code>S02</code></term></mainTerm>
    <mainTerm><title>Gout, chronic</title><code>M1A</code></mainTerm>
    <mainTerm><title>Gout, gouty</title><code>M10</code></mainTerm>
    SEE
  </letter>
</ICD10CM.index>
"""


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("Disease", None),
        ("Disease, diseased, storage", "E74"),
        ("Christmas disease", "D67"),
        ("Complications, stoma", "K94.00"),
        ("Disease, drug induced", "K71"),
        ("Disease, toxic", "K71"),
        ("Disease, with effusion", "J90"),
        ("Disease, with, effusion", "J90"),
        ("Disease, effusion", "J90"),
        ("Disease, lung", None),
        ("Disease, iron", "J63"),
        ("Fracture, skull", None),
        ("Fracture, traumatic, skull", "S02"),
        ("Fracture, traumatic, cranium", "S02"),
        ("Gout", "M10"),
        ("Gout, chronic", "M1A"),
        ("disorder, storage", None),
    ],
)
def test_a_reference_leads_to_the_one_term_it_names(reference: str, code: str | None, tmp_path: Path) -> None:
    """As the publisher writes them: in the plural, without modifiers, a main term by any of its forms."""
    entry = f"<mainTerm><title>Elsewhere</title><see>{reference}</see></mainTerm>"
    codes = ["D67", "E74", "J60", "J63", "J90", "K71", "K94.00", "M10", "M1A", "M84", "S02"]
    file = _file(tmp_path, _REFERRED.replace("SEE", entry))
    found, _ = _read(cm_index.LOADER, file, {"ICD10CM": codes})
    assert [key for key, texts in found.items() if "Elsewhere" in texts] == [f"ICD10CM:{code}"] * bool(code)
    assert "Fracture, traumatic, cranium" in found["ICD10CM:S02"], "among fractures of the same kind"


def test_a_reference_may_lead_to_the_table_of_neoplasms_beside_the_index(tmp_path: Path) -> None:
    entries = {"Liposarcoma": "bone, malignant", "Enchondroma": "bone, benign", "Nevus": "by site, benign"}
    see = "".join(
        f"<mainTerm><title>{title}</title><see>Neoplasm, {steps}</see></mainTerm>"
        for title, steps in entries.items()
    )
    index = tmp_path / "index.xml"
    index.write_text(_REFERRED.replace("SEE", see), "utf-8")
    codes = {"ICD10CM": ["C41.9", "C79.5", "D16.9"]}
    alone, _ = _read(cm_index.LOADER, index, codes)
    assert not any({"Liposarcoma", "Enchondroma", "Nevus"} & set(texts) for texts in alone.values())
    (tmp_path / "table.xml").write_text(_NEOPLASMS, "utf-8")
    part = next(one for one in cm_index.LOADER.parts([tmp_path], {}) if "index-" in one.name)
    found = {fact.key: list(fact.properties["index_terms"]) for fact in part.facts(Report(), _Names(codes))}
    assert found == {"ICD10CM:C41.9": ["Liposarcoma"], "ICD10CM:D16.9": ["Enchondroma"]}


def test_each_cell_of_a_table_is_an_entry_with_the_heading_of_its_column(tmp_path: Path) -> None:
    found, report = _read(cm_index.LOADER, _file(tmp_path, _DRUGS), _KNOWN)
    assert found == {
        "ICD10CM:I25.2": [
            "Aspirin (salts), Poisoning Assault",
            "Aspirin (salts), enteric coated, Poisoning Assault",
        ]
    }
    assert not report.rejects


def test_the_beginning_of_a_procedure_code_leads_to_all_that_have_it(tmp_path: Path) -> None:
    """A whole table only if the entry itself names it, not through a reference."""
    found, report = _read(pcs_index.LOADER, _file(tmp_path, _PROCEDURES), _KNOWN)
    assert found == {
        "ICD10PCS:0FT40ZZ": ["Cholecystectomy", "Open thing", "Old thing"],
        "ICD10PCS:0FT44ZZ": ["Cholecystectomy"],
        "ICD10PCS:0FT": ["Bag"],
    }
    assert not report.rejects


def test_without_the_codes_an_index_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="load icd10cm first"):
        _read(cm_index.LOADER, _file(tmp_path, _ALPHABETIC), {})


@pytest.mark.parametrize(
    ("text", "kind"), [(_ALPHABETIC, "index_terms"), (_DRUGS, "drug_terms"), (_PROCEDURES, None)]
)
def test_an_index_is_known_by_its_content(tmp_path: Path, text: str, kind: str | None) -> None:
    path = _file(tmp_path, text)
    takes = [one for one in (cm, cm_index, pcs, pcs_index) if _recognised(one.LOADER, path)]
    assert takes == [pcs_index if kind is None else cm_index]
    assert kind is None or _property(path) == kind


def _recognised(loader: Loader, path: Path) -> bool:
    from medcodegraph.loaders.files.unpack import Packed

    return loader.recognises(Packed(path))


def _property(path: Path) -> str:
    (part,) = cm_index.LOADER.parts([path], {})
    return {"icd10cm/index": "index_terms", "icd10cm/drugs": "drug_terms"}[part.name.rpartition("-")[0]]


def test_the_official_indexes_are_read_without_a_reject(shared_data: Path) -> None:
    """All of them, of any year."""
    folder = shared_data.parent / "extra"
    if not folder.is_dir():
        pytest.skip("the official indexes are not here")
    for loader, name in ((cm_index.LOADER, "icd10cm_index"), (pcs_index.LOADER, "icd10pcs_index")):
        for part in loader.parts([folder / name], {}):
            report = Report()
            known = {part.systems[0]: ["A00"]}
            assert list(part.facts(report, _Names(known))) is not None
            assert not report.rejects
            assert report.rows
