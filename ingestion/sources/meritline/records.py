"""What Meritline itself puts beside the sources: the secret of the keyed hash, and what the sources can say.

Belongs here: settings that SQL needs and that must not stand in a manifest or a log, and declarations.
Does not belong here: anything about a person.
"""

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
