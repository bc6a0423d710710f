"""What must hold of the scorecards before leaders get them.

Belongs here: numbers that add up from KPI to unit, and lead to a delivered row; nobody in them.
Does not belong here: how a score comes about (dbt marts).
"""

from quality.disclosure import aggregates, defines_terms, says_no_name
from quality.remedies import MODEL, REPORT, never_made
from quality.suite import Suite, between, filled, one_of, unique

_CARDS = "reports.rpt_scorecards__"
_UNIT = ["company_id", "org_unit_key", "period_end_date"]
_SAME_UNIT = " and ".join(f"p.{column} = t.{column}" for column in _UNIT)


def _adds_to_the_score(table: str) -> str:
    """Contributions, shown with two decimals, miss the score of their unit by more than rounding explains."""
    parts = f"from {_CARDS}{table} as p where {_SAME_UNIT}"
    return (
        f"t.score is not null and abs(t.score - (select sum(p.contribution) {parts}))"
        f" > 0.051 + 0.005 * (select count(*) {parts})"
    )


SUITE = Suite(
    name="scorecards",
    stage="release",
    tables=(
        aggregates(
            f"{_CARDS}units",
            unique(_UNIT, REPORT),
            one_of("rag", ["Red", "Amber", "Green"], REPORT),
            between("score", 0, 150, MODEL),
            between("coverage_ratio", 0, 1, MODEL),
            never_made(
                "(t.score is null) <> (t.withheld_reason is not null)", "a score, or why there is none"
            ),
            never_made("t.is_knocked_out and t.rag = 'Green'", "a red critical KPI leaves no green"),
            never_made(_adds_to_the_score("kpis"), "contributions of KPIs add up to the score"),
            never_made(
                _adds_to_the_score("perspectives"), "contributions of perspectives add up to the score"
            ),
        ),
        aggregates(
            f"{_CARDS}perspectives",
            unique([*_UNIT, "perspective"], REPORT),
            between("coverage_ratio", 0, 1, MODEL),
        ),
        aggregates(
            f"{_CARDS}kpis",
            unique([*_UNIT, "kpi_id"], REPORT),
            one_of("rag", ["Red", "Amber", "Green"], REPORT),
            never_made(
                "(t.score is null) <> (t.withheld_reason is not null)", "a score, or why there is none"
            ),
            never_made(
                "t.score is not null and not exists"
                f" (select 1 from {_CARDS}months as p where {_SAME_UNIT} and p.kpi_id = t.kpi_id"
                " and p.source_row_kind = 'Value' and p.so_far_value = t.actual_value)",
                "the values of the months make the actual",
            ),
        ),
        aggregates(
            f"{_CARDS}months",
            unique([*_UNIT, "kpi_id", "table_name", "source_system", "record_id"], REPORT),
            filled("record_id", MODEL),
            never_made(
                "(t.source_row_kind = 'Value') <> (t.month_start is not null)", "a value has its month"
            ),
        ),
        aggregates(
            f"{_CARDS}goals",
            unique(["node_key"], REPORT),
            one_of("node_type", ["Objective", "Key result"], REPORT),
            between("score_ratio", 0, 1, MODEL),
            never_made(
                "(t.score_ratio is null) <> (t.withheld_reason is not null)", "a score, or why there is none"
            ),
            says_no_name("title"),
        ),
        aggregates(f"{_CARDS}definitions", *defines_terms(REPORT)),
    ),
)
