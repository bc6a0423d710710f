"""Roles filled with people counted once: against counting, against every way there is, and at size.

Belongs here: the solver alone. Does not belong here: which nominations it is given (the models' unit tests).
"""

import random
from itertools import permutations

from dbt_project.solvers.matching import fill_roles


def offers(wanted: dict[str, list[str]]) -> list[list[str]]:
    """Roles in the order given, people of each as ranked."""
    return [
        [str(order), role, str(rank), person]
        for order, (role, people) in enumerate(wanted.items())
        for rank, person in enumerate(people)
    ]


def best_by_trial(wanted: dict[str, list[str]]) -> tuple[int, list[str]]:
    """The most roles that can be filled, and the roles of the way that fills the earliest, by trying every way."""
    roles = list(wanted)
    people = sorted({p for named in wanted.values() for p in named})
    seats: list[str | None] = [*people, *([None] * len(roles))]
    found = {
        tuple(role for role, person in zip(roles, way) if person in wanted[role])
        for way in set(permutations(seats, len(roles)))
    }
    most = max(map(len, found))
    return most, list(min((f for f in found if len(f) == most), key=lambda f: [roles.index(r) for r in f]))


def test_counting_says_five_of_five_and_matching_three() -> None:
    """The star is named on all five; two roles have somebody else as well: 1 + 2 = 3 can be filled."""
    wanted = {
        "a": ["star"],
        "b": ["star"],
        "c": ["star"],
        "d": ["star", "deputy"],
        "e": ["star", "analyst"],
    }
    assert sum(bool(people) for people in wanted.values()) == 5
    assert fill_roles(offers(wanted)) == [["a", "star"], ["d", "deputy"], ["e", "analyst"]]


def test_a_role_filled_first_makes_room_and_is_not_given_up() -> None:
    """a takes x, b wants x alone: a moves to y. c, the least critical, wants y: it stays open."""
    assert fill_roles(offers({"a": ["x", "y"], "b": ["x"], "c": ["y"]})) == [["a", "y"], ["b", "x"]]


def test_nobody_named_fills_nothing() -> None:
    assert fill_roles([]) == []


def test_a_thousand_small_cases_agree_with_every_way_tried() -> None:
    chance = random.Random(20260331)
    seen = set()
    for _ in range(1000):
        roles, people = chance.randint(1, 4), chance.randint(1, 4)
        wanted = {
            f"r{number}": chance.sample([f"p{p}" for p in range(people)], chance.randint(1, people))
            for number in range(roles)
        }
        rows = offers(wanted)
        chance.shuffle(rows)
        filled = fill_roles(rows)
        # Each role and each person once, and only by who is named.
        assert len({r for r, _ in filled}) == len({p for _, p in filled}) == len(filled)
        assert all(person in wanted[role] for role, person in filled)
        most, earliest = best_by_trial(wanted)
        assert (len(filled), [r for r, _ in filled]) == (most, sorted(earliest))
        seen.add(roles - most)
    # Cases in which one, two and three roles stay open were among them.
    assert seen == {0, 1, 2, 3}


def test_three_thousand_roles_and_thirty_thousand_nominations_are_one_call() -> None:
    """3,000 roles with ten names each of 2,500 people: nobody twice, and nobody named is left idle but by need."""
    chance = random.Random(7)
    people = [f"p{number}" for number in range(2500)]
    wanted = {f"r{number:04d}": chance.sample(people, 10) for number in range(3000)}
    filled = fill_roles(offers(wanted))
    # More roles than people: everybody is placed.
    assert len(filled) == len({person for _, person in filled}) == len(people)
