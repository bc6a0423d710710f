"""A workbook to work in: a first sheet that explains it, then one protected sheet a table, input cells open.

Belongs here: cells, formats, protection, validation. Does not belong here: choosing tables, computing, wording.
A rate is a real Excel percentage here, so that a decided rate is typed as '5%'; elsewhere its unit is in the header.
"""

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from exports.delivery import ColumnSpec, InputColumn
from exports.document import Row, Sheet, Workbook
from exports.theme import colours, numbers
from exports.writers.text_table import header, is_numeric

README: Final = "Read me"
_NARROWEST: Final = 9
_WIDEST: Final = 46
_WIDEST_LONG: Final = 90
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
    for sheet in workbook.sheets:
        _sheet(book, styles, sheet, workbook)
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
        ("For whom", f"Audience {workbook.audience}. Do not pass it on: it holds personal data."),
        ("Data as of", release.as_of_date),
        ("Known on", release.known_at.date()),
        ("Release", release.release_id),
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


def _print_set_up(sheet: Worksheet, workbook: Workbook) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    as_of = numbers.day(workbook.release.as_of_date)
    sheet.set_footer(f"&L&8Release {workbook.release.release_id}, data as of {as_of}&R&8Page &P of &N")


def _sheet(book: xlsxwriter.Workbook, styles: _Styles, made: Sheet, workbook: Workbook) -> None:
    spec, table = made.spec, made.table
    sheet = book.add_worksheet(spec.name)
    sheet.hide_gridlines(2)
    rows = table.rows
    columns = sorted(table.columns, key=lambda c: c.format == "key")
    last_row = max(len(rows), 1)
    last_column = len(columns) + len(spec.inputs) - 1
    visible = [c for c in columns if c.format != "key"]
    keys = [c for c in columns if c.format == "key"]

    for index, column in enumerate(visible):
        _header(sheet, styles, index, _label(column, rows), right=is_numeric(column))
        sheet.set_column(index, index, _width(column, rows))
        for at, row in enumerate(rows, start=1):
            _cell(sheet, styles, at, index, column, row)
    for offset, entry in enumerate(spec.inputs):
        _input(sheet, styles, len(visible) + offset, entry, last_row, bool(rows))
    for offset, column in enumerate(keys):
        index = len(visible) + len(spec.inputs) + offset
        _header(sheet, styles, index, column.label, right=False)
        sheet.set_column(index, index, 12, None, {"hidden": True})
        for at, row in enumerate(rows, start=1):
            _cell(sheet, styles, at, index, column, row)

    sheet.set_row(0, 34)
    sheet.freeze_panes(1, spec.freeze_columns)
    sheet.autofilter(0, 0, last_row, last_column)
    sheet.protect("", dict(_PROTECTION))
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, last_row, len(visible) + len(spec.inputs) - 1)
    _print_set_up(sheet, workbook)
    area = xl_range_abs(0, 0, last_row, last_column)
    name = "".join(c if c.isalnum() else "_" for c in spec.name.lower())
    book.define_name(f"table_{name}", f"='{spec.name}'!{area}")


def _label(column: ColumnSpec, rows: tuple[Row, ...]) -> str:
    return header(column, rows) if column.format == "money" else column.label


def _header(sheet: Worksheet, styles: _Styles, index: int, label: str, *, right: bool) -> None:
    side: dict[str, Any] = {"align": "right"} if right else {"align": "left", "indent": 1}
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
        looks["num_format"] = numbers.workbook_format(column.format, row.get(column.currency_column))
        sheet.write_number(at, index, float(value), styles.get(**looks))
    elif hasattr(value, "year"):
        looks |= {"num_format": numbers.workbook_format("date"), "align": "left", "indent": 1}
        sheet.write_datetime(at, index, datetime.combine(value, time()), styles.get(**looks))
    else:
        # A gap, or the text would touch the figures of a column before it.
        looks |= {"text_wrap": column.format == "long_text", "indent": 1}
        sheet.write_string(at, index, str(value), styles.get(**looks))


def _width(column: ColumnSpec, rows: tuple[Row, ...]) -> float:
    texts = [_shown_text(column, r) for r in rows]
    # Room for the filter's button beside the longest word of the header, which may wrap.
    longest_word = max(len(word) for word in _label(column, rows).split()) + 3
    widest = _WIDEST_LONG if column.format == "long_text" else _WIDEST
    return min(max([_NARROWEST, longest_word + 1, *(len(t) + 3 for t in texts)]), widest)


def _shown_text(column: ColumnSpec, row: Row) -> str:
    return numbers.value_text(row[column.name], column.format, row.get(column.currency_column), decimals=2)


def _input(
    sheet: Worksheet, styles: _Styles, index: int, entry: InputColumn, last_row: int, has_rows: bool
) -> None:
    form = styles.get(
        bold=True, text_wrap=True, bottom=1, valign="bottom", bg_color=colours.INPUT, align="left"
    )
    sheet.write_string(0, index, entry.label, form)
    sheet.set_column(index, index, 34 if entry.kind == "note" else 16)
    if not has_rows:
        return
    looks: dict[str, Any] = {
        "locked": False,
        "bg_color": colours.INPUT,
        "border": 1,
        "border_color": colours.LINE,
        "num_format": {"percent": "0.0%", "choice": "@", "note": "@"}[entry.kind],
    }
    if entry.kind == "note":
        looks["text_wrap"] = True
    for at in range(1, last_row + 1):
        sheet.write_blank(at, index, None, styles.get(**looks))
    rule: dict[str, Any] = {
        "input_title": entry.label[:32],
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
    sheet.data_validation(1, index, last_row, index, rule)
