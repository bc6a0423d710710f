"""From a delivery's declaration and its report tables to a document.

Belongs here: which declared section becomes which figures, charts, tables and finding.
Does not belong here: wording (`findings`), drawing (`charts`), pages and cells (`writers`), figures (the dbt project).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from exports import charts, findings
from exports.delivery import Delivery, SectionSpec, SheetSpec, SplitSpec, TableSpec
from exports.document import Chart, Pack, Row, Section, Sheet, Table, Workbook
from exports.errors import ExportError
from exports.reading import Reports
from exports.release import Release
from exports.theme import numbers

HEADLINE: Final = "headline"
WHOLE: Final = "whole"
"""What a workbook is called that holds every part."""
_AUDIENCE: Final = {"hr": "HR"}
_NAMES_PEOPLE: Final = "It names people: do not pass it on."
_GROUPS: Final = "Groups of too few people are withheld, and with them any figure that would give them away."
_BANDS: Final = {"low": 0, "medium": 1, "high": 2}


def workbooks(delivery: Delivery, reports: Reports, release: Release) -> Iterator[tuple[str, Workbook]]:
    """The workbooks a delivery declares with their names: the whole one, "", and each part where it is split.

    A part holds the sheets whose table says whose rows are whose, with its own rows, and those that are shared. Rows
    that belong to no part stand in the whole one only.

    Raises ExportError when the delivery declares no sheet.
    """
    if not delivery.sheets:
        raise ExportError(
            f"exposure {delivery.name}", "it asks for xlsx but declares no sheets", "declare meta.sheets"
        )
    rows = {spec.table: tuple(reports.rows(delivery.table(spec.table))) for spec in delivery.sheets}
    yield "", _workbook(delivery, release, rows, WHOLE, "")
    split = delivery.split
    if split is None:
        return
    grouped = {table: _by(split.key, found) for table, found in rows.items()}
    shared = {spec.table for spec in delivery.sheets if spec.is_shared}
    for key, (name, title) in _parts(delivery, split, grouped).items():
        own = {t: tuple(g.get(key, ())) for t, g in grouped.items() if _has(delivery.table(t), split.key)}
        yield name, _workbook(delivery, release, {t: rows[t] for t in shared} | own, name, title)


def _by(column: str, rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.get(column) is not None:
            found.setdefault(row[column], []).append(row)
    return found


def _has(table: TableSpec, column: str) -> bool:
    return any(c.name == column for c in table.columns)


def _parts(
    delivery: Delivery, split: SplitSpec, grouped: Mapping[str, Mapping[str, Sequence[Row]]]
) -> dict[str, tuple[str, str]]:
    """Per key of a part its name, fit for a file, and its title, in the order of the names.

    The parts are those of the sheets that are filled in; where none is, of every sheet that says whose rows are whose.
    """
    filled_in = tuple(spec for spec in delivery.sheets if spec.inputs) or delivery.sheets
    said = {
        key: (_fit_for_a_file(str(rows[0][split.name])), str(rows[0][split.title]))
        for spec in filled_in
        for key, rows in grouped[spec.table].items()
    }
    names = Counter(name for name, _ in said.values())
    told = {
        key: (name if names[name] == 1 else f"{name}-{key[:8]}", title) for key, (name, title) in said.items()
    }
    return dict(sorted(told.items(), key=lambda item: item[1]))


def _fit_for_a_file(name: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "part"


def _workbook(
    delivery: Delivery, release: Release, rows: Mapping[str, tuple[Row, ...]], name: str, part: str
) -> Workbook:
    return Workbook(
        title=delivery.title,
        purpose=delivery.purpose,
        audience=delivery.audience,
        cadence=delivery.cadence,
        how_to_use=delivery.how_to_use,
        release=release,
        sheets=tuple(
            _sheet(spec, delivery.table(spec.table), rows[spec.table])
            for spec in delivery.sheets
            if spec.table in rows
        ),
        part=part,
        workbook_id=f"{delivery.name}/{name}",
    )


def _sheet(spec: SheetSpec, table: TableSpec, rows: tuple[Row, ...]) -> Sheet:
    columns = tuple(c for c in table.columns if c.name not in spec.hide)
    return Sheet(spec, Table(table.name, spec.name, table.description, columns, rows))


def refuse_withheld(delivery: Delivery, reports: Reports) -> None:
    """Stop a delivery that is withheld while something stands.

    Raises ExportError with what stands, in the words of the table that must be empty.
    """
    if not delivery.withheld_while:
        return
    standing = [str(row["sentence"]) for row in reports.rows(delivery.table(delivery.withheld_while))]
    if standing:
        raise ExportError(f"delivery {delivery.name}", "it is withheld", " ".join(standing).rstrip("."))


def pack(delivery: Delivery, reports: Reports, release: Release) -> Pack:
    """The pack a delivery declares: a page of headlines first, then its sections in order.

    Raises ExportError when it declares no headline section or a section names a column its table lacks.
    """
    head = [s for s in delivery.sections if s.view == HEADLINE]
    if len(head) != 1:
        raise ExportError(
            f"exposure {delivery.name}", f"it declares {len(head)} headline sections", "declare exactly one"
        )
    rows = reports.rows(delivery.table(head[0].table))
    figures = tuple(findings.figure(r) for r in rows)
    decisions = [s for s in delivery.sections if s.view == "decisions"]
    changed = [
        r for s in delivery.sections if s.view == "changes" for r in reports.rows(delivery.table(s.table))
    ]
    return Pack(
        title=delivery.title,
        purpose=delivery.purpose,
        audience=_AUDIENCE.get(delivery.audience, delivery.audience),
        release=release,
        heading=findings.pack_heading(figures, findings.moved(changed), numbers.day(release.as_of_date)),
        figures=figures,
        changes=findings.changes(changed),
        decisions=tuple(
            str(r["decision_text"]) for s in decisions for r in reports.rows(delivery.table(s.table))
        ),
        sections=tuple(
            _section(delivery, s, delivery.table(s.table), reports)
            for s in delivery.sections
            if s.view in _VIEWS
        ),
        notice=_NAMES_PEOPLE if delivery.audience == "hr" else _GROUPS,
    )


def _section(delivery: Delivery, section: SectionSpec, table: TableSpec, reports: Reports) -> Section:
    declared = {c.name for c in table.columns}
    used = [section.category, section.value, section.low, section.high, section.previous, section.target]
    used.append(section.tick)
    missing = sorted({c for c in (*used, *section.keep, *section.show) if c} - declared)
    if missing:
        raise ExportError(
            f"exposure {delivery.name}, section {section.table}",
            f"the table has no column {', '.join(missing)}",
            "correct config.meta.sections",
        )
    return _VIEWS[section.view](section, table, reports.rows(table))


def _table(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> Table:
    names = section.show or tuple(c.name for c in table.columns if c.format != "key")
    return Table(
        table.name, section.subject, section.note, tuple(table.column(n) for n in names), tuple(rows)
    )


def _notes(*texts: str) -> tuple[str, ...]:
    return tuple(t for t in texts if t)


def _bar(section: SectionSpec, table: TableSpec, row: Row) -> charts.Bar:
    value = row[section.value]
    if value is None:
        return charts.Bar(
            str(row[section.category]), None, f"withheld: {row['withheld_reason'] or 'no figure'}"
        )
    return charts.Bar(
        label=str(row[section.category]),
        value=float(value),
        text=findings.cell(table, row, section.value),
        low=_float(row, section.low),
        high=_float(row, section.high),
        target=_float(row, section.target),
        previous=_float(row, section.previous) if section.view == "dots" else None,
    )


def _float(row: Row, column: str) -> float | None:
    return float(row[column]) if column and row[column] is not None else None


def _kept(section: SectionSpec, rows: Sequence[Row]) -> list[Row]:
    """The rows that a section is about, in their order."""
    return [r for r in rows if all(str(r[c]) == v for c, v in section.keep.items())]


def _bars(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> Section:
    wholes = [r for r in rows if r.get("is_whole")]
    whole = wholes[0] if wholes else None
    parts = _kept(section, [r for r in rows if not r.get("is_whole")])
    if section.order == "value":
        parts = sorted(
            parts,
            key=lambda r: (r[section.value] is None, -(r[section.value] or 0), str(r[section.category])),
        )
    heading = findings.bars_heading(section, table, parts, whole)
    line = _bar(section, table, whole) if whole is not None else None
    chart = _chart(
        section,
        heading,
        findings.alternative(section, table, [*parts, *([whole] if whole else [])], heading),
        lambda width: charts.bars([_bar(section, table, r) for r in parts], width=width, whole=line),
    )
    return Section(
        section.part,
        heading,
        _notes(section.note),
        (chart,) if parts else (),
        (_table(section, table, _kept(section, rows) if section.listed == "kept" else rows),),
    )


def _columns(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> Section:
    share = "share_ratio" if any(c.name == "share_ratio" for c in table.columns) else None
    heading = findings.columns_heading(section, table, rows, share)
    chart = _chart(
        section,
        heading,
        findings.alternative(section, table, rows, heading),
        lambda width: charts.bars([_bar(section, table, r) for r in rows], width=width),
    )
    rounding = findings.rounding_note([r["share_ratio"] for r in rows]) if share else ""
    text = _notes(section.note, rounding)
    return Section(section.part, heading, text, (chart,) if rows else (), (_table(section, table, rows),))


def _histogram(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> Section:
    """Shares of people over a scale in steps: every step its column, in the order of the scale."""
    heading = findings.columns_heading(section, table, rows, section.value)
    columns = [
        (
            str(r[section.tick]),
            _float(r, section.value),
            numbers.NOTHING if r[section.value] is None else numbers.percent(r[section.value], 0),
        )
        for r in rows
    ]
    chart = _chart(
        section,
        heading,
        findings.alternative(section, table, rows, heading),
        lambda width: charts.histogram(columns, width=width),
    )
    text = _notes(section.note, findings.rounding_note([r[section.value] for r in rows]))
    return Section(section.part, heading, text, (chart,) if rows else (), (_table(section, table, rows),))


def _bridge(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> Section:
    if not rows:
        return Section(section.part, f"{section.subject}: no whole period to tell yet", _notes(section.note))
    steps, level = [], 0.0
    for row in rows:
        count, name = float(row["people_count"]), str(row["step_name"])
        if row["step_type"] in {"opening", "closing"}:
            steps.append((name, 0.0, count, numbers.number(count), True))
            level = count
        else:
            steps.append((name, level, level + count, numbers.with_sign(numbers.number(count)), False))
            level += count
    heading = findings.bridge_heading(section, rows)
    told = section.model_copy(update={"category": "step_name", "value": "people_count"})
    alternative = findings.alternative(told, table, rows, heading)
    chart = _chart(section, heading, alternative, lambda width: charts.bridge(steps, width=width))
    return Section(section.part, heading, _notes(section.note), (chart,), (_table(section, table, rows),))


def _grid(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> Section:
    heading = findings.grid_heading(section, rows)
    boxes = [
        {
            "across": _BANDS[r["performance_band"]],
            "up": _BANDS[r["potential_band"]],
            "name": r["box_name"],
            "text": "withheld"
            if r["people_count"] is None
            else f"{numbers.number(r['people_count'])} · {numbers.percent(r['share_ratio'])}",
            "weight": 0.06 + 0.5 * float(r["share_ratio"] or 0.0),
        }
        for r in rows
    ]
    told = section.model_copy(update={"category": "box_name", "value": "people_count"})
    chart = _chart(
        section,
        heading,
        findings.alternative(told, table, rows, heading),
        lambda width: charts.grid(boxes, width=width),
    )
    text = _notes(
        "Across: performance, low to high. Up: potential, low to high.",
        section.note,
        findings.rounding_note([r["share_ratio"] for r in rows]),
    )
    return Section(section.part, heading, text, (chart,) if rows else (), (_table(section, table, rows),))


def _listed(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> Section:
    kept = _kept(section, rows)
    tables = (_table(section, table, kept),) if kept else ()
    return Section(section.part, findings.counted_heading(section, kept), _notes(section.note), (), tables)


def _dots(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> Section:
    told = findings.interval_heading if section.low else findings.bars_heading
    heading = told(section, table, rows)
    line = charts.Bar(
        section.reference_name, section.reference, findings.plain(table, section.value, section.reference)
    )
    chart = _chart(
        section,
        heading,
        findings.alternative(section, table, rows, heading),
        lambda width: charts.dots([_bar(section, table, r) for r in rows], width=width, reference=line),
    )
    return Section(
        section.part, heading, _notes(section.note), (chart,) if rows else (), (_table(section, table, rows),)
    )


def _plain(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> Section:
    return Section(section.part, section.subject, _notes(section.note), (), (_table(section, table, rows),))


def _so_many(count: int, noun: str) -> str:
    return f"{numbers.number(count)} {noun} is" if count == 1 else f"{numbers.number(count)} {noun}s are"


def _withheld(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> Section:
    kinds = len(rows)
    heading = f"{section.subject}: nothing is withheld in this release"
    if kinds:
        count = sum(int(r["cell_count"]) for r in rows)
        heading = f"{section.subject}: {_so_many(count, 'figure')} withheld so that nobody can be singled out"
        empty = sum(1 for r in rows if not r["cell_count"])
        if empty:
            heading += f", and {_so_many(empty, 'table')} empty for want of a source"
    return Section(
        section.part, heading, _notes(section.note), (), (_table(section, table, rows),) if kinds else ()
    )


def _chart(
    section: SectionSpec, heading: str, alternative: str, draw: Callable[[int], dict[str, object]]
) -> Chart:
    return Chart(section.table, heading, draw(charts.WIDE), draw(charts.NARROW), alternative)


_VIEWS: Final[dict[str, Callable[[SectionSpec, TableSpec, Sequence[Row]], Section]]] = {
    "bars": _bars,
    "columns": _columns,
    "histogram": _histogram,
    "dots": _dots,
    "bridge": _bridge,
    "grid": _grid,
    "table": _listed,
    "definitions": _plain,
    "withheld": _withheld,
}
