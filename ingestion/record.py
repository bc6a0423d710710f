"""The record class: what may land from a source, field by field.

Belongs here: the base class every `records.py` builds on. A field that no record class names never lands.
Does not belong here: a source's own fields, validation of meaning, renaming.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True)
class Scale:
    """Decimal places a decimal field lands with, in place of the 4 that money has."""

    places: int


Rate = Annotated[Decimal, Scale(9)]
"""An exchange rate: nine decimal places, as Frappe keeps it."""


@dataclass(frozen=True)
class Ended:
    """How a row says that an employment has ended: a field holds a value, or anything at all.

    Attributes:
        field: a field of the record class.
        value: what it holds then; None means that it is filled in.
    """

    field: str
    value: str | None = None


class Record(BaseModel):
    """One row of one landed table, as the source sends it.

    Subclasses name the fields that may land with the source's own names and types; anything else is
    dropped. Types are the ones arrow can hold: str, int, float, bool, datetime.date, datetime.datetime
    (naive means the source's own clock) and decimal.Decimal for money, each with `| None` where the
    source may leave it out.

    Class attributes:
        table: name of the landed table in `raw_<source>`, the vendor's noun in plural snake case.
        key: the fields that identify a row in the source; a load with a duplicate key is refused.
        deletes: whether a key that is absent from a complete load means the row was deleted.
        ended: how a row says that an employment has ended, where rows are people; loads that end many stop.
        is_taken_once: whether the key names the row's very content (say, by the hash of its file), so that a
            row that landed is never compared again, only looked for.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)

    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    deletes: ClassVar[bool] = True
    ended: ClassVar[Ended | None] = None
    is_taken_once: ClassVar[bool] = False
