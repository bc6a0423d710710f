"""What somebody asks of a what-if: shares, a line of budgets, and a merit matrix from a file.

Belongs here: reading what was typed or filed, and refusing what cannot be right with a sentence.
Does not belong here: the warehouse, what comes of a scenario.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Final

PURPOSES: Final = ("lump_sum", "promotion", "bonus")
MOST_STEPS: Final = 25
"""Budgets of one frontier: each is a whole round of recommendations for everybody."""

_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)?")
_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")


class ScenarioError(ValueError):
    """What was asked cannot be; the text says what, where, and what to write instead."""


@dataclass(frozen=True)
class Band:
    """A band of the compa-ratio: from `lower` on, up to but not including `upper`; None is open."""

    name: str
    lower: Decimal
    upper: Decimal | None


@dataclass(frozen=True)
class Matrix:
    """A merit matrix: its bands of the compa-ratio from the lowest, and the share of base pay of each cell."""

    bands: tuple[Band, ...]
    cells: dict[tuple[int, str], Decimal]


def share(text: str, what: str, *, may_be_zero: bool = False, example: str = "6.5%") -> Decimal:
    """Return a share such as '6.5%' as a ratio of four decimals, 0.0650.

    Args:
        text: what was written.
        what: where it was written, to begin the sentence with.
        may_be_zero: whether nothing at all is a share.
        example: a right one.

    Raises:
        ScenarioError: no percentage, one with more than two decimals, nothing, or more than 100 %.
    """
    found = _SHARE.fullmatch(text.strip())
    if found is None:
        raise ScenarioError(f"{what}: {text} is not a percentage; write one such as {example}.")
    value = Decimal(found[1].replace(",", ".")) / 100
    if value != value.quantize(Decimal("0.0001")):
        raise ScenarioError(f"{what}: {text} has more than two decimals; write one such as {example}.")
    if value > 1 or (value == 0 and not may_be_zero):
        raise ScenarioError(f"{what}: {text} is not {'from' if may_be_zero else 'above'} 0 % to 100 %.")
    return value.quantize(Decimal("0.0001"))


def move(text: str) -> tuple[Decimal, str]:
    """Return what '10%:lump_sum' moves: the share of the merit budget, and the purpose it goes to.

    Raises:
        ScenarioError: it is not of that form, or the purpose is none of PURPOSES.
    """
    first, _, purpose = text.partition(":")
    if purpose not in PURPOSES:
        raise ScenarioError(
            f"--move: {text} does not say where to; write a share and one of {', '.join(PURPOSES)}, "
            "such as 10%:lump_sum."
        )
    return share(first, "--move", example="10%:lump_sum"), purpose


def frontier(text: str) -> tuple[Decimal, ...]:
    """Return the budgets of '4%:9%:1%': from, to, step; the last is never above `to`.

    Raises:
        ScenarioError: it is not of that form, goes nowhere, or has more than MOST_STEPS budgets.
    """
    parts = text.split(":")
    if len(parts) != 3:
        raise ScenarioError(f"--frontier: {text} is not from, to and step; write them such as 4%:9%:1%.")
    first, last, step = (share(part, "--frontier", example="4%:9%:1%") for part in parts)
    if first >= last:
        raise ScenarioError(f"--frontier: {text} does not rise; write from, to and step such as 4%:9%:1%.")
    count = int((last - first) / step) + 1
    if count > MOST_STEPS:
        raise ScenarioError(
            f"--frontier: {text} is {count} budgets, at most {MOST_STEPS}; take a larger step."
        )
    return tuple(first + step * n for n in range(count))


def read_matrix(path: Path, ratings: Sequence[int], bands_in_force: Sequence[Band]) -> Matrix:
    """Return the merit matrix of a csv file.

    The first column, `rating_band`, holds the numbers of the rating bands; each other column is a band of the
    compa-ratio, by the name of one in force or as a range of its own (0.80-1.00, the last one open: 1.20-); each cell
    is a share of base pay such as 7.5%.

    Args:
        path: the file, with commas or semicolons.
        ratings: the rating bands in force.
        bands_in_force: the bands of the compa-ratio in force, from the lowest.

    Raises:
        ScenarioError: the file cannot be read, bands leave a gap or overlap, a cell is missing or no percentage, or the
            matrix falls with a better rating or rises with a higher position.
    """
    header, *lines = _rows(path)
    if not header or header[0] != "rating_band" or len(header) < 2:
        raise ScenarioError(
            f"{path.name}: the first line is not a header; write rating_band and then the bands of the compa-ratio, "
            f"such as rating_band,{','.join(b.name for b in bands_in_force)}."
        )
    bands = _bands(path.name, header[1:], bands_in_force)
    cells = _cells(path.name, [name.strip() for name in header[1:]], lines, ratings)
    _refuse_disorder(path.name, bands, cells, sorted(ratings))
    return Matrix(bands, cells)


def _rows(path: Path) -> list[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ScenarioError(f"{path}: {error.strerror}; name the file of the matrix.") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{path.name} is no text file; save the matrix as csv (UTF-8).") from None
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=delimiter)]
    return [row for row in rows if any(row)] or [[]]


def _bands(file: str, names: Sequence[str], in_force: Sequence[Band]) -> tuple[Band, ...]:
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ScenarioError(f"{file}: the column {twice[0]} stands there twice; take one out.")
    known = {band.name: band for band in in_force}
    if all(name in known for name in names):
        if missing := [name for name in known if name not in names]:
            raise ScenarioError(f"{file}: there is no column for the position {missing[0]}; add it.")
        return tuple(in_force)
    return _ranges(file, names, known)


def _ranges(file: str, names: Sequence[str], known: Iterable[str]) -> tuple[Band, ...]:
    bands = []
    for name in names:
        found = _RANGE.fullmatch(name)
        if found is None:
            raise ScenarioError(
                f"{file}: the column {name or '(empty)'} is neither a position in force ({', '.join(known)}) nor a "
                "range of the compa-ratio such as 0.90-1.10, the last one open: 1.10-."
            )
        bands.append(Band(name, Decimal(found[1]), Decimal(found[2]) if found[2] else None))
    bands.sort(key=lambda band: band.lower)
    if bands[0].lower != 0:
        raise ScenarioError(f"{file}: the lowest band, {bands[0].name}, does not begin at 0; write 0-….")
    for below, band in pairwise(bands):
        if below.upper is None or below.upper > band.lower:
            raise ScenarioError(
                f"{file}: the bands {below.name} and {band.name} overlap; end one where the next begins."
            )
        if below.upper < band.lower:
            raise ScenarioError(
                f"{file}: the bands {below.name} and {band.name} leave a gap; end one where the next begins."
            )
    if bands[-1].upper is not None:
        raise ScenarioError(
            f"{file}: the highest band, {bands[-1].name}, has an end; write {bands[-1].lower}- to leave it open."
        )
    if empty := [band for band in bands if band.upper is not None and band.upper <= band.lower]:
        raise ScenarioError(f"{file}: the band {empty[0].name} ends before it begins.")
    return tuple(bands)


def _cells(
    file: str, columns: Sequence[str], lines: Iterable[Sequence[str]], ratings: Sequence[int]
) -> dict[tuple[int, str], Decimal]:
    cells: dict[tuple[int, str], Decimal] = {}
    for line in lines:
        rating = _rating(file, line[0], ratings)
        if (rating, columns[0]) in cells:
            raise ScenarioError(f"{file}: rating band {rating} stands there twice; take one row out.")
        for position, text in zip(columns, [*line[1:], *[""] * len(columns)]):
            if not text:
                raise ScenarioError(
                    f"{file}: rating band {rating} has no cell at position {position}; fill it in."
                )
            cells[rating, position] = share(
                text, f"{file}, rating band {rating} at position {position}", may_be_zero=True, example="7.5%"
            )
    if missing := sorted(set(ratings) - {rating for rating, _ in cells}):
        raise ScenarioError(f"{file}: there is no row for rating band {missing[0]}; add it.")
    return cells


def _rating(file: str, text: str, ratings: Sequence[int]) -> int:
    found = [rating for rating in ratings if text == str(rating)]
    if not found:
        known = ", ".join(str(r) for r in sorted(ratings))
        raise ScenarioError(
            f"{file}: there is no rating band {text or '(empty)'}; those in force are {known}."
        )
    return found[0]


def _refuse_disorder(
    file: str, bands: Sequence[Band], cells: dict[tuple[int, str], Decimal], ratings: Sequence[int]
) -> None:
    for band in bands:
        for worse, better in pairwise(ratings):
            if cells[better, band.name] < cells[worse, band.name]:
                raise ScenarioError(
                    f"{file}: at position {band.name} rating band {better} gets "
                    f"{_percent(cells[better, band.name])} and rating band {worse} "
                    f"{_percent(cells[worse, band.name])}; a better rating never earns less."
                )
    for rating in ratings:
        for below, band in pairwise(bands):
            if cells[rating, band.name] > cells[rating, below.name]:
                raise ScenarioError(
                    f"{file}: rating band {rating} gets {_percent(cells[rating, band.name])} at position "
                    f"{band.name} and {_percent(cells[rating, below.name])} at {below.name}; "
                    "a higher position never earns more."
                )


def _percent(value: Decimal) -> str:
    return f"{value * 100:.2f} %"
