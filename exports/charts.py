"""Charts as Vega-Lite specs, built from the rows they show, in the house's look.

Belongs here: one function per kind of chart; values are labelled with text the caller has formatted.
Does not belong here: reading rows, choosing messages, rendering.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import altair as alt
import vl_convert

from exports.document import Spec
from exports.theme import colours

WIDE: Final = 520
NARROW: Final = 296
_ROW: Final = 46
_BAR: Final = 15
_HALO: Final[tuple[dict[str, Any], ...]] = (
    {"stroke": colours.PAPER, "strokeWidth": 4},
    {"color": colours.INK},
)
"""A value is written twice, first thick in the page's colour: no line behind it strikes it through."""


@dataclass(frozen=True)
class Bar:
    """A bar or dot with its label; `value` None is drawn as its reason.

    `low` and `high` bound its interval, `previous` is where it was, `target` where it should be.
    """

    label: str
    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    target: float | None = None
    previous: float | None = None


def bars(items: Sequence[Bar], *, width: int, whole: Bar | None = None) -> Spec:
    """Horizontal bars from zero, each labelled above it, value at its end; `whole` is a thin line with its name."""
    rows: list[dict[str, Any]] = [
        {
            "order": i,
            "label": b.label,
            "value": b.value,
            "text": b.text,
            "low": b.low,
            "high": b.high,
            "target": b.target,
            "end": max([v for v in (b.value, b.high, b.target) if v is not None], default=0.0),
        }
        for i, b in enumerate(items)
    ]
    highest = max([r["end"] for r in rows] + [whole.value if whole and whole.value else 0.0])
    lowest = min([b.value for b in items if b.value is not None] + [0.0])
    scale = alt.Scale(domain=[lowest * 1.15, (highest or 1.0) * 1.28], nice=False)
    base = alt.Chart(alt.Data(values=rows))
    y = alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    x = alt.X("value:Q", axis=None, scale=scale)
    layers: list[Any] = [
        base.mark_bar(height=_BAR, color=colours.ACCENT, yOffset=8).encode(y=y, x=x, x2=alt.datum(0)),
        base.mark_text(align="left", baseline="bottom", yOffset=-4, fontSize=13, color=colours.INK).encode(
            y=y, x=alt.XDatum(0, scale=scale), text="label:N"
        ),
    ]
    if any(b.low is not None for b in items):
        bounded = base.transform_filter("datum.low !== null && datum.value !== null")
        for colour, thickness in ((colours.PAPER, 4.0), (colours.INK, 1.4)):
            layers.append(
                bounded.mark_rule(color=colour, strokeWidth=thickness, yOffset=8).encode(
                    y=y, x=alt.X("low:Q", scale=scale), x2="high:Q"
                )
            )
    if any(b.target is not None for b in items):
        aimed = base.transform_filter("datum.target !== null")
        layers.append(
            aimed.mark_tick(color=colours.INK, thickness=2, height=_BAR + 10, yOffset=8).encode(
                y=y, x=alt.X("target:Q", scale=scale)
            )
        )
    layers.append(
        base.transform_filter("datum.value === null")
        .mark_text(
            align="left",
            baseline="middle",
            yOffset=8,
            fontSize=12,
            fontStyle="italic",
            color=colours.GREY,
            limit=width - 8,
        )
        .encode(y=y, x=alt.XDatum(0, scale=scale), text="text:N")
    )
    if whole is not None and whole.value is not None:
        line = alt.Chart(alt.Data(values=[{"value": whole.value, "text": f"{whole.label} {whole.text}"}]))
        layers.append(
            line.mark_rule(color=colours.GREY, strokeWidth=1, strokeDash=[4, 3]).encode(
                x=alt.X("value:Q", scale=scale)
            )
        )
        layers.append(
            line.mark_text(align="center", baseline="bottom", dy=-3, fontSize=11, color=colours.GREY).encode(
                x=alt.X("value:Q", scale=scale), y=alt.value(0), text="text:N"
            )
        )
    told = base.transform_filter("datum.value !== null")
    place: dict[str, Any] = {"align": "left", "baseline": "middle", "dx": 6, "yOffset": 8, "fontSize": 12}
    for look in _HALO:
        mark = told.mark_text(**place, **look, fontWeight=600)
        layers.append(mark.encode(y=y, x=alt.X("end:Q", scale=scale), text="text:N"))
    return _finish(alt.layer(*layers), width=width, height=_ROW * len(rows))


def dots(items: Sequence[Bar], *, width: int, reference: Bar) -> Spec:
    """Dots on a scale that need not begin at zero, each labelled above it, about a named reference line.

    An interval is a thin line through its dot, and where a value was before is a ring.
    """
    middle = reference.value or 0.0
    values = [v for b in items for v in (b.value, b.low, b.high, b.previous) if v is not None] + [middle]
    # Without a value nothing is to scale; the axis still needs two ends.
    reach = max(max(values) - min(values), 0.01)
    scale = alt.Scale(
        domain=[min(values) - 0.06 * reach, max(values) + 0.06 * reach], range=[8, width - 62], nice=False
    )
    rows = [
        {
            "order": i,
            "label": b.label,
            "value": b.value,
            "text": b.text,
            "low": b.low,
            "high": b.high,
            "previous": b.previous,
            "end": max([v for v in (b.value, b.high, b.previous) if v is not None], default=middle),
        }
        for i, b in enumerate(items)
    ]
    base = alt.Chart(alt.Data(values=rows))
    y = alt.Y("order:O", axis=None, scale=alt.Scale(type="band", padding=0))
    x = alt.X("value:Q", axis=None, scale=scale)
    shown = base.transform_filter("datum.value !== null")
    line = alt.Chart(alt.Data(values=[{"value": middle, "text": f"{reference.label} {reference.text}"}]))
    # A name at the edge of the chart would be cut off in its middle.
    place = (middle - min(values)) / reach
    side: Literal["left", "right", "center"] = (
        "left" if place < 0.15 else "right" if place > 0.85 else "center"
    )
    layers: list[Any] = [
        base.mark_rule(color=colours.LINE, strokeWidth=1, yOffset=9).encode(
            y=y, x=alt.value(0), x2=alt.value(width - 54)
        ),
        line.mark_rule(color=colours.GREY, strokeWidth=1, strokeDash=[4, 3]).encode(x=x),
        line.mark_text(align=side, baseline="bottom", dy=-3, fontSize=11, color=colours.GREY).encode(
            x=x, y=alt.value(0), text="text:N"
        ),
    ]
    named: dict[str, Any] = {"align": "left", "baseline": "bottom", "yOffset": -1, "fontSize": 12}
    for look in _HALO:
        layers.append(
            base.mark_text(**named, **look, limit=width - 8).encode(y=y, x=alt.value(0), text="label:N")
        )
    if any(b.low is not None for b in items):
        bounded = base.transform_filter("datum.low !== null && datum.value !== null")
        layers.append(
            bounded.mark_rule(color=colours.INK, strokeWidth=1.4, yOffset=9).encode(
                y=y, x=alt.X("low:Q", axis=None, scale=scale), x2="high:Q"
            )
        )
    if any(b.previous is not None for b in items):
        before = base.transform_filter("datum.previous !== null && datum.value !== null")
        layers.append(
            before.mark_rule(color=colours.GREY, strokeWidth=1.4, yOffset=9).encode(
                y=y, x=alt.X("previous:Q", axis=None, scale=scale), x2="value:Q"
            )
        )
        layers.append(
            before.mark_point(
                size=70, fill=colours.PAPER, stroke=colours.GREY, strokeWidth=1.6, opacity=1, yOffset=9
            ).encode(y=y, x=alt.X("previous:Q", axis=None, scale=scale))
        )
    layers.append(shown.mark_circle(size=90, color=colours.ACCENT, opacity=1, yOffset=9).encode(y=y, x=x))
    told: dict[str, Any] = {"align": "left", "baseline": "middle", "dx": 9, "yOffset": 9, "fontSize": 12}
    for look in _HALO:
        layers.append(
            shown.mark_text(**told, **look, fontWeight=600).encode(
                y=y, x=alt.X("end:Q", axis=None, scale=scale), text="text:N"
            )
        )
    absent: dict[str, Any] = {"align": "left", "baseline": "middle", "yOffset": 9, "fontSize": 11}
    for look in (_HALO[0], {"color": colours.GREY}):
        layers.append(
            base.transform_filter("datum.value === null")
            .mark_text(**absent, **look, fontStyle="italic")
            .encode(y=y, x=alt.value(0), text=alt.value("withheld"))
        )
    return _finish(alt.layer(*layers), width=width, height=36 * max(len(rows), 1))


def histogram(columns: Sequence[tuple[str, float | None, str]], *, width: int) -> Spec:
    """Columns side by side in the order of a scale: (tick, value, text); one without a value says so by a dash."""
    rows: list[dict[str, Any]] = [
        {"order": i, "tick": tick, "value": value or 0.0, "text": text, "told": value is not None}
        for i, (tick, value, text) in enumerate(columns)
    ]
    base = alt.Chart(alt.Data(values=rows))
    top = max((r["value"] for r in rows), default=0.0) or 1.0
    scale = alt.Scale(domain=[0, top * 1.12], nice=False)
    x = alt.X("order:O", axis=None, scale=alt.Scale(type="band", paddingInner=0.08, paddingOuter=0.02))
    y = alt.Y("value:Q", axis=None, scale=scale)
    size = 12 if width >= WIDE else 10
    layers = [
        base.mark_bar(color=colours.ACCENT).encode(x=x, y=y, y2=alt.datum(0)),
        base.mark_text(baseline="bottom", dy=-4, fontSize=size, fontWeight=600, color=colours.INK).encode(
            x=x, y=y, text="text:N"
        ),
        base.mark_text(baseline="top", dy=6, fontSize=size, color=colours.INK).encode(
            x=x, y=alt.YDatum(0, scale=scale), text="tick:N"
        ),
        alt.Chart(alt.Data(values=[{}]))
        .mark_rule(color=colours.GREY, strokeWidth=1)
        .encode(y=alt.YDatum(0, scale=scale)),
    ]
    return _finish(alt.layer(*layers), width=width, height=190)


def bridge(steps: Sequence[tuple[str, float, float, str, bool]], *, width: int) -> Spec:
    """A waterfall: (label, from, to, text, is_total) in order; inflow and outflow told apart by sign and place."""
    rows: list[dict[str, Any]] = [
        {"order": i, "label": label, "low": min(a, b), "high": max(a, b), "text": text, "total": total}
        for i, (label, a, b, text, total) in enumerate(steps)
    ]
    base = alt.Chart(alt.Data(values=rows))
    top = max(r["high"] for r in rows) or 1.0
    scale = alt.Scale(domain=[0, top * 1.12], nice=False)
    x = alt.X(
        "order:O",
        scale=alt.Scale(paddingInner=0.35, paddingOuter=0.1),
        axis=None,
    )
    layers = [
        base.mark_bar().encode(
            x=x,
            y=alt.Y("low:Q", axis=None, scale=scale),
            y2="high:Q",
            color=alt.when("datum.total").then(alt.value(colours.ACCENT)).otherwise(alt.value(colours.GREY)),
        ),
        base.mark_text(baseline="bottom", dy=-4, fontSize=13, fontWeight=600, color=colours.INK).encode(
            x=x, y=alt.Y("high:Q", scale=scale), text="text:N"
        ),
        base.mark_text(baseline="top", dy=8, fontSize=12, color=colours.INK, lineBreak="\n").encode(
            x=x, y=alt.YDatum(0, scale=scale), text="label:N"
        ),
        alt.Chart(alt.Data(values=[{}]))
        .mark_rule(color=colours.GREY, strokeWidth=1)
        .encode(y=alt.YDatum(0, scale=scale)),
    ]
    return _finish(alt.layer(*layers), width=width, height=220)


def grid(boxes: Sequence[dict[str, Any]], *, width: int) -> Spec:
    """A nine-box: rows potential, columns performance; each box its name, count and share, or why it has none.

    A box: {across 0..2, up 0..2, name, text, weight 0..1}.
    """
    rows = [dict(b) for b in boxes]
    base = alt.Chart(alt.Data(values=rows))
    x = alt.X("across:O", axis=None, scale=alt.Scale(paddingInner=0.03, paddingOuter=0))
    y = alt.Y("up:O", axis=None, sort="descending", scale=alt.Scale(paddingInner=0.04, paddingOuter=0))
    size = 12 if width >= WIDE else 10
    layers = [
        base.mark_rect(color=colours.ACCENT, cornerRadius=3).encode(
            x=x, y=y, fillOpacity=alt.FillOpacity("weight:Q", scale=None)
        ),
        base.mark_text(fontSize=size, dy=-12, color=colours.INK).encode(x=x, y=y, text="name:N"),
        base.mark_text(fontSize=size + 2, dy=10, fontWeight=600, color=colours.INK).encode(
            x=x, y=y, text="text:N"
        ),
    ]
    return _finish(alt.layer(*layers), width=width, height=80 * 3)


def _finish(chart: Any, *, width: int, height: int) -> Spec:
    spec: Spec = chart.properties(
        width=width, height=height, padding={"left": 2, "right": 2, "top": 4, "bottom": 4}
    ).to_dict()
    spec["config"] = {
        "background": None,
        "aria": False,
        "view": {"stroke": None},
        "font": "sans-serif",
        "text": {"font": "sans-serif"},
        "concat": {"spacing": 8},
    }
    return spec


def svg(spec: Spec, *, font: str, prefix: str) -> str:
    """A spec rendered as SVG in a font, its ids made unique by a prefix so that several can share a page."""
    dressed = spec | {"config": spec["config"] | {"font": font, "text": {"font": font}}}
    drawn: str = vl_convert.vegalite_to_svg(dressed, allowed_base_urls=[])
    for old in _ids(drawn):
        drawn = drawn.replace(f'id="{old}"', f'id="{prefix}-{old}"').replace(
            f"url(#{old})", f"url(#{prefix}-{old})"
        )
    return drawn


def _ids(drawn: str) -> list[str]:
    return [part.split('"', 1)[0] for part in drawn.split(' id="')[1:]]
