"""A delivery as a dbt exposure declares it, read from the manifest and checked.

Belongs here: the typed form of an exposure and of the report tables it names; refusing what a delivery may not read.
Does not belong here: rows, layout, files.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from exports.errors import ExportError
from exports.release import REPORTS

Audience = Literal["hr", "leadership", "bi"]
Format = Literal["xlsx", "html", "pdf", "parquet", "csv", "dashboard"]
ColumnFormat = Literal[
    "text", "long_text", "count", "money", "percent", "ratio", "score", "date", "flag", "key"
]

FORMATS: Final[tuple[str, ...]] = ("xlsx", "html", "pdf", "parquet", "csv", "dashboard")


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnSpec(_Declared):
    """A report column: how it is called in a document, how it is shown, what it means."""

    name: str
    label: str
    data_type: str
    description: str
    format: ColumnFormat = "text"
    currency_column: str = "currency"


class TableSpec(_Declared):
    """A report table that a delivery may read."""

    name: str
    audience: Audience
    description: str
    columns: tuple[ColumnSpec, ...]
    order_by: tuple[str, ...] = ()

    def column(self, name: str) -> ColumnSpec:
        """The declared column of that name; KeyError when the report has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


class InputColumn(_Declared):
    """A column of the table that the reader fills in: a choice from a list, a rate between two bounds, or a note.

    A cell holds what the table holds, so a decision that is known already stands there.
    """

    name: str
    kind: Literal["choice", "percent", "note"]
    choices: tuple[str, ...] = ()
    minimum: float = 0.0
    maximum: float = 1.0
    message: str


class LiveColumn(_Declared):
    """A column of the table that the workbook goes on computing while somebody fills it in.

    The formula is Excel's, with `{column}` for the cell of that column in the same row and `{Sheet.column}` for the
    whole column of a sheet. The table holds what it comes to, for readers that do not calculate.
    """

    name: str
    formula: str


class Alert(_Declared):
    """Cells of a column that stand out when they begin with some words; the words say what the colour means."""

    column: str
    begins_with: str
    state: Literal["good", "watch", "act"]


class SheetSpec(_Declared):
    """A sheet of a workbook: which table, under which name, and what the reader fills in.

    `open_when` names a yes-or-no column: only rows where it is yes may be filled in. A sheet whose table does not say
    whose rows are whose is left out of a part, unless it `is_shared`.
    """

    name: str
    table: str
    purpose: str
    hide: tuple[str, ...] = ()
    freeze_columns: int = 0
    inputs: tuple[InputColumn, ...] = ()
    open_when: str = ""
    live: tuple[LiveColumn, ...] = ()
    alerts: tuple[Alert, ...] = ()
    is_shared: bool = False

    @property
    def columns_used(self) -> set[str]:
        """The columns of its table that the sheet names."""
        columns = {*(c.name for c in self.inputs), *(c.name for c in self.live), self.open_when}
        return (columns | {alert.column for alert in self.alerts}) - {""}


class SplitSpec(_Declared):
    """Workbooks of parts beside the whole one: a part is the rows that share `key`; `name` stands in its file's name.

    `title` is the column that says in words whose part it is.
    """

    key: str
    name: str
    title: str


class SectionSpec(_Declared):
    """A section of a pack: which table, seen how, and the words a finding is made of.

    `keep` says which rows it is about. The table beside a chart holds all rows, or with `listed: kept` those alone.
    """

    part: str
    table: str
    view: Literal[
        "headline",
        "changes",
        "decisions",
        "bridge",
        "bars",
        "columns",
        "histogram",
        "dots",
        "grid",
        "table",
        "definitions",
        "withheld",
    ]
    subject: str
    note: str = ""
    category: str = ""
    tick: str = ""
    value: str = ""
    low: str = ""
    high: str = ""
    previous: str = ""
    target: str = ""
    target_name: str = ""
    reference: float = 0.0
    reference_name: str = ""
    better: Literal["higher", "lower", "none"] = "none"
    order: Literal["value", "given"] = "value"
    keep: dict[str, str] = {}
    listed: Literal["all", "kept"] = "all"
    show: tuple[str, ...] = ()


class Need(_Declared):
    """A table without whose rows there is nothing to deliver, and what is said then."""

    table: str
    otherwise: str


class Delivery(_Declared):
    """One exposure: documents of one release for one audience; of a `sealed` one the tables go into a cycle's pack.

    `withheld_while` names a table that must be empty for the delivery to be made; its column `sentence` says why not.
    """

    name: str
    title: str
    purpose: str
    audience: Audience
    formats: tuple[Format, ...]
    cadence: str
    how_to_use: str = ""
    sealed: bool = False
    split: SplitSpec | None = None
    withheld_while: str = ""
    needs: Need | None = None
    sheets: tuple[SheetSpec, ...] = ()
    sections: tuple[SectionSpec, ...] = ()
    tables: tuple[TableSpec, ...]

    def table(self, name: str) -> TableSpec:
        """The declared table of that name; the reader has made sure that every sheet's and section's exists."""
        return next(t for t in self.tables if t.name == name)


# Who may be handed a table of which audience: persons for HR only, pseudonyms not for leaders.
_READABLE: Final[dict[str, frozenset[str]]] = {
    "hr": frozenset({"hr", "leadership", "bi"}),
    "leadership": frozenset({"leadership"}),
    "bi": frozenset({"bi", "leadership"}),
}


def read_tables(manifest: Mapping[str, Any]) -> dict[str, TableSpec]:
    """Every model of schema `reports` in a dbt manifest, by unique id.

    Raises ExportError for a model without `config.meta.audience` or with an unknown column format.
    """
    return {
        unique_id: _read_table(node)
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["schema"] == REPORTS
    }


def read_deliveries(manifest: Mapping[str, Any]) -> list[Delivery]:
    """All deliveries of a dbt manifest, by name.

    Raises ExportError when an exposure depends on anything outside schema `reports`, on a table its audience may not
    see, names a table it does not depend on, or carries a key this project does not know.
    """
    tables = read_tables(manifest)
    exposures = sorted(manifest["exposures"].values(), key=lambda e: e["name"])
    return [_read_delivery(exposure, tables) for exposure in exposures]


def _read_table(node: Mapping[str, Any]) -> TableSpec:
    name = node["name"]
    meta = node["config"].get("meta") or {}
    try:
        return TableSpec.model_validate(
            {
                "name": name,
                "audience": meta.get("audience"),
                "order_by": tuple(meta.get("order_by", ())),
                "description": node["description"],
                "columns": tuple(_read_column(column) for column in node["columns"].values()),
            }
        )
    except ValidationError as error:
        raise _refused(f"report {name}", error) from error


def _read_column(column: Mapping[str, Any]) -> ColumnSpec:
    meta = dict(column.get("config", {}).get("meta") or column.get("meta") or {})
    name = column["name"]
    return ColumnSpec(
        name=name,
        label=meta.pop("label", name.replace("_", " ").capitalize()),
        data_type=column.get("data_type") or "string",
        description=column.get("description") or "",
        **meta,
    )


def _read_delivery(exposure: Mapping[str, Any], tables: Mapping[str, TableSpec]) -> Delivery:
    name = exposure["name"]
    where = f"exposure {name}"
    outside = sorted(u for u in exposure["depends_on"]["nodes"] if u not in tables)
    if outside:
        raise ExportError(
            where,
            f"it depends on {', '.join(outside)}, which is not in schema reports",
            "make a report model of it and refer to that",
        )
    own = tuple(tables[u] for u in sorted(exposure["depends_on"]["nodes"]))
    meta = exposure.get("config", {}).get("meta") or exposure.get("meta") or {}
    try:
        delivery = Delivery(name=name, purpose=exposure["description"].strip(), tables=own, **meta)
    except (ValidationError, TypeError) as error:
        raise _refused(where, error) from error
    forbidden = sorted(t.name for t in own if t.audience not in _READABLE[delivery.audience])
    if forbidden:
        raise ExportError(
            where,
            f"its audience {delivery.audience} may not be given {', '.join(forbidden)}",
            "make a report for that audience",
        )
    named = {s.table for s in delivery.sheets} | {s.table for s in delivery.sections}
    named |= {delivery.withheld_while} - {""}
    named |= {delivery.needs.table} if delivery.needs else set()
    unknown = sorted(named - {t.name for t in own})
    if unknown:
        raise ExportError(
            where, f"it shows {', '.join(unknown)} without depending on it", "add it to depends_on with ref()"
        )
    for sheet in delivery.sheets:
        missing = sorted(sheet.columns_used - {c.name for c in delivery.table(sheet.table).columns})
        if missing:
            raise ExportError(
                f"{where}, sheet {sheet.name}",
                f"its table has no column {', '.join(missing)}",
                "correct config.meta.sheets",
            )
    return delivery


def _refused(where: str, error: Exception) -> ExportError:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        problem = (
            f"config.meta field {'.'.join(str(p) for p in first['loc'])} is not accepted ({first['msg']})"
        )
    else:
        problem = "config.meta names a field that is reserved"
    return ExportError(where, problem, "correct its yml")
