"""A reader's answer that is not the whole table: what changed since an earlier load, and what is gone.

Belongs here: the form of such an answer. Does not belong here: how a source finds out what changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ingestion.quarantine import Unreadable


@dataclass(frozen=True)
class Partial:
    """Rows of a table that may have changed; a key that is missing was not deleted unless its scope says so.

    Attributes:
        rows: the rows, as a complete reading would yield them; ones that did not change do no harm.
        scope_field: the field of the record class that `scope` speaks of, e.g. "parent".
        scope: values of that field whose rows are here completely: a known row with such a value that is not
            among `rows` was deleted.
    """

    rows: Iterable[Mapping[str, Any] | Unreadable]
    scope_field: str = ""
    scope: frozenset[str] = frozenset()
