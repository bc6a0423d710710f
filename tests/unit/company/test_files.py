"""Files of the invented employer: identities of payroll, the raw layer's columns, equal bytes.

Belongs here: what stands in files. Does not belong here: the world behind them, reading by ingestion.
"""

import csv
import hashlib
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner

from company.__main__ import main
from company.files import HEADER, write, write_raw
from company.pay import DEDUCTIONS, EARNINGS, payroll
from company.raw_shapes import RAW_SCHEMAS
from company.world import World, generate
from ingestion.contract import ENTITIES
from ingestion.sources import SOURCES

LANDING = ["known_from", "is_deleted", "load_id"]


@pytest.fixture(scope="module")
def folder(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the shared world."""
    path = tmp_path_factory.mktemp("files")
    write(world, path)
    return path


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The raw tables of a small world."""
    path = tmp_path_factory.mktemp("raw")
    write_raw(60, 2, path)
    return path


def test_gross_less_deductions_is_net_in_every_slip(world: World) -> None:
    slips = 0
    for month in payroll(world.organisation, world.history, world.salaries, world.years, world.seed):
        assert (month.earnings >= 0).all()
        assert (month.deductions >= 0).all()
        assert (month.gross == month.earnings.sum(axis=1)).all()
        assert (month.net == month.gross - month.deductions.sum(axis=1)).all()
        assert (month.net >= 0).all()
        assert (month.paid_days + month.unpaid_days <= month.month_days).all()
        slips += len(month.row)
    # 36 months of 120 people and a cast; each month at least half of them.
    assert slips > 36 * 60


def test_registers_add_up_to_the_paisa_in_both_formats(folder: Path) -> None:
    names = sorted(path.name for path in (folder / "payroll").iterdir())
    assert len(names) == 36
    assert names[0] == "KIL-payroll-2023-04.csv"
    assert sum(name.endswith(".xlsx") for name in names) == 6
    for name in ("KIL-payroll-2025-05.csv", "KIL-payroll-2025-06.xlsx"):
        path = folder / "payroll" / name
        if path.suffix == ".csv":
            lines = list(csv.reader(path.open(encoding="utf-8")))
        else:
            sheet = openpyxl.load_workbook(path).active
            lines = [
                ["" if cell is None else str(cell) for cell in row]
                for row in sheet.iter_rows(values_only=True)
            ]
        assert tuple(lines[0]) == HEADER
        assert len(lines) > 80
        for line in lines[1:]:
            row = {key: round(Decimal(value or 0), 2) for key, value in zip(HEADER[6:], line[6:])}
            assert sum(row[name] for name in EARNINGS) == row["Gross Pay"]
            assert sum(row[name] for name in DEDUCTIONS) == row["Total Deduction"]
            assert row["Gross Pay"] - row["Total Deduction"] == row["Net Pay"]


def test_a_salary_slip_adds_up_from_its_details(world: World) -> None:
    slips = world.documents()["Salary Slip"]
    # One person of the Indian company has a slip besides the register: planted as paid in two systems.
    assert [slip["company"] for slip in slips if slip["currency"] != "EUR"] == ["Kaveri Industries Ltd"]
    assert {slip["company"] for slip in slips if slip["currency"] == "EUR"} == {"Kaveri Europe B.V."}
    for slip in slips:
        counted = [row for row in slip["earnings"] if not row["do_not_include_in_total"]]
        earned = sum(round(row["amount"] * 100) for row in counted)
        taken = sum(round(row["amount"] * 100) for row in slip["deductions"])
        assert earned == round(slip["gross_pay"] * 100)
        assert taken == round(slip["total_deduction"] * 100)
        assert earned - taken == round(slip["net_pay"] * 100)
        assert slip["payment_days"] <= slip["total_working_days"]
        # What the employer pays stands beside the total, 12 and 9 in a hundred of gross pay to the cent below; contract
        # staff and the Indian company's one slip have none.
        beside = {row["salary_component"]: row["amount"] for row in slip["earnings"] if row not in counted}
        parts = {"Employer Pension": earned * 12 // 100, "Employer Social Security": earned * 9 // 100}
        assert beside in ({}, {name: cents / 100 for name, cents in parts.items()})
        assert slip["currency"] == "EUR" or not beside
    paid_beside = [slip for slip in slips if any(row["do_not_include_in_total"] for row in slip["earnings"])]
    assert len(paid_beside) > 0.8 * len(slips)


def test_the_same_world_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write(generate(120), tmp_path)
    digests = [
        {
            path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in root.rglob("*.*")
        }
        for root in (folder, tmp_path)
    ]
    assert len(digests[0]) == 36 + 28  # registers, and canonical files of this company
    assert digests[0] == digests[1]


def test_canonical_files_carry_exactly_the_contract_s_columns(folder: Path) -> None:
    classes = {f"{entry.table}.csv": entry for entry in ENTITIES.values()}
    for path in (folder / "canonical").iterdir():
        entry = classes[path.name]
        with path.open(encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        assert list(rows[0]) == list(entry.model_fields)
        for row in rows:
            entry.model_validate({key: value or None for key, value in row.items()})


@pytest.mark.parametrize("source", list(RAW_SCHEMAS))
def test_raw_tables_have_the_record_classes_columns_and_rows(source: str, raw: Path) -> None:
    classes = SOURCES[source].records
    assert {entry.table for entry in classes} == set(RAW_SCHEMAS[source])
    for entry in classes:
        assert RAW_SCHEMAS[source][entry.table].names == list(entry.model_fields)
        found = duckdb.sql(f"select * from '{raw}/raw_{source}/{entry.table}/*.parquet'")
        assert found.columns == [*entry.model_fields, *LANDING]
        rows = [dict(zip(found.columns, values)) for values in found.fetchall()]
        keys = {tuple(row[name] for name in entry.key) for row in rows}
        assert len(keys) == len(rows)
        for row in rows[:200]:
            entry.model_validate(row)
        landed = duckdb.sql(
            f"select landed_count from '{raw}/raw_{source}/loads/*.parquet' where table_name = '{entry.table}'"
        ).fetchall()
        assert landed == [(len(rows),)]


def test_bulk_and_servers_tell_the_same_learning_and_surveys(raw: Path) -> None:
    world = generate(60, years=2)
    site, surveys = world.moodle(), world.limesurvey()
    completions = duckdb.sql(
        f"select courseid, userid, completed from '{raw}/raw_moodle/course_completions/*.parquet' order by all"
    ).fetchall()
    has_criteria = {course.id for course in site.courses if course.criteria}
    told = sorted(
        (
            entry.courseid,
            entry.userid,
            entry.completed if entry.is_active and entry.courseid in has_criteria else None,
        )
        for entry in site.enrolments
    )
    assert completions == told
    users = duckdb.sql(
        f"select id, idnumber, suspended from '{raw}/raw_moodle/users/*.parquet' order by id"
    ).fetchall()
    assert users == [(user.id, user.idnumber or None, user.suspended) for user in site.users]
    answers = duckdb.sql(
        f"select sid, response_id, question_code, answer from '{raw}/raw_limesurvey/response_answers/*.parquet'"
        " where answer is not null order by all"
    ).fetchall()
    assert answers == sorted(
        (survey.sid, response.id, code, value)
        for survey in surveys.surveys
        for response in survey.responses
        for code, value in response.answers.items()
        if value and code != "NOTE"
    )


def test_bulk_and_servers_tell_the_same_employees(raw: Path) -> None:
    found = duckdb.sql(
        f"select name, employee_number, status, department, reports_to, cast(ctc as double), relieving_date::varchar"
        f" from '{raw}/raw_frappe_hr/employees/*.parquet' order by name"
    ).fetchall()
    documents = generate(60, years=2).documents()["Employee"]
    fields = ("name", "employee_number", "status", "department", "reports_to", "ctc", "relieving_date")
    assert found == [tuple(document[name] for name in fields) for document in documents]


def test_the_command_line_refuses_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine", encoding="utf-8")
    full = CliRunner().invoke(main, ["raw", "--people", "60", "--out", str(tmp_path)])
    assert full.exit_code == 1
    assert full.output == f"Error: {tmp_path} is not empty: name a new folder, or empty this one.\n"
    small = CliRunner().invoke(main, ["files", "--people", "10", "--out", str(tmp_path / "out")])
    assert small.exit_code == 1
    assert "needs at least 40 people, not 10: raise --people." in small.output
    assert not (tmp_path / "out").exists()
    assert "raw" in CliRunner().invoke(main, ["--help"]).output
