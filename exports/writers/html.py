"""A pack as one self-contained html page: no request, dark mode, usable at 360 px.

Belongs here: markup and style. Does not belong here: wording, figures, chart specs.
"""

from pathlib import Path
from typing import Final

import jinja2

from exports import charts
from exports.document import Chart, Pack
from exports.theme import colours, numbers
from exports.writers.text_table import text_table

_TEMPLATE: Final = Path(__file__).with_name("pack.html.jinja")
_MOST_BESIDE: Final = 6
"""So many columns of a table fit beside its chart; a wider one stands below."""


def write(pack: Pack) -> bytes:
    """The page as UTF-8 bytes; the same pack gives the same bytes."""
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["day"] = numbers.day
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    page = template.render(
        pack=pack,
        parts=_parts(pack),
        c=colours,
        text_table=text_table,
        drawing=_drawing,
        number=numbers.number,
        most_beside=_MOST_BESIDE,
    )
    return page.encode()


def _parts(pack: Pack) -> list[tuple[str, str, list[object]]]:
    """Sections by part, in order of first appearance: (anchor, part, sections)."""
    parts: dict[str, list[object]] = {}
    for section in pack.sections:
        parts.setdefault(section.part, []).append(section)
    return [(f"part-{i}", part, sections) for i, (part, sections) in enumerate(parts.items(), start=1)]


def _drawing(chart: Chart, size: str) -> str:
    spec = chart.wide if size == "wide" else chart.narrow
    return charts.svg(spec, font=colours.SANS_STACK, prefix=f"{chart.name}-{size}")
