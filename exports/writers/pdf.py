"""A pack as a pdf on A4, set by Typst from the fonts it carries.

Belongs here: handing the pack to the page template as data. Does not belong here: wording, figures, chart specs.
"""

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Final

import typst

from exports import charts
from exports.document import Pack, Section, Table
from exports.theme import colours, numbers
from exports.writers.text_table import WITHHELD, TextTable, text_table

_TEMPLATE: Final = Path(__file__).with_name("pack.typ")
_LINE_CHARACTERS: Final = 129
"""Characters of a table of many columns across the page, as pack.typ sets them, and between two columns."""
_GAP_CHARACTERS: Final = 2.2
_MOST_ROWS: Final = 80
"""Longer tables are in the html page and the published files; a printed pack says so."""


def write(pack: Pack) -> bytes:
    """The pdf's bytes; the same pack gives the same bytes, for the creation time is the data's."""
    created = datetime.combine(pack.release.as_of_date, time(), tzinfo=UTC)
    written: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"pack": json.dumps(_data(pack), ensure_ascii=False)},
        timestamp=int(created.timestamp()),
    )
    return written


def _data(pack: Pack) -> dict[str, Any]:
    release = pack.release
    return {
        "title": pack.title,
        "purpose": pack.purpose,
        "notice": pack.notice,
        "audience": pack.audience,
        "heading": pack.heading,
        "release": release.release_id,
        "as_of": numbers.day(release.as_of_date),
        "known": numbers.day(release.known_at),
        "year": release.as_of_date.year,
        "month": release.as_of_date.month,
        "day": release.as_of_date.day,
        "serif": colours.PDF_SERIF,
        "sans": colours.PDF_SANS,
        "ink": colours.INK,
        "accent": colours.ACCENT,
        "grey": colours.GREY,
        "line": colours.LINE,
        "good": colours.GOOD,
        "act": colours.ACT,
        "figures": [
            {
                "label": f.label,
                "value": f.value,
                "change": f.withheld_reason or _signed(f.state, f.change),
                "state": f.state,
                "basis": f"{f.period}; {f.basis}" if f.basis else f.period,
                "withheld": f.withheld_reason is not None,
            }
            for f in pack.figures
        ],
        "changes": list(pack.changes),
        "decisions": list(pack.decisions),
        "sections": [_section(s) for s in pack.sections],
    }


def _signed(state: str, change: str) -> str:
    word = {"good": "better: ", "act": "worse: "}.get(state, "")
    return f"{colours.STATE_SIGN[state]} {word}{change}" if word else change


def _section(section: Section) -> dict[str, Any]:
    return {
        "part": section.part,
        "heading": section.heading,
        "text": list(section.text),
        "charts": [
            {"svg": charts.svg(c.wide, font=colours.PDF_SANS, prefix=c.name), "alt": c.alternative}
            for c in section.charts
        ],
        "tables": [_table(t) for t in section.tables],
    }


def _table(table: Table) -> dict[str, Any]:
    texts = text_table(table)
    return {
        "headers": list(texts.headers),
        "numeric": list(texts.numeric),
        "wide": [any(len(r[i]) > 45 for r in texts.rows) for i in range(len(texts.headers))],
        "widths": _widths(texts),
        "rows": [list(r) for r in texts.rows[:_MOST_ROWS]],
        "totals": list(texts.totals[:_MOST_ROWS]),
        "withheld": WITHHELD,
        "note": texts.note,
        "left_out": max(len(texts.rows) - _MOST_ROWS, 0),
    }


def _widths(table: TextTable) -> list[float]:
    """The width of each column in characters: no word and no figure is broken, and texts share what is left."""
    least, wanted = [], []
    for header, is_numeric, *cells in zip(table.headers, table.numeric, *table.rows):
        words = header.split() + (cells if is_numeric else " ".join(cells).split())
        least.append(max(map(len, words)))
        wanted.append(0 if is_numeric else max(map(len, (header, *cells))) - least[-1])
    room = _LINE_CHARACTERS - sum(least) - _GAP_CHARACTERS * len(least)
    share = min(1.0, max(0.0, room / max(sum(wanted), 1)))
    return [floor + more * share + _GAP_CHARACTERS for floor, more in zip(least, wanted)]
