"""A load opens each file twice: once to see what it is, once to read it, whatever the source."""

import gzip
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.hazards import Known
from support.samples import NAMES, sample

from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.pipeline.parts import parts_of, read_batches
from medcodegraph.loaders.pipeline.survey import survey
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Part

TO_THE_END_FIRST = {
    "ccsr": "the directory of a workbook stands at its end",
    "hcpcs workbook": "the directory of a workbook stands at its end",
    "icd10cm conversion": "the directory of a workbook stands at its end",
    "fhir": "what a resource is called, and whose codes it looks up, may stand behind its concepts",
    "mcd": "the encoding, the release and which versions are current are known only at the end of a table",
    "policies": "it says anywhere whose codes it names; it is held, and not read again",
    "page": "it is recognised by all its headings; it is held, and not read again",
    "athena": "VOCABULARY.csv names the release and the vocabularies; it is held, and not read again",
}
"""Files that are read to their end before they are loaded, and why: that is once more than their beginning.

Parts of one source that share a file (the codes and the texts of CPT) read it each for itself.
"""


class Opened(Counter[str]):
    """How often each file was opened to be read, by its name."""

    def taken(self) -> Counter[str]:
        """The counts so far, which begin again."""
        counts = Counter(self)
        self.clear()
        return counts


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    counts, chunks = Opened(), Packed.chunks

    def counted(source: Packed) -> Iterator[bytes]:
        counts[source.name] += 1
        return chunks(source)

    monkeypatch.setattr(Packed, "chunks", counted)
    return counts


def read(part: Part) -> None:
    assert sum(batch.facts for batch in read_batches(part, Known(), Report()))


def check(name: str, path: Path, opened: Opened) -> None:
    """Load a sample without a database, and see that no file is opened again."""
    found = survey([path], LOADERS.values()).found
    loader = LOADERS[sample(name).loader]
    given = found.get(loader.name, [path])  # the starter's own files are no one else's
    parts = parts_of(loader, given, sample(name).options)
    first = 2 if name in TO_THE_END_FIRST or loader.name in TO_THE_END_FIRST else 1
    looked = opened.taken()
    assert looked or name == "starter"
    assert all(count <= first for count in looked.values()), looked
    for part in parts:
        read(part)
        while_read = opened.taken()
        assert all(count == 1 for count in while_read.values()), while_read


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_opened_once_to_see_what_it_is_and_once_to_be_read(
    name: str, tmp_path: Path, opened: Opened
) -> None:
    sample(name).write(tmp_path)
    check(name, tmp_path, opened)


@pytest.mark.parametrize("name", ["icd10cm tabular", "hcpcs fixed", "mondo sssom", "doid obo", "fhir lines"])
def test_so_is_a_packed_file(name: str, tmp_path: Path, opened: Opened) -> None:
    ((file, content),) = sample(name).files.items()
    (tmp_path / f"{file}.gz").write_bytes(gzip.compress(content))
    check(name, tmp_path, opened)


@pytest.mark.parametrize(
    "name", ["icd10pcs order", "hcpcs workbook", "mcd article", "mcd lcd", "athena", "cpt"]
)
def test_so_are_the_members_of_a_zip(name: str, tmp_path: Path, opened: Opened) -> None:
    with zipfile.ZipFile(tmp_path / "HCPC2031.zip", "w") as archive:
        for file, content in sample(name).files.items():
            archive.writestr(file, content)
    check(name, tmp_path, opened)


def test_so_are_the_tables_of_a_zip_within_a_zip(tmp_path: Path, opened: Opened) -> None:
    """The inner zip is unpacked once, for all its tables."""
    inner = tmp_path / "lcd_csv.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        for file, content in sample("mcd lcd").files.items():
            archive.writestr(file, content)
    with zipfile.ZipFile(tmp_path / "current_lcd.zip", "w") as archive:
        archive.write(inner, inner.name)
    inner.unlink()
    check("mcd lcd", tmp_path, opened)


def test_a_file_that_changes_is_looked_at_again(tmp_path: Path, opened: Opened) -> None:
    file = sample("doid obo").write(tmp_path)
    assert survey([tmp_path], LOADERS.values()).found == {"doid": [file]}
    file.write_bytes(sample("hcpcs fixed").files["HCPC2031_JUL_ANWEB.txt"])
    assert survey([tmp_path], LOADERS.values()).found == {"hcpcs": [file]}
    assert opened == {str(file): 2}
