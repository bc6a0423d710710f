"""What Meritline itself puts beside the sources: the secret of the keyed hash.

Belongs here: settings that SQL needs and that must not stand in a manifest or a log.
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
