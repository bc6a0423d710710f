"""Decided workbooks: rows by their hidden columns, files whole or refused, and what a later one replaces."""

import io
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from landings import Warehouse
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.doctor import State
from ingestion.sources import SOURCES
from ingestion.sources.increment_decisions import build
from ingestion.sources.increment_decisions.client import DecisionReader, IncrementDecisionsConfig

INCREMENTS = [
    *("Company", "Name", "Base pay (INR)", "Increment (INR)", "Increment rate", "Lump sum (INR)"),
    *("Decision", "Decided rate", "Why", "Cycle", "Person key", "Row check", "Release", "Workbook"),
]
PROMOTIONS = [
    *("Company", "Name", "Cost of next level", "Decision", "Why"),
    *("Cycle", "Person key", "Row check", "Release", "Workbook"),
]
RELEASE = "20260331-0123abcd"
BOOK = "increments/technology"

Row = dict[str, Any]


def row(person: str, **cells: Any) -> Row:
    """A row of an increment workbook as Meritline writes it, with some cells changed."""
    return {
        "Company": "K",
        "Name": "=Somebody",
        "Base pay (INR)": 1000000,
        "Increment (INR)": 60000,
        "Increment rate": 0.06,
        "Lump sum (INR)": 0,
        "Decision": None,
        "Decided rate": None,
        "Why": None,
        "Cycle": "2026",
        "Person key": person,
        "Row check": f"check of {person}",
        "Release": RELEASE,
        "Workbook": BOOK,
        **cells,
    }


def write(
    path: Path,
    rows: list[Row],
    headers: list[str] | None = None,
    sheet: str = "Recommendations",
    change: Callable[[Worksheet], None] = lambda sheet: None,
) -> Path:
    headers = headers or list(INCREMENTS)
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    made = book.create_sheet(sheet)
    made.append(headers)
    for item in rows:
        made.append([item.get(header) for header in headers])
    for cells in made.iter_rows(min_row=2):
        for header, cell in zip(headers, cells):
            if header in ("Decided rate", "Increment rate"):
                cell.number_format = "0.00%"
    change(made)
    book.save(path)
    return path


def read(folder: Path) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The rows of a folder, and the files refused."""
    reader = DecisionReader(IncrementDecisionsConfig(folder=folder))
    return list(reader.rows()), list(reader.refused())


def test_a_row_says_whose_it_is_what_stood_there_and_what_was_decided(tmp_path: Path) -> None:
    write(
        tmp_path / "a.xlsx",
        [
            row("p1", Decision="Accept"),
            row("p2", Decision="Change", **{"Decided rate": 0.0625, "Why": "Took over a team."}),
            row("p3"),
        ],
    )
    rows, refused = read(tmp_path)
    assert refused == []
    assert [(r["person_key"], r["decision"], r.get("decided_rate"), r.get("reason")) for r in rows] == [
        ("p1", "accept", None, None),
        ("p2", "change", Decimal("0.0625"), "Took over a team."),
        ("p3", None, None, None),
    ]
    assert (rows[0]["base_amount"], rows[0]["recommended_amount"], rows[0]["lump_sum_amount"]) == (
        Decimal(1000000),
        Decimal(60000),
        Decimal(0),
    )
    assert all("Somebody" not in str(r) for r in rows)  # names are not read


def test_rows_and_columns_may_be_moved_and_notes_may_stand_below(tmp_path: Path) -> None:
    headers = [*reversed(INCREMENTS)]

    def note(sheet: Worksheet) -> None:
        sheet.cell(5, headers.index("Name") + 1).value = "Total"
        sheet.cell(5, headers.index("Base pay (INR)") + 1).value = 2000000

    rows = [row("p2", Decision="decline"), row("p1", Decision="Accept")]
    write(tmp_path / "a.xlsx", rows, headers, change=note)
    found, refused = read(tmp_path)
    assert refused == []
    assert {(r["person_key"], r["decision"]) for r in found} == {("p1", "accept"), ("p2", "decline")}


def test_a_promotion_workbook_has_words_of_its_own(tmp_path: Path) -> None:
    def promotion(person: str, decision: str | None) -> Row:
        return row(person, **{"Decision": decision, "Cost of next level": None, "Workbook": "promotions/x"})

    write(
        tmp_path / "p.xlsx",
        [promotion("p1", "Defer"), promotion("p2", None), promotion("p3", "Change")],
        PROMOTIONS,
    )
    found, _ = read(tmp_path)
    assert [(r["decision"], r.get("problem_text")) for r in found[:2]] == [("defer", None), (None, None)]
    assert found[2]["problem_text"] == "column Decision holds none of Accept, Defer, Decline"


@pytest.mark.parametrize(
    ("cells", "problem", "text"),
    [
        ({"Person key": None, "Decision": "Accept"}, "row_without_person", "do not say whose row it is"),
        ({"Row check": None, "Decision": "Accept"}, "row_without_person", "do not say whose row it is"),
        ({"Workbook": "increments/sales"}, "row_of_another_workbook", "another workbook or release"),
        ({"Release": "20250331-aaaaaaaa"}, "row_of_another_workbook", "another workbook or release"),
        ({"Decision": "Maybe"}, "unreadable_cell", "column Decision holds none of Accept, Change, Decline"),
        ({"Decided rate": "six"}, "unreadable_cell", "column Decided rate is not a number"),
        ({"Decided rate": "6"}, "unreadable_cell", "column Decided rate is no rate between 0 % and 100 %"),
        ({"Decided rate": -0.01}, "unreadable_cell", "column Decided rate is no rate between"),
        ({"Decided rate": 0.06333}, "unreadable_cell", "more than two decimals of a percent"),
        ({"Base pay (INR)": "plenty"}, "unreadable_cell", "column Base pay is not a number"),
        ({"Base pay (INR)": 1000000.123}, "row_edited", "more than two decimals"),
        ({"Why": "x" * 1001}, "unreadable_cell", "longer than 1,000 characters"),
    ],
)
def test_a_row_that_cannot_be_taken_lands_with_its_problem_and_decides_nothing(
    cells: Row, problem: str, text: str, tmp_path: Path
) -> None:
    write(
        tmp_path / "a.xlsx", [row("p1", Decision="Accept"), row("p2", Decision="Accept"), row("p3", **cells)]
    )
    found, refused = read(tmp_path)
    assert refused == []
    bad = found[2]
    assert (bad["problem"], bad["row_number"], bad.get("decision")) == (problem, 4, None)
    assert text in bad["problem_text"]
    assert "decided_rate" not in bad
    assert [r["decision"] for r in found[:2]] == ["accept", "accept"]


@pytest.mark.parametrize(
    ("written", "rate"), [("6%", "0.06"), ("6.25 %", "0.0625"), (0.06, "0.06"), (0.07 * 0.1 * 10, "0.07")]
)
def test_a_rate_is_a_percentage_however_it_is_written(written: Any, rate: str, tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [row("p1", Decision="Change", **{"Decided rate": written})])
    [found], _ = read(tmp_path)
    assert found["decided_rate"] == Decimal(rate)


def test_a_person_who_stands_there_twice_is_decided_nowhere(tmp_path: Path) -> None:
    write(
        tmp_path / "a.xlsx",
        [row("p1", Decision="Accept"), row("p2"), row("p1", Decision="Decline", Why="A pasted copy.")],
    )
    found, _ = read(tmp_path)
    assert [(r.get("problem"), r["decision"]) for r in found] == [
        ("row_twice", None),
        (None, None),
        ("row_twice", None),
    ]
    assert found[0]["problem_text"] == "the person stands in rows 2 and 4"


def bad_workbooks() -> dict[str, tuple[Callable[[Path], object], str]]:
    """What makes a file impossible to take, and what is said of it."""

    def without(name: str) -> Callable[[Path], object]:
        return lambda p: write(p / "a.xlsx", [row("p1")], [h for h in INCREMENTS if h != name])

    def cut(p: Path) -> None:
        path = write(p / "a.xlsx", [row("p1")])
        path.write_bytes(path.read_bytes()[:700])

    return {
        "another format": (lambda p: (p / "a.csv").write_text("x"), "the file is no xlsx workbook"),
        "empty": (lambda p: (p / "a.xlsx").write_bytes(b""), "the file is empty"),
        "cut": (cut, "damaged, cut short or protected"),
        "no sheet": (lambda p: write(p / "a.xlsx", [row("p1")], sheet="Sheet1"), "no sheet Recommendations"),
        "hidden columns lost": (
            lambda p: write(p / "a.xlsx", [row("p1")], INCREMENTS[:9]),
            "no hidden columns Person key and Row check",
        ),
        "a header changed": (without("Why"), "does not have the column why exactly once"),
        "a header twice": (
            lambda p: write(p / "a.xlsx", [row("p1")], [*INCREMENTS, "Why"]),
            "does not have the column why exactly once",
        ),
        "no row": (lambda p: write(p / "a.xlsx", []), "holds no row"),
        "rows of two workbooks": (
            lambda p: write(p / "a.xlsx", [row("p1"), row("p2", Workbook="increments/sales")]),
            "do not say which workbook it is",
        ),
    }


@pytest.mark.parametrize("name", bad_workbooks())
def test_a_file_is_taken_whole_or_refused_and_the_others_are_taken(name: str, tmp_path: Path) -> None:
    spoil, said = bad_workbooks()[name]
    spoil(tmp_path)
    write(tmp_path / "good.xlsx", [row("p9", Decision="Accept", Workbook="increments/other")])
    found, refused = read(tmp_path)
    assert [r["person_key"] for r in found] == ["p9"]
    [one] = refused
    assert said in one["problem"]
    assert one["remedy"]
    assert one["is_in_folder"]


def test_two_new_files_of_one_workbook_are_both_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [row("p1", Decision="Accept")])
    write(tmp_path / "b.xlsx", [row("p1", Decision="Decline")])
    write(tmp_path / "~$b.xlsx", [row("p1")])  # what a spreadsheet program leaves beside an open file
    found, refused = read(tmp_path)
    assert found == []
    assert [(r["file_name"], "nobody can tell which counts" in r["problem"]) for r in refused] == [
        ("a.xlsx", True),
        ("b.xlsx", True),
    ]


def load(warehouse: Warehouse, day: int, folder: Path) -> None:
    landing = warehouse.landing(day)
    warehouse.run(build(IncrementDecisionsConfig(folder=folder), landing), landing)


def test_a_file_lands_once_and_a_later_one_beside_it(warehouse: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "decisions"
    folder.mkdir()
    write(folder / "a.xlsx", [row("p1", Decision="Accept")])
    load(warehouse, 1, folder)
    (folder / "a.xlsx").rename(folder / "renamed.xlsx")
    load(warehouse, 2, folder)
    assert warehouse.loads(2, "decisions", "increment_decisions") == (0, 0, 0, 0, 0)
    (folder / "renamed.xlsx").unlink()
    write(folder / "a.xlsx", [row("p1", Decision="Decline", Why="x")])
    load(warehouse, 3, folder)
    assert warehouse.rows(
        "select decision, cast(known_from as date)::varchar from raw_increment_decisions.decisions order by 2"
    ) == [("accept", "2026-04-01"), ("decline", "2026-04-03")]
    assert (
        warehouse.rows(
            "select file_name, workbook_id, release_id, row_count from raw_increment_decisions.decision_files"
        )
        == [("a.xlsx", BOOK, RELEASE, 1)] * 2
    )


def test_a_refused_file_is_known_as_long_as_it_lies_there(warehouse: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "decisions"
    folder.mkdir()
    write(folder / "a.xlsx", [row("p1")], sheet="Sheet1")
    for day in (1, 2):
        load(warehouse, day, folder)
    write(folder / "a.xlsx", [row("p1")])
    load(warehouse, 3, folder)
    load(warehouse, 4, folder)
    assert warehouse.rows(
        "select is_in_folder, cast(known_from as date)::varchar from raw_increment_decisions.refused_files order by 2"
    ) == [(True, "2026-04-01"), (False, "2026-04-03")]
    assert warehouse.rows("select person_key from raw_increment_decisions.decisions") == [("p1",)]


def test_a_missing_folder_stops_the_load_and_says_so(warehouse: Warehouse, tmp_path: Path) -> None:
    landing = warehouse.landing(1)
    source = build(IncrementDecisionsConfig(folder=tmp_path / "nowhere"), landing)
    assert "increment_decisions, folder: there is no folder" in warehouse.refusal(source, landing)


def test_the_doctor_names_each_file_and_counts_rows(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [row("p1", Decision="Accept"), row("p2"), row("p3", Decision="Maybe")])
    (tmp_path / "b.csv").write_text("x")
    found = list(SOURCES["increment_decisions"].examine(IncrementDecisionsConfig(folder=tmp_path)))
    assert [f.state for f in found] == [State.GOOD, State.BAD, State.DOUBTFUL]
    assert found[1].check == "b.csv"
    assert found[2].found == "3 rows in 1 workbooks, 1 decided; 1 rows cannot be taken"


def test_a_workbook_that_is_a_bomb_of_entities_is_refused(tmp_path: Path) -> None:
    content = write(tmp_path / "a.xlsx", [row("p1")]).read_bytes()
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name.endswith("sheet2.xml"):
                body = b"<!DOCTYPE x [<!ENTITY y 'z'>]>" + body
            new.writestr(name, body)
    (tmp_path / "a.xlsx").write_bytes(made.getvalue())
    _, [refused] = read(tmp_path)
    assert "definitions that no spreadsheet program writes" in refused["problem"]
