"""The budget fit, driven in DuckDB over random pools and checked against exact fractions.

Belongs here: what must hold for every pool. Does not belong here: the models around it (dbt unit tests).
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import duckdb
import pytest

from tests.fixtures.macros import rendered

POOLS = 10_000
COLUMNS = "pool_id, person_key, want_amount, cap_amount, pool_amount, unit_amount, max_scale_ratio"
TYPES = (
    "pool_id integer, person_key varchar, want_amount decimal(18,2), cap_amount decimal(18,2), "
    "pool_amount decimal(18,2), unit_amount decimal(18,2), max_scale_ratio decimal(9,4)"
)


def fit_to_budget(relation: str, pool_columns: list[str], key_column: str) -> str:
    """SQL of the project's macro."""
    macros = rendered("exact_division.sql", "fit_to_budget.sql")
    return str(macros.fit_to_budget(relation, pool_columns, key_column))


@dataclass(frozen=True)
class Person:
    pool: int
    key: str
    want: Decimal
    cap: Decimal
    pool_amount: Decimal
    unit: Decimal
    max_scale: Decimal | None

    def row(self) -> tuple[object, ...]:
        return (self.pool, self.key, self.want, self.cap, self.pool_amount, self.unit, self.max_scale)


def cents(value: int) -> Decimal:
    return Decimal(value) / 100


def random_pools(count: int, seed: int) -> Iterator[Person]:
    """Pools of 1 to 8 people: equal wants, caps of zero, empty pools and pools too large are all frequent."""
    rng = random.Random(seed)
    for pool in range(count):
        unit = rng.choice([Decimal("0.01"), Decimal("1.00"), Decimal("10.00")])
        size = rng.randint(1, 8)
        wants = [rng.choice([0, rng.randint(1, 99), rng.randint(1, 10**6), 50_000]) for _ in range(size)]
        caps = [
            rng.choice([0, rng.randint(0, 2 * want + 1), rng.randint(0, 10**6), 60_000]) for want in wants
        ]
        amount = rng.choice([0, rng.randint(0, sum(wants) + 1), rng.randint(0, 2 * sum(caps) + 1), sum(caps)])
        max_scale = rng.choice([None, None, Decimal("1.0000"), Decimal("1.2500")])
        for number, (want, cap) in enumerate(zip(wants, caps)):
            yield Person(pool, f"p{number}", cents(want), cents(cap), cents(amount), unit, max_scale)


def fit(people: list[Person]) -> dict[tuple[int, str], Decimal]:
    """The amounts the SQL gives, by pool and person; a person the SQL leaves out gets nothing."""
    with duckdb.connect() as connection:
        connection.execute(f"create table people ({TYPES})")
        for start in range(0, len(people), 2_000):
            batch = people[start : start + 2_000]
            placeholders = ", ".join(["(?, ?, ?, ?, ?, ?, ?)"] * len(batch))
            values = [value for person in batch for value in person.row()]
            connection.execute(f"insert into people ({COLUMNS}) values {placeholders}", values)
        sql = fit_to_budget("people", ["pool_id"], "person_key")
        rows = connection.execute(
            f"select pool_id, person_key, fitted_amount, exact_amount from ({sql}) as fitted"
        ).fetchall()
    found = {(pool, key): amount for pool, key, amount, _ in rows}
    assert len(found) == len(rows)
    return {(person.pool, person.key): found.get((person.pool, person.key), Decimal(0)) for person in people}


def by_pool(people: list[Person]) -> dict[int, list[Person]]:
    pools = defaultdict(list)
    for person in people:
        pools[person.pool].append(person)
    return pools


def scale_of(wants: dict[str, Fraction], caps: dict[str, int], amount: int) -> Fraction | None:
    """The textbook loop: whoever would exceed the cap is set to it, the others share the rest; None if all are."""
    left, uncapped = Fraction(amount), set(wants)
    while uncapped:
        scale = left / sum(wants[key] for key in uncapped)
        capped = {key for key in uncapped if scale * wants[key] > caps[key]}
        if not capped:
            return scale
        left -= sum(caps[key] for key in capped)
        uncapped -= capped
    return None


def expected_units(members: list[Person]) -> dict[str, int]:
    """Each person's units by exact fractions: the loop, the policy's limit, then largest remainder."""
    unit, limit = Fraction(members[0].unit), members[0].max_scale
    wants = {person.key: Fraction(person.want) / unit for person in members if person.want > 0}
    caps = {person.key: int(Fraction(person.cap) // unit) for person in members if person.want > 0}
    scale = scale_of(wants, caps, int(Fraction(members[0].pool_amount) // unit))
    if limit is not None and (scale is None or scale > limit):
        scale = Fraction(limit)
    exact = {
        key: Fraction(caps[key]) if scale is None else min(caps[key], scale * wants[key]) for key in wants
    }
    units = {key: int(value // 1) for key, value in exact.items()}
    spare = int(sum(exact.values(), Fraction(0)) // 1) - sum(units.values())
    by_remainder = sorted(
        (key for key in exact if exact[key] > units[key]), key=lambda k: (units[k] - exact[k], k)
    )
    for key in by_remainder[:spare]:
        units[key] += 1
    return units


@pytest.fixture(scope="module")
def people() -> list[Person]:
    return list(random_pools(POOLS, seed=20260331))


@pytest.fixture(scope="module")
def amounts(people: list[Person]) -> dict[tuple[int, str], Decimal]:
    return fit(people)


def test_random_pools_reach_every_kind_of_case(people: list[Person]) -> None:
    pools = by_pool(people).values()
    assert len(pools) == POOLS
    assert any(sum(p.cap for p in members) < members[0].pool_amount for members in pools)
    assert any(all(p.want == 0 for p in members) for members in pools)
    assert any(len({p.want for p in members}) < len(members) for members in pools)


def test_never_above_the_pool_or_a_cap(people: list[Person], amounts: dict[tuple[int, str], Decimal]) -> None:
    for pool, members in by_pool(people).items():
        assert sum(amounts[pool, person.key] for person in members) <= members[0].pool_amount
        for person in members:
            assert 0 <= amounts[pool, person.key] <= person.cap
            assert amounts[pool, person.key] % person.unit == 0


def test_nothing_unspent_while_somebody_is_under_the_cap(
    people: list[Person], amounts: dict[tuple[int, str], Decimal]
) -> None:
    for pool, members in by_pool(people).items():
        if members[0].max_scale is not None:
            continue
        unit = members[0].unit
        unspent = members[0].pool_amount - sum(amounts[pool, person.key] for person in members)
        if unspent >= unit:
            assert all(p.want == 0 or p.cap - amounts[pool, p.key] < unit for p in members)


def test_order_is_kept(people: list[Person], amounts: dict[tuple[int, str], Decimal]) -> None:
    """Who should get more and may get as much never gets less."""
    for pool, members in by_pool(people).items():
        for one in members:
            for other in members:
                if one.want > other.want and one.cap >= other.cap:
                    assert amounts[pool, one.key] >= amounts[pool, other.key]


def test_equals_the_loop_in_exact_fractions(
    people: list[Person], amounts: dict[tuple[int, str], Decimal]
) -> None:
    for pool, members in by_pool(people).items():
        wanted = {key: units * members[0].unit for key, units in expected_units(members).items()}
        assert {p.key: amounts[pool, p.key] for p in members if p.want > 0} == wanted


def test_any_order_of_rows_gives_the_same(
    people: list[Person], amounts: dict[tuple[int, str], Decimal]
) -> None:
    shuffled = list(people)
    random.Random(7).shuffle(shuffled)
    assert fit(shuffled) == amounts


def one_pool(wants: list[str], caps: list[str], amount: str, unit: str) -> list[Decimal]:
    pool = [
        Person(1, f"p{number}", Decimal(want), Decimal(cap), Decimal(amount), Decimal(unit), None)
        for number, (want, cap) in enumerate(zip(wants, caps))
    ]
    found = fit(pool)
    return [found[1, person.key] for person in pool]


def test_largest_remainder_of_three_near_thirds() -> None:
    # V10: 4 seats at 33.3 / 33.4 / 33.3 = 1.332, 1.336, 1.332: one each, the fourth to remainder .336.
    assert one_pool(["33.3", "33.4", "33.3"], ["9"] * 3, "4", "1") == [1, 2, 1]


def test_largest_remainder_of_a_forced_distribution() -> None:
    # V10: 19 seats at 10 / 20 / 40 / 20 / 10 % = 1.9, 3.8, 7.6, 3.8, 1.9: floors 1, 3, 7, 3, 1 = 15; the four
    # spare seats go to .9, .8, .8, .9.
    assert one_pool(["10", "20", "40", "20", "10"], ["19"] * 5, "19", "1") == [2, 4, 7, 4, 2]


def test_largest_remainder_of_the_apportionment_of_1790() -> None:
    # Hamilton's bill of 1792: 120 seats by the census of 1790. The quota of a state is
    # people * 120 / 3,615,920, e.g. Virginia 630,560 -> 20.926 -> 21, Delaware 55,540 -> 1.843 -> 2.
    census = {
        "Connecticut": (236_841, 8),
        "Delaware": (55_540, 2),
        "Georgia": (70_835, 2),
        "Kentucky": (68_705, 2),
        "Maryland": (278_514, 9),
        "Massachusetts": (475_327, 16),
        "New Hampshire": (141_822, 5),
        "New Jersey": (179_570, 6),
        "New York": (331_589, 11),
        "North Carolina": (353_523, 12),
        "Pennsylvania": (432_879, 14),
        "Rhode Island": (68_446, 2),
        "South Carolina": (206_236, 7),
        "Vermont": (85_533, 3),
        "Virginia": (630_560, 21),
    }
    seats = one_pool([str(people) for people, _ in census.values()], ["120"] * len(census), "120", "1")
    assert sum(seats) == 120
    assert seats == [expected for _, expected in census.values()]


def test_worked_example_to_the_cent() -> None:
    # V5: wants 120 + 96 + 75 + 49.5 = 340.5; D's cap is 10, so k = (326.25 - 10) / (340.5 - 49.5) = 1.08677,
    # A 130.4124, B 104.3299, C 81.5077: floors .41, .32, .50 leave 2 cents, for B (.99) and C (.77).
    amounts = one_pool(
        ["120", "96", "75", "49.50", "0", "0"], ["150", "180", "200", "10", "135", "150"], "326.25", "0.01"
    )
    assert amounts == [Decimal(a) for a in ("130.41", "104.33", "81.51", "10", "0", "0")]


def test_a_pool_larger_than_all_caps_is_left_over() -> None:
    # Caps 30 + 20 = 50 of 100: everybody at the cap, 50 unspent.
    assert one_pool(["10", "10"], ["30", "20"], "100", "1") == [30, 20]


def test_equal_people_and_one_spare_unit_go_by_key() -> None:
    # 5 units for three equal wants: 1.67 each, floors 1, two spare units to the first two keys.
    assert one_pool(["7", "7", "7"], ["9", "9", "9"], "5", "1") == [2, 2, 1]
