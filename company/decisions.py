"""What the managers of the invented company decide: workbooks filled in as people fill them in, always alike.

Belongs here: which rows are accepted, changed, declined or left, and what is planted to be found.
Does not belong here: making the workbooks (`exports`), reading them back (`ingestion`), what the decisions come to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

SHEET = "Recommendations"
STEP = Decimal("0.0025")
LESS = Decimal("0.01")
TENURE = "Took over a second team in January."
SHARED = "The project was carried by the whole team."


@dataclass(frozen=True)
class Planted:
    """What was written into one row.

    Attributes:
        person_key: whose row it is.
        choice: Accept, Change, Defer or Decline; "" for a row that was left.
        rate: the rate of a change.
        reason: why, "" where nothing was said.
    """

    person_key: str
    choice: str
    rate: Decimal | None = None
    reason: str = ""


def decide(workbook: Path, target: Path, *, over_cap: bool = False) -> list[Planted]:
    """Fill in a workbook of increments or promotions and save it elsewhere.

    Of the increments most are accepted; whoever is recommended for promotion is given a rate of their own, down to a
    quarter of a point, so that it stands whatever becomes of the promotion. Of every ten rows one is changed to a
    point less with a reason, and one without; of every twenty-five one is declined, and one is left. Of the
    promotions that are recommended, the third is deferred, the fifth declined without a reason and the seventh left;
    nobody else is promoted.

    Args:
        workbook: the file as it was delivered.
        target: where the filled in one is written; what its formulas came to is not stored in it.
        over_cap: whether the first row is given one point more than its cap allows.

    Returns:
        What was written into each row that may be filled in, in the order of the sheet.
    """
    book = openpyxl.load_workbook(workbook)
    sheet = book[SHEET]
    columns = {str(cell.value).partition(" (")[0]: cell.column for cell in sheet[1] if cell.value}
    planted = []
    is_increment = "Decided rate" in columns
    recommended = 0
    rows = [
        r for r in range(2, sheet.max_row + 1) if not sheet.cell(r, columns["Decision"]).protection.locked
    ]
    for number, row in enumerate(rows):
        person = str(sheet.cell(row, columns["Person key"]).value)
        if is_increment:
            made = _increment(sheet, columns, row, number, person, over_cap=over_cap and number == 0)
        else:
            recommended += sheet.cell(row, columns["Recommendation"]).value == "Recommended"
            is_one = sheet.cell(row, columns["Recommendation"]).value == "Recommended"
            made = _promotion(recommended, person) if is_one else Planted(person, "")
        _write(sheet, columns, row, made)
        planted.append(made)
    book.save(target)
    return planted


def _increment(
    sheet: Worksheet, columns: Mapping[str, int], row: int, number: int, person: str, *, over_cap: bool
) -> Planted:
    amounts = {
        name: Decimal(str(sheet.cell(row, columns[name]).value or 0)) if name in columns else Decimal(0)
        for name in ("Base pay", "Promotion", "Cap", "Increment")
    }
    # A rate is one of pay after the recommended promotion.
    base, cap = amounts["Base pay"] + amounts["Promotion"], amounts["Cap"]
    rate = amounts["Increment"] / base
    if over_cap:
        above = (cap / base / STEP).to_integral_value(ROUND_CEILING) * STEP + LESS
        return Planted(person, "Change", above, TENURE)
    if amounts["Promotion"] > 0:
        return Planted(person, "Change", rate // STEP * STEP, TENURE)
    lower = max((rate - LESS) // STEP * STEP, Decimal(0))
    if number % 25 == 9:
        return Planted(person, "Decline", None, SHARED)
    if number % 25 == 20:
        return Planted(person, "")
    if number % 10 == 3:
        return Planted(person, "Change", lower, SHARED)
    if number % 10 == 6:
        return Planted(person, "Change", lower)
    return Planted(person, "Accept")


def _promotion(recommended: int, person: str) -> Planted:
    match recommended:
        case 3:
            return Planted(person, "Defer", None, SHARED)
        case 5:
            return Planted(person, "Decline")
        case 7:
            return Planted(person, "")
        case _:
            return Planted(person, "Accept")


def _write(sheet: Worksheet, columns: Mapping[str, int], row: int, made: Planted) -> None:
    values: dict[str, Any] = {"Decision": made.choice, "Why": made.reason}
    if made.rate is not None:
        values["Decided rate"] = float(made.rate)
    for name, value in values.items():
        if value != "":
            sheet.cell(row, columns[name]).value = value
