"""Filling roles with people, each person once: a maximum matching, the most critical roles first.

Belongs here: the algorithm on plain lists of text, which is what every engine can hand over. Does not belong here:
which nominations count (models), how an engine calls it (`plugin`, tests/engines).
"""

from collections import deque
from collections.abc import Sequence


def fill_roles(offers: Sequence[Sequence[str]]) -> list[list[str]]:
    """Fill as many roles as can be filled at the same time, and among those ways the most critical roles.

    Roles are taken in their order and none is given up once it is filled: a role that finds nobody free asks the
    holders it would like whether they can fill another role in turn (an augmenting path). So the number of roles filled
    is the largest possible, and no other way of filling as many covers a more critical role instead (the sets of roles
    that can be filled together form a matroid, where taking the best first is right).

    Args:
        offers: rows of role's order (a whole number), role, person's order for the role (a whole number), person.

    Returns:
        Rows of role and person, by role.
    """
    rows = sorted((int(order), role, int(rank), person) for order, role, rank, person in offers)
    wanted: dict[str, list[str]] = {}
    for _, role, _, person in rows:
        wanted.setdefault(role, []).append(person)
    role_of: dict[str, str] = {}
    person_of: dict[str, str] = {}
    # Whoever was asked in vain is never of use again: nothing they could reach is free.
    exhausted: set[str] = set()
    for role in wanted:
        asked_by: dict[str, str] = {}
        queue = deque([role])
        free: str | None = None
        while queue and free is None:
            asking = queue.popleft()
            for person in wanted[asking]:
                if person in asked_by or person in exhausted:
                    continue
                asked_by[person] = asking
                if person not in role_of:
                    free = person
                    break
                queue.append(role_of[person])
        if free is None:
            exhausted |= asked_by.keys()
            continue
        while free is not None:
            filled = asked_by[free]
            given_up = person_of.get(filled)
            person_of[filled], role_of[free] = free, filled
            free = given_up
    return [[role, person_of[role]] for role in sorted(person_of)]
