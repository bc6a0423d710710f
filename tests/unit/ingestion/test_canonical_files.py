"""Canonical files: every problem of every file told at once, bad rows beside the file, earlier versions kept."""

import json
import logging
import stat
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bad_files import as_parquet, as_texts, as_xlsx, good_rows
from landings import Warehouse, one_sentence

from ingestion.contract import ENTITIES
from ingestion.errors import SourceError
from ingestion.quarantine import Unreadable
from ingestion.sources.canonical_files import RECORDS, build
from ingestion.sources.canonical_files.client import CanonicalFilesConfig, CanonicalReader

RANGES = "company_id,grade_id,currency,minimum_amount,midpoint_amount,maximum_amount,valid_from,valid_to\n"
GOOD = "KIL,G1,INR,400000,500000.50,600000,2025-04-01,\n"
PAY_RANGE = ENTITIES["pay_range"]


def good(number: int) -> str:
    return GOOD.replace("G1", f"G{number}")


def reader(folder: Path) -> CanonicalReader:
    return CanonicalReader(CanonicalFilesConfig(folder=folder), RECORDS)


def refusal(folder: Path) -> str:
    with pytest.raises(SourceError) as caught:
        list(reader(folder).read(PAY_RANGE))
    return one_sentence(caught.value)


def reasons(folder: Path) -> list[str]:
    return [row.reason for row in reader(folder).read(PAY_RANGE) if isinstance(row, Unreadable)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "files"
    path.mkdir()
    return path


def test_every_table_lands_from_its_file_or_empty(folder: Path, warehouse: Warehouse) -> None:
    (folder / "pay_ranges.csv").write_text("\ufeff" + RANGES + GOOD + "\n", encoding="utf-8")
    (folder / "exchange_rates.csv").write_text(
        "From Currency,To Currency,Rate,Valid From\nINR,EUR,0.011049724,2025-04-01\n"
    )
    (folder / "successors.jsonl").write_text(
        '{"plan_id": "P1", "company_id": "KIL", "employee_number": "00042", "readiness": "ready_now", '
        '"is_emergency": null, "assessed_at": "2026-01-31"}\n'
    )
    landing = warehouse.landing(1)
    warehouse.run(build(CanonicalFilesConfig(folder=folder), landing), landing)
    assert warehouse.rows(
        "select minimum_amount, midpoint_amount, valid_from, valid_to from raw_canonical_files.pay_ranges"
    ) == [(Decimal("400000.0000"), Decimal("500000.5000"), date(2025, 4, 1), None)]
    assert warehouse.rows("select rate from raw_canonical_files.exchange_rates") == [
        (Decimal("0.011049724"),)
    ]
    assert warehouse.rows("select employee_number, is_emergency from raw_canonical_files.successors") == [
        ("00042", False)
    ]
    landed = {"pay_ranges", "exchange_rates", "successors"}
    counts = dict(
        warehouse.rows(
            "select table_name, landed_count from raw_canonical_files.loads where received_count > 0"
        )
    )
    assert counts == dict.fromkeys(landed, 1)
    tables = {name for (name,) in warehouse.rows("select table_name from duckdb_tables()")}
    assert {record.table for record in RECORDS} <= tables


def test_a_rejected_row_is_counted_and_keeps_its_earlier_version(folder: Path, warehouse: Warehouse) -> None:
    config = CanonicalFilesConfig(folder=folder)
    path, beside = folder / "pay_ranges.csv", folder / "pay_ranges.rejected.csv"
    for day, bad in ((1, "500000"), (2, "five lakh"), (3, "700000")):
        path.write_text(RANGES + good(1) + good(2).replace("500000.50", bad) + good(3))
        landing = warehouse.landing(day)
        warehouse.run(build(config, landing), landing)
        counts = warehouse.loads(day, "pay_ranges", "canonical_files")
        assert counts[0] == counts[1] + counts[2] + counts[4] == 3
        if day == 2:
            assert counts == (3, 0, 2, 0, 1)
            assert beside.read_text(encoding="utf-8-sig").splitlines() == [
                "row,problem," + RANGES.strip(),
                "3,column midpoint_amount is not a number,KIL,G2,INR,400000,five lakh,600000,2025-04-01,",
            ]
            assert stat.S_IMODE(beside.stat().st_mode) == 0o600
            [quarantined] = warehouse.quarantined(2, "pay_ranges", "canonical_files")
            assert quarantined["row"]["grade_id"] == "G2"
        else:
            assert not beside.exists()
    assert warehouse.rows(
        "select midpoint_amount, is_deleted from raw_canonical_files.pay_ranges where grade_id = 'G2' order by 1"
    ) == [(500000, False), (700000, False)]


def test_every_problem_of_every_file_is_told_at_once(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    rows = [
        good(1),
        *(good(number).replace("400000", "4 lakh") for number in (2, 3, 4)),
        good(5),
        good(6).replace("2025-04-01", "01/04/2025"),
        good(7).replace("\n", ",x\n"),
        good(8).replace("INR", "").replace("500000.50", "1.23456"),
        good(9).replace("400000", "4 lakh"),
        good(5).replace("600000", "1"),
    ]
    (folder / "pay_ranges.csv").write_text(RANGES + "".join(rows) + good(10))
    with caplog.at_level(logging.WARNING):
        assert len(reasons(folder)) == 9
    told = caplog.text
    for problem in (
        "pay_ranges.csv: 9 of 11 rows are rejected: ",
        "column minimum_amount is not a number (rows 3-5, 10)",
        "column valid_from may be two different days; write it as 2026-03-31 (row 7)",
        "there are more cells than columns (row 8)",
        "column currency is empty (row 9)",
        "column midpoint_amount has more than 4 decimal places (row 9)",
        "column company_id+grade_id+valid_from names the same as row 11, with other values (row 6)",
        "the rows stand in pay_ranges.rejected.csv",
    ):
        assert problem in told
    assert "lakh" not in told
    assert "KIL" not in told

    (folder / "kpi_values.csv").write_text("company_id,kpi,value\n")
    (folder / "persons.xlsx").write_bytes(b"no workbook")
    (folder / "pay_ranges.csv").write_text(RANGES + "".join(good(n).replace("INR", "") for n in range(12)))
    text = refusal(folder)
    assert text.startswith("canonical_files, 4 problems: ")
    for problem in (
        "kpi_values.csv, column org_unit_id, kpi_id, period_start, period_end, unit: the file has no such column",
        "kpi_values.csv, column kpi (did you mean kpi_id?): the table has no such column",
        "pay_ranges.csv: 12 of 12 rows of pay_ranges are rejected: column currency is empty (rows 2-13)",
        "persons.xlsx: the file cannot be opened as xlsx",
    ):
        assert problem in text


def test_too_many_bad_rows_stop_the_load_by_the_limits_of_the_guards(folder: Path) -> None:
    bad = [good(number).replace("INR", "") for number in range(100, 111)]
    (folder / "pay_ranges.csv").write_text(RANGES + "".join([*map(good, range(99)), *bad]))
    assert len(reasons(folder)) == 11
    (folder / "pay_ranges.csv").write_text(RANGES + "".join([*map(good, range(98)), *bad]))
    assert "11 of 109 rows of pay_ranges are rejected: column currency is empty (rows 100-110)" in refusal(
        folder
    )
    assert (folder / "pay_ranges.rejected.csv").exists()


def test_only_the_first_of_many_rows_and_problems_are_told(folder: Path) -> None:
    rows = [good(at) if at % 2 else good(at).replace("INR", "") for at in range(60)]
    (folder / "pay_ranges.csv").write_text(RANGES + "".join(rows))
    assert "column currency is empty (rows 2, 4, 6, 8, 10, 12, 14, 16 and 22 more)" in refusal(folder)


def test_a_table_may_come_in_parts_and_a_key_in_two_of_them_is_found(folder: Path) -> None:
    (folder / "pay_ranges.2024.csv").write_text(RANGES + good(1) + good(2))
    (folder / "pay_ranges.2025.csv").write_text(RANGES + good(3) + good(2))
    assert reasons(folder) == ["column company_id+grade_id+valid_from repeats row 3 of pay_ranges.2024.csv"]
    assert (folder / "pay_ranges.2025.rejected.csv").exists()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "pay_ranges.csv",
            RANGES.replace("currency,", "") + GOOD,
            "pay_ranges.csv, column currency: the file has no such column; add it.",
        ),
        (
            "pay_ranges.csv",
            RANGES.replace("valid_to", "valid_till") + GOOD,
            "column valid_till (did you mean valid_to?): the table has no such column; remove it; the columns are",
        ),
        (
            "pay_ranges.csv",
            RANGES.replace("valid_to", "currency") + GOOD,
            "pay_ranges.csv, column currency: the column stands there twice; keep one of the two.",
        ),
        (
            "pay_range.csv",
            RANGES + GOOD,
            "pay_range.csv: no table has this name; name it pay_ranges.csv, or explain it in mapping.yml.",
        ),
        ("wages.csv", RANGES, "wages.csv: no table has this name; name it after a table"),
        ("pay_ranges.xls", "x", "pay_ranges.xls: a file .xls is not read; save it as xlsx or as CSV UTF-8."),
        (
            "pay_ranges.csv",
            GOOD + good(2),
            "pay_ranges.csv, header: not one of its cells is the name of a column",
        ),
        ("pay_ranges.csv", "", "pay_ranges.csv: the file is empty"),
        ("pay_ranges.csv", "\n\n", "pay_ranges.csv: the file has no header"),
    ],
)
def test_a_file_of_another_shape_stops_the_load(folder: Path, name: str, text: str, words: str) -> None:
    (folder / name).write_text(text)
    assert words in refusal(folder)


def test_the_same_table_in_two_formats_stops_the_load(folder: Path) -> None:
    (folder / "pay_ranges.csv").write_text(RANGES + GOOD)
    (folder / "pay_ranges.jsonl").write_text("{}\n")
    assert "pay_ranges.csv and pay_ranges.jsonl: they hold the same table (keep one of the two)" in refusal(
        folder
    )


def test_what_is_no_data_is_left_alone(folder: Path) -> None:
    for name in ("README.md", ".hidden.csv", "~$pay_ranges.xlsx", "notes.pdf"):
        (folder / name).write_text("x")
    (folder / "archive").mkdir()
    (folder / "pay_ranges.csv").write_text(RANGES + GOOD)
    (folder / "gone.rejected.csv").write_text("row,problem\n")
    assert reasons(folder) == []
    assert not (folder / "gone.rejected.csv").exists()


def test_a_folder_that_cannot_be_written_to_changes_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "pay_ranges.csv").write_text(RANGES + GOOD + good(2).replace("INR", ""))

    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    assert reasons(folder) == ["column currency is empty"]
    assert not (folder / "pay_ranges.rejected.csv").exists()


def test_large_parquet_files_land_as_columns_with_the_same_rows(
    folder: Path, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = good_rows(PAY_RANGE, 30)
    texts = as_texts([{**row, "minimum_amount": "4 lakh"} if at == 4 else row for at, row in enumerate(rows)])
    (folder / "pay_ranges.1.parquet").write_bytes(as_parquet(texts.slice(0, 20)))
    (folder / "pay_ranges.2.parquet").write_bytes(as_parquet(texts.slice(20)))
    query = f"select {', '.join(rows[0])} from raw_canonical_files.pay_ranges order by grade_id"
    found = []
    for day, limit in ((1, 200_000), (2, 10)):
        monkeypatch.setattr("ingestion.sources.canonical_files.client.LARGE_ROWS", limit)
        landing = warehouse.landing(day)
        warehouse.run(build(CanonicalFilesConfig(folder=folder), landing), landing)
        found.append(warehouse.rows(query))
        [quarantined] = warehouse.quarantined(day, "pay_ranges", "canonical_files")
        assert quarantined["reason"] == "column minimum_amount is not a number"
    assert warehouse.loads(2, "pay_ranges", "canonical_files") == (30, 0, 29, 0, 1)
    assert found[0] == found[1]
    assert len(found[0]) == 29


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    assert "canonical_files, folder: there is no folder" in refusal(tmp_path / "none")


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.workbook.MAX_UNPACKED_BYTES", 1000)
    (folder / "pay_ranges.xlsx").write_bytes(as_xlsx(good_rows(PAY_RANGE)))
    assert "pay_ranges.xlsx: the file unpacks to more than" in refusal(folder)


@pytest.mark.parametrize("limit", [200_000, 1])
@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_a_column_that_appears_is_named_once_in_every_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, limit: int
) -> None:
    monkeypatch.setattr("ingestion.sources.canonical_files.client.LARGE_ROWS", limit)
    rows = [
        {"company_id": "C", "grade_id": f"G{rank}", "grade_rank": rank, "band": "x"} for rank in (1, 2, 3)
    ]
    if form == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "grades.parquet")
    else:
        (tmp_path / "grades.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert refusal(tmp_path).startswith(
        f"canonical_files, grades.{form}, column band: the table has no such column; remove it"
    )


def test_a_large_table_takes_an_empty_text_for_none_as_a_small_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse
) -> None:
    monkeypatch.setattr("ingestion.sources.canonical_files.client.LARGE_ROWS", 10)
    rows = [{"company_id": "C", "grade_id": f"G{rank}", "grade_rank": rank} for rank in range(1, 21)]
    rows[3]["company_id"] = ""
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "grades.parquet")
    landing = warehouse.landing(1)
    warehouse.run(build(CanonicalFilesConfig(folder=tmp_path), landing), landing)
    assert warehouse.loads(1, "grades", "canonical_files") == (20, 19, 0, 0, 1)
    [line] = warehouse.quarantined(1, "grades", "canonical_files")
    assert line["reason"] == "column company_id is empty"
