"""A KPI on the terminal, asked of the last publication.

Belongs here: which KPI, period and variant a question means, and the table that answers it. Does not belong here:
figures (they were computed and suppressed before they were published), arguments.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import duckdb

from exports.theme.numbers import day, money, number, percent

TABLE: Final = "reports.rpt_bi__kpi_values"
BY: Final = ("group", "org_unit", "period", "variant")
_SHORT: Final = {
    "attrition": "turnover",
    "voluntary": "voluntary_turnover",
    "involuntary": "involuntary_turnover",
    "people": "headcount",
    "nps": "enps",
    "training": "training_hours",
    "absence": "absence_rate",
    "promotions": "promotion_rate",
    "mobility": "internal_mobility",
    "span": "span_of_control",
    "layers": "management_layers",
    "women": "women_share",
    "cost": "workforce_cost",
}
_PERIOD: Final = re.compile(
    r"(?P<quarter>\d{4}-q[1-4])|(?P<rolling>\d{4}-(?:0[1-9]|1[0-2])-12m)|(?P<month>\d{4}-(?:0[1-9]|1[0-2]))"
    r"|(?P<year>\d{4}(?:/\d{2})?)"
)
_LENGTHS: Final = {"month": "month", "quarter": "quarter", "year": "year", "rolling_12": "twelve months"}


class QuestionError(Exception):
    """A question that the publication cannot answer, as a sentence with what to ask instead."""


@dataclass(frozen=True)
class Answer:
    """What is printed: a sentence that says what the figures are, the heads of the table and its rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def ask(
    publication: Path, name: str, by: str = "group", period: str | None = None, variant: str | None = None
) -> Answer:
    """The figures of one KPI.

    Args:
        publication: the published DuckDB file.
        name: a KPI's identifier, its name, or the beginning of either, in any case.
        by: one of BY; `org_unit` gives a row per unit, `period` one per period of the same length, `variant` one per
            variant, `group` the whole alone.
        period: `2026-Q1` (calendar), `2026-03`, `2026-03-12m` (twelve months ending then) or `2025/26` (the financial
            year that begins in 2025); the last financial year where none is given.
        variant: a variant of the KPI; the default one where none is given.

    Raises:
        QuestionError: there is no publication, or no such KPI, period or variant in it.
    """
    if not publication.exists():
        raise QuestionError("Nothing is published yet: do `meritline run` first.")
    with duckdb.connect(str(publication), read_only=True) as connection:
        try:
            known = connection.execute(f"select distinct kpi_id, kpi_name from {TABLE} order by 1").fetchall()
        except duckdb.CatalogException as error:
            raise QuestionError(
                "The publication is of an earlier version and holds no KPIs: do `meritline run` again."
            ) from error
        kpi_id = _find(name, dict(known))
        chosen = _variant(connection, kpi_id, variant, every=by == "variant")
        period_type, period_end = _period(connection, kpi_id, period)
        rows = _rows(connection, kpi_id, chosen, by, period_type, period_end)
    if not rows:
        raise QuestionError(
            f"{kpi_id} is not published for {period or 'a financial year'}: ask with --by period what there is."
        )
    return _answer(dict(known)[kpi_id], by, rows)


def _find(name: str, known: dict[str, str]) -> str:
    """The KPI that a name means; QuestionError with near names when none or several do."""
    word = re.sub(r"[\s-]+", "_", name.strip().lower())
    words = {kpi_id: kpi_id for kpi_id in known} | {
        re.sub(r"[\s-]+", "_", title.lower()): kpi_id for kpi_id, title in known.items()
    }
    words |= {short: kpi_id for short, kpi_id in _SHORT.items() if kpi_id in known and short not in words}
    if word in words:
        return words[word]
    begun = sorted({kpi_id for each, kpi_id in words.items() if each.startswith(word)} if word else set())
    if len(begun) == 1:
        return begun[0]
    near = begun or sorted({words[each] for each in get_close_matches(word, words, n=5, cutoff=0.5)})
    hint = f"near are {', '.join(near)}" if near else f"there are {', '.join(sorted(known))}"
    raise QuestionError(f"No published KPI is called {name!r}: {hint}.")


def _variant(
    connection: duckdb.DuckDBPyConnection, kpi_id: str, asked: str | None, *, every: bool
) -> list[str]:
    found = connection.execute(
        f"select variant, bool_or(is_default_variant) from {TABLE} where kpi_id = ? group by 1 order by 1",
        [kpi_id],
    ).fetchall()
    names = [str(name) for name, _ in found]
    if asked is None:
        return names if every else [str(name) for name, is_default in found if is_default]
    if asked not in names:
        raise QuestionError(f"{kpi_id} has no variant {asked!r}: it has {', '.join(names)}.")
    return [asked]


def _period(connection: duckdb.DuckDBPyConnection, kpi_id: str, asked: str | None) -> tuple[str, date | None]:
    """The kind of period and its last day, None for the last one."""
    if asked is None:
        return "year", None
    match = _PERIOD.fullmatch(asked.strip().lower())
    if match is None:
        raise QuestionError(
            f"{asked!r} is no period: write 2026-Q1, 2026-03, 2026-03-12m or 2025/26 (a financial year)."
        )
    [(kind, text)] = [(kind, text) for kind, text in match.groupdict().items() if text]
    year = int(text[:4])
    period_type = "rolling_12" if kind == "rolling" else kind
    values: list[object] = [kpi_id, period_type, year]
    if kind == "year":
        condition = "extract(year from period_start) = ?"
    elif kind == "quarter":
        condition = "period_start = make_date(?, ?, 1)"
        values.append(3 * int(text[-1]) - 2)
    else:
        condition = "extract(year from period_end) = ? and extract(month from period_end) = ?"
        values.append(int(text[5:7]))
    found = connection.execute(
        f"select max(period_end) from {TABLE} where kpi_id = ? and period_type = ? and {condition}", values
    ).fetchone()
    if found is None or found[0] is None:
        last = connection.execute(
            f"select max(period_end) from {TABLE} where kpi_id = ? and period_type = ?", [kpi_id, period_type]
        ).fetchone()
        length = _LENGTHS[period_type]
        known = f"the last {length} ends on {day(last[0])}" if last and last[0] else f"it has no {length}"
        raise QuestionError(f"{kpi_id} is not published for {asked}: {known}.")
    return period_type, found[0]


def _rows(
    connection: duckdb.DuckDBPyConnection,
    kpi_id: str,
    variants: Sequence[str],
    by: str,
    period_type: str,
    period_end: date | None,
) -> list[dict[str, object]]:
    conditions = ["kpi_id = $kpi", "list_contains($variants, variant)", "period_type = $kind"]
    values: dict[str, object] = {"kpi": kpi_id, "variants": list(variants), "kind": period_type}
    if by != "org_unit":
        conditions.append("is_whole")
    if by != "period":
        if period_end is None:
            conditions.append(
                f"period_end = (select max(period_end) from {TABLE} where kpi_id = $kpi and period_type = $kind)"
            )
        else:
            conditions.append("period_end = $last")
            values["last"] = period_end
    cursor = connection.execute(
        f"""select org_unit_name, org_level, variant, unit, currency, period_start, period_end, value,
            standard_error, n, withheld_reason
        from {TABLE} where {" and ".join(conditions)}
        order by period_end, variant, org_level, org_unit_name""",
        values,
    )
    heads = [column[0] for column in cursor.description or []]
    return [dict(zip(heads, row, strict=True)) for row in cursor.fetchall()]


def _answer(title: str, by: str, rows: Sequence[dict[str, object]]) -> Answer:
    first = rows[0]
    about = [f"variant {first['variant']}"] if by != "variant" else []
    if by != "period":
        about.append(f"{_day(first['period_start'])} to {_day(first['period_end'])}")
    if by != "org_unit":
        about.append(str(first["org_unit_name"]))
    names = {
        "group": ("Unit", lambda row: str(row["org_unit_name"])),
        "org_unit": ("Unit", lambda row: "  " * (_whole(row["org_level"]) - 1) + str(row["org_unit_name"])),
        "period": ("Period", lambda row: f"{_day(row['period_start'])} to {_day(row['period_end'])}"),
        "variant": ("Variant", lambda row: str(row["variant"])),
    }
    head, label = names[by]
    return Answer(
        f"{title}: {', '.join(about)}.",
        (head, "Value", "People", "Note"),
        tuple((label(row), _value(row), _people(row), _note(row)) for row in rows),
    )


def _value(row: dict[str, object]) -> str:
    value = row["value"]
    if not isinstance(value, Decimal):
        return "withheld"
    unit = row["unit"]
    if unit == "ratio":
        return percent(value)
    if unit == "money" and isinstance(row["currency"], str):
        return money(value, row["currency"])
    return number(value, 0 if unit in ("people", "layers") and value == value.to_integral_value() else 2)


def _people(row: dict[str, object]) -> str:
    return number(row["n"]) if isinstance(row["n"], Decimal) else ""


def _note(row: dict[str, object]) -> str:
    if row["withheld_reason"]:
        return str(row["withheld_reason"])
    error = row["standard_error"]
    return f"± {number(Decimal('1.96') * error, 2)}" if isinstance(error, Decimal) else ""


def _day(value: object) -> str:
    return day(value) if isinstance(value, date) else ""


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 1
