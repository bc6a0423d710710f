"""Payroll registers: taken once and whole, to the cent, with one sentence for everything that goes wrong."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from landings import Warehouse, one_sentence

from ingestion.errors import SourceError
from ingestion.quarantine import Unreadable
from ingestion.sources.payroll_register import build
from ingestion.sources.payroll_register.client import PayrollRegisterConfig, RegisterReader

HEADER = (
    "Employee Number,Company,Period Start,Period End,Pay Date,Currency,Paid Days,LOP Days,Basic,HRA,"
    "Special Allowance,Conveyance,Bonus,Arrears,Overtime,PF,Professional Tax,TDS,"
    "Gross Pay,Total Deduction,Net Pay"
)
# 50,000 + 20,000 + 1,600 - 6,000 - 200 - 5,000.50 = 60,399.50
ROW = (
    "{who},Kaveri Industries Ltd,2025-04-01,2025-04-30,2025-04-30,INR,29.5,0.5,50000,20000.00,"
    ",1600,,,,6000,200,5000.50,71600,11200.50,60399.50"
)
NONE_TAKEN: dict[str, dict[str, Any]] = {}


def register(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def good(who: str = "E00001") -> str:
    return ROW.format(who=who)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "payroll"
    folder.mkdir()
    return folder


def reader(folder: Path, **changed: Any) -> RegisterReader:
    return RegisterReader(PayrollRegisterConfig(folder=folder, **changed), lambda: NONE_TAKEN)


def refusal(folder: Path) -> str:
    with pytest.raises(SourceError) as caught:
        list(reader(folder).files())
    text = one_sentence(caught.value)
    assert text.startswith("payroll_register, ")
    return text


def unreadable(folder: Path) -> list[str]:
    return [row.reason for row in reader(folder).rows().rows if isinstance(row, Unreadable)]


def test_a_wide_row_is_read_as_one_line_per_component_that_is_not_blank(folder: Path) -> None:
    (folder / "2025-04.csv").write_text(register(good()))
    read = reader(folder)
    (file,) = read.files()
    (row,) = read.rows().rows
    assert isinstance(file, dict)
    assert isinstance(row, dict)
    assert (file["company"], file["period_start"], file["period_end"]) == (
        "Kaveri Industries Ltd",
        date(2025, 4, 1),
        date(2025, 4, 30),
    )
    assert (file["row_count"], file["line_count"]) == (1, 6)
    assert (row["employee_number"], row["paid_days"], row["lop_days"], row["net_pay"]) == (
        "E00001",
        29.5,
        0.5,
        Decimal("60399.50"),
    )
    assert [(line["component"], line["is_deduction"], line["amount"]) for line in read.lines().rows] == [
        ("Basic", False, Decimal(50000)),
        ("HRA", False, Decimal(20000)),
        ("Conveyance", False, Decimal(1600)),
        ("PF", True, Decimal(6000)),
        ("Professional Tax", True, Decimal(200)),
        ("TDS", True, Decimal("5000.50")),
    ]


def workbook(path: Path, rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)


def test_xlsx_and_csv_of_the_same_register_are_the_same_rows(folder: Path, tmp_path: Path) -> None:
    (folder / "a.csv").write_text(register(good()))
    other = tmp_path / "other"
    other.mkdir()
    day = date(2025, 4, 1), date(2025, 4, 30)
    cells = ["E00001", "Kaveri Industries Ltd", *day, day[1], "INR", 29.5, 0.5, 50000, 20000.0, None, 1600]
    cells += [None, None, None, 6000, 200, 5000.1 + 0.4, 71600, 11200.5, 60399.5]
    workbook(other / "a.xlsx", [["Register of April"], HEADER.split(","), [], cells, ["Total", *[None] * 20]])

    def plain(read: RegisterReader) -> list[Any]:
        hidden = ("file_hash", "row_number")
        rows = [*read.rows().rows, *read.lines().rows]
        return [{k: v for k, v in row.items() if k not in hidden} for row in rows if isinstance(row, dict)]

    assert len(plain(reader(folder))) == 7
    assert plain(reader(other)) == plain(reader(folder))


def test_other_headers_order_and_signs_are_found(folder: Path) -> None:
    text = register(good()).replace("Employee Number", " EMP. NO ").replace("Net Pay", "net_pay")
    lines = ["Kaveri payroll office", "", *text.splitlines()]
    columns = [line.split(",") for line in lines[2:]]
    turned = [";".join(reversed(cells)) for cells in columns]
    (folder / "2025-04.csv").write_text("\ufeff" + "\n".join(turned) + "\n", encoding="utf-8")
    (row,) = reader(folder).rows().rows
    assert isinstance(row, dict)
    assert (row["employee_number"], row["net_pay"], row["row_number"]) == ("E00001", Decimal("60399.50"), 2)


def test_a_row_that_does_not_add_up_is_quarantined_with_the_difference(
    folder: Path, warehouse: Warehouse
) -> None:
    # E00002 has a net pay 0.01 above 60,399.50: earnings less deductions are 0.01 lower.
    (folder / "2025-04.csv").write_text(register(good(), good("E00002").replace("60399.50", "60399.51")))
    landing = warehouse.landing(1)
    warehouse.run(build(PayrollRegisterConfig(folder=folder), landing), landing)
    assert warehouse.loads(1, "register_rows", "payroll_register") == (2, 1, 0, 0, 1)
    assert warehouse.loads(1, "register_lines", "payroll_register") == (6, 6, 0, 0, 0)
    (line,) = warehouse.quarantined(1, "register_rows", "payroll_register")
    assert line["reason"] == "Net Pay: earnings less deductions differ from it by -0.01"
    assert (line["position"], line["row"]["row_number"], line["row"]["net_pay"]) == (2, 3, "60399.51")
    sums = """
        select sum(case when is_deduction then -amount else amount end),
            (select sum(net_pay) from raw_payroll_register.register_rows)
        from raw_payroll_register.register_lines
    """
    assert warehouse.rows(sums) == [(Decimal("60399.5000"), Decimal("60399.5000"))]


def test_a_file_is_taken_once_by_its_content(folder: Path, warehouse: Warehouse) -> None:
    source = "payroll_register"

    def load(day: int) -> None:
        landing = warehouse.landing(day)
        warehouse.run(build(PayrollRegisterConfig(folder=folder), landing), landing)

    (folder / "2025-04.csv").write_text(register(good(), good("E00002")))
    load(1)
    (folder / "2025-04.csv").rename(folder / "april.csv")
    (folder / "2025-05.csv").write_text(
        register(good()).replace("2025-04-", "2025-05-").replace("05-30", "05-31")
    )
    load(2)
    # Day 2: april.csv is known, 2025-05.csv is new with 1 row and 6 components.
    assert warehouse.loads(2, "register_files", source) == (2, 1, 1, 0, 0)
    assert warehouse.loads(2, "register_rows", source) == (1, 1, 0, 0, 0)
    (folder / "april.csv").unlink()
    load(3)
    assert warehouse.loads(3, "register_files", source) == (1, 0, 1, 0, 0)
    assert warehouse.rows(
        "select count(*), count_if(is_deleted) from raw_payroll_register.register_rows"
    ) == [(3, 0)]


@pytest.mark.parametrize("table", ["register_rows", "register_lines"])
def test_a_file_of_which_a_part_landed_is_read_again(folder: Path, warehouse: Warehouse, table: str) -> None:
    (folder / "2025-04.csv").write_text(register(good(), good("E00002")))
    landing = warehouse.landing(1)
    for _ in range(2):
        warehouse.run(build(PayrollRegisterConfig(folder=folder), landing), landing)
        connection = duckdb.connect(str(landing.warehouse))
        connection.execute(f"delete from raw_payroll_register.{table} where row_number = 2")
        connection.close()
    warehouse.run(build(PayrollRegisterConfig(folder=folder), landing), landing)
    # 2 rows with 6 components each.
    assert warehouse.rows("select count(*) from raw_payroll_register.register_rows") == [(2,)]
    assert warehouse.rows("select count(*) from raw_payroll_register.register_lines") == [(12,)]


def test_two_files_with_the_same_content_are_one(folder: Path, warehouse: Warehouse) -> None:
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text(register(good()))
    landing = warehouse.landing(1)
    warehouse.run(build(PayrollRegisterConfig(folder=folder), landing), landing)
    assert warehouse.loads(1, "register_files", "payroll_register") == (2, 1, 0, 0, 1)
    assert warehouse.loads(1, "register_rows", "payroll_register") == (1, 1, 0, 0, 0)
    (line,) = warehouse.quarantined(1, "register_files", "payroll_register")
    assert line["reason"] == "file_hash: the same content as a.csv"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda row: row.replace(",50000,", ",50 000,"), "Basic: is not a number"),
        (lambda row: row.replace(",50000,", ",INR 50000,"), "Basic: is not a number"),
        (lambda row: row.replace("E00002", ""), "Employee Number: is empty"),
        (
            lambda row: row.replace("2025-04-01", "01/04/2025"),
            "Period Start: may be two different days; write it as 2026-03-31",
        ),
        (lambda row: row.replace("2025-04-01", "2025-04-31"), "Period Start: is not a date of the calendar"),
        (lambda row: row.replace(",60399.50", ""), "Net Pay: is empty"),
        (lambda row: row + ",7", "row: has more cells than the header"),
    ],
)
def test_a_row_that_cannot_be_read_says_which_column(
    folder: Path, change: Callable[[str], str], reason: str
) -> None:
    (folder / "2025-04.csv").write_text(register(good(), change(good("E00002"))))
    assert unreadable(folder) == [reason]


def test_indian_thousands_and_named_months_are_read(folder: Path) -> None:
    text = good().replace("2025-04-30", "30-Apr-2025").replace(",20000.00,", ',"20,000.00",')
    (folder / "2025-04.csv").write_text(register(text.replace(",71600,", ',"71,600",')))
    assert unreadable(folder) == []


def test_a_formula_without_a_stored_value_is_not_taken_for_blank(folder: Path) -> None:
    cells: list[Any] = good().split(",")
    numbers = range(6, len(cells))
    cells = [float(cell) if index in numbers and cell else cell for index, cell in enumerate(cells)]
    bad = [*cells[:8], "=25000*2", *cells[9:]]
    bad[0] = "E00002"
    workbook(folder / "2025-04.xlsx", [HEADER.split(","), cells, bad])
    assert unreadable(folder) == ["Basic: is a formula without a stored value"]


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            write("a.csv", register(good()).replace("Net Pay", "Take home")),
            "a.csv, column Net Pay: the file has no such column; add it to the register.",
        ),
        (
            write("a.csv", register(good()).replace("Overtime", "Night Shift")),
            'a.csv, column Night Shift: it is not in the component map; add "Night Shift": "earning" (or',
        ),
        (
            write("a.csv", register(good()).replace("Overtime", "basic")),
            "a.csv, column basic: it says the same as column Basic; keep one of the two.",
        ),
        (
            write("a.csv", "Name,Amount\nx,1\n"),
            "a.csv, column Employee Number: no such column in the first 20 rows",
        ),
        (write("a.csv", ""), "a.csv: the file is empty"),
        (write("a.csv", HEADER), "a.csv: not one row of the register can be read"),
        (write("a.csv", register(good(), good())), "rows 2 and 3 are for the same employee; keep one row"),
        (
            write("a.csv", register(good(), good("E2").replace("2025-04-01", "2025-03-01"))),
            "a.csv, column Period Start: the register holds 2 different values of it",
        ),
        (
            write("a.csv", register(good().replace("2025-04-30,2025", "2025-03-30,2025"))),
            "a.csv, column Period End: the period ends before it starts",
        ),
        (write("a.csv", register('"' + good())), "a.csv: the file is no csv: a quotation mark"),
        (write("a.xlsx", "no zip"), "a.xlsx: the file cannot be opened as xlsx"),
        (write("a.xls", "old"), "a.xls: the file is no csv, xlsx or parquet file; save it as one of them"),
        (lambda folder: (folder / "a.csv").write_bytes(b"Employ\xe9"), "a.csv: the file is not in UTF-8"),
        (lambda folder: folder.rmdir(), "folder: there is no folder"),
    ],
)
def test_a_register_that_cannot_be_taken_whole_stops_the_load(
    folder: Path, make: Callable[[Path], object], words: str
) -> None:
    make(folder)
    text = refusal(folder)
    assert words in text
    assert "E00001" not in text


def test_a_column_can_be_left_out_knowingly(folder: Path) -> None:
    (folder / "a.csv").write_text(register(good()).replace("Overtime", "Department"))
    config = PayrollRegisterConfig(folder=folder)
    read = reader(folder, component_map={**config.component_map, "Department": "ignored"})
    assert len(list(read.lines().rows)) == 6


def test_a_workbook_cut_short_is_one_sentence(folder: Path) -> None:
    workbook(folder / "a.xlsx", [HEADER.split(","), good().split(",")])
    whole = (folder / "a.xlsx").read_bytes()
    for length in (1, 100, len(whole) // 2, len(whole) - 1):
        (folder / "a.xlsx").write_bytes(whole[:length])
        assert "a.xlsx: the file cannot be opened as xlsx" in refusal(folder)


def test_further_columns_come_from_a_file_of_the_settings(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "components.yaml"
    file.write_text("Shift Allowance: earning\nCanteen: deduction\nBonus: ignored\n", encoding="utf-8")
    components = PayrollRegisterConfig(folder=folder, components_file=file).components()
    # The file goes before what is built in, which stays otherwise as it is.
    assert (components["Shift Allowance"], components["Canteen"], components["Bonus"]) == (
        "earning",
        "deduction",
        "ignored",
    )
    assert components["Basic"] == "earning"


@pytest.mark.parametrize("text", ["- a list", "Basic: sometimes", "Basic: [", ""])
def test_a_file_of_columns_that_cannot_be_read_is_named(folder: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "components.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(
        SourceError, match=r"components\.yaml: it cannot be read as a list of columns; write a line"
    ):
        PayrollRegisterConfig(folder=folder, components_file=file).components()
