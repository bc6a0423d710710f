"""What may land from monthly payroll registers.

Belongs here: field lists and types. Does not belong here: classes of pay components (a mapping seed).
A wide register (a column per component) lands as one row per component; blank is absent, not zero.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from ingestion.record import Record


class RegisterFile(Record):
    """A file that was taken, whole, once; its SHA-256 names it; it counts its landed rows and components.

    `run` tells registers of one company and month apart that both count, as a supplementary one beside the monthly.
    """

    table: ClassVar[str] = "register_files"
    key: ClassVar[tuple[str, ...]] = ("file_hash",)
    deletes: ClassVar[bool] = False
    file_hash: str
    file_name: str
    company: str
    period_start: date
    period_end: date
    run: str | None = None
    row_count: int
    line_count: int


class RegisterRow(Record):
    """One person and month of a register: days and totals; in a long one the person's first line numbers it."""

    table: ClassVar[str] = "register_rows"
    key: ClassVar[tuple[str, ...]] = ("file_hash", "row_number")
    deletes: ClassVar[bool] = False
    is_taken_once: ClassVar[bool] = True
    file_hash: str
    row_number: int
    employee_number: str
    company: str
    period_start: date
    period_end: date
    run: str | None = None
    pay_date: date | None = None
    currency: str
    paid_days: float | None = None
    lop_days: float | None = None
    gross_pay: Decimal
    total_deduction: Decimal
    net_pay: Decimal


class RegisterLine(Record):
    """One component of one register row, under the register's own name; of a long register, with its line."""

    table: ClassVar[str] = "register_lines"
    key: ClassVar[tuple[str, ...]] = ("file_hash", "row_number", "component", "line_number")
    deletes: ClassVar[bool] = False
    is_taken_once: ClassVar[bool] = True
    file_hash: str
    row_number: int
    component: str
    line_number: int | None = None
    is_deduction: bool
    amount: Decimal
