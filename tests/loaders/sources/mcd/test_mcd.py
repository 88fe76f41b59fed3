"""Exports of the Medicare Coverage Database: their parts, the listing, what is missing."""

import csv
from datetime import date
from pathlib import Path

import pytest
from support.mcd_exports import FIXTURES, Loaded, load

from medcodegraph.graph.model import Label, Rel


def test_a_folder_has_a_part_for_each_kind(small: dict[str, Loaded]) -> None:
    """A release is the latest timestamp in the tables, which has nine decimal places."""
    releases = {name: loaded.part.provenance.release for name, loaded in small.items()}
    assert releases == {
        "mcd/ncd": "2031-01-15",
        "mcd/api-listing": "2031-02-04",
        "mcd/lcd": "2031-02-03",
        "mcd/article": "2031-02-03",
    }
    assert small["mcd/lcd"].part.files[-1].name == "ncd_trkg.csv"
    assert small["mcd/lcd"].part.files[0].name == "contractor.csv"


def test_tables_win_over_the_listing(small: dict[str, Loaded]) -> None:
    """If sources of equal rank differ, the one whose key is later in the alphabet counts."""
    assert sorted(small)[0] == "mcd/api-listing"


def test_descriptions_of_codes_are_not_kept(small: dict[str, Loaded]) -> None:
    """A code is its number and its system, in the graph and in the rejects."""
    for loaded in small.values():
        for node in loaded.nodes.values():
            if node.label is Label.CODE:
                assert node.properties.keys() == {"system", "code"}
        told = [*loaded.nodes.values(), *loaded.edges, *loaded.report.rejects]
        assert not any("must not be kept" in repr(each) for each in told)


def test_listing_gives_titles_and_companies(small: dict[str, Loaded]) -> None:
    """Of two versions the one in force counts; names of companies are on every other line."""
    listing = small["mcd/api-listing"]
    assert listing.says("LCD:L39270") == {
        "kind": "LCD",
        "number": "L39270",
        "version": "8",
        "title": "Moonlight & Lamps",
        "status": "active",
        "effective_from": date(2030, 10, 1),
        "url": "https://example.org/L39270",
    }
    assert listing.says("ARTICLE:A59044")["status"] == "retired"
    assert listing.says("ARTICLE:A59044")["effective_to"] == date(2030, 12, 31)
    assert listing.says("ARTICLE:A59045")["status"] == "draft"
    assert listing.ends(Rel.ISSUED_BY, "ARTICLE:A59044") == ["PAYER:novitas", "PAYER:wps"]
    assert listing.report.notices == [
        "rows left out because another version of the policy is in force or newer: 1"
    ]


def copied(tmp_path: Path, export: str, *without: str) -> Path:
    for file in (FIXTURES / export).iterdir():
        if file.stem not in without:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("export", "without", "lacking"),
    [
        (
            "article_csv",
            ("article_x_contractor", "article_x_hcpc_code"),
            "article_x_contractor.csv, article_x_hcpc_code.csv; therefore not loaded:"
            " issuers and areas, procedure codes",
        ),
        (
            "article_csv",
            ("article_x_icd10_covered",),
            "article_x_icd10_covered.csv; therefore not loaded: diagnoses that support",
        ),
        (
            "lcd_csv",
            ("contractor", "lcd_x_contractor"),
            "lcd_x_contractor.csv, contractor.csv; therefore not loaded: issuers and areas",
        ),
        (
            "ncd_csv",
            ("ncd_trkg_bnft_xref",),
            "ncd_trkg_bnft_xref.csv; therefore not loaded: benefit categories",
        ),
    ],
)
def test_missing_and_empty_tables_are_reported(
    tmp_path: Path, export: str, without: tuple[str, ...], lacking: str
) -> None:
    """Otherwise their content would be lost silently."""
    path, kind = copied(tmp_path, export, *without), f"mcd/{export.partition('_')[0]}"
    notice = f"{path}: missing or without rows: {lacking}"
    assert notice in load([path])[kind].report.notices
    for name in without:
        header = (FIXTURES / export / f"{name}.csv").read_text("utf-8-sig").splitlines()[0]
        (path / f"{name}.csv").write_text(f"{header}\n")
    assert notice in load([path])[kind].report.notices
    told = [notice for loaded in load([FIXTURES]).values() for notice in loaded.report.notices]
    assert not any("without rows" in notice for notice in told)


def test_unknown_status_and_invalid_ids_are_reported(tmp_path: Path) -> None:
    path = copied(tmp_path, "lcd_csv")
    for name, row in (
        ("lcd_related_documents", {"lcd_id": "39272", "lcd_version": "5", "r_lcd_id": "L3x"}),
        ("lcd_related_ncd_documents", {"lcd_id": "39272", "lcd_version": "5", "r_ncd_id": "110.24"}),
        ("lcd_related_source_icd9", {"lcd_id": "39272", "lcd_version": "5", "source_lcd_id": "?"}),
    ):
        file = path / f"{name}.csv"
        columns = file.read_text("utf-8-sig").splitlines()[0].split(",")
        with file.open("a") as table:
            table.write(",".join(row.get(column.strip('"'), "") for column in columns) + "\n")
    with (path / "lcd.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    rows[0]["status"] = "zzz"
    with (path / "lcd.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    report = load([path])["mcd/lcd"].report
    assert {reject.reason for reject in report.rejects} == {
        "r_lcd_id is 'L3x', which is not a policy id",
        "r_ncd_id is '110.24', which is not a policy id",
        "source_lcd_id is '?', which is not a policy id",
    }
    reason = "'zzz' is not a status, such as A (active): the version counts as not in force"
    assert f"{path / 'lcd.csv'}:2: {reason}" in report.notices


def test_very_long_paragraphs_end_at_a_line(tmp_path: Path) -> None:
    """A paragraph is repeated on every edge of its group, so there is a limit, with a notice."""
    for file in (FIXTURES / "lcd_csv").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "lcd_x_hcpc_code_group.csv").open("a") as group:
        group.write(f"39271,3,1,{'<p>five word lines of text</p>' * 200},2031-02-03 00:00:00\n")
    with (tmp_path / "lcd_x_hcpc_code.csv").open("a") as codes:
        codes.write("39271,3,A9900,99,1,N,2031-02-03 00:00:00,,\n")
    loaded = load([tmp_path])["mcd/lcd"]
    criteria = loaded.stated(Rel.COVERS, "LCD:DL39271")["HCPCS:A9900", "1"]["criteria"]
    assert isinstance(criteria, str)
    assert 3_900 < len(criteria) <= 4_006
    assert criteria.endswith("five word lines of text\n[...]")
    assert "paragraphs of groups cut off after 4,000 characters: 1" in loaded.report.notices
