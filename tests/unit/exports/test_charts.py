"""What a chart draws: every value, every interval, and a word where there is none.

Belongs here: the specs of charts and that they can be drawn. Does not belong here: wording (test_findings.py), pages.
"""

from exports import charts
from exports.charts import Bar

MIDPOINT = Bar("midpoint", 1.0, "1.00")


def drawn(spec: charts.Spec) -> str:
    return charts.svg(spec, font="sans-serif", prefix="t")


def test_dots_show_where_they_were_and_how_sure_they_are() -> None:
    items = [Bar("G1", 1.03, "1.03", low=0.9, high=1.2, previous=0.97), Bar("G8", None, "withheld: few")]
    for width in (charts.WIDE, charts.NARROW):
        picture = drawn(charts.dots(items, width=width, reference=MIDPOINT))
        assert [word in picture for word in ("G1", "G8", "1.03", "midpoint 1.00", "withheld")] == [True] * 5
    # The scale holds the interval, the value before and the line: 0.9 to 1.2 and 6 % of it at either end.
    spec = charts.dots(items, width=charts.WIDE, reference=MIDPOINT)
    domains = [
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in spec["layer"]
        if "scale" in layer.get("encoding", {}).get("x", {})
    ]
    assert {(round(low, 3), round(high, 3)) for low, high in domains} == {(0.882, 1.218)}


def test_dots_without_any_value_still_have_an_axis() -> None:
    assert "withheld" in drawn(charts.dots([Bar("G8", None, "")], width=charts.WIDE, reference=MIDPOINT))


def test_a_histogram_has_a_column_for_every_step() -> None:
    steps = [("under 2", 0.01, "1\u00a0%"), ("2", None, "\u2013"), ("3+", 0.99, "99\u00a0%")]
    picture = drawn(charts.histogram(steps, width=charts.NARROW))
    assert [text in picture for text in ("under 2", "3+", "99\u00a0%", "\u2013")] == [True] * 4
    [bars] = [
        layer
        for layer in charts.histogram(steps, width=charts.WIDE)["layer"]
        if layer["mark"]["type"] == "bar"
    ]
    # Columns start at zero.
    assert bars["encoding"]["y2"] == {"datum": 0}
    assert bars["encoding"]["y"]["scale"]["domain"][0] == 0
