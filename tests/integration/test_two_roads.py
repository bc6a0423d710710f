"""One company by two roads: through the connectors, and as nothing but files of the canonical contract.

Belongs here: that both give the same rows, and the list of what may differ, each with its reason.
Does not belong here: how either is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb
import pytest

from tests.integration.conftest import Home

# Columns that say where a row came from, or that stand for a thing under a key of its own.
PROVENANCE = {"source_system", "source_id", "source_document", "known_from", "match_rule", "plan_source_id"}
# What a key or a source's identifier stands for, so that both roads' rows can be laid side by side.
PERSON = "(select employee_number from {db}.identity.person_identity p where p.person_key = t.{column})"
RECORD = (
    "(select p.employee_number from {db}.canonical.canonical__identity_link l "
    "join {db}.identity.person_identity p using (person_key) "
    "where l.source_system = t.source_system and l.source_id = t.{column})"
)
MEANINGS = {
    "person_key": PERSON,
    "org_unit_key": "(select org_unit_id from {db}.canonical.canonical__org_unit u where u.org_unit_key = t.{column})",
    "job_key": "(select job_id from {db}.canonical.canonical__job j where j.job_key = t.{column})",
    "grade_key": "(select company_id || '/' || grade_id from {db}.canonical.canonical__grade g "
    "where g.grade_key = t.{column})",
    "role_key": "(select plan_id from {db}.core.dim_critical_role r where r.role_key = t.{column})",
    "employment_key": "(select p.employee_number || '/' || e.start_date from {db}.canonical.canonical__employment e "
    "join {db}.identity.person_identity p using (person_key) where e.employment_key = t.{column})",
    "source_id": RECORD,
}


@dataclass(frozen=True)
class Difference:
    """What may differ in a table.

    Attributes:
        reason: why the two roads cannot agree.
        columns: columns left out of the comparison.
        only: which rows are compared (SQL).
    """

    reason: str
    columns: set[str] = field(default_factory=set)
    only: str = "true"


UNFINISHED = Difference(
    "Frappe averages a review without a self rating, and the contract gives no rating: withheld either way, for the "
    "reason that each can give.",
    only="t.person_key not in (select person_key from {db}.identity.person_identity "
    "where employee_number = 'CAST-NO-SELF-REVIEW')",
)
TWICE = Difference(
    "One person was planted as paid by the register and by a slip; the contract holds one row per person and period.",
    only="not (t.source_system = 'frappe_hr' and t.company_id = 'Kaveri Industries Ltd')",
)
DIFFERENCES = {
    "canonical.canonical__company": Difference(
        "Frappe writes a country's name, the contract its code.", {"country"}
    ),
    "canonical.canonical__assignment": Difference(
        "Files know the real history; Frappe's is walked back and marked assumed without a document.",
        {"is_history_assumed"},
    ),
    "canonical.canonical__comp_base": Difference(
        "Frappe's amount is at the person's own FTE.", {"fte_basis"}
    ),
    "canonical.canonical__pay_run": TWICE,
    "core.fct_pay_item": TWICE,
    "canonical.canonical__goal": Difference("No title of a goal lands from Frappe.", {"title", "kind"}),
    "canonical.canonical__review_cycle": Difference(
        "Frappe names one company of a cycle for all; the contract names every company.", {"company_id"}
    ),
    "canonical.canonical__survey_item": Difference(
        "LimeSurvey's own number of a question.", {"scale_question_id"}
    ),
    "canonical.canonical__survey_invite": Difference("The contract knows no token.", {"token"}),
    "canonical.canonical__learning_item": Difference(
        "A catalogue names a Moodle course by its short name, the contract by its number.", {"item_code"}
    ),
    "canonical.canonical__learning_record": Difference(
        "A course without criteria, or an ended enrolment, is no status of the contract; and the contract names the "
        "company.",
        {"company_id"},
        "t.status <> 'not_tracked'",
    ),
    "core.dim_company": Difference("Frappe writes a country's name, the contract its code.", {"country"}),
    "core.fct_assignment": Difference("See canonical__assignment.", {"is_history_assumed"}),
    "core.fct_learning": Difference("See canonical__learning_record.", only="t.status <> 'not_tracked'"),
    "core.fct_rating": Difference(
        "The contract has no score of goals alone, and gives no final rating where a part of it is missing.",
        only="t.rating_type <> 'goal' and t.is_complete and t.rating_value is not null",
    ),
    "kpi.kpi_training_completion": Difference("See canonical__learning_record.", {"coverage_ratio"}),
    **{
        f"compensation.{name}": UNFINISHED
        for name in (
            *(
                "compensation_candidate",
                "compensation_check",
                "increment_entitlement",
                "increment_recommendation",
            ),
            *("promotion_recommendation", "rating_at_decision", "recommendation_reason"),
        )
    },
    "succession.talent_grid": UNFINISHED,
    "succession.talent_grid_cycle": UNFINISHED,
}

CANONICAL = (
    *(
        "company",
        "job",
        "grade",
        "org_unit",
        "person",
        "employment",
        "assignment",
        "absence",
        "attendance_day",
    ),
    *("person_competency", "comp_base", "pay_run"),
    *("review_cycle", "goal", "learning_item", "learning_record", "survey", "survey_item", "survey_invite"),
    *("survey_response", "pay_range", "exchange_rate", "comp_budget", "talent_rating", "succession_plan"),
    *("successor", "kpi_def", "kpi_target", "kpi_value"),
)
CORE = (
    *(
        "bridge_org_unit",
        "dim_business_kpi",
        "dim_company",
        "dim_critical_role",
        "dim_employee",
        "dim_exchange_rate",
    ),
    *(
        "dim_grade",
        "dim_job",
        "dim_org_unit",
        "dim_pay_range",
        "fct_absence",
        "fct_appraisal_kra",
        "fct_assignment",
    ),
    *("fct_business_kpi_target", "fct_business_kpi_value", "fct_comp_budget", "fct_employment", "fct_goal"),
    *("fct_headcount_month", "fct_learning", "fct_movement", "fct_pay", "fct_pay_item", "fct_rating"),
    *("fct_successor", "fct_survey_answer", "fct_survey_invite", "fct_talent_rating"),
)
MARTS = (
    *("kpi.kpi_headcount", "kpi.kpi_voluntary_turnover", "kpi.kpi_response_rate", "kpi.kpi_favourable_share"),
    *(
        "kpi.kpi_goal_coverage",
        "kpi.kpi_training_hours",
        "kpi.kpi_training_completion",
        "kpi.headcount_period",
    ),
    *("kpi.counted_exit", "scorecard.scorecard_employee", "scorecard.scorecard_employee_kra"),
    *(
        "scorecard.scorecard_org_unit",
        "scorecard.scorecard_org_unit_kpi",
        "compensation.compensation_population",
    ),
    *("compensation.increment_budget", "compensation.pay_position", "compensation.promotion_score"),
    *("compensation.promotion_budget", "compensation.bonus_budget", "compensation.compensation_circumstance"),
    *(table for table in DIFFERENCES if table.startswith("compensation.")),
    *(
        f"succession.{name}"
        for name in (
            *("critical_role", "criticality_criterion", "critical_role_coverage", "succession_nomination"),
            *("successor_pool", "role_requirement", "competency_held", "readiness_component"),
            *("succession_readiness", "successor_gap", "bench_offer", "bench_assignment", "successor_load"),
            *("succession_bench", "bench_strength", "succession_cascade", "slate_diversity"),
            *("critical_competency", "key_person_risk", "talent_grid", "talent_grid_cycle"),
            *("succession_vacancy", "high_potential_match", "succession_outcome", "workforce_plan"),
        )
    ),
    *(
        "reports.rpt_increments__budgets",
        "reports.rpt_increments__summary",
        "reports.rpt_leadership_pack__headline",
    ),
    *("reports.rpt_leadership_pack__decisions", "reports.rpt_leadership_pack__turnover_by_unit"),
)
TABLES = (*(f"canonical.canonical__{n}" for n in CANONICAL), *(f"core.{n}" for n in CORE), *MARTS)


@pytest.fixture(scope="module")
def roads(home: Home, files_home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """Both warehouses, as `connectors` and `files`; let go at the end, for a run needs its warehouse alone."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.warehouse}' as connectors (read_only)")
        connection.execute(f"attach '{files_home.warehouse}' as files (read_only)")
        yield connection


def _rows(connection: duckdb.DuckDBPyConnection, road: str, table: str) -> str:
    """The query of a table's rows, with keys turned into what they stand for."""
    schema, name = table.split(".")
    columns = connection.execute(
        """select column_name from duckdb_columns()
        where database_name = ? and schema_name = ? and table_name = ? order by column_index""",
        [road, schema, name],
    ).fetchall()
    may_differ = DIFFERENCES.get(table, Difference(""))
    chosen = []
    for (column,) in columns:
        meaning = next((m for end, m in MEANINGS.items() if column.endswith(end)), None)
        if column in PROVENANCE | may_differ.columns:
            continue
        if meaning is not None:
            chosen.append(meaning.format(db=road, column=column) + f" as {column}")
        elif not column.endswith("_key"):
            chosen.append(f"t.{column}")
    return f"select {', '.join(chosen)} from {road}.{table} as t where {may_differ.only.format(db=road)}"


def test_a_company_of_files_alone_goes_through_to_its_deliveries(files_home: Home) -> None:
    kinds = {f.parent.parent.name for f in (files_home.path / "deliveries").glob("*/*/*") if f.is_file()}
    assert kinds == {
        *("increments", "promotions", "payroll_changes"),
        *("leadership_pack", "compensation_summary", "statutory_pay"),
        *("development_plans", "succession_review", "scorecards", "talent_pipeline"),
    }


@pytest.mark.parametrize("table", TABLES)
def test_both_roads_give_the_same_rows(roads: duckdb.DuckDBPyConnection, table: str) -> None:
    connectors, files = (_rows(roads, road, table) for road in ("connectors", "files"))
    [(count,)] = roads.execute(f"select count(*) from ({connectors})").fetchall()
    [(missing,)] = roads.execute(f"select count(*) from ({connectors} except all {files})").fetchall()
    [(extra,)] = roads.execute(f"select count(*) from ({files} except all {connectors})").fetchall()
    assert count > 0
    assert (missing, extra) == (0, 0)


def test_every_difference_is_one(roads: duckdb.DuckDBPyConnection) -> None:
    """An entry of the list that no longer differs is taken out of it."""
    agreed = []
    for table, difference in list(DIFFERENCES.items()):
        with pytest.MonkeyPatch.context() as patch:
            patch.delitem(DIFFERENCES, table)
            connectors, files = (_rows(roads, road, table) for road in ("connectors", "files"))
        [(count,)] = roads.execute(
            f"select count(*) from (({connectors} except all {files}) union all ({files} except all {connectors}))"
        ).fetchall()
        if not count:
            agreed.append((table, difference.reason))
    assert agreed == []
