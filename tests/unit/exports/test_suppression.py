"""The suppression macro, attacked: its SQL runs in DuckDB and an exact rank attacker tries what it released.

Belongs here: properties of `dbt_project/macros/suppression.sql` on invented trees.
Does not belong here: the report models that use it (dbt tests do those).
"""

from pathlib import Path

import duckdb
import jinja2
import numpy as np
import pyarrow as pa

MACROS = Path(__file__).parents[3] / "dbt_project" / "macros" / "suppression.sql"
K = 5

Cell = tuple[str, str | None, int, bool]
"""Key, parent, people, shown."""


def suppressed_in(trees: list[list[Cell]], depth: int = 4) -> list[set[str]]:
    """The hidden cells of each tree, all found by one query."""
    environment = jinja2.Environment()
    environment.globals["as_step"] = lambda: "as materialized"
    module = environment.from_string(MACROS.read_text(encoding="utf-8")).module
    ctes = module.suppression("hidden", "cells", ["tree"], depth)  # type: ignore[attr-defined]
    with duckdb.connect() as connection:
        told = [(at, *cell) for at, cells in enumerate(trees) for cell in cells]
        names = ("tree", "cell_key", "parent_cell_key", "cell_size", "is_shown")
        rows = pa.table([list(column) for column in zip(*told)], names=list(names))
        connection.register("rows", rows)
        connection.execute(f"create table cells as select *, {K} as minimum_group from rows")
        found = connection.execute(
            f"with {ctes} select tree, cell_key from hidden where is_suppressed"
        ).fetchall()
    hidden: list[set[str]] = [set() for _ in trees]
    for tree, key in found:
        hidden[tree].add(key)
    return hidden


def suppressed(cells: list[Cell]) -> set[str]:
    return suppressed_in([cells])[0]


def random_tree(seed: int) -> list[Cell]:
    """A tree of up to four levels below the root with tiny leaves; inner units may have people of their own."""
    rng = np.random.default_rng(seed)
    cells: list[Cell] = []

    def grow(key: str, parent: str | None, level: int) -> int:
        children = int(rng.integers(1, 5)) if level == 0 else int(rng.integers(0, 4))
        if level == 4 or children == 0:
            size = int(rng.integers(0, 14))
        else:
            size = sum(grow(f"{key}.{i}", key, level + 1) for i in range(children))
            rest = int(rng.integers(0, 3)) * int(rng.integers(0, 6))
            cells.append((f"{key}/rest", key, rest, False))
            size += rest
        cells.append((key, parent, size, True))
        return size

    grow("u", None, 0)
    return cells


def equations(cells: list[Cell]) -> tuple[list[str], np.ndarray]:
    """Unknown leaves-and-units as columns, one row per additive equation whole - parts = 0; zeros are public."""
    keys = [c[0] for c in cells]
    position = {k: i for i, k in enumerate(keys)}
    parents = {c[1] for c in cells if c[1] is not None}
    rows = np.zeros((len(parents), len(keys)))
    for at, parent in enumerate(sorted(parents)):
        rows[at, position[parent]] = 1
        for key, its_parent, _, _ in cells:
            if its_parent == parent:
                rows[at, position[key]] = -1
    return keys, rows


def determined(cells: list[Cell], hidden: set[str]) -> set[str]:
    """The unpublished cells that the published ones and the additive equations determine exactly."""
    keys, rows = equations(cells)
    size = {c[0]: c[2] for c in cells}
    shown = {c[0]: c[3] for c in cells}
    unknown = [i for i, k in enumerate(keys) if size[k] > 0 and (k in hidden or not shown[k])]
    if not unknown:
        return set()
    part = rows[:, unknown]
    _, singular, right = np.linalg.svd(part)
    rank = int((singular > 1e-9).sum())
    null_space = right[rank:]
    return {keys[u] for j, u in enumerate(unknown) if not np.any(np.abs(null_space[:, j]) > 1e-9)}


def test_no_small_group_can_be_worked_out() -> None:
    trees = [random_tree(seed) for seed in range(200)]
    for cells, hidden in zip(trees, suppressed_in(trees)):
        size = {c[0]: c[2] for c in cells}
        assert all(k in hidden for k, n in size.items() if 0 < n < K)
        # What can be worked out of the unpublished is only what nobody sees and is large enough to be seen.
        assert {k for k in determined(cells, hidden) if k in hidden or size[k] < K} == set()


def test_hidden_parts_of_a_shown_whole_hold_a_whole_group_together() -> None:
    trees = [random_tree(1000 + seed) for seed in range(200)]
    for cells, hidden in zip(trees, suppressed_in(trees)):
        for key, _, _, _ in cells:
            parts = [n for k, p, n, _ in cells if p == key and k in hidden and n > 0]
            assert key in hidden or not parts or (len(parts) >= 2 and sum(parts) >= K)


def test_more_passes_change_nothing() -> None:
    trees = [random_tree(2000 + seed) for seed in range(200)]
    assert suppressed_in(trees, depth=4) == suppressed_in(trees, depth=6)


def test_nine_people_of_whom_eight_are_a_part_are_refused_as_a_pair() -> None:
    # V11: 9 people at a mean of 60,000 and 8 of them at 58,000 give the ninth: 540,000 - 464,000 = 76,000.
    cells: list[Cell] = [
        ("whole", None, 9, True),
        ("part", "whole", 8, True),
        ("whole/rest", "whole", 1, False),
    ]
    hidden = suppressed(cells)
    assert hidden == {"part", "whole/rest"}
    assert determined(cells, hidden) == set()


def test_large_groups_are_all_shown() -> None:
    cells: list[Cell] = [
        ("u", None, 60, True),
        ("a", "u", 30, True),
        ("b", "u", 25, True),
        ("c", "u", 5, True),
    ]
    assert suppressed(cells) == set()


def test_the_smallest_sibling_protects_a_small_unit() -> None:
    cells: list[Cell] = [
        ("u", None, 43, True),
        ("a", "u", 30, True),
        ("b", "u", 10, True),
        ("c", "u", 3, True),
    ]
    assert suppressed(cells) == {"b", "c"}


def test_an_unseen_cell_protects_before_a_seen_one() -> None:
    # The rest of u (12 people) is not published anyway, so hiding it costs nothing although b is smaller.
    cells: list[Cell] = [
        ("u", None, 55, True),
        ("a", "u", 30, True),
        ("b", "u", 10, True),
        ("c", "u", 3, True),
        ("u/rest", "u", 12, False),
    ]
    assert suppressed(cells) == {"c", "u/rest"}


def test_an_only_child_takes_its_parent_along() -> None:
    # g = u + v; u has the single part a. Hiding a (3) hides u (3) and then v, the only other part of g.
    cells: list[Cell] = [
        ("g", None, 23, True),
        ("u", "g", 3, True),
        ("a", "u", 3, True),
        ("v", "g", 20, True),
    ]
    assert suppressed(cells) == {"u", "a", "v"}


def test_zeros_are_public_and_protect_nothing() -> None:
    cells: list[Cell] = [
        ("u", None, 13, True),
        ("a", "u", 10, True),
        ("b", "u", 3, True),
        ("c", "u", 0, True),
    ]
    assert suppressed(cells) == {"a", "b"}
