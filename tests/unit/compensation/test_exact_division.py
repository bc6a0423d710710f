"""Division of money in SQL against exact fractions.

Belongs here: that quotients are right to the last place, small and huge. Does not belong here: what is divided
(dbt unit tests), the budget fit (`test_fit_to_budget`).
"""

import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import floor

import duckdb

from tests.fixtures.macros import rendered

MACROS = rendered("exact_division.sql")


def pairs(count: int, seed: int) -> Iterator[tuple[Decimal, Decimal]]:
    """Numerators and divisors of six places: even quotients, halves, and up to a thousand million millions."""
    rng = random.Random(seed)
    for _ in range(count):
        divisor = rng.choice([1, rng.randint(1, 10**6), rng.randint(1, 10**14)])
        factor = rng.choice([rng.randint(0, 10**6), rng.randint(0, 10**3) * 10**6])
        near = divisor * factor // 10**6 + rng.choice([0, 1, -1, divisor // 2])
        numerator = rng.choice([near, rng.randint(0, 10**14)])
        yield Decimal(max(numerator, 0)).scaleb(-6), Decimal(divisor).scaleb(-6)


def answers(expression: str, rows: list[tuple[Decimal, Decimal]]) -> list[Decimal]:
    """The expression of n and d for each pair, in their order."""
    with duckdb.connect() as connection:
        connection.execute("create table pairs (i integer, n decimal(24, 6), d decimal(24, 6))")
        values = ", ".join(f"({i}, {n}, {d})" for i, (n, d) in enumerate(rows))
        connection.execute(f"insert into pairs values {values}")
        return [r[0] for r in connection.execute(f"select {expression} from pairs order by i").fetchall()]


def test_ratios_are_right_to_the_last_place() -> None:
    rows = [(n, d) for n, d in pairs(20_000, seed=1) if n / d < 10**11]
    for places in (2, 6):
        expected = [
            Decimal(floor(Fraction(n) / Fraction(d) * 10**places + Fraction(1, 2))).scaleb(-places)
            for n, d in rows
        ]
        assert answers(str(MACROS.exact_ratio("n", "d", places)), rows) == expected


def test_quotients_beyond_what_a_double_can_guess_are_divided() -> None:
    # 99,999,999.999999 / 0.000001 is 99,999,999,999,999 at no place and 10^20 at six: more than a double holds.
    rows = [(Decimal("99999999.999999"), Decimal("0.000001")), (Decimal("7"), Decimal("0.000003"))]
    assert answers(str(MACROS.exact_ratio("n", "d", 2)), rows) == [
        Decimal("99999999999999.00"),
        Decimal("2333333.33"),
    ]
    assert answers(str(MACROS.floor_divide("n * 1000", "d")), rows) == [99999999999999000, 2333333333]


def test_amounts_go_down_and_up_to_the_unit() -> None:
    rows = [(n, Decimal(unit)) for n, _ in pairs(3_000, seed=2) for unit in ("0.01", "1.00", "10.00")]
    down = answers(str(MACROS.floor_to_unit("n", "d")), rows)
    up = answers(str(MACROS.ceil_to_unit("n", "d")), rows)
    assert down == [Decimal(floor(Fraction(n) / Fraction(d))) * d for n, d in rows]
    assert up == [Decimal(-floor(-Fraction(n) / Fraction(d))) * d for n, d in rows]


def test_what_a_budget_pays_for_at_a_rate() -> None:
    # 4,186 rupees at 90 for one euro are 46.511: 46.51 euros; at a unit of 10 euros, 40.
    rows = [(Decimal(4186), Decimal(90))]
    assert answers(str(MACROS.floor_at_rate("n", "d", "0.01")), rows) == [Decimal("46.51")]
    assert answers(str(MACROS.floor_at_rate("n", "d", "10.00")), rows) == [Decimal(40)]


def test_nothing_is_divided_by_nothing() -> None:
    assert answers(str(MACROS.exact_ratio("n", "d - d", 6)), [(Decimal(1), Decimal(1))]) == [None]
