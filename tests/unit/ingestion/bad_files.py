"""Generated bad files: each one with what has to become of it.

Belongs here: the files and what the generator knows about them: which rows land with which values, which rows are
rejected for which reason, which sentence stops the load. Does not belong here: reading them, the assertions.
The same call makes the same files. Texts in them hold `SECRET`, which no message may repeat.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count, cycle
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from openpyxl.styles import numbers

from ingestion.contract import ENTITIES
from ingestion.contract.reading import Field, fields_of
from ingestion.record import Record
from ingestion.rows import record_schema

SECRET = "Zqx"
GOOD_ROWS = 12
FORMATS = ("csv", "xlsx", "jsonl", "parquet")
Values = dict[str, Any]


@dataclass
class Case:
    """A bad file.

    Attributes:
        name: format, fault and table.
        record: the entity that the file is named after.
        file_name: its name.
        content: its bytes.
        landed: values of the rows that land, in order.
        rejected: a part of the reason by row number, of the rows that do not.
        stopped: a part of the sentence that stops the load; "" when it does not stop.
        secrets: what no message may repeat.
        mapping: a mapping.yml to lie beside it; "" for none.
    """

    name: str
    record: type[Record]
    file_name: str
    content: bytes
    landed: list[Values] = field(default_factory=list)
    rejected: dict[int, str] = field(default_factory=dict)
    stopped: str = ""
    secrets: tuple[str, ...] = (SECRET,)
    mapping: str = ""


def good_rows(record: type[Record], rows: int = GOOD_ROWS) -> list[Values]:
    """Rows of an entity that are in order, no two with the same key."""

    def value(target: Field, at: int) -> Any:
        if target.choices:
            return target.choices[at % len(target.choices)]
        return {
            str: f"{SECRET} {target.name[:6]} é{at:03}",
            Decimal: Decimal(f"{100 + at}.25"),
            int: at + 1,
            float: at + 0.5,
            date: date(2025, 1, 1) + timedelta(days=at),
            bool: at % 2 == 0,
        }[target.kind]

    return [{f.name: value(f, at) for f in fields_of(record).values()} for at in range(rows)]


def text_of(value: Any) -> str:
    """A value as a csv file writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def as_csv(rows: Sequence[Values], separator: str = ",", end: str = "\r\n") -> str:
    """Rows as the text of a csv file."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator=end)
    writer.writerow(rows[0])
    writer.writerows([[text_of(value) for value in row.values()] for row in rows])
    return stream.getvalue()


def as_xlsx(rows: Sequence[Values], change: Callable[[Any], None] | None = None) -> bytes:
    """Rows as a workbook; `change` is handed its sheet."""
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append([float(v) if isinstance(v, Decimal) else v for v in row.values()])
    if change is not None:
        change(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_jsonl(rows: Sequence[Values]) -> str:
    """Rows as JSON lines."""

    def line(row: Values) -> str:
        parts = [
            f"{json.dumps(name)}: {value if isinstance(value, Decimal) else json.dumps(value, default=text_of)}"
            for name, value in row.items()
        ]
        return "{" + ", ".join(parts) + "}"

    return "".join(f"{line(row)}\n" for row in rows)


def as_parquet(table: pa.Table) -> bytes:
    """A table as a parquet file."""
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def as_texts(rows: Sequence[Values]) -> pa.Table:
    """Rows as a table of texts, as a database without types exports them."""
    return pa.table(
        {name: pa.array([text_of(row[name]) or None for row in rows], pa.string()) for name in rows[0]}
    )


def written(form: str, rows: Sequence[Values]) -> bytes:
    """Rows in a format; in parquet all as texts."""
    if form == "csv":
        return as_csv(rows).encode()
    if form == "xlsx":
        return as_xlsx(rows)
    return as_jsonl(rows).encode() if form == "jsonl" else as_parquet(as_texts(rows))


@dataclass(frozen=True)
class Fault:
    """A value that a cell of some kind must not hold."""

    name: str
    kinds: tuple[type, ...]
    value: Any
    words: str
    forms: tuple[str, ...] = FORMATS
    wants: Callable[[Field], bool] = lambda _: True


NUMBERS = (Decimal, float, int)
EVERY = (*NUMBERS, str, date, bool)
FAULTS = (
    Fault("empty", EVERY, None, "is empty", wants=lambda f: f.is_required),
    Fault("only blanks", (str,), " \u00a0\u200b ", "is empty", wants=lambda f: f.is_required),
    Fault("two days", (date,), "03/04/2026", "may be two different days"),
    Fault("day first", (date,), "31.03.2026", "may be two different days"),
    Fault("two-digit year", (date,), "3/4/26", "has a year of two digits"),
    Fault("no day of the calendar", (date,), "2025-02-30", "is not a date of the calendar"),
    Fault("a time of day", (date,), "2026-03-31 09:30", "is not a date"),
    Fault("a serial number", (date,), 45748, "is not a date"),
    Fault("words", NUMBERS, f"{SECRET} lakh", "is not a number"),
    Fault("decimal comma", NUMBERS, "1.234,50", "is not a number"),
    Fault("brackets", NUMBERS, "(512.25)", "is not a number"),
    Fault("scientific", (str,), "1.23457E+15", "is a number in scientific notation"),
    Fault("scientific number", NUMBERS, "1.23E+07", "is not a number", ("csv", "parquet")),
    Fault("places", (Decimal,), "1.0123456789", "has more than"),
    Fault("digits", (Decimal,), "12345678901234567890", "has more than", ("csv", "jsonl", "parquet")),
    Fault("huge", (int,), "92233720368547758070", "has too many digits", ("csv", "jsonl", "parquet")),
    Fault("a fraction", (int,), "7.5", "is not a whole number"),
    Fault("yes or no", (bool,), f"{SECRET}", "is neither true nor false"),
    Fault("closed list", (str,), f"{SECRET}!", "is none of", wants=lambda f: bool(f.choices)),
    Fault("not available", EVERY, "#N/A", "holds an error of the spreadsheet"),
    Fault("lost reference", EVERY, "#REF!", "holds an error of the spreadsheet", ("csv",)),
    Fault("too narrow", EVERY, "########", "holds an error of the spreadsheet", ("csv", "jsonl")),
    Fault("lost character", (str,), f"{SECRET}\ufffd", "holds a character that an earlier"),
    Fault(
        "control character",
        (str,),
        f"{SECRET}\x07",
        "holds a character that cannot be printed",
        ("csv", "jsonl", "parquet"),
    ),
    Fault("true for a text", (str,), True, "is true or false, not a text", ("xlsx", "jsonl")),
    Fault("a list", EVERY, [1, 2], "is a list or an object", ("jsonl",)),
    Fault("half a character", (str,), "\ud800", "holds a character that an earlier", ("jsonl",)),
)


def cell_cases() -> Iterator[Case]:
    """For every fault, two files of each format, of entities that take turns: rows 4 and 9 hold the fault."""
    turns = {
        fault.name: cycle(_targets(fault)[at:] + _targets(fault)[:at]) for at, fault in enumerate(FAULTS)
    }
    for fault in FAULTS:
        for form in fault.forms:
            for _ in range(2):
                record, target = next(turns[fault.name])
                rows = good_rows(record)
                landed = [row for at, row in enumerate(rows) if at not in (2, 7)]
                sent = [row if row in landed else {**row, target.name: fault.value} for row in rows]
                first = 1 if form in ("jsonl", "parquet") else 2
                secrets = (
                    (SECRET, fault.value)
                    if isinstance(fault.value, str) and len(fault.value) > 6
                    else (SECRET,)
                )
                yield Case(
                    f"{form}, {fault.name}, {record.table}",
                    record,
                    f"{record.table}.{form}",
                    written(form, sent),
                    landed,
                    {at + first: f"column {target.name} {fault.words}" for at in (2, 7)},
                    secrets=tuple(s for s in secrets if s not in ("#N/A", "#REF!")),
                )


def _targets(fault: Fault) -> list[tuple[type[Record], Field]]:
    """The fields that a fault can stand in: the last such of each entity, so that no key is among them if possible."""
    found = []
    for record in ENTITIES.values():
        fit = [
            target
            for target in fields_of(record).values()
            if target.kind in fault.kinds
            and fault.wants(target)
            and (bool(target.choices) == (fault.words == "is none of") or fault.value in (None, "#N/A"))
        ]
        if fit:
            found.append((record, next((t for t in reversed(fit) if t.name not in record.key), fit[-1])))
    return found


def csv_cases() -> Iterator[Case]:
    """Files of text: encodings, separators, line ends, quotes, columns."""
    turn = cycle(ENTITIES.values())

    def case(
        name: str, change: Callable[[list[Values]], bytes | str], stopped: str = "", **more: Any
    ) -> Case:
        record = next(turn)
        rows = good_rows(record)
        content = change(rows)
        content = content.encode() if isinstance(content, str) else content
        landed = [] if stopped else rows
        return replace(
            Case(
                f"csv, {name}, {record.table}",
                record,
                f"{record.table}.csv",
                content,
                landed,
                stopped=stopped,
            ),
            **more,
        )

    def lines(rows: list[Values]) -> list[str]:
        return as_csv(rows).splitlines(keepends=True)

    last = GOOD_ROWS + 1
    for _ in range(2):
        yield case("UTF-8 with mark", lambda r: "\ufeff" + as_csv(r))
        yield case("UTF-16 little endian", lambda r: b"\xff\xfe" + as_csv(r).encode("utf-16-le"))
        yield case("UTF-16 big endian", lambda r: b"\xfe\xff" + as_csv(r).encode("utf-16-be"))
        yield case("UTF-16 without mark", lambda r: as_csv(r).encode("utf-16-le"), "is not in UTF-8")
        yield case("UTF-32", lambda r: as_csv(r).encode("utf-32"), "is in UTF-32")
        yield case("Windows-1252", lambda r: as_csv(r).encode("cp1252"), "is not in UTF-8")
        yield case("Latin-1", lambda r: as_csv(r).encode("latin-1"), "is not in UTF-8")
        yield case("NUL", lambda r: as_csv(r).replace("é001", "é\x00001"), "holds NUL characters")
        yield case("nothing", lambda r: b"", "the file is empty")
        yield case("blank lines", lambda r: "\r\n\r\n", "the file has no header")
        yield case("comments alone", lambda r: "# one\n# two\n", "the file has no header")
        yield case("header alone", lambda r: lines(r)[0], landed=[])
        yield case("line feeds", lambda r: as_csv(r, end="\n"))
        yield case("carriage returns", lambda r: as_csv(r, end="\r"))
        yield case("no line break at the end", lambda r: as_csv(r).rstrip())
        yield case("blank lines between", lambda r: "".join(line + "\r\n" for line in lines(r)))
        yield case("comments above", lambda r: '# of , ; "one\n' + as_csv(r))
        yield case("semicolons", lambda r: as_csv([_plain(row) for row in r], ";"))
        yield case("tabs", lambda r: as_csv(r, "\t"))
        yield case("bars", lambda r: as_csv(r, "|"))
        yield case("declared in the file", lambda r: "sep=|\r\n" + as_csv(r, "|"))
        yield case(
            "separator in doubt",
            lambda r: "".join(line.replace(",", ",x;", 1) for line in lines(r)),
            "which character separates",
        )
        yield case("open quotation mark", lambda r: as_csv(r) + '"', "quotation mark")
        yield case(
            "stray quotation mark",
            lambda r: "".join([*lines(r)[:3], '"a"b,' + lines(r)[3], *lines(r)[4:]]),
            "quotation mark of row 4",
        )
        yield case("endless cell", lambda r: as_csv(r) + '"' + "x" * 140_000, "a cell of row 14 is longer")
        yield case(
            "column twice", lambda r: _wider(r, next(iter(r[0])), "x"), "the column stands there twice"
        )
        yield case("column unknown", lambda r: _wider(r, "shoe_size", SECRET), "the table has no such column")
        yield case("column without header", lambda r: _wider(r, "", SECRET), "holds values and has no header")
        yield case("blank columns at the end", lambda r: _wider(r, "", ""))
        yield case(
            "column missing", lambda r: as_csv([dict(list(row.items())[1:]) for row in r]), "no such column"
        )
        yield case(
            "no header", lambda r: "".join(lines(r)[1:]), "not one of its cells is the name of a column"
        )
        yield case("a workbook named csv", lambda r: as_xlsx(r), "the file is a workbook")
        yield case("headers in other words", lambda r: _header(r, lambda h: h.replace("_", " ").title()))
    for record in (ENTITIES["person"], ENTITIES["goal"], ENTITIES["pay_item"]):
        rows = good_rows(record)
        text = as_csv(rows)
        name, file_name = record.table, f"{record.table}.csv"
        cut = lines(rows)[-1].split(",")[:2]
        yield Case(
            f"csv, cut short, {name}", record, file_name, ("".join(lines(rows)[:-1]) + ",".join(cut)).encode(),
            rows[:-1], {last: "is cut short"},
        )  # fmt: skip
        shifted = lines(rows)
        shifted[5] = f"{SECRET},{shifted[5]}"
        yield Case(
            f"csv, shifted, {name}", record, file_name, "".join(shifted).encode(), rows[:4] + rows[5:],
            {6: "there are more cells than columns"},
        )  # fmt: skip
        same = [*rows, rows[3]]
        yield Case(
            f"csv, repeated, {name}",
            record,
            file_name,
            as_csv(same).encode(),
            rows,
            {last + 1: "repeats row 5"},
        )
        title = next(
            f for f in reversed(fields_of(record).values()) if f.name not in record.key and f.kind is str
        )
        other = [*rows, {**rows[3], title.name: title.choices[0] if title.choices else f"{SECRET}?"}]
        yield Case(
            f"csv, contradicted, {name}", record, file_name, as_csv(other).encode(), rows[:3] + rows[4:],
            {5: "names the same as row 14, with other values", last + 1: "names the same as row 5, with other values"},
        )  # fmt: skip
        first = next(iter(rows[0]))
        broken = [
            {**row, first: f"{SECRET}\n{row[first]}"} if at == 6 else row for at, row in enumerate(rows)
        ]
        yield Case(f"csv, line break in a cell, {name}", record, file_name, as_csv(broken).encode(), broken)
        formula = [{**row, first: f"=1+{at}"} if at == 6 else row for at, row in enumerate(rows)]
        yield Case(
            f"csv, a text like a formula, {name}", record, file_name, as_csv(formula).encode(), formula
        )
        hidden = [{**row, first: f"\u00a0{row[first]}\u200b "} for row in rows]
        yield Case(
            f"csv, blanks that cannot be seen, {name}", record, file_name, as_csv(hidden).encode(), rows
        )
        comment = [{**row, first: f"# {row[first]}"} if at == 6 else row for at, row in enumerate(rows)]
        yield Case(
            f"csv, a comment below, {name}", record, file_name, as_csv(comment).encode(), rows[:6] + rows[7:],
            {8: "begins with #"},
        )  # fmt: skip
        declared = f"files:\n  {file_name}: {{encoding: windows-1252}}\n"
        yield Case(
            f"csv, declared encoding, {name}",
            record,
            file_name,
            text.encode("cp1252"),
            rows,
            mapping=declared,
        )
        days = [{k: f"{v:%d/%m/%Y}" if isinstance(v, date) else v for k, v in row.items()} for row in rows]
        declared = f"files:\n  {file_name}: {{dates: dd/mm/yyyy}}\n"
        yield Case(
            f"csv, declared dates, {name}", record, file_name, as_csv(days).encode(), rows, mapping=declared
        )
        comma = [
            {k: str(v).replace(".", ",") if isinstance(v, Decimal | float) else v for k, v in row.items()}
            for row in rows
        ]
        declared = f'files:\n  {file_name}: {{decimal: ",", separator: ";"}}\n'
        yield Case(
            f"csv, declared comma, {name}",
            record,
            file_name,
            as_csv(comma, ";").encode(),
            rows,
            mapping=declared,
        )


def _plain(row: Values) -> Values:
    """A row of which no number could be read in two ways."""
    return {k: v.normalize() if isinstance(v, Decimal) else v for k, v in row.items()}


def _wider(rows: list[Values], title: str, value: str) -> str:
    """A csv file with one more column at its end."""
    body = as_csv(rows).splitlines()
    return "\r\n".join([f"{body[0]},{title}", *(f"{line},{value}" for line in body[1:])]) + "\r\n"


def _header(rows: list[Values], change: Callable[[str], str]) -> str:
    """A csv file with other headers."""
    first, rest = as_csv(rows).split("\r\n", 1)
    return change(first) + "\r\n" + rest


def xlsx_cases() -> Iterator[Case]:
    """Workbooks: formulas, merged cells, formats, dates, sheets, damage."""
    record = ENTITIES["comp_base"]
    rows = good_rows(record)
    names = list(rows[0])
    at = {name: names.index(name) + 1 for name in names}
    serial = count()

    def case(name: str, content: bytes, stopped: str = "", **more: Any) -> Case:
        found = Case(
            f"xlsx, {name}, {record.table}", record, f"{record.table}.xlsx", content, rows, stopped=stopped
        )
        return replace(found, **({"landed": []} if stopped else {}), **more)

    def cell(
        name: str, column: str, value: Any, words: str = "", reads: Any = None, form: str | None = None
    ) -> Case:
        """Row 4 holds a value: rejected with some words, or read as something."""

        def change(sheet: Any) -> None:
            sheet.cell(4, at[column]).value = value
            if form is not None:
                sheet.cell(4, at[column]).number_format = form

        landed = rows[:2] + rows[3:] if words else [*rows[:2], {**rows[2], column: reads}, *rows[3:]]
        return case(
            f"{name} {next(serial)}", as_xlsx(rows, change), landed=landed,
            rejected={4: f"column {column} {words}"} if words else {},
        )  # fmt: skip

    yield cell("formula without value", "base_amount", "=1+1", "is a formula without a stored value")
    yield cell("formula without value", "employee_number", '="a"', "is a formula without a stored value")
    yield cell("percent", "fte_basis", 0.8, "is shown as a percentage", form="0%")
    yield cell("percent", "base_amount", 0.85, "is shown as a percentage", form="0.00%")
    yield cell("zeros by format", "employee_number", 42, reads="00042", form="00000")
    yield cell("letters by format", "employee_number", 42, reads="E0042", form='"E"0000')
    yield cell("dashes by format", "employee_number", 123456789, reads="123-45-6789", form="000-00-0000")
    yield cell("zeros for a number", "base_amount", 42, reads=Decimal(42), form="00000")
    yield cell("thousands by format", "employee_number", 4200, reads="4200", form="#,##0")
    yield cell("text that looks like a formula", "employee_number", "'=1", reads="'=1")
    yield cell("17 digits", "employee_number", 12345678901234567, "is a number of more than 15 digits")
    yield cell("beyond 2 to the 53", "base_amount", 2**53 + 2, "is a number of more than 15 digits")
    yield cell("fraction for a text", "employee_number", 4.5, "is a number with a fraction")
    yield cell("true for a text", "employee_number", True, "is true or false")
    yield cell("date for a text", "employee_number", date(2026, 1, 2), "is a date or a time")
    yield cell("noise of fractions", "base_amount", 0.1 + 0.2, reads=Decimal("0.3"))
    yield cell("a third", "base_amount", 1 / 3, "has more than 4 decimal places")
    yield cell("date for a number", "base_amount", date(2026, 1, 2), "is not a number")
    yield cell("time for a number", "hours_per_week", time(7, 30), "is not a number")
    yield cell("duration for a number", "hours_per_week", timedelta(hours=37), "is not a number")
    yield cell("number for a date", "valid_to", 45748, "is not a date", form="General")
    yield cell("date with time", "valid_to", datetime(2026, 3, 31, 9, 30), "is a time, not a date")
    yield cell("midnight", "valid_to", datetime(2026, 3, 31), reads=date(2026, 3, 31))
    yield cell("error", "base_amount", "#DIV/0!", "holds an error of the spreadsheet")
    yield cell("error", "currency", "#N/A", "holds an error of the spreadsheet")
    for number, day in ((1, date(1900, 1, 1)), (59, date(1900, 2, 28)), (61, date(1900, 3, 1))):
        yield cell("the year 1900", "valid_to", number, reads=day, form="yyyy-mm-dd")
    for number in (0, 60, -1, 2_958_466):
        yield cell(
            "no day", "valid_to", number, "is a date that no calendar has", form=numbers.FORMAT_DATE_YYYYMMDD2
        )
    for form in ("d/m/yyyy", "[$-409]d-mmm-yy;@", '"am" dd.mm.yyyy', "mmm yyyy"):
        yield cell("a day by format", "valid_to", 45748, reads=date(2025, 4, 1), form=form)

    def in_1904(sheet: Any) -> None:
        sheet.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    yield case("dates since 1904", as_xlsx(rows, in_1904))

    def merged(reference: str) -> Callable[[Any], None]:
        return lambda sheet: sheet.merge_cells(reference)

    yield case(
        "merged down", as_xlsx(rows, merged("C5:C7")), landed=rows[:3] + rows[6:],
        rejected=dict.fromkeys((5, 6, 7), "is merged with other cells (C5:C7)"),
    )  # fmt: skip
    yield case(
        "merged across", as_xlsx(rows, merged("A3:B3")), landed=rows[:1] + rows[2:],
        rejected={3: "is merged with other cells (A3:B3)"},
    )  # fmt: skip
    yield case("merged header", as_xlsx(rows, merged("A1:B1")), "is merged with other cells")
    yield case("merged far below", as_xlsx(rows, merged("A40:C60")))

    def hidden_rows(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.auto_filter.ref = "A1:C13"
        sheet.auto_filter.add_filter_column(0, ["nobody"])
        sheet.column_dimensions["B"].hidden = True

    yield case("hidden and filtered rows", as_xlsx(rows, hidden_rows))

    def second(title: str, state: str = "visible", *, is_empty: bool = False) -> Callable[[Any], None]:
        def change(sheet: Any) -> None:
            other = sheet.parent.create_sheet(title)
            other.sheet_state = state
            if not is_empty:
                other.append([SECRET, "a note"])

        return change

    def hide(sheet: Any) -> None:
        sheet.parent.create_sheet("empty")
        sheet.sheet_state = "hidden"

    def named(sheet: Any) -> None:
        second("Notes")(sheet)
        sheet.title = "Comp Bases"

    yield case("two sheets", as_xlsx(rows, second("Notes")), "2 sheets hold something")
    yield case("two sheets, one of the name", as_xlsx(rows, named))
    yield case("an empty sheet beside", as_xlsx(rows, second("Notes", is_empty=True)))
    yield case("a hidden sheet beside", as_xlsx(rows, second("Lists", "hidden")))
    yield case("a very hidden sheet beside", as_xlsx(rows, second("Lists", "veryHidden")))
    yield case("only a hidden sheet", as_xlsx(rows, hide), "only hidden sheets hold anything")
    yield case("only an empty sheet", as_xlsx(rows, lambda s: s.delete_rows(1, 99)), "the file has no header")
    yield case("header alone", as_xlsx(rows, lambda s: s.delete_rows(2, 99)), landed=[])
    yield case(
        "a note beside",
        as_xlsx(rows, lambda s: s.cell(5, 20, SECRET)),
        "column T: it holds values and has no header",
    )
    yield case("a note far beside", as_xlsx(rows, lambda s: s.cell(5, 2000, SECRET)), "beyond column 1,000")
    yield case("a date as header", as_xlsx(rows, lambda s: s.cell(1, 3, date(2026, 1, 1))), "no such column")
    yield case("a formula as header", as_xlsx(rows, lambda s: s.cell(1, 3, "=A1")), "is a formula without")
    far = GOOD_ROWS + 300_000
    yield case(
        "a row far below",
        as_xlsx([*rows[:-1]], lambda s: [s.cell(far, at[n], _cell(v)) for n, v in rows[-1].items()]),
    )

    def computed(write: Callable[[Any, Any], None]) -> bytes:
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, names)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [_cell(v) for v in row.values()])
        write(book, sheet)
        book.close()
        return stream.getvalue()

    yield case(
        "formula with its value",
        computed(lambda _, s: s.write_formula(3, at["base_amount"] - 1, "=100+2.25", None, 102.25)),
    )
    yield case(
        "formula with an error",
        computed(lambda _, s: s.write_formula(3, at["base_amount"] - 1, "=1/0", None, "#DIV/0!")),
        landed=rows[:2] + rows[3:],
        rejected={4: "column base_amount holds an error"},
    )
    yield case(
        "text of several runs",
        computed(
            lambda b, s: s.write_rich_string(3, 1, rows[2]["employee_number"][:4], b.add_format({"bold": True}),
                                             rows[2]["employee_number"][4:], b.add_format({"italic": True}), " ")
        ),
    )  # fmt: skip
    whole = as_xlsx(rows)
    for share in (20, 50, 90):
        yield case(f"cut at {share} %", whole[: len(whole) * share // 100], "cannot be opened as xlsx")
    yield case("a broken byte", _broken(whole), "cannot be opened as xlsx")
    yield case("nothing", b"", "the file is empty")
    yield case("words", SECRET.encode() * 50, "cannot be opened as xlsx")
    yield case("a web page", b"\r\n <html><table><tr><td>" + SECRET.encode(), "is a web page")
    yield case("an old Excel file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is an old Excel file")
    protected = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    yield case("a password", protected, "is protected by a password")
    yield case(
        "OpenDocument",
        _zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "is an OpenDocument",
    )
    yield case("a binary workbook", _zip({"xl/workbook.bin": "x"}), "is a binary workbook")
    yield case("another zip", _zip({"readme.txt": SECRET}), "cannot be opened as xlsx")
    yield case("an entity bomb", _replaced(whole, "xl/worksheets/sheet1.xml", _bomb), "holds definitions")
    yield case("an entity bomb in styles", _replaced(whole, "xl/styles.xml", _bomb), "holds definitions")
    yield case(
        "a sheet cut short",
        _replaced(whole, "xl/worksheets/sheet1.xml", lambda b: b[:900]),
        "cannot be opened",
    )
    yield case(
        "a row beyond the last",
        _replaced(whole, "xl/worksheets/sheet1.xml", lambda b: b.replace(b'<row r="4"', b'<row r="9999999"')),
        "a row beyond the last one",
    )
    yield case(
        "a string that is not there",
        _replaced(
            computed(lambda *_: None),
            "xl/worksheets/sheet1.xml",
            lambda b: b.replace(b"<v>2<", b"<v>99999<"),
        ),
        "cannot be opened as xlsx",
    )


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _zip(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def _replaced(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            body = old.read(info)
            new.writestr(info.filename, change(body) if info.filename == name else body)
    return stream.getvalue()


def _bomb(body: bytes) -> bytes:
    return b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + body.partition(b"?>")[2]


def _broken(content: bytes) -> bytes:
    """A workbook in whose sheet a byte was lost on the way."""
    at = content.index(b"xl/worksheets/sheet1.xml") + 60
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def jsonl_cases() -> Iterator[Case]:
    """JSON lines."""
    for record in (ENTITIES["employment"], ENTITIES["kpi_target"], ENTITIES["learning_item"]):
        rows = good_rows(record)
        lines = as_jsonl(rows).splitlines(keepends=True)
        first, *_, last = rows[0]

        def case(name: str, content: str | bytes, stopped: str = "", rejected: str = "", **more: Any) -> Case:
            """Line 4 is rejected with some words, or the load stops, or all lands."""
            found = Case(
                f"jsonl, {name}, {record.table}",  # noqa: B023
                record,  # noqa: B023
                f"{record.table}.jsonl",  # noqa: B023
                content.encode() if isinstance(content, str) else content,
                [] if stopped else rows[:3] + rows[4:] if rejected else rows,  # noqa: B023
                {4: rejected} if rejected else {},
                stopped,
            )
            return replace(found, **more)

        def with_line(line: str) -> str:
            return "".join([*lines[:3], line + "\n", *lines[4:]])  # noqa: B023

        yield case("mark", "\ufeff" + "".join(lines))
        yield case("blank lines", "\n".join(lines) + "\n\n")
        yield case("cut line", with_line(lines[3][:30]), rejected="the line is no JSON object")
        yield case("no object", with_line('["a"]'), rejected="the line is no JSON object")
        yield case("deep", with_line("[" * 5000), rejected="the line is no JSON object")
        yield case("name twice", with_line(f'{{"{first}": "{SECRET}", {lines[3].strip()[1:]}'),
                   rejected=f"column {first} stands there twice")  # fmt: skip
        yield case("nested", with_line(json.dumps({**json.loads(lines[3]), last: {"a": SECRET}})),
                   rejected=f"column {last} is a list or an object")  # fmt: skip
        yield case("no number", with_line(json.dumps({**json.loads(lines[3]), last: float("nan")})),
                   rejected=f"column {last} is not a number")  # fmt: skip
        needed = next(f.name for f in reversed(fields_of(record).values()) if f.is_required)
        without = {name: value for name, value in json.loads(lines[3]).items() if name != needed}
        yield case("field left out", with_line(json.dumps(without)), rejected=f"column {needed} is empty")
        yield case("unknown name", with_line(lines[3].strip()[:-1] + ', "shoe_size": 41}'), "no such column")
        yield case(
            "one array", json.dumps([json.loads(line) for line in lines]), "not one line is a JSON object"
        )
        yield case(
            "Latin-1",
            "".join(lines).replace("é", "\xe9").encode("latin-1") + b'{"a": "\xe9"}',
            "not in UTF-8",
        )
        yield case("nothing", b"", "the file is empty")


def parquet_cases() -> Iterator[Case]:
    """Parquet files."""
    record = ENTITIES["pay_item"]
    rows = good_rows(record)
    typed = pa.Table.from_pylist(rows, record_schema(record))

    def case(name: str, table: pa.Table | bytes, stopped: str = "", **more: Any) -> Case:
        content = table if isinstance(table, bytes) else as_parquet(table)
        found = Case(
            f"parquet, {name}, {record.table}", record, f"{record.table}.parquet", content, rows, {}, stopped
        )
        return replace(found, **({"landed": []} if stopped else {}), **more)

    def column(name: str, values: Sequence[Any], kind: pa.DataType | None = None) -> pa.Table:
        at = typed.column_names.index(name)
        return typed.set_column(at, name, pa.array(values, kind))

    def one(
        name: str, field_name: str, values: list[Any], bad: Any, words: str, kind: pa.DataType | None = None
    ) -> Case:
        """Row 3 holds the bad value."""
        table = column(field_name, [*values[:2], bad, *values[3:]], kind)
        return case(name, table, landed=rows[:2] + rows[3:], rejected={3: f"column {field_name} {words}"})

    days = [row["period_end"] for row in rows]
    moments = [datetime.combine(day, time()) for day in days]
    amounts = [row["amount"] for row in rows]
    numbers_ = [str(100 + at) for at in range(GOOD_ROWS)]
    with_numbers = [{**row, "employee_number": number} for row, number in zip(rows, numbers_)]
    yield case("its own types", typed)
    yield case("texts", as_texts(rows))
    yield case(
        "whole numbers for an identifier",
        column("employee_number", [int(n) for n in numbers_]),
        landed=with_numbers,
    )
    yield case(
        "fractions for an identifier",
        column("employee_number", [float(n) for n in numbers_]),
        landed=with_numbers,
    )
    yield case(
        "large whole numbers",
        column("employee_number", [2**60 + at for at in range(GOOD_ROWS)]),
        landed=[{**row, "employee_number": str(2**60 + at)} for at, row in enumerate(rows)],
    )
    yield case("days as times", column("period_end", moments, pa.timestamp("us")))
    yield case("days as times in nanoseconds", column("period_end", moments, pa.timestamp("ns")))
    yield case(
        "days as times in UTC",
        column("period_end", [m.replace(tzinfo=UTC) for m in moments], pa.timestamp("us", "UTC")),
    )
    yield case("days in milliseconds", column("period_end", days, pa.date64()))
    yield case("dictionary", column("currency", pa.array([r["currency"] for r in rows]).dictionary_encode()))
    yield case("amounts as fractions", column("amount", [float(a) for a in amounts]))
    yield case("another scale", column("amount", amounts, pa.decimal128(30, 10)))
    floats = [float(a) for a in amounts]
    ids: list[Any] = [row["employee_number"] for row in rows]
    yield one("not a number", "amount", floats, float("nan"), "is not a number")
    yield one("infinite", "amount", floats, float("inf"), "is not a number")
    yield one("too many places", "amount", floats, 1.23456789, "has more than 4 decimal places")
    yield one("huge", "amount", floats, 1e300, "has more than 14 digits")
    yield one("null", "amount", list(amounts), None, "is empty", pa.decimal128(18, 4))
    yield one(
        "a time of day",
        "period_end",
        list(moments),
        datetime(2026, 1, 1, 9),
        "is a time, not a date",
        pa.timestamp("us"),
    )
    yield one(
        "a nanosecond",
        "period_end",
        [int(m.replace(tzinfo=UTC).timestamp()) * 10**9 for m in moments],
        1,
        "is a date or time that cannot be held",
        pa.timestamp("ns"),
    )
    yield one(
        "beyond the calendar",
        "period_end",
        [int(m.replace(tzinfo=UTC).timestamp()) for m in moments],
        10**12,
        "is a date or time that cannot be held",
        pa.timestamp("s"),
    )
    yield case(
        "bytes for a text", column("employee_number", [i.encode() for i in ids], pa.binary()),
        "12 of 12 rows of pay_items are rejected: column employee_number is a list or an object",
    )  # fmt: skip
    yield case(
        "lists for a text", column("employee_number", [[i] for i in ids]),
        "12 of 12 rows of pay_items are rejected: column employee_number is a list or an object",
    )  # fmt: skip
    yield case(
        "large fractions for an identifier", column("employee_number", [2.0**60] * GOOD_ROWS),
        "more than 15 digits",
    )  # fmt: skip
    yield case(
        "an index of pandas",
        typed.append_column("__index_level_0__", pa.array(range(GOOD_ROWS))),
        "no such column",
    )
    yield case(
        "a column missing", typed.drop_columns(["amount"]), "column amount: the file has no such column"
    )
    yield case("no rows", typed.slice(0, 0), landed=[])
    yield case("no columns", pa.table({}), "the file has no columns")
    whole = as_parquet(typed)
    yield case("nothing", b"", "the file is empty")
    yield case("cut short", whole[:-20], "cannot be opened as parquet")
    yield case("only its marks", b"PAR1PAR1", "cannot be opened as parquet")
    yield case("csv named parquet", as_csv(rows).encode(), "cannot be opened as parquet")
    yield case("broken inside", whole[:40] + b"\xff" * 200 + whole[240:], "cannot be opened as parquet")


def all_cases() -> list[Case]:
    """Every bad file, in the same order each time."""
    return [*cell_cases(), *csv_cases(), *xlsx_cases(), *jsonl_cases(), *parquet_cases()]
