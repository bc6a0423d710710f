"""Each member of the cast exists for one awkward case, and the warehouse gets that case right.

Belongs here: one test per member, about the figures the case is about; the names are the numbers in
`company/cast.py`. Does not belong here: how a case looks in a source, or a model's arithmetic (dbt unit tests).
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from company.cast import CAST, EUROPE, PLATFORM, SALES

Warehouse = duckdb.DuckDBPyConnection
CHECKED: set[str] = set()


def about(number: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Say which member a test is about."""

    def note(test: Callable[..., None]) -> Callable[..., None]:
        CHECKED.add(number)
        return test

    return note


def of(
    warehouse: Warehouse, number: str, table: str, columns: str, where: str = "true"
) -> list[tuple[Any, ...]]:
    """Rows of one person in a table, in the order of the columns asked for."""
    return warehouse.execute(
        f"""select {columns} from {table} where {where} and person_key in (
            select person_key from identity.person_identity where employee_number = ?) order by all""",
        [number],
    ).fetchall()


def increment(warehouse: Warehouse, number: str, columns: str) -> tuple[Any, ...]:
    """The one increment recommendation of a person."""
    [row] = of(warehouse, number, "compensation.increment_recommendation", columns)
    return row


def present(warehouse: Warehouse, unit: str, on: date) -> set[str]:
    """Numbers of the employees in a unit at the close of a day, straight from employments and assignments."""
    found = warehouse.execute(
        """select employee_number
        from core.fct_employment as e
        inner join core.fct_assignment as a using (employment_key)
        inner join core.dim_org_unit as o on a.org_unit_key = o.org_unit_key
        inner join identity.person_identity as i on e.person_key = i.person_key
        where org_unit_id = $1 and e.worker_type = 'employee' and not is_rescinded
            and start_date <= $2 and coalesce(end_date, date '9999-12-31') > $2
            and a.valid_from <= $2 and coalesce(a.valid_to, date '9999-12-31') > $2""",
        [unit, on],
    ).fetchall()
    return {number for (number,) in found}


def month(warehouse: Warehouse, unit: str, first: str) -> tuple[int, int, int]:
    """Employees hired, gone and there at the close of a month, people directly in a unit."""
    [counts] = warehouse.execute(
        """select cast(sum(hire_count) as int), cast(sum(exit_count) as int), cast(sum(closing_count) as int)
        from core.fct_headcount_month inner join core.dim_org_unit using (org_unit_key)
        where org_unit_id = ? and worker_type = 'employee' and month_start = ?""",
        [unit, first],
    ).fetchall()
    return counts


def exits(warehouse: Warehouse, unit: str, first: str, exit_type: str) -> int:
    """Exits that turnover counts in a month, people directly in a unit."""
    [(count,)] = warehouse.execute(
        """select coalesce(sum(e.exit_count), 0)
        from kpi.counted_exit as e
        inner join kpi.person_month as m using (employment_key, month_start)
        inner join core.dim_org_unit as o on m.own_org_unit_key = o.org_unit_key
        where org_unit_id = ? and e.worker_type = 'employee' and month_start = ? and exit_type = ?""",
        [unit, first, exit_type],
    ).fetchall()
    return int(count)


def leavers(warehouse: Warehouse, unit: str, first: str) -> dict[str, str | None]:
    """Number and kind of exit of everybody whose last day in a unit lies in a month."""
    found = warehouse.execute(
        """select employee_number, exit_type
        from core.fct_employment as e
        inner join core.fct_movement as m using (employment_key)
        inner join core.dim_org_unit as o on m.from_org_unit_key = o.org_unit_key
        inner join identity.person_identity as i on e.person_key = i.person_key
        where movement_type = 'exit' and org_unit_id = ? and e.worker_type = 'employee'
            and date_trunc('month', movement_date) = cast(? as date)""",
        [unit, first],
    ).fetchall()
    return dict(found)


def day(text: str) -> date:
    return date.fromisoformat(text)


@about("CAST-REHIRE-20D")
def test_a_return_after_20_days_voids_the_exit_and_keeps_the_gap(built_company: Warehouse) -> None:
    spells = of(
        built_company,
        "CAST-REHIRE-20D",
        "core.fct_employment",
        "spell_number, start_date, end_date, exit_type, is_exit_voided",
    )
    assert spells == [
        (1, day("2021-06-01"), day("2025-07-31"), "voluntary", True),
        (2, day("2025-08-20"), None, None, False),
    ]
    # Out of turnover: of the team's leavers in July, everybody is counted but this one.
    gone = leavers(built_company, PLATFORM, "2025-07-01")
    assert gone.pop("CAST-REHIRE-20D") == "voluntary"
    counted = exits(built_company, PLATFORM, "2025-07-01", "voluntary")
    assert counted == sum(kind == "voluntary" for kind in gone.values())
    # Headcount keeps the gap and shows both movements.
    assert month(built_company, PLATFORM, "2025-07-01")[1] == len(gone) + 1
    assert month(built_company, PLATFORM, "2025-08-01")[0] >= 1
    for close in ("2025-07-30", "2025-07-31", "2025-08-19", "2025-08-20"):
        is_there = "CAST-REHIRE-20D" in present(built_company, PLATFORM, day(close))
        assert is_there == (close in ("2025-07-30", "2025-08-20")), close
    # Service continues: June 2021 to March 2026 are 58 whole months.
    service = of(
        built_company,
        "CAST-REHIRE-20D",
        "compensation.compensation_population",
        "service_start_date, service_months",
    )
    assert service == [(day("2021-06-01"), 58)]
    [tenure] = of(built_company, "CAST-REHIRE-20D", "core.dim_employee", "original_hire_date, tenure_months")
    assert tenure == (day("2021-06-01"), 57)


@about("CAST-REHIRE-LATE")
def test_a_return_after_six_months_is_an_exit_and_a_new_hire(built_company: Warehouse) -> None:
    spells = of(
        built_company, "CAST-REHIRE-LATE", "core.fct_employment", "start_date, exit_type, is_exit_voided"
    )
    assert spells == [(day("2020-02-03"), "voluntary", False), (day("2025-12-01"), None, False)]
    gone = leavers(built_company, PLATFORM, "2025-05-01")
    counted = exits(built_company, PLATFORM, "2025-05-01", "voluntary")
    assert "CAST-REHIRE-LATE" in gone
    assert counted == sum(kind == "voluntary" for kind in gone.values())
    # Tenure starts again: December to March are 4 whole months of service at 1 April.
    service = of(
        built_company,
        "CAST-REHIRE-LATE",
        "compensation.compensation_population",
        "service_start_date, service_months",
    )
    assert service == [(day("2025-12-01"), 4)]
    # Merit for the months of this service only: 4 / 12.
    [(ratio,)] = [increment(built_company, "CAST-REHIRE-LATE", "proration_ratio")]
    assert float(ratio) == pytest.approx(4 / 12, abs=1e-4)


@about("CAST-FUTURE-HIRE")
def test_a_hire_of_may_is_nobody_on_the_as_of_date(built_company: Warehouse) -> None:
    number = "CAST-FUTURE-HIRE"
    [person] = of(built_company, number, "core.dim_employee", "is_active, start_date, tenure_months")
    assert person == (False, day("2026-05-04"), None)
    assert of(built_company, number, "core.fct_employment", "is_future") == [(True,)]
    assert number not in present(built_company, PLATFORM, day("2026-03-31"))
    assert month(built_company, PLATFORM, "2026-03-01")[2] == len(
        present(built_company, PLATFORM, day("2026-03-31"))
    )
    assert of(built_company, number, "compensation.increment_recommendation", "status") == []
    assert of(built_company, number, "succession.talent_grid", "status") == []


@about("CAST-NO-MANAGER")
def test_somebody_without_manager_is_counted_and_recommended(built_company: Warehouse) -> None:
    number = "CAST-NO-MANAGER"
    assert of(built_company, number, "core.dim_employee", "is_active, manager_person_key") == [(True, None)]
    assert number in present(built_company, PLATFORM, day("2026-03-31"))
    assert increment(built_company, number, "status, manager_person_key") == ("recommended", None)


@about("CAST-HIRED-AND-LEFT-SAME-DAY")
def test_joining_and_leaving_on_one_day_is_one_hire_and_one_exit(built_company: Warehouse) -> None:
    number = "CAST-HIRED-AND-LEFT-SAME-DAY"
    moves = of(built_company, number, "core.fct_movement", "movement_date, movement_type")
    assert moves == [(day("2025-09-01"), "exit"), (day("2025-09-01"), "hire")]
    # Nobody at the close of any day, so September closes with those who are there without this one.
    for close in ("2025-08-31", "2025-09-01", "2025-09-30"):
        assert number not in present(built_company, SALES, day(close))
    hired, gone, closing = month(built_company, SALES, "2025-09-01")
    opening = present(built_company, SALES, day("2025-08-31"))
    closed = present(built_company, SALES, day("2025-09-30"))
    assert closing == len(closed)
    # The roll-forward closes with the day's hire and exit in it: somebody else's change is what remains.
    assert hired >= 1
    assert gone == len(leavers(built_company, SALES, "2025-09-01")) >= 1
    [(transfers,)] = built_company.execute(
        """select sum(transfer_in_count - transfer_out_count) from core.fct_headcount_month
        inner join core.dim_org_unit using (org_unit_key)
        where org_unit_id = ? and worker_type = 'employee' and month_start = date '2025-09-01'""",
        [SALES],
    ).fetchall()
    assert len(opening) + hired - gone + transfers == closing


@about("CAST-RESCINDED")
def test_a_withdrawn_offer_is_no_employment(built_company: Warehouse) -> None:
    number = "CAST-RESCINDED"
    assert of(built_company, number, "core.fct_employment", "is_rescinded, exit_type") == [(True, "other")]
    assert of(built_company, number, "core.fct_movement", "movement_type") == []
    assert of(built_company, number, "core.fct_assignment", "assignment_key") == []
    assert of(built_company, number, "core.dim_employee", "is_active") == [(False,)]
    # The exits of November that turnover and headcount count do not hold this one.
    assert number not in leavers(built_company, EUROPE, "2025-11-01")
    everybody = len(leavers(built_company, EUROPE, "2025-11-01"))
    assert month(built_company, EUROPE, "2025-11-01")[1] == everybody
    assert exits(built_company, EUROPE, "2025-11-01", "other") <= everybody


@about("CAST-BACKDATED-EXIT")
def test_an_exit_entered_in_march_is_unknown_before(
    built_company: Warehouse, company_known_in_february: Warehouse
) -> None:
    number, columns = "CAST-BACKDATED-EXIT", "end_date, exit_type"
    assert of(built_company, number, "core.fct_employment", columns) == [(day("2025-12-31"), "voluntary")]
    assert number not in present(built_company, SALES, day("2026-01-31"))
    # With the knowledge of 1 March nobody has left: the exit of 31 December was entered on 10 March.
    assert of(company_known_in_february, number, "core.fct_employment", columns) == [(None, None)]
    assert number in present(company_known_in_february, SALES, day("2026-01-31"))
    assert exits(company_known_in_february, SALES, "2025-12-01", "voluntary") == sum(
        kind == "voluntary" for kind in leavers(company_known_in_february, SALES, "2025-12-01").values()
    )
    # What had been entered by then is known as well: who left in November.
    known = of(company_known_in_february, "CAST-UNMAPPED-REASON", "core.fct_employment", "end_date")
    assert known == [(day("2025-11-14"),)]


@about("CAST-AMENDED-SALARY")
def test_the_amended_salary_replaces_the_cancelled_one(built_company: Warehouse) -> None:
    pay = of(built_company, "CAST-AMENDED-SALARY", "core.fct_pay", "valid_from, valid_to, annual_base_amount")
    # 75,000 x 12, and from October 81,000 x 12; the cancelled document said 96,000 x 12 = 1,152,000.
    assert pay == [
        (day("2023-04-01"), day("2025-10-01"), Decimal(900_000)),
        (day("2025-10-01"), None, Decimal(972_000)),
    ]
    assert increment(built_company, "CAST-AMENDED-SALARY", "base_amount") == (Decimal(972_000),)


def promotions(warehouse: Warehouse, number: str) -> list[tuple[Any, ...]]:
    columns = "movement_date, from_grade_rank, to_grade_rank"
    return of(warehouse, number, "core.fct_movement", columns, "movement_type = 'promotion'")


@about("CAST-AMENDED-PROMOTION")
def test_the_amended_promotion_counts_once_at_its_new_date(built_company: Warehouse) -> None:
    assert promotions(built_company, "CAST-AMENDED-PROMOTION") == [(day("2025-10-01"), 3, 4)]
    grades = of(
        built_company, "CAST-AMENDED-PROMOTION", "core.fct_assignment", "valid_from, valid_to, grade_rank"
    )
    assert grades == [(day("2019-07-01"), day("2025-10-01"), 3), (day("2025-10-01"), None, 4)]


@about("CAST-RETROACTIVE-PROMOTION")
def test_a_promotion_entered_late_changes_the_past_only_once_known(
    built_company: Warehouse, company_known_in_february: Warehouse
) -> None:
    number = "CAST-RETROACTIVE-PROMOTION"
    assert promotions(built_company, number) == [(day("2025-10-01"), 3, 4)]
    since = of(built_company, number, "core.dim_employee", "grade_rank, grade_since_date")
    assert since == [(4, day("2025-10-01"))]
    # It was entered on 20 February; the last load before 1 March is of 15 February.
    assert promotions(company_known_in_february, number) == []
    assert of(company_known_in_february, number, "core.dim_employee", "grade_rank") == [(3,)]
    # The amended promotion had been entered in September and is known.
    assert promotions(company_known_in_february, "CAST-AMENDED-PROMOTION") == [(day("2025-10-01"), 3, 4)]


@about("CAST-BELOW-RANGE")
def test_pay_below_the_range_is_called_so(built_company: Warehouse) -> None:
    columns = (
        "annual_base_amount, range_minimum_amount, compa_ratio, range_penetration_ratio, position_status"
    )
    [found] = of(built_company, "CAST-BELOW-RANGE", "compensation.pay_position", columns)
    # 0.74 x 900,000 = 666,000 under a range of 720,000 to 1,080,000: (666 - 720) / 360 = -0.15.
    assert found == (
        Decimal(666_000),
        Decimal(720_000),
        Decimal("0.740000"),
        Decimal("-0.150000"),
        "below_range",
    )


@about("CAST-RED-CIRCLED")
def test_pay_above_the_range_gets_a_lump_sum_and_no_increment(built_company: Warehouse) -> None:
    columns = "range_maximum_amount, compa_ratio, range_penetration_ratio, position_status"
    [found] = of(built_company, "CAST-RED-CIRCLED", "compensation.pay_position", columns)
    # 1.27 x 900,000 = 1,143,000 over a maximum of 1,080,000: (1,143 - 720) / 360 = 1.175.
    assert found == (Decimal(1_080_000), Decimal("1.270000"), Decimal("1.175000"), "red_circled")
    status, reason, matrix, amount, lump_sum, base, new_base = increment(
        built_company,
        "CAST-RED-CIRCLED",
        "status, status_reason, matrix_ratio, increment_amount, lump_sum_amount, base_amount, new_base_amount",
    )
    assert (status, reason, amount) == ("recommended", "lump_sum_only", 0)
    # All that the matrix gives, 3 % of 1,143,000 = 34,290, is paid once; base pay stays.
    assert lump_sum == matrix * base == Decimal(34_290)
    assert new_base == base == Decimal(1_143_000)


@about("CAST-NO-RANGE")
def test_a_grade_without_range_has_no_ratio_and_no_recommendation(built_company: Warehouse) -> None:
    columns = "compa_ratio, range_penetration_ratio, position_status"
    [found] = of(built_company, "CAST-NO-RANGE", "compensation.pay_position", columns)
    assert found == (None, None, "no_range")
    row = increment(built_company, "CAST-NO-RANGE", "status, status_reason, increment_amount, cap_amount")
    assert row == ("withheld", "no_range", None, None)


@about("CAST-UNRATED")
def test_somebody_never_rated_is_withheld_with_the_reason(built_company: Warehouse) -> None:
    number = "CAST-UNRATED"
    columns = "rating_value, status, status_reason, increment_amount"
    assert increment(built_company, number, columns) == (None, "withheld", "unrated", None)
    grid = of(built_company, number, "succession.talent_grid", "status, box_number, not_assessed_reason")
    assert grid == [("not_assessed", None, "no_final_rating_and_no_potential")]
    reasons = of(
        built_company,
        number,
        "compensation.recommendation_reason",
        "decision, outcome, reason_text",
        "rule_id = 'unrated'",
    )
    assert [(decision, outcome) for decision, outcome, _ in reasons] == [
        ("bonus", "failed"),
        ("increment", "failed"),
        ("promotion", "failed"),
    ]
    assert reasons[1][2].startswith("Withheld: no final rating")


@about("CAST-ON-NOTICE")
def test_somebody_on_notice_is_active_and_not_eligible(built_company: Warehouse) -> None:
    number = "CAST-ON-NOTICE"
    [person] = of(built_company, number, "core.dim_employee", "is_active, notice_date, end_date")
    assert person == (True, day("2026-03-10"), day("2026-05-09"))
    assert number in present(built_company, PLATFORM, day("2026-03-31"))
    row = increment(
        built_company, number, "status, status_reason, increment_amount, new_base_amount - base_amount"
    )
    assert row == ("ineligible", "on_notice", 0, 0)
    # An exit of May is in no turnover yet.
    assert "CAST-ON-NOTICE" not in leavers(built_company, PLATFORM, "2026-03-01")
    [(later,)] = built_company.execute(
        "select count(*) from kpi.counted_exit where month_start > date '2026-03-31'"
    ).fetchall()
    assert later == 0


@about("CAST-HIRED-AFTER-CUTOFF")
def test_a_hire_of_february_is_too_late_for_the_cycle(built_company: Warehouse) -> None:
    number = "CAST-HIRED-AFTER-CUTOFF"
    row = increment(built_company, number, "status, status_reason, increment_amount")
    assert row == ("ineligible", "hired_after_cutoff", 0)
    # 16 February to 1 April is one whole month; the policy asks for three.
    [reason] = of(
        built_company,
        number,
        "compensation.recommendation_reason",
        "input_value, threshold",
        "decision = 'increment' and rule_id = 'hired_after_cutoff'",
    )
    assert reason == ("1", "3")


@about("CAST-PART-TIME")
def test_half_time_for_half_pay_is_a_whole_compa_ratio(built_company: Warehouse) -> None:
    columns = "annual_base_amount, fte, annual_fte_base_amount, currency, range_midpoint_amount, compa_ratio"
    [found] = of(built_company, "CAST-PART-TIME", "compensation.pay_position", columns)
    # 23,496 / 0.5 = 46,992 against a midpoint of 47,000: 0.999830.
    assert found == (
        Decimal(23_496),
        Decimal("0.5"),
        Decimal(46_992),
        "EUR",
        Decimal(47_000),
        Decimal("0.999830"),
    )
    # The increment is money for half time: the cap is 20 % of 23,496, not of 46,992.
    assert increment(built_company, "CAST-PART-TIME", "policy_cap_amount") == (Decimal("4699.20"),)


@about("CAST-UNKNOWN-GENDER")
def test_gender_not_disclosed_is_counted_and_guessed_by_nobody(built_company: Warehouse) -> None:
    number = "CAST-UNKNOWN-GENDER"
    assert of(built_company, number, "core.dim_employee", "gender, is_active") == [("unknown", True)]
    assert number in present(built_company, PLATFORM, day("2026-03-31"))
    # With women and men alone head count would be short by these people; with them it closes.
    [(known, unknown, closing)] = built_company.execute(
        """select count_if(gender in ('female', 'male')), count_if(gender = 'unknown'),
            (select sum(closing_count) from core.fct_headcount_month
             where worker_type = 'employee' and month_end = date '2026-03-31')
        from core.dim_employee where is_active and worker_type = 'employee'"""
    ).fetchall()
    assert unknown >= 1
    assert known + unknown == closing
    # Nothing about the recommendation depends on it.
    assert increment(built_company, number, "status") == ("recommended",)


@about("CAST-TRANSFER-AND-PROMOTION")
def test_two_documents_of_one_day_make_a_transfer_and_a_promotion(built_company: Warehouse) -> None:
    number = "CAST-TRANSFER-AND-PROMOTION"
    moves = of(
        built_company,
        number,
        "core.fct_movement",
        "movement_type, from_grade_rank, to_grade_rank, from_org_unit_key = to_org_unit_key",
        "movement_date = date '2025-10-01' and movement_type in ('promotion', 'transfer')",
    )
    assert moves == [("promotion", 3, 4, False), ("transfer", 3, 4, False)]
    # One assignment before and one after: no day in a half-changed state.
    after = of(built_company, number, "core.fct_assignment", "valid_from, valid_to, grade_rank")
    assert after == [(day("2019-07-01"), day("2025-10-01"), 3), (day("2025-10-01"), None, 4)]
    assert number in present(built_company, PLATFORM, day("2025-09-30"))
    assert number in present(built_company, SALES, day("2025-10-01"))
    # Headcount moves once: out of one team, into the other.
    assert number not in present(built_company, PLATFORM, day("2025-10-01"))


def nominations(warehouse: Warehouse, number: str) -> list[tuple[Any, ...]]:
    columns = "role_key, readiness, is_counted, exclusion_reason"
    return of(warehouse, number, "succession.succession_nomination", columns)


def coverage(warehouse: Warehouse, role_key: str) -> tuple[Any, ...]:
    [row] = warehouse.execute(
        """select successor_count, ready_now_count, excluded_count, coverage_status
        from succession.critical_role_coverage where role_key = ?""",
        [role_key],
    ).fetchall()
    return row


def listed(warehouse: Warehouse, plan_and_number: str) -> list[tuple[Any, ...]]:
    return warehouse.execute(
        """select rule_id, owner, length(remedy) > 0 from quality.quality_finding
        where table_name = 'successors' and record_id = ?""",
        [plan_and_number],
    ).fetchall()


@about("CAST-SELF-SUCCESSOR")
def test_the_incumbent_does_not_cover_the_own_role(built_company: Warehouse) -> None:
    [(role, readiness, is_counted, reason)] = nominations(built_company, "CAST-SELF-SUCCESSOR")
    assert (readiness, is_counted, reason) == ("ready_now", False, "is_the_incumbent")
    assert coverage(built_company, role) == (0, 0, 1, "uncovered")
    finding = ("own_successor", "talent management", True)
    assert listed(built_company, "SP-CAST-SELF/CAST-SELF-SUCCESSOR") == [finding]


@about("CAST-LEFT-SUCCESSOR")
def test_a_successor_who_left_is_not_on_the_bench(built_company: Warehouse) -> None:
    [(role, readiness, is_counted, reason)] = nominations(built_company, "CAST-LEFT-SUCCESSOR")
    assert (readiness, is_counted, reason) == ("ready_now", False, "not_employed")
    assert coverage(built_company, role) == (0, 0, 1, "uncovered")
    finding = ("successor_left", "talent management", True)
    assert listed(built_company, "SP-CAST-LEFT/CAST-LEFT-SUCCESSOR") == [finding]


@about("CAST-DRAFT-APPRAISAL")
def test_a_draft_appraisal_is_no_rating(built_company: Warehouse) -> None:
    number = "CAST-DRAFT-APPRAISAL"
    finals = of(
        built_company, number, "core.fct_rating", "cycle_id", "rating_type in ('final', 'goal', 'self')"
    )
    assert {cycle for (cycle,) in finals} == {"2023-24", "2024-25"}
    assert of(built_company, number, "scorecard.scorecard_employee", "cycle_id") == [
        ("2023-24",),
        ("2024-25",),
    ]
    # The increment stands on the last rating that is one.
    assert increment(built_company, number, "review_cycle_id, rating_value") == ("2024-25", Decimal("3.83"))


@about("CAST-NO-SELF-REVIEW")
def test_a_missing_self_review_is_missing_and_the_final_score_is_the_hr_system_s(
    built_company: Warehouse,
) -> None:
    number = "CAST-NO-SELF-REVIEW"
    values = dict(
        built_company.execute(
            """select rating_type, cast(avg(rating_value) as double)
            from core.fct_rating inner join identity.person_identity using (person_key)
            where employee_number = ? and cycle_id = '2025-26' group by rating_type""",
            [number],
        ).fetchall()
    )
    assert values["self"] is None
    # Feedback is the mean of the manager's 3.75 and a peer's 3.25 = 3.5. The HR system averages a zero in:
    # (3.695 + 3.5 + 0) / 3 = 2.398. It is what was submitted, so it is kept and not overwritten.
    feedback = (values["manager"] + values["peer"]) / 2
    assert values["final"] == pytest.approx((values["goal"] + feedback + 0) / 3, abs=0.001)
    assert values["final"] < 2.5 < 3.5 <= (values["goal"] + feedback) / 2
    complete = of(built_company, number, "core.fct_rating", "distinct is_complete", "rating_type = 'final'")
    assert complete == [(False,)]
    # It decides nothing: no pay, no promotion and no box until the review is complete.
    columns = "increment_amount, status, status_reason"
    assert increment(built_company, number, columns) == (None, "withheld", "incomplete_rating")
    promotion = of(
        built_company, number, "compensation.promotion_recommendation", "status, status_reason, gates_passed"
    )
    assert promotion == [("withheld", "incomplete_rating", False)]
    [(reason,)] = of(
        built_company,
        number,
        "compensation.recommendation_reason",
        "reason_text",
        "decision = 'increment' and rule_id = 'incomplete_rating'",
    )
    assert reason == (
        "Withheld: the review of 2025-26 lacks a part, and the HR system counted it as zero; "
        "complete the review, then the increment can be computed."
    )
    grid = of(built_company, number, "succession.talent_grid", "status, cycles_used, not_assessed_reason")
    assert grid == [("not_assessed", 0, "incomplete_rating")]
    # Nobody else of the company lacks a part.
    [(people,)] = built_company.execute(
        "select count(distinct person_key) from core.fct_rating where not is_complete"
    ).fetchall()
    assert people == 1


@about("CAST-NO-IDNUMBER")
def test_a_learner_without_number_is_found_by_e_mail(built_company: Warehouse) -> None:
    learnt = of(
        built_company,
        "CAST-NO-IDNUMBER",
        "core.fct_learning",
        "item_name, status",
        "source_system = 'moodle'",
    )
    assert learnt == [("Code of Conduct", "completed"), ("Data Protection & Privacy", "completed")]
    [(unmatched,)] = built_company.execute("select count(*) from core.identity_unmatched").fetchall()
    assert unmatched == 0


@about("CAST-UNMAPPED-REASON")
def test_an_unknown_reason_is_a_bucket_of_its_own(built_company: Warehouse) -> None:
    number = "CAST-UNMAPPED-REASON"
    found = of(built_company, number, "core.fct_employment", "exit_type, exit_reason")
    assert found == [("unmapped", "See personnel file")]
    gone = leavers(built_company, SALES, "2025-11-01")
    assert exits(built_company, SALES, "2025-11-01", "unmapped") == 1
    voluntary = sum(kind == "voluntary" for kind in gone.values())
    assert exits(built_company, SALES, "2025-11-01", "voluntary") == voluntary
    assert gone[number] == "unmapped"
    # Turnover says what share of exits it could classify.
    [(classified, unmapped, counted)] = built_company.execute(
        """select
            max(coverage_ratio),
            (select count(*) from kpi.counted_exit where exit_type = 'unmapped' and worker_type = 'employee'
                and month_start = date '2025-11-01'),
            (select count(*) from kpi.counted_exit where worker_type = 'employee'
                and month_start = date '2025-11-01')
        from kpi.kpi_voluntary_turnover
        inner join core.dim_org_unit using (org_unit_key)
        where parent_org_unit_key is null and kpi_voluntary_turnover.company_id = '*' and variant = 'daily_average'
            and tree = 'as_is' and dimension = 'all'
            and period_type = 'month' and period_start = date '2025-11-01'""",
    ).fetchall()
    assert unmapped == 1
    assert classified == pytest.approx(1 - 1 / counted)


@about("CAST-CONTRACTOR")
@about("CAST-INTERN")
@pytest.mark.parametrize(
    ("number", "worker_type"), [("CAST-CONTRACTOR", "contingent"), ("CAST-INTERN", "intern")]
)
def test_contractors_and_interns_are_paid_but_not_employees(
    built_company: Warehouse, number: str, worker_type: str
) -> None:
    found = of(built_company, number, "core.dim_employee", "worker_type, is_active")
    assert found == [(worker_type, True)]
    assert number not in present(built_company, PLATFORM, day("2026-03-31"))
    paid = of(
        built_company,
        number,
        "core.fct_pay_item",
        "count(*), sum(amount) > 0",
        "component_class = 'base' and period_start_date = date '2026-03-01'",
    )
    assert paid == [(1, True)]
    for decision in ("increment_recommendation", "promotion_recommendation", "pay_position"):
        assert of(built_company, number, f"compensation.{decision}", "person_key") == [], decision
    # Head count keeps them apart.
    [(apart,)] = built_company.execute(
        """select sum(closing_count) from core.fct_headcount_month
        inner join core.dim_org_unit using (org_unit_key)
        where org_unit_id = ? and worker_type = ? and month_end = date '2026-03-31'""",
        [PLATFORM, worker_type],
    ).fetchall()
    assert apart >= 1


def test_every_member_of_the_cast_is_checked() -> None:
    assert {member.number for member in CAST} == CHECKED


def test_the_roll_forward_of_every_team_is_what_employments_say(built_company: Warehouse) -> None:
    """The cast's teams at three closes: counted by the mart, and counted by hand here."""
    for unit in (PLATFORM, SALES, EUROPE):
        for last in ("2025-07-31", "2025-12-31", "2026-03-31"):
            first = day(last).replace(day=1)
            closing = month(built_company, unit, first.isoformat())[2]
            assert closing == len(present(built_company, unit, day(last))), (unit, last)
