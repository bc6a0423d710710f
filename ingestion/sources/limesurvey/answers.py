"""What of an answer may leave the survey tool: its code, only its length, or nothing.

Belongs here: telling codes from people's own words by the heading of a column and the type of its question.
Does not belong here: the protocol, scoring of a code.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Literal

CLOSED_TYPES = frozenset("15ABCDEFGHIKLMNOPRY!:")
"""Question types answered with a code, a number or a date; every other type may hold a person's own words."""

OWN_COLUMNS = frozenset(
    {
        "id",
        "submitdate",
        "lastpage",
        "startlanguage",
        "seed",
        "token",
        "startdate",
        "datestamp",
        "ipaddr",
        "refurl",
    }
)
"""Columns of the response itself, which are no answers."""

Part = Literal["code", "length"]


class Codebook:
    """The columns of one survey's export, told apart by its questions; what is not known as a code is none.

    Args:
        questions: the rows of `list_questions`, subquestions included.
    """

    def __init__(self, questions: Iterable[Mapping[str, Any]]) -> None:
        rows = list(questions)
        titles = {str(row.get("qid")): str(row.get("title")) for row in rows}
        self._types: dict[str, str] = {}
        self._subquestions: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            parent = titles.get(str(row.get("parent_qid")))
            if parent is None:
                self._types[str(row.get("title"))] = str(row.get("type"))
            else:
                self._subquestions[parent].add(str(row.get("title")))
        self._known: dict[str, Part | None] = {}

    def part(self, column: str) -> Part | None:
        """What may land of a column: "code", "length", or None where it is no answer of a known question."""
        if column not in self._known:
            self._known[column] = self._judge(column)
        return self._known[column]

    def _judge(self, column: str) -> Part | None:
        title, *parts = re.split(r"[\[\]]+", column.removesuffix("]"))
        if column in OWN_COLUMNS or title not in self._types:
            return None
        is_closed = self._types[title] in CLOSED_TYPES
        return "code" if is_closed and all(self._is_choice(title, part) for part in parts) else "length"

    def _is_choice(self, title: str, part: str) -> bool:
        """Whether a part in brackets names subquestions, a rank or a scale, and not a field to write in."""
        if part == "other" or part.endswith("comment"):
            return False
        subquestions = self._subquestions[title]
        return part in subquestions or part.isdecimal() or set(part.split("_")) <= subquestions
