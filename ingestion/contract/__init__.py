"""The canonical contract: every entity that may arrive by file or from a database in the warehouse's own shape.

Belongs here: the one list of entities. Does not belong here: how a file or a database is read (the sources
`canonical_files` and `sql_database` do that), what connectors of HR systems land (their own records).
"""

import re
from collections.abc import Mapping

from ingestion.contract import development, listening, pay, people, performance
from ingestion.record import Record


def entity_name(record: type[Record]) -> str:
    """Return an entity's name as people write it: `PayRange` is `pay_range`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", record.__name__).lower()


ENTITIES: Mapping[str, type[Record]] = {
    entity_name(record): record
    for module in (people, pay, performance, development, listening)
    for record in module.ENTITIES
}
"""Every entity by its name, e.g. `pay_range`; its table is `ENTITIES["pay_range"].table`."""

__all__ = ["ENTITIES", "entity_name"]
