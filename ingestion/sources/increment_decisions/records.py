"""What may land from decided workbooks.

Belongs here: field lists and types. Does not belong here: whether a decision may stand (the marts judge that).
Nothing that names a person lands: whose row it is stands in its hidden column.
"""

from decimal import Decimal
from typing import ClassVar

from ingestion.record import Record


class DecisionFile(Record):
    """A workbook that was taken, whole, once; its SHA-256 names it; it counts its landed rows.

    `workbook_id` says which workbook it is: the delivery and whose part, such as "increments/commercial-kil".
    """

    table: ClassVar[str] = "decision_files"
    key: ClassVar[tuple[str, ...]] = ("file_hash",)
    deletes: ClassVar[bool] = False
    file_hash: str
    file_name: str
    workbook_id: str
    release_id: str
    row_count: int


class Decision(Record):
    """One row of a workbook: whose it is, the figures that stood there, and what was decided, if anything.

    Of a row that cannot be taken `problem` says why; nothing is decided in it then.
    """

    table: ClassVar[str] = "decisions"
    key: ClassVar[tuple[str, ...]] = ("file_hash", "row_number")
    deletes: ClassVar[bool] = False
    is_taken_once: ClassVar[bool] = True
    file_hash: str
    row_number: int
    company: str | None = None
    cycle: str | None = None
    person_key: str | None = None
    row_check: str | None = None
    base_amount: Decimal | None = None
    recommended_amount: Decimal | None = None
    lump_sum_amount: Decimal | None = None
    decision: str | None = None
    decided_rate: Decimal | None = None
    reason: str | None = None
    problem: str | None = None
    problem_text: str | None = None


class RefusedFile(Record):
    """A file of which nothing was taken, and why; `is_in_folder` turns when it is taken away or replaced."""

    table: ClassVar[str] = "refused_files"
    key: ClassVar[tuple[str, ...]] = ("file_hash",)
    deletes: ClassVar[bool] = False
    file_hash: str
    file_name: str
    problem: str
    remedy: str
    is_in_folder: bool
