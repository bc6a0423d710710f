"""Whole columns at once: from numpy codes and integers to the arrow columns the sources speak.

Belongs here: conversions of columns (text, dates, times, money, identifiers). Does not belong here: any
content. Dates are days since 1970-01-01, money is integer hundredths, a missing value is -1 in codes and
NO_DAY in dates.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

NO_DAY = -(2**31)
MONEY = pa.decimal128(18, 4)
DAY_MICROSECONDS = 86_400_000_000


def day(value: date | str) -> int:
    """Days since 1970-01-01 of a date or an ISO text."""
    return int(np.datetime64(value, "D").astype(np.int64))


def ints(values: Any) -> Ints:
    """An int64 array of `values`."""
    return np.asarray(values, dtype=np.int64)


def pick(values: Sequence[str | None], codes: Ints) -> pa.Array:
    """Text column: `values[code]` per row, null where the code is negative."""
    codes = ints(codes)
    index = pa.array(np.where(codes < 0, 0, codes), mask=codes < 0)
    return pa.array(list(values), pa.string()).take(index)


def constant(value: Any, count: int, kind: pa.DataType) -> pa.Array:
    """A column of one value."""
    return pa.repeat(pa.scalar(value, kind), count)


def dates(days: Ints) -> pa.Array:
    """Date column; NO_DAY is null."""
    days = ints(days)
    return pa.array(days.astype(np.int32), pa.int32(), mask=days == NO_DAY).cast(pa.date32())


def moments(microseconds: Ints) -> pa.Array:
    """Timestamp column of microseconds since 1970-01-01 on whatever clock they were meant."""
    return pa.array(ints(microseconds), pa.int64()).cast(pa.timestamp("us"))


def office_time(days: Ints, salt: Ints) -> Ints:
    """Microseconds of a working hour on each day, spread by `salt` so that rows differ; needs no
    randomness.
    """
    seconds = 32_400 + (ints(salt) * 7_919) % 28_800
    return ints(days) * DAY_MICROSECONDS + seconds * 1_000_000 + (ints(salt) * 104_729) % 1_000_000


def money(hundredths: Ints, mask: Bools | None = None) -> pa.Array:
    """Decimal(18, 4) column of integer hundredths; null where `mask`."""
    scaled = ints(hundredths) * 100
    words = np.empty((len(scaled), 2), dtype=np.int64)
    words[:, 0] = scaled
    words[:, 1] = scaled >> 63
    validity = None
    if mask is not None and mask.any():
        validity = pa.py_buffer(np.packbits(~mask, bitorder="little").tobytes())
    return pa.Array.from_buffers(MONEY, len(scaled), [validity, pa.py_buffer(words.tobytes())])


def labels(prefix: str, numbers: Ints, width: int, suffix: str = "") -> pa.Array:
    """Text column of numbered identifiers, padded with zeros; null where the number is negative."""
    numbers = ints(numbers)
    digits = pc.utf8_lpad(pa.array(numbers, mask=numbers < 0).cast(pa.string()), width=width, padding="0")
    return pc.binary_join_element_wise(prefix, digits, suffix, "")


def join(*parts: Any) -> pa.Array:
    """Text column of `parts` (columns or constants) one after the other; null where any is null."""
    return pc.binary_join_element_wise(*parts, "")


def whole(values: Any, mask: Bools | None = None) -> pa.Array:
    """Integer column; null where `mask`."""
    return pa.array(ints(values), pa.int64(), mask=mask)


def real(values: Any, mask: Bools | None = None) -> pa.Array:
    """Float column; null where `mask`."""
    return pa.array(np.asarray(values, dtype=np.float64), pa.float64(), mask=mask)


def flag(values: Any) -> pa.Array:
    """Boolean column."""
    return pa.array(np.asarray(values, dtype=bool), pa.bool_())


def combine(chunks: Sequence[pa.Array]) -> pa.Array:
    """One column of several."""
    return pa.concat_arrays(list(chunks))
