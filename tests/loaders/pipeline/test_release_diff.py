"""Changes between releases, compared with the official addenda and an independent reading of the files."""

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from medcodegraph.errors import NotFoundError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.keys import code_key
from medcodegraph.loaders.pipeline.release_diff import changes
from medcodegraph.loaders.pipeline.run import load
from medcodegraph.loaders.sources.hcpcs import loader as hcpcs
from medcodegraph.loaders.sources.icd10 import cm as icd10cm

pytestmark = pytest.mark.anyio

FIXTURES = Path(__file__).parents[2] / "fixtures" / "icd10cm"
_ADDENDUM = re.compile(r"(Add|Delete|Revise from|Revise to): +[01 ]? ?([0-9A-Z]{3,7}) +(\S.*)")
Found = dict[str, set[str]]


def found(rows: list[dict[str, Any]], *properties: str) -> Found:
    """The codes of each change; of revisions only those of some properties."""
    result: Found = {"added": set(), "ended": set(), "revised": set()}
    for row in rows:
        if not properties or row["property"] is None or row["property"] in properties:
            result[row["change"]].add(row["code"])
    return result


def read(archive: Path, part: str) -> list[str]:
    """The lines of the member of a zip whose name contains a text, read without the project's readers."""
    with zipfile.ZipFile(archive) as packed:
        (name,) = (name for name in packed.namelist() if part in name)
        return packed.read(name).decode("cp1252").splitlines()


@pytest.fixture(scope="module")
def addenda(shared_data: Path) -> dict[str, dict[str, str]]:
    """The official addenda of FY2026: for each kind of change, the text after each code."""
    said: dict[str, dict[str, str]] = {}
    for line in read(shared_data / "icd10cm" / "cms_2026_dx.zip", "order_addenda"):
        if match := _ADDENDUM.fullmatch(line.rstrip()):
            said.setdefault(match[1], {})[code_key("ICD10CM", match[2])] = " ".join(match[3].split())
    return said


@pytest.fixture
def orders(
    shared_data: Path, tmp_path: Path, addenda: dict[str, dict[str, str]]
) -> Callable[[], Iterator[Path]]:
    """The order files of FY2025 and FY2026, reduced to the categories with changes."""

    def cut() -> Iterator[Path]:
        changed = {key.partition(":")[2][:3] for codes in addenda.values() for key in codes}
        for year in (2025, 2026):
            lines = read(shared_data / "icd10cm" / f"cms_{year}_dx.zip", f"order_{year}")
            kept = [line for line in lines if line[6:9] in changed]
            file = tmp_path / f"icd10cm_order_{year}.txt"
            file.write_text("\r\n".join([*kept, ""]), "cp1252")
            yield file

    return cut


async def test_official_addenda_agree(
    graph: Graph, orders: Callable[[], Iterator[Path]], addenda: dict[str, dict[str, str]]
) -> None:
    """Codes that ended and began with FY2026 are those that the addenda delete and add; likewise new headers.

    One revision is of a double space, which is not stored. The newer file is loaded first.
    """
    for file in sorted(orders(), reverse=True):
        await load(graph, icd10cm.LOADER, [file], {})
    rows = await changes(graph, "icd10cm", "2025", "2026")
    added, deleted = set(addenda["Add"]), set(addenda["Delete"])
    assert found(rows) == {
        "added": added - deleted,
        "ended": deleted - added,
        "revised": found(rows, "display", "short")["revised"] | (added & deleted),
    }
    assert (len(added - deleted), len(deleted - added), len(added & deleted)) == (614, 12, 16)
    assert found(rows, "billable")["revised"] == added & deleted
    revised = {code for code, words in addenda["Revise to"].items() if words != addenda["Revise from"][code]}
    assert found(rows, "display", "short")["revised"] == revised
    assert set(addenda["Revise to"]) - revised == {"ICD10CM:W44.G"}
    retired = await graph.read(
        "MATCH (c:Code {status: 'retired'})"
        " RETURN collect(c.key) AS keys, collect(DISTINCT c.valid_to) AS days"
    )
    assert (set(retired[0]["keys"]), retired[0]["days"]) == (deleted - added, [date(2025, 9, 30)])
    begun = await graph.read(
        "MATCH (c:Code) WHERE c.valid_from = date('2025-10-01') RETURN collect(c.key) AS keys"
    )
    assert set(begun[0]["keys"]) == added - deleted


async def test_official_hcpcs_files_six_years_apart(graph: Graph, shared_data: Path) -> None:
    """Fixed width of 2019, workbook of October 2025: codes added, dropped or ended between them.

    An independent reading of both files gives the same counts; a code missing in 2025 keeps its properties of
    2019 and, if these have no end, ended at some time between the two.
    """
    folder = shared_data / "hcpcs"
    old: dict[str, str] = {}
    for line in read(folder / "2019-Alpha-Numeric-HCPCS-File.zip", "CONTR_ANWEB.txt"):
        if re.match(r"[A-Z]\d{4}.....3", line):
            old[line[:5]] = line[284:292].strip()
    book = load_workbook(folder / "HCPC2025_OCT_ANWEB.xlsx", read_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    at = {name: place for place, name in enumerate(next(rows))}
    new = {str(row[at["HCPC"]]): str(row[at["TERM DT"]] or "") for row in rows}
    book.close()
    new = {code: end for code, end in new.items() if not code.startswith(" ")}
    ended_before = {code for code, end in old.items() if end and end < "20190101"}
    ended_now = {code for code, end in new.items() if end and end < "20251001"}
    await load(graph, hcpcs.LOADER, [folder / "HCPC2025_OCT_ANWEB.xlsx"], {})
    await load(graph, hcpcs.LOADER, [folder / "2019-Alpha-Numeric-HCPCS-File.zip"], {})
    told = found(await changes(graph, "hcpcs", "2019", "2025-10"))
    codes = {change: {k[6:] for k in keys if k.startswith("HCPCS:")} for change, keys in told.items()}
    assert codes["added"] == new.keys() - old.keys()
    assert codes["ended"] == (old.keys() - new.keys()) | ((ended_now - ended_before) & old.keys())
    gone = await graph.read(
        "MATCH (c:Code)-[:LACKED_BY]->(:Source {key: 'SOURCE:hcpcs/codes-2025-10'})"
        " WHERE c.system = 'HCPCS' RETURN c.code AS code, c.status AS status, c.display AS display,"
        " toString(c.valid_to) AS day, toString(c.valid_to_by) AS by"
    )
    assert {row["code"] for row in gone} == old.keys() - new.keys()
    for row in gone:
        assert row["status"] == "retired"
        stated = old[row["code"]]
        assert ((row["day"] or "").replace("-", ""), row["by"]) == (stated, None if stated else "2025-09-30")


async def test_releases_are_compared_by_name(graph: Graph, tmp_path: Path) -> None:
    """Also a tabular list with an order file, by what both state; missing releases are reported."""
    order = tmp_path / "icd10cm_order_2030.txt"
    lines = (FIXTURES / "icd10cm_order_2031.txt").read_text().splitlines()
    kept = [
        line.replace("Smoky cough, other", "Smoky cough, others") for line in lines if " A000 " not in line
    ]
    order.write_text("\r\n".join([*kept, ""]))
    await load(graph, icd10cm.LOADER, [order, FIXTURES / "icd10c-tabular-July-1-2031.xml"], {})
    rows = await changes(graph, "icd10cm", "2030", "2031")
    assert {(row["change"], row["code"], row["property"]) for row in rows} == {
        ("added", "ICD10CM:A00.0", None),
        ("revised", "ICD10CM:A00.1", "display"),
    }
    revised = next(row for row in rows if row["property"])
    assert (revised["before"], revised["after"]) == ("Smoky cough, others", "Smoky cough, other")
    with pytest.raises(
        NotFoundError, match="no release '2029' of icd10cm is loaded: loaded are 2030, 2031-07-01"
    ):
        await changes(graph, "icd10cm", "2029", "2031")
    with pytest.raises(NotFoundError, match="no release '2031' of icd10cm/order is loaded: loaded are 2030"):
        await changes(graph, "icd10cm", "2030", "2031", "icd10cm/order")
    with pytest.raises(NotFoundError, match="no source 'icd10c' is loaded: did you mean 'icd10cm'"):
        await changes(graph, "icd10c", "2030", "2031")
