"""The files of a delivery: same bytes, safe cells, no request, what is withheld said in place."""

import io
import re
import stat
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from exports.deliver import deliver
from exports.delivery import Delivery, read_deliveries
from exports.errors import ExportError
from exports.release import Release
from tests.unit.exports.conftest import Manifest


def delivery(manifest: Manifest, name: str) -> Delivery:
    return next(d for d in read_deliveries(manifest) if d.name == name)


@pytest.fixture
def book(manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path) -> openpyxl.Workbook:
    files = deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release, ["xlsx"])
    return openpyxl.load_workbook(files[0])


@pytest.fixture
def page(manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path) -> str:
    files = deliver(delivery(manifest, "pack"), warehouse, tmp_path / "out", release, ["html"])
    return files[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["raise", "pack"])
def test_the_same_input_gives_the_same_bytes(
    name: str, manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    first = deliver(delivery(manifest, name), warehouse, tmp_path / "one", release)
    second = deliver(delivery(manifest, name), warehouse, tmp_path / "two", release)
    assert [f.name for f in first] == [f.name for f in second]
    assert [f.read_bytes() for f in first] == [f.read_bytes() for f in second]


def test_files_lie_by_delivery_and_release_and_are_private(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    files = deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release)
    folder = tmp_path / "out" / "raise" / "20260331-0123abcd"
    assert files == [
        folder / "raise-20260331-0123abcd-people.parquet",
        folder / "raise-20260331-0123abcd.xlsx",
    ]
    assert [stat.S_IMODE(f.stat().st_mode) for f in files] == [0o600, 0o600]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(folder.iterdir()) == files  # no half-written file is left


def test_a_format_the_delivery_does_not_have_makes_nothing(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    assert deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release, ["html"]) == []


def test_a_missing_column_is_one_sentence(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    columns = manifest["nodes"]["model.meritline.rpt_raise__people"]["columns"]
    columns["bonus"] = {"name": "bonus", "data_type": "double", "description": "", "config": {"meta": {}}}
    with pytest.raises(
        ExportError, match="report rpt_raise__people: the database does not hold it as the manifest"
    ):
        deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release)


def test_the_first_sheet_explains_the_workbook(book: openpyxl.Workbook) -> None:
    sheet = book["Read me"]
    told = {sheet.cell(r, 1).value: sheet.cell(r, 2).value for r in range(1, sheet.max_row + 1)}
    assert book.sheetnames == ["Read me", "People"]
    assert book.active.title == "Read me"
    assert told["Release"] == "20260331-0123abcd"
    assert told["Data as of"] == datetime(2026, 3, 31)
    assert told["How to use it"] == "Fill in the tinted cells."
    assert told["People"] == "Everybody."


def test_cells_are_typed_and_no_name_becomes_a_formula(book: openpyxl.Workbook) -> None:
    sheet = book["People"]
    assert [c.value for c in sheet[1]] == [
        "Name",
        "Currency",
        "Base pay",
        "Increment rate",
        "Effective from",
        "Decision",
        "Rate",
        "Key",
    ]
    by_name = {r[0].value: r for r in sheet.iter_rows(min_row=2)}
    formula_like = by_name['=HYPERLINK("x")'][0]
    assert formula_like.data_type == "s"
    indian, euro = by_name['=HYPERLINK("x")'][2], by_name["@Anand"][2]
    assert (indian.value, euro.value) == (1234567.5, 61000)
    assert indian.number_format == r"[>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00;#,##0.00"
    assert euro.number_format == "#,##0.00"
    assert by_name["@Anand"][4].value == datetime(2026, 4, 1)
    assert by_name["Beate"][3].value is None


def test_only_the_reader_s_cells_are_open(book: openpyxl.Workbook) -> None:
    sheet = book["People"]
    assert sheet.protection.sheet
    assert [c.protection.locked for c in sheet[2]] == [True, True, True, True, True, False, False, True]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:H4"
    assert sheet.column_dimensions["H"].hidden
    rules = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    assert rules["F2:F4"].formula1 == '"Accept,Decline"'
    assert (rules["G2:G4"].type, float(rules["G2:G4"].formula2)) == ("decimal", 0.5)
    assert rules["G2:G4"].prompt == "Up to 50 %."
    assert book.defined_names["table_people"].attr_text == "'People'!$A$1:$H$4"
    assert book.properties.created == datetime(2026, 3, 31)


def test_the_workbook_holds_no_clock(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    files = deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release, ["xlsx"])
    with zipfile.ZipFile(io.BytesIO(files[0].read_bytes())) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_parquet_keeps_types_and_names_its_release(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    files = deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release, ["parquet"])
    table = pq.read_table(files[0])
    assert str(table.schema.field("base_amount").type) == "decimal128(18, 2)"
    assert table.schema.metadata[b"release_id"] == b"20260331-0123abcd"
    assert table.column("employee_name").to_pylist() == ['=HYPERLINK("x")', "@Anand", "Beate"]


def test_the_page_makes_no_request(page: str) -> None:
    assert re.findall(r"""(?:src|href|url|@import)\s*[=(]?\s*["']?\s*(?:https?:)?//""", page) == []
    assert "<script" not in page
    assert "<link" not in page
    # Namespaces of SVG are names, not requests; nothing else may look like an address.
    assert set(re.findall(r"https?://[^\"' ]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_headings_are_findings(page: str) -> None:
    assert (
        "<h1>Voluntary turnover rose to 11.4\u00a0%, all of it in Operations; headcount rose to 74</h1>"
        in page
    )
    assert (
        "<h3>Turnover rose from 9.8\u00a0% to 11.4\u00a0%: highest in Operations (15.2\u00a0%), "
        "lowest in Sales &lt;b&gt; (6.0\u00a0%)</h3>" in page
    )


def test_figures_state_unit_period_change_and_what_is_withheld(page: str) -> None:
    assert "▼ worse: +1.6 points (was 9.8\u00a0%)" in page  # 11.4 - 9.8 = 1.6; lower is better
    assert "1 Apr 2025 to 31 Mar 2026; 74 people" in page
    assert "Office withheld (fewer than 5 people)" in page  # the chart in words
    assert "withheld: fewer than 5 people" in page  # the chart itself
    assert "Withheld: fewer than 5 people." in page  # below the table


def test_ids_are_unique_in_the_page(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_pdf_names_its_release_and_carries_its_fonts(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    files = deliver(delivery(manifest, "pack"), warehouse, tmp_path / "out", release, ["pdf"])
    content = files[0].read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"LibertinusSerif" in content
    assert b"D:20260331000000" in content  # created at the data's date, not at the clock's
