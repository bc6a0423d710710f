"""Canonical files: typed strictly, every problem told at once by row and column."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from landings import Warehouse, one_sentence

from ingestion.contract.development import Successor
from ingestion.contract.pay import ExchangeRate, PayRange
from ingestion.errors import SourceError
from ingestion.sources.canonical_files import RECORDS, build
from ingestion.sources.canonical_files.client import CanonicalFilesConfig, CanonicalReader

RANGES = "company_id,grade_id,currency,minimum_amount,midpoint_amount,maximum_amount,valid_from,valid_to\n"
GOOD = "KIL,G1,INR,400000,500000.50,600000,2025-04-01,\n"


def refusal(folder: Path) -> str:
    reader = CanonicalReader(CanonicalFilesConfig(folder=folder), RECORDS)
    with pytest.raises(SourceError) as caught:
        for record in RECORDS:
            reader.read(record)
    return one_sentence(caught.value)


def test_every_table_lands_from_its_file_or_empty(tmp_path: Path, warehouse: Warehouse) -> None:
    folder = tmp_path / "canonical"
    folder.mkdir()
    (folder / "pay_ranges.csv").write_text("\ufeff" + RANGES + GOOD + "\n", encoding="utf-8")
    (folder / "exchange_rates.csv").write_text(
        "From Currency,To Currency,Rate,Valid From\nINR,EUR,0.011049724,2025-04-01\n"
    )
    (folder / "successors.csv").write_text(
        "plan_id,company_id,employee_number,readiness,is_emergency,assessed_at\nP1,KIL,00042,ready_now,,2026-01-31\n"
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
    for record in RECORDS:
        expected = 1 if record in (PayRange, ExchangeRate, Successor) else 0
        assert warehouse.rows(f"select count(*) from raw_canonical_files.{record.table}") == [(expected,)]


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    rows = [
        GOOD,
        "KIL,G2,,4 lakh,500000,600000,2025-04-01,\n",
        "KIL,G1,INR,400000,500000,600000,2025-04-01,\n",
        "KIL,G3,INR,400000,1.23456,600000,01/04/2025,,x\n",
    ]
    (tmp_path / "pay_ranges.csv").write_text(RANGES + "".join(rows))
    text = refusal(tmp_path)
    assert text.startswith("canonical_files, pay_ranges.csv: 6 problems: ")
    for problem in (
        "row 3, column currency is empty",
        "row 3, column minimum_amount is not a number",
        "row 4, column company_id+grade_id+valid_from names the same as row 2",
        "row 5, there are more cells than columns",
        "row 5, column midpoint_amount has too many digits",
        "row 5, column valid_from is not a date",
    ):
        assert problem in text
    assert "lakh" not in text


def test_the_first_twenty_problems_are_told_and_the_others_counted(tmp_path: Path) -> None:
    rows = [f"KIL,G{number},INR,x,500000,600000,2025-04-01,\n" for number in range(25)]
    (tmp_path / "pay_ranges.csv").write_text(RANGES + "".join(rows))
    text = refusal(tmp_path)
    # 25 rows from row 2 on: the 20th problem is in row 21.
    assert "25 problems" in text
    assert "row 21, column minimum_amount" in text
    assert "row 22" not in text
    assert " and 5 more; correct the file." in text


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
            "pay_ranges.csv, column valid_till: the table has no such column; remove it; the columns are",
        ),
        (
            "pay_ranges.csv",
            RANGES.replace("valid_to", "currency") + GOOD,
            "pay_ranges.csv, column currency: the column stands there twice; keep one of the two.",
        ),
        (
            "pay_range.csv",
            RANGES + GOOD,
            "pay_range.csv: no table has this name; name it after one of absences",
        ),
        ("pay_ranges.csv", "", "pay_ranges.csv: the file is empty"),
        ("pay_ranges.csv", "\n\n", "pay_ranges.csv: the file has no header"),
    ],
)
def test_a_file_of_another_shape_stops_the_load(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text)
    assert words in refusal(tmp_path)


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    assert "canonical_files, folder: there is no folder" in refusal(tmp_path / "none")
