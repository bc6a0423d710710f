"""A workbook to work in: a first sheet that explains it, then one protected sheet a table, input cells open.

Belongs here: cells, formats, protection, validation, formulas as they are declared with what they come to.
Does not belong here: choosing tables, computing, wording.
A rate is a real Excel percentage here, so that a decided rate is typed as '5%'; elsewhere its unit is in the header.
"""

import io
import math
import re
import textwrap
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from exports.delivery import Alert, ColumnSpec, InputColumn
from exports.document import Row, Sheet, Workbook
from exports.theme import colours, numbers
from exports.writers.text_table import header, is_numeric

README: Final = "Read me"
RELEASE: Final = "Release"
WORKBOOK: Final = "Workbook"
"""Headers of the two hidden columns that say where a row that may be filled in comes from."""
_WORDS: Final = re.compile(r'"([^"]*)"')
"""A text in a formula."""
_REFERENCE: Final = re.compile(r"\{(?:(?P<sheet>[A-Za-z ]+)\.)?(?P<column>\w+)\}")
_PERSONAL: Final = re.compile(r"(^|_)person_key$|^employee_")
"""Columns that make a row one about a person."""
_FIGURE: Final = {"align": "right", "indent": 2}
"""Figures stand as far from the right as their header, which keeps clear of the filter's button."""
_NEGATIVE_SIZES: Final = (-10_000_000, -100_000, 0)
_NARROWEST: Final = 9
_WIDEST: Final = 46
_WIDEST_LONG: Final = 90
_INPUT_WIDTH: Final = {"choice": 12.0, "percent": 12.0, "note": 34.0}
_LINE_HEIGHT: Final = 15
_PAGE_WIDTH: Final = 230
"""Characters that a printed page holds and a reader can still read."""
_PROTECTION: Final = {
    "autofilter": True,
    "sort": True,
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


def write(workbook: Workbook) -> bytes:
    """The workbook's bytes; the same workbook gives the same bytes, for its times are the data's.

    Texts are written as strings whatever they begin with, so no name can become a formula.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": colours.WORKBOOK_FONT, "font_size": 11},
        },
    )
    book.set_properties(
        {
            "title": workbook.title,
            "subject": workbook.purpose,
            "author": "Meritline",
            "comments": f"Release {workbook.release.release_id}",
            "created": datetime.combine(workbook.release.as_of_date, time()),
        }
    )
    styles = _Styles(book)
    _readme(book, styles, workbook)
    grids = {sheet.spec.name: _Grid(sheet) for sheet in workbook.sheets}
    for grid in grids.values():
        _table(book, styles, grid, grids, workbook)
    book.close()
    return buffer.getvalue()


class _Styles:
    """Formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_color": colours.INK, "valign": "top"}
            self._made[key] = self._book.add_format(base | properties)
        return self._made[key]


def _readme(book: xlsxwriter.Workbook, styles: _Styles, workbook: Workbook) -> None:
    sheet = book.add_worksheet(README)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 84)
    sheet.set_column(2, 2, 10)
    sheet.write_string(0, 0, workbook.title, styles.get(bold=True, font_size=18))
    sheet.set_row(0, 28)
    release = workbook.release
    facts: list[tuple[str, str | date]] = [
        ("What this is", workbook.purpose),
        ("For whom", _for_whom(workbook)),
        ("Data as of", release.as_of_date),
        ("Known on", release.known_at.date()),
        ("Release", release.release_id),
        *([("Part", workbook.part)] if workbook.part else []),
        ("Made", workbook.cadence),
        ("How to use it", workbook.how_to_use),
    ]
    row = 2
    for label, value in facts:
        sheet.write_string(row, 0, label, styles.get(bold=True))
        if isinstance(value, str):
            sheet.write_string(row, 1, value, styles.get(text_wrap=True))
            sheet.set_row(row, 15.5 * max(1, -(-len(value) // 88)))
        else:
            form = styles.get(num_format=numbers.workbook_format("date"), align="left")
            sheet.write_datetime(row, 1, datetime.combine(value, time()), form)
        row += 1
    row += 1
    for column, label in enumerate(("Sheet", "What it holds", "Rows")):
        sheet.write_string(
            row, column, label, styles.get(bold=True, bottom=1, align="right" if column == 2 else "left")
        )
    for listed in workbook.sheets:
        row += 1
        link = styles.get(font_color=colours.ACCENT, underline=1)
        sheet.write_url(row, 0, f"internal:'{listed.spec.name}'!A1", link, listed.spec.name)
        sheet.write_string(row, 1, listed.spec.purpose, styles.get(text_wrap=True))
        sheet.set_row(row, 15.5 * max(1, -(-len(listed.spec.purpose) // 88)))
        sheet.write_number(row, 2, len(listed.table.rows), styles.get(num_format="#,##0"))
    if any(s.spec.inputs for s in workbook.sheets):
        row += 2
        sheet.write_blank(
            row, 0, None, styles.get(bg_color=colours.INPUT, border=1, border_color=colours.LINE)
        )
        sheet.write_string(
            row, 1, "Cells of this tint are yours to fill in; all others are protected.", styles.get()
        )
    sheet.protect("", {"select_locked_cells": True})
    sheet.print_area(0, 0, row, 2)
    _print_set_up(sheet, workbook)
    sheet.activate()
    sheet.set_first_sheet()


def _for_whom(workbook: Workbook) -> str:
    names = {column.name for sheet in workbook.sheets for column in sheet.table.columns}
    said = "HR" if workbook.audience == "hr" else workbook.audience.capitalize()
    if any(_PERSONAL.search(name) for name in names):
        return f"{said}. Do not pass it on: it holds personal data."
    return f"{said}. Its figures are of groups: nobody's row is in it."


def _print_set_up(sheet: Worksheet, workbook: Workbook, pages: int = 1) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(pages, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    as_of = numbers.day(workbook.release.as_of_date)
    sheet.set_footer(f"&L&8Release {workbook.release.release_id}, data as of {as_of}&R&8Page &P of &N")


class _Grid:
    """Where everything of a sheet stands: its columns from the left, what is only for Meritline last and hidden."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        rows = sheet.table.rows
        inputs = {entry.name: entry.kind for entry in sheet.spec.inputs}
        self.shown = tuple(c for c in sheet.table.columns if c.format != "key")
        self.columns = self.shown + tuple(c for c in sheet.table.columns if c.format == "key")
        self.last_row = max(len(rows), 1)
        self.widths = {
            c.name: _INPUT_WIDTH[inputs[c.name]] if c.name in inputs else _width(c, rows) for c in self.shown
        }
        for live in sheet.spec.live:
            # Wide enough for whatever it may come to: the longest of its words, or an amount.
            longest = max((len(words) for words in _WORDS.findall(live.formula)), default=0)
            self.widths[live.name] = max(self.widths.get(live.name, 0), min(longest + 4, _WIDEST), 16)
        self._places = {column.name: index for index, column in enumerate(self.columns)}

    def lines(self, row: Row) -> int:
        """How many lines a row's longest text takes, where texts wrap."""
        wrapped = [c.name for c in self.shown if c.format == "long_text"]
        return max((_lines(str(row[name] or ""), self.widths[name]) for name in wrapped), default=1)

    def header_lines(self) -> int:
        """How many lines the longest header takes."""
        rows = self.sheet.table.rows
        return max((len(_words(_label(c, rows), self.widths[c.name])) for c in self.shown), default=1)

    def at(self, name: str) -> int:
        """The place of a column."""
        return self._places[name]

    def cells(self, name: str) -> str:
        """The whole column, as a formula of any sheet names it."""
        index = self.at(name)
        return f"'{self.sheet.spec.name}'!{xl_range_abs(1, index, self.last_row, index)}"


def _lines(text: str, width: float) -> int:
    """Lines of a text: letters are narrower than the digits that a width counts, and words do not fill their lines."""
    return max(1, -(-len(text) // max(int(width * 1.15) - 5, 1)))


def _words(text: str, width: float) -> list[str]:
    """Lines of a header, which is bold and leaves room for the filter's button."""
    return textwrap.wrap(text, max(int(width) - 4, 1), break_long_words=False)


def _table(
    book: xlsxwriter.Workbook,
    styles: _Styles,
    grid: _Grid,
    grids: Mapping[str, _Grid],
    workbook: Workbook,
) -> None:
    spec, rows = grid.sheet.spec, grid.sheet.table.rows
    sheet = book.add_worksheet(spec.name)
    sheet.hide_gridlines(2)
    inputs = {entry.name: entry for entry in spec.inputs}
    live = {column.name: column.formula for column in spec.live}
    for index, column in enumerate(grid.columns):
        if column.name in inputs:
            _input(sheet, styles, index, column, inputs[column.name], grid)
            continue
        _header(sheet, styles, index, _label(column, rows), right=is_numeric(column))
        if column.format == "key":
            sheet.set_column(index, index, 12, None, {"hidden": True})
        else:
            sheet.set_column(index, index, grid.widths[column.name])
        for at, row in enumerate(rows, start=1):
            if column.name in live:
                formula = _formula(live[column.name], grid, grids, at)
                _live_cell(sheet, styles, at, index, column, row, formula)
            else:
                _cell(sheet, styles, at, index, column, row)
    for at, row in enumerate(rows, start=1):
        if (lines := grid.lines(row)) > 1:
            sheet.set_row(at, _LINE_HEIGHT * lines)
    last_column = len(grid.columns) - 1
    if inputs:
        last_column = _origin(sheet, styles, grid, workbook)
    for alert in spec.alerts:
        _alert(sheet, book, grid, alert)
    for column in grid.columns:
        if column.name in live and column.format == "money" and rows:
            _negative_amounts(sheet, book, grid, column)

    sheet.set_row(0, 4 + _LINE_HEIGHT * max(2, grid.header_lines()))
    sheet.freeze_panes(1, spec.freeze_columns)
    sheet.autofilter(0, 0, grid.last_row, last_column)
    sheet.protect("", dict(_PROTECTION))
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, grid.last_row, len(grid.shown) - 1)
    _print_set_up(sheet, workbook, pages=max(1, math.ceil(sum(grid.widths.values()) / _PAGE_WIDTH - 0.2)))
    if spec.freeze_columns:
        sheet.repeat_columns(0, spec.freeze_columns - 1)
    area = xl_range_abs(0, 0, grid.last_row, last_column)
    name = "".join(c if c.isalnum() else "_" for c in spec.name.lower())
    book.define_name(f"table_{name}", f"='{spec.name}'!{area}")


def _origin(sheet: Worksheet, styles: _Styles, grid: _Grid, workbook: Workbook) -> int:
    """Write, hidden beside every row that may be filled in, where it comes from; the last column's place."""
    index = len(grid.columns) - 1
    for label, value in ((RELEASE, workbook.release.release_id), (WORKBOOK, workbook.workbook_id)):
        index += 1
        _header(sheet, styles, index, label, right=False)
        sheet.set_column(index, index, 12, None, {"hidden": True})
        for at in range(1, len(grid.sheet.table.rows) + 1):
            sheet.write_string(at, index, value, styles.get(indent=1))
    return index


def _formula(template: str, grid: _Grid, grids: Mapping[str, _Grid], at: int) -> str:
    """The formula of one row: `{column}` is the cell in this row, `{Sheet.column}` a whole column."""

    def reference(found: re.Match[str]) -> str:
        if found["sheet"]:
            return grids[found["sheet"]].cells(found["column"])
        return xl_rowcol_to_cell(at, grid.at(found["column"]), col_abs=True)

    return "=" + _REFERENCE.sub(reference, template)


def _live_cell(
    sheet: Worksheet, styles: _Styles, at: int, index: int, column: ColumnSpec, row: Row, formula: str
) -> None:
    value = row[column.name]
    looks: dict[str, Any] = {"bottom": 4, "bottom_color": colours.LINE, "bg_color": colours.FAINT}
    if is_numeric(column):
        looks |= _FIGURE | {
            "num_format": numbers.workbook_format(column.format, row.get(column.currency_column))
        }
    else:
        looks |= {"align": "left", "indent": 1}
    stored = "" if value is None else value if isinstance(value, str) else float(value)
    sheet.write_formula(at, index, formula, styles.get(**looks), stored)


def _alert(sheet: Worksheet, book: xlsxwriter.Workbook, grid: _Grid, alert: Alert) -> None:
    index = grid.at(alert.column)
    colour = {"good": colours.GOOD, "watch": colours.WATCH, "act": colours.ACT}[alert.state]
    form = book.add_format({"font_color": colour, "bold": True})
    rule = {"type": "text", "criteria": "begins with", "value": alert.begins_with, "format": form}
    sheet.conditional_format(1, index, grid.last_row, index, rule)


def _negative_amounts(sheet: Worksheet, book: xlsxwriter.Workbook, grid: _Grid, column: ColumnSpec) -> None:
    """Group what a formula may come to below zero: how far below is known only where it is worked out."""
    currencies = {str(row.get(column.currency_column)) for row in grid.sheet.table.rows}
    index = grid.at(column.name)
    cell = xl_rowcol_to_cell(1, index, col_abs=True)
    for currency in sorted(filter(numbers.uses_indian_grouping, currencies)):
        paid_in = xl_rowcol_to_cell(1, grid.at(column.currency_column), col_abs=True)
        for size in _NEGATIVE_SIZES:
            below = f"{cell}<={size}" if size else f"{cell}<0"
            rule = {
                "type": "formula",
                "criteria": f'=AND(ISNUMBER({cell}),{below},{paid_in}="{currency}")',
                "format": book.add_format(
                    {"num_format": numbers.workbook_format("money", currency, size or -1)}
                ),
            }
            sheet.conditional_format(1, index, grid.last_row, index, rule)


def _label(column: ColumnSpec, rows: tuple[Row, ...]) -> str:
    return header(column, rows) if column.format == "money" else column.label


def _header(sheet: Worksheet, styles: _Styles, index: int, label: str, *, right: bool) -> None:
    side: dict[str, Any] = _FIGURE if right else {"align": "left", "indent": 1}
    form = styles.get(bold=True, text_wrap=True, bottom=1, valign="bottom", bg_color=colours.FAINT, **side)
    sheet.write_string(0, index, label, form)


def _cell(sheet: Worksheet, styles: _Styles, at: int, index: int, column: ColumnSpec, row: Row) -> None:
    value = row[column.name]
    looks: dict[str, Any] = {"bottom": 4, "bottom_color": colours.LINE}
    if row.get("is_whole"):
        looks["bold"] = True
    if value is None:
        sheet.write_blank(at, index, None, styles.get(**looks))
    elif isinstance(value, bool):
        sheet.write_string(at, index, "yes" if value else "no", styles.get(indent=1, **looks))
    elif isinstance(value, (int, float, Decimal)):
        form = numbers.workbook_format(column.format, row.get(column.currency_column), value)
        looks |= _FIGURE | {"num_format": form}
        sheet.write_number(at, index, float(value), styles.get(**looks))
    elif hasattr(value, "year"):
        looks |= {"num_format": numbers.workbook_format("date"), "align": "left", "indent": 1}
        sheet.write_datetime(at, index, datetime.combine(value, time()), styles.get(**looks))
    else:
        # A gap, or the text would touch the figures of a column before it.
        looks |= {"text_wrap": column.format == "long_text", "align": "left", "indent": 1}
        sheet.write_string(at, index, str(value), styles.get(**looks))


def _width(column: ColumnSpec, rows: tuple[Row, ...]) -> float:
    texts = [_shown_text(column, r) for r in rows]
    longest_word = max(len(word) for word in _label(column, rows).split())
    # Beside the longest word of the header, which may wrap, room for the filter's button and what a figure is set in.
    edge = 6 if is_numeric(column) else 4
    widest = _WIDEST_LONG if column.format == "long_text" else _WIDEST
    return min(max([_NARROWEST, longest_word + edge, *(len(t) + edge - 1 for t in texts)]), widest)


def _shown_text(column: ColumnSpec, row: Row) -> str:
    return numbers.value_text(row[column.name], column.format, row.get(column.currency_column), decimals=2)


def _input(
    sheet: Worksheet, styles: _Styles, index: int, column: ColumnSpec, entry: InputColumn, grid: _Grid
) -> None:
    rows = grid.sheet.table.rows
    form = styles.get(
        bold=True, text_wrap=True, bottom=1, valign="bottom", bg_color=colours.INPUT, align="left"
    )
    sheet.write_string(0, index, column.label, form)
    sheet.set_column(index, index, grid.widths[column.name])
    if not rows:
        return
    for at, row in enumerate(rows, start=1):
        if grid.sheet.spec.open_when and not row[grid.sheet.spec.open_when]:
            sheet.write_blank(at, index, None, styles.get(bottom=4, bottom_color=colours.LINE))
            continue
        looks: dict[str, Any] = {
            "locked": False,
            "bg_color": colours.INPUT,
            "border": 1,
            "border_color": colours.LINE,
            "num_format": {"percent": "0.00%", "choice": "@", "note": "@"}[entry.kind],
            "text_wrap": entry.kind == "note",
        }
        value = row[column.name]
        if value is None:
            sheet.write_blank(at, index, None, styles.get(**looks))
        elif isinstance(value, str):
            sheet.write_string(at, index, value, styles.get(**looks))
        else:
            sheet.write_number(at, index, float(value), styles.get(**looks))
    rule: dict[str, Any] = {
        "input_title": column.label[:32],
        "input_message": entry.message[:255],
        "error_title": "Not accepted",
        "error_message": entry.message[:255],
        "ignore_blank": True,
    }
    match entry.kind:
        case "choice":
            rule |= {"validate": "list", "source": list(entry.choices)}
        case "percent":
            rule |= {
                "validate": "decimal",
                "criteria": "between",
                "minimum": entry.minimum,
                "maximum": entry.maximum,
            }
        case _:
            rule |= {"validate": "length", "criteria": "<=", "value": int(entry.maximum)}
    sheet.data_validation(1, index, grid.last_row, index, rule)
