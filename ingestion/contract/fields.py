"""How a contract entity names its fields: with a sentence, an example and, where there is one, a closed list.

Belongs here: the words a record class of the contract is written in. Does not belong here: any entity.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

Example = str | int | float | bool | date | Decimal | None


@dataclass(frozen=True)
class Choice:
    """A closed list: the only values that a field may hold.

    Attributes:
        values: in the order in which a person would expect them.
    """

    values: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic refuse any other value, in a sentence that does not repeat it."""

        def check(value: str) -> str:
            if value not in self.values:
                raise PydanticCustomError("choice", "is none of {values}", {"values": ", ".join(self.values)})
            return value

        return core_schema.no_info_after_validator_function(check, handler(source))


def required(description: str, example: Example) -> Any:
    """Return a field that every row holds.

    Args:
        description: what it means, with its unit; a clause without a full stop.
        example: a believable value.
    """
    return Field(description=description, examples=[example])


def optional(description: str, example: Example = None, default: Example = None) -> Any:
    """Return a field that a row, or a whole file, may leave out.

    Args:
        description: what it means, with its unit, and what its absence means where that is not plain.
        example: a believable value; None shows it empty.
        default: what an empty cell means.
    """
    return Field(default=default, description=description, examples=[example])
