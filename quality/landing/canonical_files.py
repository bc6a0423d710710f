"""What must hold of the canonical files on arrival.

Belongs here: closed lists of the contract, ranges the right way up.
Does not belong here: types and missing columns (ingestion refuses such a file), meaning of figures.
"""

from quality.suite import Rule, Suite, Table, between, not_before, one_of

_FILE = "Correct the file and load again."


def _ordered(higher: str, lower: str) -> Rule:
    return Rule(
        "expect_column_pair_values_a_to_be_greater_than_b",
        {"column_A": higher, "column_B": lower, "or_equal": True, "ignore_row_if": "either_value_is_missing"},
        f"{higher} is not below {lower}",
        _FILE,
    )


SUITE = Suite(
    name="canonical_files",
    stage="landing",
    tables=(
        Table(
            "raw_canonical_files.pay_ranges",
            key=("company_id", "grade_id", "valid_from"),
            rules=(
                _ordered("midpoint_amount", "minimum_amount"),
                _ordered("maximum_amount", "midpoint_amount"),
                between("minimum_amount", 0, None, _FILE),
                not_before("valid_to", "valid_from", _FILE),
            ),
        ),
        Table(
            "raw_canonical_files.exchange_rates",
            key=("from_currency", "to_currency", "valid_from"),
            rules=(between("rate", 0.000001, None, _FILE),),
        ),
        Table(
            "raw_canonical_files.comp_budgets",
            key=("company_id", "cycle_id", "holder_org_unit_id", "purpose"),
            rules=(
                between("amount", 0, None, _FILE),
                one_of("purpose", ["merit", "lump_sum", "promotion"], _FILE),
                not_before("effective_date", "decision_date", _FILE),
            ),
        ),
        Table(
            "raw_canonical_files.talent_ratings",
            key=("employee_number", "assessed_at"),
            rules=(_ordered("potential", "scale_min"), _ordered("scale_max", "potential")),
        ),
        Table(
            "raw_canonical_files.kpi_defs",
            key=("company_id", "org_unit_id", "kpi_id", "valid_from"),
            rules=(
                one_of("direction", ["higher", "lower", "target"], _FILE),
                one_of("time_basis", ["sum", "average", "last"], _FILE),
                between("kpi_weight", 0, 100, _FILE),
                between("perspective_weight", 0, 100, _FILE),
            ),
        ),
        Table(
            "raw_canonical_files.kpi_targets",
            key=("company_id", "org_unit_id", "kpi_id", "period_start"),
            rules=(not_before("period_end", "period_start", _FILE),),
        ),
    ),
)
