"""From a delivery's declaration and its report tables to a document.

Belongs here: which declared section becomes which figures, charts, tables and finding.
Does not belong here: wording (`findings`), drawing (`charts`), pages and cells (`writers`), figures (the dbt project).
"""

from collections.abc import Callable, Sequence
from typing import Final

from exports import charts, findings
from exports.delivery import Delivery, SectionSpec, SheetSpec, TableSpec
from exports.document import Chart, Pack, Row, Section, Sheet, Table, Workbook
from exports.errors import ExportError
from exports.reading import Reports
from exports.release import Release
from exports.theme import numbers

HEADLINE: Final = "headline"
_BANDS: Final = {"low": 0, "medium": 1, "high": 2}


def workbook(delivery: Delivery, reports: Reports, release: Release) -> Workbook:
    """The workbook a delivery declares: its sheets in order, each with its rows.

    Raises ExportError when the delivery declares no sheet.
    """
    if not delivery.sheets:
        raise ExportError(
            f"exposure {delivery.name}", "it asks for xlsx but declares no sheets", "declare meta.sheets"
        )
    return Workbook(
        title=delivery.title,
        purpose=delivery.purpose,
        audience=delivery.audience,
        cadence=delivery.cadence,
        how_to_use=delivery.how_to_use,
        release=release,
        sheets=tuple(_sheet(spec, delivery.table(spec.table), reports) for spec in delivery.sheets),
    )


def _sheet(spec: SheetSpec, table: TableSpec, reports: Reports) -> Sheet:
    columns = tuple(c for c in table.columns if c.name not in spec.hide)
    rows = tuple(reports.rows(table))
    return Sheet(spec, Table(table.name, spec.name, table.description, columns, rows))


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
        audience=delivery.audience,
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


def _bars(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> Section:
    wholes = [r for r in rows if r.get("is_whole")]
    whole = wholes[0] if wholes else None
    parts = [
        r for r in rows if not r.get("is_whole") and all(str(r[c]) == v for c, v in section.keep.items())
    ]
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
        (_table(section, table, rows),),
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
    tables = (_table(section, table, rows),) if rows else ()
    return Section(section.part, findings.counted_heading(section, rows), _notes(section.note), (), tables)


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


def _withheld(section: SectionSpec, table: TableSpec, rows: Sequence[Row]) -> Section:
    kinds = len(rows)
    heading = f"{section.subject}: nothing is withheld in this release"
    if kinds:
        count = sum(int(r["cell_count"]) for r in rows)
        heading = f"{section.subject}: {numbers.number(count)} figures are withheld so that nobody can be singled out"
        empty = sum(1 for r in rows if not r["cell_count"])
        if empty:
            heading += f", and {numbers.number(empty)} tables are empty for want of a source"
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
