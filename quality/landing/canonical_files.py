"""What must hold of the canonical contract on arrival, by file or from a database.

Belongs here: rules that a field's name carries into every entity, as data; what holds of one entity alone.
Does not belong here: types, needed fields and closed lists (ingestion rejects such a row), meaning of figures.
"""

from collections.abc import Iterator, Mapping, Sequence

from quality.suite import Entity, Rule, Suite, Table, between, never, not_before, one_of

_FILE = "Correct the file and load again."

NOT_BEFORE = (
    ("valid_to", "valid_from"),
    ("end_date", "start_date"),
    ("to_date", "from_date"),
    ("period_end", "period_start"),
    ("cycle_end", "cycle_start"),
    ("effective_date", "decision_date"),
)
"""Dates by name, the later first: of every entity that has both, the first is not before the second."""

NOT_BELOW = (
    ("midpoint_amount", "minimum_amount"),
    ("maximum_amount", "midpoint_amount"),
    ("scale_max", "scale_min"),
    ("level_max", "level_min"),
    ("rating_value", "scale_min"),
    ("scale_max", "rating_value"),
    ("potential", "scale_min"),
    ("scale_max", "potential"),
    ("score_max", "score"),
)
"""Numbers by name, the higher first: of every entity that has both, the first is not below the second."""

RANGES: Mapping[str, tuple[float | None, float | None]] = {
    "fte": (0, 2),
    "fte_basis": (0, 2),
    "hours_per_week": (0, 168),
    "weekly_hours": (0, 168),
    "working_hours": (0, 24),
    "absence_days": (0, None),
    "paid_days": (0, None),
    "lop_days": (0, None),
    "hours": (0, None),
    "nominal_hours": (0, None),
    "base_amount": (0, None),
    "minimum_amount": (0, None),
    "rate": (0.000001, None),
    "weight": (0, 100),
    "kpi_weight": (0, 100),
    "perspective_weight": (0, 100),
    "confidence": (0, 1),
    "score_ratio": (0, 1),
    "percentile": (1, 99),
}
"""Lowest and highest value by the name of a field, in every entity that has it."""

OWN: Mapping[str, tuple[Rule, ...]] = {
    "comp_budgets": (
        between("amount", 0, None, _FILE),
        one_of("purpose", ["merit", "lump_sum", "promotion", "bonus"], _FILE),
    ),
}
"""What holds of one table alone."""


def _not_below(higher: str, lower: str) -> Rule:
    return Rule(
        "expect_column_pair_values_a_to_be_greater_than_b",
        {"column_A": higher, "column_B": lower, "or_equal": True, "ignore_row_if": "either_value_is_missing"},
        f"{higher} is not below {lower}",
        _FILE,
    )


def _rules(entity: Entity) -> Iterator[Rule]:
    """Yield what must hold of a table: its key is filled, and what the names of its fields carry with them."""
    fields = set(entity.fields)
    needed = [name for name in entity.key if name in entity.needed]
    yield never(" or ".join(f"t.{name} is null" for name in needed), f"{', '.join(needed)} are filled", _FILE)
    yield from (not_before(*pair, _FILE) for pair in NOT_BEFORE if fields >= set(pair))
    yield from (_not_below(*pair) for pair in NOT_BELOW if fields >= set(pair))
    yield from (between(name, *RANGES[name], _FILE) for name in entity.fields if name in RANGES)
    yield from OWN.get(entity.table, ())


def suite(entities: Sequence[Entity], source: str = "canonical_files") -> Suite:
    """Return the suite of a source in the canonical contract.

    Args:
        entities: every entity of the contract.
        source: name of the source.
    """
    return Suite(
        name=source,
        stage="landing",
        tables=tuple(
            Table(f"raw_{source}.{entity.table}", tuple(_rules(entity)), key=tuple(entity.key))
            for entity in entities
        ),
    )
