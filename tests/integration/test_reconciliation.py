"""Payroll against the HR system against finance: what was planted is found, and nothing else.

Belongs here: what the mart says of the invented company's planted differences. Does not belong here: the arithmetic
of a rule (dbt unit tests), how a difference gets into a register (tests/unit/company).
"""

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from company.truths import read_truths

Warehouse = duckdb.DuckDBPyConnection
TRUTHS = read_truths().truths
# Planted kind -> the rule that finds it and, where policy excuses it, why.
FOUND_AS = {
    "paid_after_exit": ("paid_after_exit", None),
    "final_settlement": ("paid_after_exit", "final_settlement"),
    "employed_not_paid": ("employed_not_paid", None),
    "joined_after_cutoff": ("employed_not_paid", "joined_after_cutoff"),
    "paid_not_employed": ("paid_not_employed", None),
    "pay_in_both_systems": ("pay_in_both_systems", None),
    "amount_differs": ("amount_differs", None),
}
PLANTED_DIFFERENCES = {*FOUND_AS, "finance_differs"}


def rows(warehouse: Warehouse, query: str, *values: object) -> list[tuple[Any, ...]]:
    return warehouse.execute(query, list(values)).fetchall()


def of(warehouse: Warehouse, kind: str, columns: str) -> list[tuple[Any, ...]]:
    """Columns of the differences of the person planted as `kind`, by its rule and excuse, in order of time."""
    rule, excuse = FOUND_AS[kind]
    return rows(
        warehouse,
        f"""select {columns} from reconciliation.pay_difference inner join identity.person_identity using (person_key)
        where employee_number = ? and rule_id = ? and excuse_reason is not distinct from ? order by month_start""",
        TRUTHS[kind]["employee"],
        rule,
        excuse,
    )


def test_what_was_planted_is_found_and_nothing_else(built_company: Warehouse) -> None:
    planted = {
        (TRUTHS[kind]["employee"], rule, excuse, date.fromisoformat(f"{month}-01"))
        for kind, (rule, excuse) in FOUND_AS.items()
        for month in TRUTHS[kind]["months"]
    }
    found = rows(
        built_company,
        """select employee_number, rule_id, excuse_reason, month_start
        from reconciliation.pay_difference left join identity.person_identity using (person_key)
        where rule_id <> 'amount_differs' or difference_status = 'unexplained'""",
    )
    assert set(found) == planted
    assert len(found) == len(planted) == 10


def test_excused_amounts_are_months_that_are_not_whole(built_company: Warehouse) -> None:
    """Every other difference of an amount has its reason in the very month: a day unpaid, a first or a last day."""
    [(wrong, excused)] = rows(
        built_company,
        """select count_if(not coalesce(case excuse_reason
                when 'unpaid_leave' then p.unpaid_days > 0
                when 'part_of_the_month' then e.start_date > e.month_start or e.end_date < e.month_end
                when 'pay_changed_within_the_month' then e.is_pay_unsettled
            end, false)), count(*)
        from reconciliation.pay_difference as d
        inner join reconciliation.paid_month as p using (company_id, pay_subject_key, month_start)
        inner join reconciliation.employed_month as e
            on d.company_id = e.company_id and d.person_key = e.person_key and d.month_start = e.month_start
        where rule_id = 'amount_differs' and difference_status = 'excused'""",
    )
    assert wrong == 0
    assert excused > 100


def test_a_difference_says_since_when_by_how_much_and_on_which_records(built_company: Warehouse) -> None:
    columns = (
        "since_date, hr_amount, payroll_amount, difference_amount, hr_source_system, pay_source_system, owner"
    )
    # Base pay of 666,000 a year is 55,500 a month; payroll paid 92 % of it, 51,060, from September on.
    assert (
        of(built_company, "amount_differs", columns)
        == [
            (
                date(2025, 9, 1),
                Decimal(55_500),
                Decimal(51_060),
                Decimal(-4_440),
                "frappe_hr",
                "payroll_register",
                "total-rewards",
            )
        ]
        * 3
    )
    # Paid 75,000 in January and February after the last day in December: one case since January.
    assert (
        of(built_company, "paid_after_exit", columns)
        == [
            (
                date(2026, 1, 1),
                None,
                Decimal(75_000),
                Decimal(75_000),
                "frappe_hr",
                "payroll_register",
                "payroll",
            )
        ]
        * 2
    )
    # Employed at 75,000 and not on the register: the amount is missing.
    assert of(built_company, "employed_not_paid", columns) == [
        (date(2025, 12, 1), Decimal(75_000), None, Decimal(-75_000), "frappe_hr", None, "payroll")
    ]
    # The register's 75,000 count; the slip of 77,500 beside it does not.
    assert of(built_company, "pay_in_both_systems", columns) == [
        (
            date(2026, 1, 1),
            Decimal(77_500),
            Decimal(75_000),
            Decimal(-2_500),
            "frappe_hr",
            "payroll_register",
            "payroll",
        )
    ]
    for table, identifier in (("canonical__pay_run", "pay"), ("canonical__employment", "hr")):
        [(dangling,)] = rows(
            built_company,
            f"""select count(*) from reconciliation.pay_difference as d
            where d.{identifier}_source_id is not null and rule_id <> 'pay_in_both_systems' and not exists (
                select 1 from canonical.{table} as c where c.source_system = d.{identifier}_source_system
                    and c.source_id = d.{identifier}_source_id)""",
        )
        assert dangling == 0, table


def test_pay_in_two_systems_is_counted_once(built_company: Warehouse) -> None:
    facts = TRUTHS["pay_in_both_systems"]
    [(gross, other, heads)] = rows(
        built_company,
        """select p.gross_amount, p.other_gross_amount, count(*) over ()
        from reconciliation.paid_month as p inner join identity.person_identity as i using (person_key)
        where employee_number = ? and month_start = ?""",
        facts["employee"],
        f"{facts['months'][0]}-01",
    )
    assert (gross, other, heads) == (Decimal(75_000), Decimal(75_000 + facts["slip_surplus"]), 1)


def test_the_bridge_closes_every_month_and_counts_what_was_planted(built_company: Warehouse) -> None:
    [(months, open_months)] = rows(
        built_company,
        """select count(*), count_if(
            closing_count + counted_elsewhere_count + left_in_month_count - employed_not_paid_count
            - contingent_not_paid_count
            - joined_after_cutoff_count - unpaid_leave_count + paid_not_employed_count + paid_after_exit_count
            + final_settlement_count <> paid_count)
        from reconciliation.headcount_bridge where withheld_reason is null""",
    )
    assert (months, open_months) == (2 * 36, 0)
    [february] = rows(
        built_company,
        """select employed_not_paid_count, joined_after_cutoff_count, paid_not_employed_count, paid_after_exit_count,
            final_settlement_count, people_differing_count
        from reconciliation.headcount_bridge
        where company_id = 'Kaveri Industries Ltd' and month_start = date '2026-02-01'""",
    )
    assert february == (0, 1, 0, 1, 1, 1)


def test_finance_differs_in_the_planted_month_alone(built_company: Warehouse) -> None:
    facts = TRUTHS["finance_differs"]
    beyond = rows(
        built_company,
        """select company_id, strftime(month_start, '%Y-%m'), cost_ratio from reconciliation.cost_bridge
        where not is_within_tolerance""",
    )
    assert [(company, month) for company, month, _ in beyond] == [(facts["company"], facts["month"])]
    assert float(beyond[0][2]) == pytest.approx(1 / (1 + facts["surplus_ratio"]), abs=1e-6)
    [(withheld,)] = rows(
        built_company, "select count_if(withheld_reason is not null) from reconciliation.cost_bridge"
    )
    assert withheld == 0


def test_the_report_holds_counts_and_no_money(built_company: Warehouse) -> None:
    by_rule = dict(
        rows(
            built_company,
            """select rule_id, cast(sum(unexplained_count) as int) from reports.rpt_bi__reconciliation
            group by rule_id having sum(unexplained_count) > 0""",
        )
    )
    assert by_rule == {
        "paid_after_exit": 2,
        "paid_not_employed": 1,
        "employed_not_paid": 1,
        "pay_in_both_systems": 1,
        "amount_differs": 3,
    }


@pytest.mark.parametrize(
    ("entity", "count"),
    [("job_card", 67), ("objective", 24), ("finance_period", 72), ("benchmark", 20), ("competency", 9)],
)
def test_files_of_direction_and_money_arrive_in_canonical(
    built_company: Warehouse, entity: str, count: int
) -> None:
    [(found, systems)] = rows(
        built_company, f"select count(*), min(source_system) from canonical.canonical__{entity}"
    )
    assert (found, systems) == (count, "canonical_files")


def test_every_aligned_goal_leads_to_the_top(built_company: Warehouse) -> None:
    """A goal of Frappe HR, aligned by file, reaches an objective of the company in at most three steps."""
    [(aligned, at_top)] = rows(
        built_company,
        """with recursive path (goal_id, objective_id) as (
            select a.goal_id, a.parent_objective_id from canonical.canonical__goal_alignment as a
            inner join canonical.canonical__goal as g
                on a.goal_source_system = g.source_system and a.goal_id = g.goal_id
            union all
            select path.goal_id, o.parent_objective_id from path
            inner join canonical.canonical__objective as o using (objective_id)
            where o.parent_objective_id is not null
        )
        select count(distinct goal_id), count(distinct goal_id) filter (o.objective_level = 'company')
        from path inner join canonical.canonical__objective as o using (objective_id)""",
    )
    [(files,)] = rows(built_company, "select count(*) from canonical.canonical__goal_alignment")
    assert aligned == at_top == files > 500
