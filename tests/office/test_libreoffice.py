"""A budget holder decides in LibreOffice: what it works out is what the warehouse works out, and it is read back.

Belongs here: what only a real spreadsheet program can show. Does not belong here: the rules of reading back (unit
tests), the round trip without a program (tests/integration/test_decisions.py).
"""

import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from company.decisions import SHEET, Planted, decide
from tests.fixtures.built import build, land
from tests.fixtures.decided import build_decisions, export, land_decisions, parts, sheet

PEOPLE = 120
LIVE = ("Decided increment", "Decided lump sum", "Decided base pay", "Check")


def through_libreoffice(file: Path, folder: Path) -> Path:
    """Open a workbook in LibreOffice, let it calculate, and save it as xlsx into a folder."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is not installed; install the package libreoffice-calc"
    profile = folder / "profile"
    subprocess.run(
        [
            *(program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(file)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / file.name


class Office:
    """The whole way of one budget holder's workbook, with its steps kept."""

    def __init__(self, home: Path, manifest: Path) -> None:
        self.warehouse = land(PEOPLE, home)
        self.manifest = manifest
        wanted = ("+exposure:increments", "+exposure:promotions", "+exposure:payroll_changes")
        build(self.warehouse, home / "target", "--exclude-resource-type", "test", "--select", *wanted)
        files = export(self.warehouse, manifest, home / "out", "increments")
        self.part, self.sent = max(
            parts(files, "increments").items(), key=lambda item: item[1].stat().st_size
        )
        filled = home / "filled" / self.sent.name
        filled.parent.mkdir()
        self.planted: list[Planted] = decide(self.sent, filled)
        decided = home / "decided"
        decided.mkdir()
        self.came_back = through_libreoffice(filled, decided)
        shutil.rmtree(decided / "profile")
        land_decisions(self.warehouse, decided, datetime(2026, 4, 2))
        build_decisions(self.warehouse, home / "target")
        self.home = home

    def query(self, text: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(text).fetchall()


@pytest.fixture(scope="module")
def office(parsed_manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"), parsed_manifest)


def test_every_decision_survives_the_program(office: Office) -> None:
    assert office.query("select file_name, problem from raw_increment_decisions.refused_files") == []
    found = dict(
        office.query(
            "select person_key, coalesce(choice, '') from compensation.increment_decision where is_asked"
        )
    )
    assert {p.person_key: p.choice.lower() for p in office.planted}.items() <= found.items()
    assert office.query("select count(*) from compensation.decision_check where severity = 'critical'") == [
        (0,)
    ]


def test_the_program_works_out_what_the_warehouse_works_out(office: Office) -> None:
    """Row by row and budget by budget; the next release of the workbook carries the warehouse's figures."""
    files = export(office.warehouse, office.manifest, office.home / "again", "increments")
    again = parts(files, "increments")[office.part]
    by_person = {r["Person key"]: r for r in sheet(again, SHEET)}
    rows = sheet(office.came_back, SHEET)
    assert len(rows) == len(by_person)
    for row in rows:
        for column in LIVE:
            ours, theirs = by_person[row["Person key"]][column] or "", row[column] or ""
            assert theirs == (ours if isinstance(ours, str) else pytest.approx(ours)), column
    ours = {(r["Company"], r["Holder key"]): r for r in sheet(again, "Budgets")}
    budgets = sheet(office.came_back, "Budgets")
    assert len(budgets) == len(ours) >= 1
    for row in budgets:
        same = ours[row["Company"], row["Holder key"]]
        assert row["Decided"] > 0
        for column in ("Decided", "Still open", "Left", "Left if the rest is accepted"):
            assert row[column] == pytest.approx(same[column]), column
        assert row["State"] == same["State"] == "Within budget"


def test_the_budget_turns_when_more_is_decided_than_there_is(office: Office, tmp_path: Path) -> None:
    """Half the people at 50 %: more than any budget holds, and above every cap; the words say so, not only a colour."""
    book = openpyxl.load_workbook(office.sent)
    page = book[SHEET]
    columns = {str(c.value).partition(" (")[0]: c.column for c in page[1] if c.value}
    for row in range(2, page.max_row + 1):
        if not page.cell(row, columns["Decision"]).protection.locked:
            page.cell(row, columns["Decision"]).value = "Change"
            page.cell(row, columns["Decided rate"]).value = 0.5
    book.save(tmp_path / "over.xlsx")
    (tmp_path / "made").mkdir()
    made = through_libreoffice(tmp_path / "over.xlsx", tmp_path / "made")
    assert {r["State"] for r in sheet(made, "Budgets")} == {"Over budget"}
    assert {r["Check"] for r in sheet(made, SHEET) if r["Decision"] == "Change"} == {"Over the cap"}


def test_it_stays_a_protected_form(office: Office) -> None:
    """After the program saved it: sheets protected, input cells open, lists to choose from, hidden columns hidden."""
    page = openpyxl.load_workbook(office.came_back)[SHEET]
    columns = {str(c.value).partition(" (")[0]: c for c in page[1] if c.value}
    assert page.protection.sheet
    open_cells = {
        str(page.cell(1, cell.column).value).partition(" (")[0]
        for row in page.iter_rows(min_row=2)
        for cell in row
        if not cell.protection.locked
    }
    assert open_cells == {"Decision", "Decided rate", "Why"}
    lists = [v.formula1 for v in page.data_validations.dataValidation if v.type == "list"]
    assert lists == ['"Accept,Change,Decline"']
    hidden = [range(d.min, d.max + 1) for d in page.column_dimensions.values() if d.hidden]
    for name in ("Person key", "Row check", "Cycle", "Release", "Workbook"):
        assert any(columns[name].column in places for places in hidden), name
