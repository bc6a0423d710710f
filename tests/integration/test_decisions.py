"""The round trip: export, decide in the workbook, read back, register for payroll; no row lost, none half applied."""

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from company.decisions import SHEET, Planted, decide
from exports.errors import ExportError
from tests.fixtures.decided import build_decisions, export, land_decisions, parts, sheet

STATUS = {
    "Accept": "accepted",
    "Change": "changed",
    "Defer": "deferred",
    "Decline": "declined",
    "": "undecided",
}


@dataclass
class Trip:
    """A warehouse on its way: the workbooks that left it, and what was written into those that came back."""

    warehouse: Path
    manifest: Path
    folder: Path
    files: list[Path]
    planted: dict[str, dict[str, list[Planted]]] = field(default_factory=dict)

    def query(self, text: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(text).fetchall()

    def come_back(self, day: int) -> None:
        land_decisions(self.warehouse, self.folder, datetime(2026, 4, day))
        build_decisions(self.warehouse, self.warehouse.parent / "target")


def change(file: Path, do: Callable[[Any, dict[str, int]], None]) -> None:
    """Change a filled in workbook as somebody would who took the protection off."""
    book = openpyxl.load_workbook(file)
    made = book[SHEET]
    do(made, {str(cell.value).partition(" (")[0]: cell.column for cell in made[1] if cell.value})
    book.save(file)


@pytest.fixture(scope="module")
def trip(
    built_warehouse: Path,
    unit_test_states: dict[str, str],
    parsed_manifest: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Trip:
    """Every workbook of a budget holder, decided, read back and built."""
    home = tmp_path_factory.mktemp("decisions")
    warehouse = home / "warehouse.duckdb"
    shutil.copyfile(built_warehouse, warehouse)
    folder = home / "decided"
    folder.mkdir()
    files = export(warehouse, parsed_manifest, home / "out", "increments", "promotions")
    made = Trip(warehouse, parsed_manifest, folder, files)
    for delivery in ("increments", "promotions"):
        made.planted[delivery] = {
            part: decide(file, folder / file.name) for part, file in parts(files, delivery).items()
        }
    made.come_back(2)
    return made


def test_nobody_is_lost_on_the_way(trip: Trip) -> None:
    """Recommended = decided + undecided + refused, and each is what was written into the row of that person."""
    for delivery, table in (("increments", "increment_decision"), ("promotions", "promotion_decision")):
        found = dict(
            trip.query(f"select person_key, decision_status from compensation.{table} where is_asked")
        )
        written = {
            p.person_key: STATUS[p.choice]
            for rows in trip.planted[delivery].values()
            for p in rows
            if p.person_key in found
        }
        assert found == written
        assert {"accepted", "declined", "undecided"} <= set(found.values())


def test_what_was_typed_is_what_is_decided(trip: Trip) -> None:
    """Pay after the recommended promotion times the typed rate, in whole units, half a unit up; worked out again."""
    rates = {
        p.person_key: p.rate
        for rows in trip.planted["increments"].values()
        for p in rows
        if p.rate is not None
    }
    found = trip.query(
        """select d.person_key, r.new_base_amount - r.increment_amount, d.decided_amount, r.unit_amount
        from compensation.increment_decision d join compensation.increment_recommendation r
            using (company_id, cycle_id, person_key)
        where d.decision_status = 'changed' and r.scenario_id = 'base'"""
    )
    assert len(found) == len(rates) > 50
    for person, base, decided, unit in found:
        units = int(base * rates[person] / unit + Decimal("0.5"))
        assert decided == units * unit


def test_overrides_without_a_reason_are_told_and_stop_nothing(trip: Trip) -> None:
    silent = Counter(
        delivery
        for delivery, books in trip.planted.items()
        for rows in books.values()
        for p in rows
        if p.choice in ("Change", "Defer", "Decline") and not p.reason
    )
    found = dict(
        trip.query(
            """select decision || 's', count(*) from compensation.decision_check
            where finding_id = 'override_without_reason' and severity = 'warning' group by 1"""
        )
    )
    # A change to the rate that was recommended anyway is no override.
    assert 0 < found["increments"] <= silent["increments"]
    assert found["promotions"] == silent["promotions"]
    assert trip.query("select count(*) from compensation.decision_check where severity = 'critical'") == [
        (0,)
    ]


def test_the_register_tells_payroll_what_was_decided_to_the_cent(trip: Trip) -> None:
    files = export(trip.warehouse, trip.manifest, trip.folder.parent / "register", "payroll_changes")
    changes = next(f for f in files if f.name.endswith("-changes.csv"))
    rows = list(csv.DictReader(changes.read_text(encoding="utf-8-sig").splitlines()))
    decided = trip.query(
        """select sum(decided_amount), sum(decided_lump_sum_amount), count(*) from compensation.increment_decision
        where is_clean and (decided_amount > 0 or decided_lump_sum_amount > 0)"""
    )[0]
    assert sum(Decimal(r["decided_amount"]) for r in rows) == decided[0]
    assert sum(Decimal(r["decided_lump_sum_amount"]) for r in rows) == decided[1]
    assert len(rows) == len({(r["company_id"], r["employee_number"]) for r in rows}) >= decided[2]
    for r in rows:
        parts_of = (r["base_amount"], r["decided_promotion_amount"], r["decided_amount"])
        assert sum(map(Decimal, parts_of)) == Decimal(r["decided_base_amount"])
    book = next(f for f in files if f.suffix == ".xlsx")
    controls = sheet(book, "Controls")
    assert sum(r["People"] for r in controls) == len(rows)
    assert all(r["Asked"] == r["Decided"] + r["Undecided"] + r["Refused"] for r in controls)


def test_the_workbook_shows_what_was_decided_and_what_is_left(trip: Trip) -> None:
    """The stored values of the formulas are those of the warehouse; the next release starts from them."""
    files = export(trip.warehouse, trip.manifest, trip.folder.parent / "again", "increments")
    whole = next(f for f in files if f.suffix == ".xlsx" and f.stem.count("-") == 2)
    planted = {p.person_key: p for rows in trip.planted["increments"].values() for p in rows}
    rows = sheet(whole, SHEET)
    for r in rows:
        p = planted.get(r["Person key"])
        assert (r["Decision"] or "") == (p.choice if p else "")
        if p is None or p.choice == "":
            assert r["Decided increment"] in ("", None)
        else:
            assert r["Decided base pay"] == pytest.approx(
                r["Base pay"] + (r.get("Promotion") or 0) + r["Decided increment"]
            )
    for budget in sheet(whole, "Budgets"):
        own = [
            r
            for r in rows
            if r["Budget holder key"] == budget["Holder key"] and r["Company"] == budget["Company"]
        ]
        decided = sum(r["Decided increment"] or 0 for r in own)
        assert budget["Decided"] == pytest.approx(decided)
        assert budget["Left"] == pytest.approx(budget["Merit budget"] - decided)


def test_decided_increments_are_the_next_cycle_s_history(trip: Trip) -> None:
    found = trip.query(
        """select count(*), min(decided_ratio) >= 0, count(distinct person_key)
        from compensation.increment_history"""
    )
    assert found == trip.query(
        "select count(*), true, count(*) from compensation.increment_decision where is_clean"
    )


@pytest.fixture(scope="module")
def spoiled(trip: Trip, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    """The same company, where workbooks come back as they should not; the others stay as they were."""
    home = tmp_path_factory.mktemp("spoiled")
    warehouse = home / "warehouse.duckdb"
    shutil.copyfile(trip.warehouse, warehouse)
    shutil.copytree(trip.warehouse.parent / "dlt", home / "dlt")
    folder = home / "decided"
    folder.mkdir()
    books = parts(trip.files, "increments")
    first, second, third, *_ = sorted(books, key=lambda part: -len(trip.planted["increments"][part]))
    made = Trip(warehouse, trip.manifest, folder, trip.files, {"increments": {}})
    # The first: one person over the cap, rows sorted the other way round, one row pasted in from another workbook.
    target = folder / books[first].name
    made.planted["increments"][first] = decide(books[first], target, over_cap=True)
    foreign = [c.value for c in openpyxl.load_workbook(books[second])[SHEET][2]]

    def paste(page: Any, columns: dict[str, int]) -> None:
        rows = [[c.value for c in row] for row in page.iter_rows(min_row=2)]
        for number, values in enumerate([*reversed(rows), foreign], start=2):
            for column, value in enumerate(values, start=1):
                page.cell(number, column).value = value

    change(target, paste)
    # The second: the id of one row became that of somebody else, one more row has another base pay.
    target = folder / books[second].name
    made.planted["increments"][second] = decide(books[second], target)

    def edit(page: Any, columns: dict[str, int]) -> None:
        page.cell(2, columns["Person key"]).value = "0" * 32
        page.cell(3, columns["Base pay"]).value = 1

    change(target, edit)
    # The third: everybody decided gets half as much again, beyond the budget.
    target = folder / books[third].name
    decide(books[third], target)

    def more(page: Any, columns: dict[str, int]) -> None:
        for row in range(2, page.max_row + 1):
            if page.cell(row, columns["Decision"]).value in ("Accept", "Change", "Decline"):
                base = sum(
                    page.cell(row, columns[name]).value or 0
                    for name in ("Base pay", "Promotion")
                    if name in columns
                )
                cap = page.cell(row, columns["Cap"]).value / base
                page.cell(row, columns["Decision"]).value = "Change"
                page.cell(row, columns["Decided rate"]).value = int(cap * 10000) / 10000
                page.cell(row, columns["Why"]).value = "Everybody did well."

    change(target, more)
    # And a file without its sheet.
    other = openpyxl.load_workbook(books[third])
    del other[SHEET]
    other.save(folder / "other.xlsx")
    made.come_back(3)
    return made


def test_every_slip_is_told_of_the_right_row_and_nothing_else(spoiled: Trip) -> None:
    found = Counter(
        row[0]
        for row in spoiled.query(
            "select finding_id from compensation.decision_check where severity = 'critical' order by 1"
        )
    )
    assert found == {
        "file_refused": 1,
        "over_budget": 1,
        "over_cap": 1,
        "row_edited": 2,
        "row_of_another_workbook": 1,
    }


def test_what_is_refused_decides_nothing_and_the_others_stand(spoiled: Trip) -> None:
    """The first row over the cap, the pasted row's person; whoever was sorted elsewhere keeps the decision."""
    status = dict(spoiled.query("select person_key, decision_status from compensation.increment_decision"))
    for part, rows in spoiled.planted["increments"].items():
        taken = [p for p in rows if status[p.person_key] == STATUS[p.choice]]
        # Over the cap; and of the edited workbook the one whose id and the one whose pay was changed.
        assert len(rows) - len(taken) <= 2, part
    refused = spoiled.query(
        """select decided_amount, decided_base_amount, is_clean from compensation.increment_decision
        where decision_status = 'refused'"""
    )
    assert refused
    assert set(refused) == {(None, None, False)}
    asked = spoiled.query("select count(*) from compensation.increment_decision where is_asked")
    assert asked == spoiled.query(
        """select count(*) from compensation.increment_decision
        where decision_status in ('accepted', 'changed', 'declined', 'undecided', 'refused') and is_asked"""
    )


def test_the_register_is_withheld_and_says_why_without_naming_anybody(spoiled: Trip) -> None:
    with pytest.raises(ExportError) as caught:
        export(spoiled.warehouse, spoiled.manifest, spoiled.folder.parent / "register", "payroll_changes")
    text = str(caught.value)
    assert text.startswith("delivery payroll_changes: it is withheld; ")
    assert "Over cap stands 1 time" in text
    assert "Over budget stands 1 time" in text
    names = spoiled.query(
        "select employee_name from identity.person_identity where employee_name is not null"
    )
    assert not [name for (name,) in names if name in text]
    assert not (spoiled.folder.parent / "register").exists()


def test_the_holder_gets_the_findings_back_in_the_workbook(spoiled: Trip) -> None:
    files = export(spoiled.warehouse, spoiled.manifest, spoiled.folder.parent / "back", "increments")
    told = {
        part: {r["Finding"] for r in sheet(f, "Findings")} for part, f in parts(files, "increments").items()
    }
    assert sum("Over budget" in findings for findings in told.values()) == 1
    assert sum("Over cap" in findings for findings in told.values()) == 1
