"""The files of a delivery: same bytes, safe cells, no request, what is withheld said in place."""

import io
import re
import stat
import zipfile
from datetime import datetime
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from exports import compose
from exports.deliver import deliver
from exports.delivery import Delivery, SectionSpec, read_deliveries
from exports.errors import ExportError
from exports.reading import Reports
from exports.release import Release
from exports.writers import pdf
from exports.writers.text_table import TextTable
from tests.unit.exports.conftest import Manifest


def delivery(manifest: Manifest, name: str) -> Delivery:
    return next(d for d in read_deliveries(manifest) if d.name == name)


@pytest.fixture
def book(manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path) -> openpyxl.Workbook:
    files = deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release, ["xlsx"])
    return openpyxl.load_workbook(next(f for f in files if f.name == "raise-20260331-0123abcd.xlsx"))


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
    assert [f.name.removeprefix("raise-20260331-0123abcd") for f in files] == [
        "-budgets.parquet",
        "-north-co.xlsx",  # a part by its holder's id, never by a person's name
        "-people.parquet",
        "-south.xlsx",
        ".xlsx",
    ]
    assert {f.parent for f in files} == {folder}
    assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}
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
    assert book.sheetnames == ["Read me", "People", "Budgets"]
    assert book.active.title == "Read me"
    assert told["Release"] == "20260331-0123abcd"
    assert told["Data as of"] == datetime(2026, 3, 31)
    assert told["How to use it"] == "Fill in the tinted cells."
    assert told["People"] == "Everybody."


def test_a_workbook_says_whether_it_holds_persons(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path, book: openpyxl.Workbook
) -> None:
    def told(book: openpyxl.Workbook) -> dict[object, object]:
        return {r[0].value: r[1].value for r in book["Read me"].iter_rows()}

    assert told(book)["For whom"] == "HR. Do not pass it on: it holds personal data."
    meta = manifest["exposures"]["exposure.meritline.raise"]["config"]["meta"]
    meta["sheets"] = [{**meta["sheets"][1], "live": [], "alerts": []}]
    del meta["split"]
    [groups] = deliver(delivery(manifest, "raise"), warehouse, tmp_path / "groups", release, ["xlsx"])
    assert told(openpyxl.load_workbook(groups))["For whom"] == (
        "HR. Its figures are of groups: nobody's row is in it."
    )


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
        "Raise",
        *("Key", "Holder key", "Holder id", "Holder", "Open", "Release", "Workbook"),
    ]
    by_name = {r[0].value: r for r in sheet.iter_rows(min_row=2)}
    formula_like = by_name['=HYPERLINK("x")'][0]
    assert formula_like.data_type == "s"
    indian, euro = by_name['=HYPERLINK("x")'][2], by_name["@Anand"][2]
    assert (indian.value, euro.value) == (1234567.5, 61000)
    assert indian.number_format == r"[>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00;#,##0.00"
    assert euro.number_format == '#,##0.00;"−"#,##0.00'
    assert by_name["@Anand"][4].value == datetime(2026, 4, 1)
    assert by_name["Beate"][3].value is None


def test_only_the_reader_s_cells_are_open(book: openpyxl.Workbook) -> None:
    sheet = book["People"]
    assert sheet.protection.sheet
    by_name = {r[0].value: r for r in sheet.iter_rows(min_row=2)}
    assert [c.column_letter for c in by_name["@Anand"] if not c.protection.locked] == ["F", "G"]
    assert all(c.protection.locked for c in by_name["Beate"])  # nothing to decide about her
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:O4"
    hidden = [(d.min, d.max) for d in sheet.column_dimensions.values() if d.hidden]
    assert hidden == [(9, 15)]
    rules = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    assert rules["F2:F4"].formula1 == '"Accept,Decline"'
    assert (rules["G2:G4"].type, float(rules["G2:G4"].formula2)) == ("decimal", 0.5)
    assert rules["G2:G4"].prompt == "Up to 50 %."
    assert book.defined_names["table_people"].attr_text == "'People'!$A$1:$O$4"
    assert book.properties.created == datetime(2026, 3, 31)


def test_a_row_that_comes_back_says_where_it_was(book: openpyxl.Workbook) -> None:
    assert [[c.value for c in row[-2:]] for row in book["People"].iter_rows(min_row=2)] == [
        ["20260331-0123abcd", "raise/whole"]
    ] * 3
    assert [c.value for c in book["Budgets"][1]][-1] == "Holder key"  # nothing is decided there


def test_what_was_decided_already_stands_there_again(book: openpyxl.Workbook) -> None:
    by_name = {r[0].value: r for r in book["People"].iter_rows(min_row=2)}
    assert [c.value for c in by_name["@Anand"][5:7]] == ["Decline", 0.02]
    assert [c.value for c in by_name["Beate"][5:7]] == [None, None]


def test_formulas_are_live_protected_and_carry_what_they_come_to(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    files = deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release, ["xlsx"])
    book, stored = (openpyxl.load_workbook(files[-1], data_only=kept) for kept in (False, True))
    people, budgets = book["People"], book["Budgets"]
    row = next(r for r in people.iter_rows(min_row=2) if r[0].value == "@Anand")[0].row
    assert people.cell(row, 8).value == f'=$C{row}*IF($G{row}="",0,$G{row})'
    assert people.cell(row, 8).protection.locked
    assert budgets["D3"].value == "=$C3-SUMIFS('People'!$H$2:$H$4,'People'!$J$2:$J$4,$F3)"
    # 1,000 - 61,000 x 2 % = -220: what a reader without a calculator sees.
    assert [c.value for c in stored["Budgets"][3]][:5] == ["South", "EUR", 1000, -220, "Over budget"]
    rules = [r for found in budgets.conditional_formatting for r in found.rules]
    assert [(r.operator, r.text) for r in rules if r.operator] == [("beginsWith", "Over")]
    # What a formula comes to is grouped in lakh and crore below zero too: a format alone knows three sizes of it.
    assert [(r.formula[0], r.dxf.numFmt.formatCode) for r in rules if not r.operator] == [
        ('AND(ISNUMBER($D2),$D2<=-10000000,$B2="INR")', r'##\,##\,##\,##0.00;"−"##\,##\,##\,##0.00'),
        ('AND(ISNUMBER($D2),$D2<=-100000,$B2="INR")', r'##\,##\,##0.00;"−"##\,##\,##0.00'),
        ('AND(ISNUMBER($D2),$D2<0,$B2="INR")', '#,##0.00;"−"#,##0.00'),
    ]


def test_a_part_holds_its_own_rows_and_says_whose_they_are(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    files = deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release, ["xlsx"])
    north = openpyxl.load_workbook(files[0])
    assert sorted(r[0].value for r in north["People"].iter_rows(min_row=2)) == [
        '=HYPERLINK("x")',
        "Beate",
    ]
    assert {r[-1].value for r in north["People"].iter_rows(min_row=2)} == {"raise/north-co"}
    assert [r[0].value for r in north["Budgets"].iter_rows(min_row=2)] == ["North"]
    assert "SUMIFS('People'!$H$2:$H$3" in north["Budgets"]["D2"].value
    told = {r[0].value: r[1].value for r in north["Read me"].iter_rows()}
    assert told["Part"] == "North"


def test_a_sheet_that_does_not_say_whose_rows_are_whose_stays_out_of_parts(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    del manifest["nodes"]["model.meritline.rpt_raise__budgets"]["columns"]["holder_key"]
    sheets = manifest["exposures"]["exposure.meritline.raise"]["config"]["meta"]["sheets"]
    sheets[1]["live"] = []
    part, whole = (
        openpyxl.load_workbook(files).sheetnames
        for files in deliver(delivery(manifest, "raise"), warehouse, tmp_path / "o", release, ["xlsx"])[::2]
    )
    assert (part, whole) == (["Read me", "People"], ["Read me", "People", "Budgets"])
    sheets[1]["is_shared"] = True
    files = deliver(delivery(manifest, "raise"), warehouse, tmp_path / "shared", release, ["xlsx"])
    assert openpyxl.load_workbook(files[0]).sheetnames == ["Read me", "People", "Budgets"]


def test_a_delivery_that_nobody_fills_in_is_split_by_every_sheet_that_says_whose_rows_are_whose(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    meta = manifest["exposures"]["exposure.meritline.raise"]["config"]["meta"]
    meta["sheets"][0] |= {"inputs": [], "live": []}
    meta["sheets"][1] |= {"live": [], "alerts": []}
    meta["sheets"].reverse()
    manifest["nodes"]["model.meritline.rpt_raise__budgets"]["columns"].pop("holder_key")
    files = deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release, ["xlsx"])
    north, *_ = (openpyxl.load_workbook(file) for file in files)
    assert len(files) == 3
    assert north.sheetnames == ["Read me", "People"]


def test_two_holders_whose_ids_read_alike_get_a_file_each(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "update reports.rpt_raise__people set holder_id = 'North/Co' where holder_key = 'h2'"
        )
    files = deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release, ["xlsx"])
    assert [f.name.removeprefix("raise-20260331-0123abcd") for f in files] == [
        "-north-co-h1.xlsx",
        "-north-co-h2.xlsx",
        ".xlsx",
    ]


def test_a_delivery_is_withheld_while_something_stands(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("insert into reports.rpt_raise__standing values ('Over cap stands 3 times.')")
    with pytest.raises(ExportError, match=r"^delivery raise: it is withheld; Over cap stands 3 times\.$"):
        deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release)
    assert not (tmp_path / "out").exists()


def test_csv_is_plain_and_no_text_becomes_a_formula(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    manifest["exposures"]["exposure.meritline.raise"]["config"]["meta"]["formats"] = ["csv"]
    files = deliver(delivery(manifest, "raise"), warehouse, tmp_path / "out", release)
    people = next(f for f in files if f.name.endswith("-people.csv")).read_bytes().decode("utf-8-sig")
    header, *rows = people.splitlines()
    assert header.startswith("person_key,employee_name,currency,base_amount")
    assert rows[0] == (
        'k1,"\'=HYPERLINK(""x"")",INR,1234567.50,0.050,2026-04-01,,,0.00,h1,North & Co,North,yes'
    )
    assert rows[1].startswith("k2,'@Anand,EUR,61000.00")


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
    table = pq.read_table(next(f for f in files if f.name.endswith("-people.parquet")))
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


def test_a_list_holds_the_rows_that_its_section_keeps(
    manifest: Manifest, warehouse: Path, release: Release
) -> None:
    pack = delivery(manifest, "pack")
    listed = SectionSpec(
        part="People", view="table", table="rpt_pack__units", subject="Units", keep={"is_whole": "True"}
    )
    drawn = pack.sections[-1].model_copy(update={"keep": {"unit_name": "Operations"}})
    sections = (pack.sections[0], listed, drawn, drawn.model_copy(update={"listed": "kept"}))
    with Reports(warehouse) as reports:
        made = compose.pack(pack.model_copy(update={"sections": sections}), reports, release)
    assert made.sections[0].heading == "1 units"
    rows = [[r["unit_name"] for r in s.tables[0].rows] for s in made.sections]
    assert [len(names) for names in rows] == [1, 4, 1]
    assert (rows[0], rows[2]) == (["Company"], ["Operations"])


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


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        # The text wants all its 44 characters: 44 + 7 x 9 + 10 and gaps of 9 x 2.2 are 136.8 of a line of 129. What
        # "service" (7), 7 times "Accounted" (9), the figure (10) and the gaps leave is 29.2 of the other 37.
        (7, 7 + 29.2 + 2.2),
        # 7 + 3 x 9 + 10 + 5 x 2.2 leave 74: it gets all that it wants.
        (3, 44 + 2.2),
    ],
)
def test_columns_of_a_wide_table_break_no_word_and_no_figure(more: int, expected: float) -> None:
    headers = ("Alike in", "Difference (%)", *("Accounted for",) * more)
    cells = ("Place, time, work, grade, service and rating", "−12,34,567", *("withheld",) * more)
    numeric = (False, *(True,) * (more + 1))
    text, *figures = pdf._widths(TextTable("Gap", headers, numeric, (cells,), (False,), ""))
    assert figures == [12.2, *[11.2] * more]
    assert text == pytest.approx(expected)
