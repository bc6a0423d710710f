"""What Meritline itself puts beside the sources: the secret of the keyed hash, what the sources can say, what it said.

Belongs here: settings that SQL needs and that must not stand in a manifest or a log, declarations, published figures.
Does not belong here: anything about a person.
"""

from datetime import date, datetime
from typing import ClassVar

from ingestion.record import Record


class PersonKeySecret(Record):
    """The secret that `person_key` is hashed with; one row, kept in the restricted raw schema."""

    table: ClassVar[str] = "person_key_secrets"
    key: ClassVar[tuple[str, ...]] = ("secret_id",)
    secret_id: int
    secret: str


class SourceCapability(Record):
    """What one source can say of one field of a canonical entity: native, derived, assumed or absent."""

    table: ClassVar[str] = "source_capabilities"
    key: ClassVar[tuple[str, ...]] = ("source_name", "entity", "field_name")
    source_name: str
    entity: str
    field_name: str
    status: str
    is_configured: bool


class PublishedRelease(Record):
    """A release that was published; the number is its place in the order of publication."""

    table: ClassVar[str] = "published_releases"
    key: ClassVar[tuple[str, ...]] = ("release_number",)
    deletes: ClassVar[bool] = False
    release_number: int
    release_id: str
    as_of_date: date
    known_at: datetime


class PublishedFigure(Record):
    """A KPI's value that was new, changed or gone in a release; it holds until a later release says another."""

    table: ClassVar[str] = "published_figures"
    key: ClassVar[tuple[str, ...]] = (
        "release_number",
        "kpi_id",
        "variant",
        "tree",
        "dimension",
        "dimension_value",
        "period_type",
        "period_end",
        "company_id",
        "org_unit_key",
    )
    deletes: ClassVar[bool] = False
    is_taken_once: ClassVar[bool] = True
    release_number: int
    release_id: str
    kpi_id: str
    variant: str
    tree: str
    dimension: str
    dimension_value: str
    period_type: str
    period_start: date
    period_end: date
    company_id: str
    org_unit_key: str
    definition_version: str
    numerator: float | None = None
    denominator: float | None = None
    n: int | None = None
    withheld_reason: str | None = None
    is_gone: bool
