"""The words of a document, made by rule from its figures: headings, changes, text alternatives.

Belongs here: which sentence a set of rows deserves. Does not belong here: arithmetic beyond picking, ordering and
counting rows; the reports schema has computed every figure.
"""

from collections.abc import Sequence
from typing import Any

from exports.delivery import SectionSpec, TableSpec
from exports.document import Figure, Row
from exports.theme import numbers

_A_YEAR = 364
FEW = 4
"""So many categories are listed in a heading; of more, the largest is named."""


def cell(table: TableSpec, row: Row, column: str) -> str:
    """A cell in running text: with its unit, for it stands alone."""
    spec = table.column(column)
    value = row[column]
    if value is None:
        return numbers.NOTHING
    if spec.format == "percent":
        return numbers.percent(value)
    if spec.format == "money":
        return numbers.money_short(value, str(row[spec.currency_column]))
    return numbers.value_text(value, spec.format)


def plain(table: TableSpec, column: str, value: float) -> str:
    """A value that is in no row, such as a reference line's, in a column's format."""
    return numbers.value_text(value, table.column(column).format)


def shown(rows: Sequence[Row], column: str) -> list[Row]:
    """The rows whose value is there to be shown."""
    return [r for r in rows if r[column] is not None]


def bars_heading(
    section: SectionSpec, table: TableSpec, parts: Sequence[Row], whole: Row | None = None
) -> str:
    """'Voluntary turnover is 11.4 %: highest in Operations (15.2 %), lowest in Technology (6.0 %)'.

    Few parts in an order of their own are all told, beside what they are marked against; where each part was before
    goes ahead of which is highest.
    """
    visible = sorted(shown(parts, section.value), key=lambda r: (-r[section.value], str(r[section.category])))
    start = section.subject
    if whole is not None and whole[section.value] is not None:
        start = f"{start} {_move(section, table, whole)}"
    if not visible:
        return f"{start}; too few people to show its parts"
    if section.order == "given" and section.target and len(visible) <= FEW:
        return f"{start}: {', '.join(_beside_target(section, table, r) for r in parts if r in visible)}"
    high, low = visible[0], visible[-1]
    if cell(table, high, section.value) == cell(table, low, section.value):
        same = cell(table, high, section.value)
        if section.target and all(cell(table, r, section.target) == same for r in visible):
            return f"{start}: {same} in every part shown, the whole {section.target_name}"
        return (
            f"{start}: {same} in every part shown"
            if whole is None
            else f"{start}, the same in every part shown"
        )
    words = {"higher": ("best", "weakest"), "lower": ("highest", "lowest"), "none": ("highest", "lowest")}
    first, last = words[section.better]
    if section.previous and whole is None:
        risen = sum(
            r[section.previous] is not None and r[section.value] > r[section.previous] for r in visible
        )
        start = f"{start} rises in {numbers.number(risen)} of {numbers.number(len(visible))} parts shown"
    return f"{start}: {first} in {_named(section, table, high)}, {last} in {_named(section, table, low)}"


def interval_heading(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> str:
    """'Women's pay: 9 of 12 comparisons lie wholly below no gap, from -16.3 % (Place, K) to -6.1 % (Grade, L)'."""
    visible = sorted(shown(rows, section.value), key=lambda r: (r[section.value], str(r[section.category])))
    if not visible:
        return f"{section.subject}: too few people to show"
    below = sum(r[section.high] is not None and r[section.high] < section.reference for r in visible)
    above = sum(r[section.low] is not None and r[section.low] > section.reference for r in visible)
    count, side = (below, "below") if below >= above else (above, "above")
    first, last = (
        f"{cell(table, r, section.value)} ({r[section.category]})" for r in (visible[0], visible[-1])
    )
    return (
        f"{section.subject}: {numbers.number(count)} of {numbers.number(len(visible))} comparisons lie wholly {side}"
        f" {section.reference_name}, from {first} to {last}"
    )


def _beside_target(section: SectionSpec, table: TableSpec, row: Row) -> str:
    """'8.4 % lower third (before 32.9 %)'."""
    now, beside = cell(table, row, section.value), cell(table, row, section.target)
    return f"{now} {_lower_first(row[section.category])} ({section.target_name} {beside})"


def _named(section: SectionSpec, table: TableSpec, row: Row) -> str:
    return f"{row[section.category]} ({cell(table, row, section.value)})"


def _move(section: SectionSpec, table: TableSpec, whole: Row) -> str:
    now = cell(table, whole, section.value)
    before = whole.get(section.previous) if section.previous else None
    if before is None:
        return f"is {now}"
    was = cell(table, whole, section.previous)
    if now == was:
        return f"stayed at {now}"
    return f"{'rose' if whole[section.value] > before else 'fell'} from {was} to {now}"


def columns_heading(section: SectionSpec, table: TableSpec, rows: Sequence[Row], share: str | None) -> str:
    """Few categories are listed with their values; of many, the largest is named with its share."""
    visible = shown(rows, section.value)
    if not visible:
        return f"{section.subject}: too few people to show"
    if len(rows) <= FEW:
        listed = ", ".join(
            f"{cell(table, r, section.value)} {_lower_first(r[section.category])}" for r in visible
        )
        return f"{section.subject}: {listed}"
    largest = max(visible, key=lambda r: r[section.value])
    size = cell(table, largest, share) if share else cell(table, largest, section.value)
    return f"{section.subject}: the largest group is {largest[section.category]}, with {size}"


def _lower_first(text: Any) -> str:
    words = str(text)
    return words[:1].lower() + words[1:]


def bridge_heading(section: SectionSpec, rows: Sequence[Row]) -> str:
    """'Headcount grew by 12 to 496: 74 joined, 62 left'."""
    by_step = {r["step_type"]: r for r in rows}
    opening, closing = by_step["opening"]["people_count"], by_step["closing"]["people_count"]
    moves = ", ".join(
        f"{numbers.number(abs(r['people_count']))} {_lower_first(r['step_name'])}"
        for r in rows
        if r["step_type"] in {"inflow", "outflow"}
    )
    if closing == opening:
        return f"{section.subject} stayed at {numbers.number(closing)}: {moves}"
    word = "grew" if closing > opening else "shrank"
    return f"{section.subject} {word} by {numbers.number(abs(closing - opening))} to {numbers.number(closing)}: {moves}"


def grid_heading(section: SectionSpec, rows: Sequence[Row]) -> str:
    """'Talent grid: 12.4 % are in Star (high performance, high potential); Core player is the largest box, 31.0 %'."""
    visible = shown(rows, "share_ratio")
    if not visible:
        return f"{section.subject}: too few people to show"
    largest = max(visible, key=lambda r: r["share_ratio"])
    text = f"{largest['box_name']} is the largest box, {numbers.percent(largest['share_ratio'])}"
    top = [r for r in visible if r["performance_band"] == "high" and r["potential_band"] == "high"]
    if top and top[0] is not largest:
        share = numbers.percent(top[0]["share_ratio"])
        text = f"{share} are in {top[0]['box_name']} (high performance, high potential); {text}"
    return f"{section.subject}: {text}"


def figure(row: Row) -> Figure:
    """A headline row as a figure; the state says whether the change is for the better, beside a word."""
    unit, currency = row["unit"], row.get("currency")
    period = f"{numbers.day(row['period_start'])} to {numbers.day(row['period_end'])}"
    if row["period_start"] == row["period_end"]:
        period = f"on {numbers.day(row['period_end'])}"
    basis = "" if row["n"] is None else f"{numbers.number(row['n'])} {row['n_label']}"
    if row["value"] is None:
        reason = row["withheld_reason"] or "no figure for this period"
        return Figure(row["measure"], "withheld", period, "", "none", basis, reason)
    return Figure(
        label=row["measure"],
        value=_figure_value(row["value"], unit, currency),
        period=period,
        change=_beside(row) or _change(row),
        state=_state(row),
        basis=basis,
        finding=_finding(row),
    )


def _finding(row: Row) -> str:
    """'Critical roles with somebody ready now: 11 of 22'."""
    if row.get("target_value") is None:
        return ""
    value = _figure_value(row["value"], row["unit"], row.get("currency"))
    target = _figure_value(row["target_value"], row["unit"], row.get("currency"))
    return f"{row['measure']}: {value} {'' if row['target_label'] == 'of' else 'with '}{row['target_label']} {target}"


def _figure_value(value: Any, unit: str, currency: str | None) -> str:
    match unit:
        case "percent":
            return numbers.percent(value)
        case "money":
            return numbers.money_short(value, currency or "")
        case "ratio":
            return numbers.ratio(value)
        case "score":
            return f"{numbers.number(value, 1)} of 100"
        case "hours":
            return f"{numbers.number(value, 2)} hours"
        case _:
            return numbers.number(value)


def _change_size(row: Row) -> str:
    change, unit = row["change_value"], row["unit"]
    match unit:
        case "percent":
            return numbers.points(change)
        case "money":
            return numbers.with_sign(numbers.money_short(change, row.get("currency") or ""))
        case "ratio" | "hours":
            return numbers.with_sign(numbers.ratio(change))
        case "score":
            return numbers.with_sign(f"{numbers.number(change, 1)} points")
        case _:
            return numbers.with_sign(numbers.number(change))


def _beside(row: Row) -> str:
    """What a figure without an earlier one is held against: what it is to be, or what chance leaves open."""
    unit, currency = row["unit"], row.get("currency")
    if row["change_value"] is not None:
        return ""
    if row.get("target_value") is not None:
        return f"{row['target_label']} {_figure_value(row['target_value'], unit, currency)}"
    if row.get("lower_value") is not None and row.get("upper_value") is not None:
        low, high = (_figure_value(row[end], unit, currency) for end in ("lower_value", "upper_value"))
        return f"chance leaves open {low} to {high}"
    return ""


def _is_nothing(text: str) -> bool:
    return not any(c in "123456789" for c in text)


def _change(row: Row) -> str:
    if row["change_value"] is None:
        return "no earlier figure to compare with"
    size = _change_size(row)
    if _is_nothing(size):
        return "unchanged"
    was = _figure_value(row["previous_value"], row["unit"], row.get("currency"))
    return f"{size} (was {was})"


def _state(row: Row) -> str:
    if row["change_value"] is None or row["direction"] == "none" or _is_nothing(_change_size(row)):
        return "none"
    return "good" if (row["change_value"] > 0) == (row["direction"] == "higher") else "act"


def pack_heading(figures: Sequence[Figure], moved: Sequence[Row], period_end: str) -> str:
    """What changed most, as the name of the pack: 'Voluntary turnover rose to 14.3 %, most of it in Commercial; ...'.

    `moved` are the rows that changed, largest change first; without any, the heading tells the first figures that are
    held against what they are to be, and where there are none either it counts the figures.
    """
    told = [
        f"{r['measure']} {_direction_word(r)} to {_figure_value(r['value'], r['unit'], r.get('currency'))}{_place(r)}"
        for r in moved[:2]
    ] or [f.finding for f in figures if f.finding][:2]
    if told:
        return "; ".join([told[0], *(_lower_first(t) for t in told[1:])])
    withheld = _count_word(sum(f.withheld_reason is not None for f in figures))
    return f"{_count_word(len(figures)).capitalize()} headline figures to {period_end}, {withheld} withheld"


def _place(row: Row) -> str:
    """Where the change lies, in words that its size bears out."""
    if row["driver_name"] is None or row["driver_value"] is None:
        return ""
    part = float(row["driver_value"]) / float(row["change_value"])
    words = "all of it" if 0.995 <= part <= 1.005 else "most of it" if part > 0.5 else "the largest part"
    return f", {words} in {row['driver_name']}"


def _direction_word(row: Row) -> str:
    return "rose" if row["change_value"] > 0 else "fell"


def moved(rows: Sequence[Row]) -> list[Row]:
    """The rows whose figure changed visibly, by relative change, largest first."""
    found = [r for r in rows if r["change_value"] is not None and not _is_nothing(_change_size(r))]
    return sorted(
        found,
        key=lambda r: (
            -abs(float(r["change_value"])) / max(abs(float(r["previous_value"])), 1e-9),
            r["sequence"],
        ),
    )


def changes(rows: Sequence[Row]) -> tuple[str, ...]:
    """At most three sentences on what changed most, with the part of the company that moved it, if it may be said."""
    return tuple(_change_sentence(r) for r in moved(rows)[:3])


def _change_sentence(row: Row) -> str:
    word = _direction_word(row)
    was = _figure_value(row["previous_value"], row["unit"], row.get("currency"))
    now = _figure_value(row["value"], row["unit"], row.get("currency"))
    sentence = f"{row['measure']} {word} from {was} to {now}"
    if row["driver_name"] is not None and row["driver_value"] is not None:
        driver = _change_size(row | {"change_value": row["driver_value"]})
        return f"{sentence}; {row['driver_name']} moved it most, by {driver}."
    start, end = row["period_start"], row["period_end"]
    if (end - start).days < _A_YEAR:
        return f"{sentence}, between {numbers.day(start)} and {numbers.day(end)}."
    return f"{sentence}, over the year to {numbers.day(end)}."


def _count_word(count: int) -> str:
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else numbers.number(count)


def alternative(section: SectionSpec, table: TableSpec, rows: Sequence[Row], heading: str) -> str:
    """A chart in words: its message, then each category with its value or why it has none."""
    category = section.category
    told = [
        f"{r[category]} {cell(table, r, section.value)}"
        if r[section.value] is not None
        else f"{r[category]} withheld ({r.get('withheld_reason')})"
        for r in rows
    ]
    return f"{heading}. Figures: {'; '.join(told)}."


def rounding_note(shares: Sequence[Any]) -> str:
    """What to say when shares shown with one decimal do not add to 100.0; empty when they do or some are hidden."""
    if not shares or any(s is None for s in shares):
        return ""
    total = sum(
        float(numbers.number(s * 100, 1).replace(",", "").replace(numbers.MINUS, "-")) for s in shares
    )
    if numbers.number(total, 1) == "100.0":
        return ""
    return f"Shares are rounded and add to {numbers.number(total, 1)}."


def counted_heading(section: SectionSpec, rows: Sequence[Row]) -> str:
    """A list's finding is how many it holds: '11 critical roles nobody is ready to take over'."""
    count = numbers.number(len(rows)) if rows else "No"
    return f"{count} {_lower_first(section.subject)}"
