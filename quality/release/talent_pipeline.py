"""What must hold of the talent pipeline before leaders get it.

Belongs here: figures of enough people, nobody named, counts of roles that agree with each other.
Does not belong here: how a figure comes about (dbt marts), layout.
"""

from quality.disclosure import aggregates, defines_terms, empty_when_withheld, large_enough, says_no_name
from quality.remedies import MODEL, REPORT, never_made
from quality.suite import Suite, between, filled, one_of, unique

_PIPELINE = "reports.rpt_talent_pipeline__"
_IN_ORDER = "second_year_ratio < first_year_ratio or third_year_ratio < second_year_ratio"


SUITE = Suite(
    name="talent_pipeline",
    stage="release",
    tables=(
        aggregates(
            f"{_PIPELINE}headline",
            unique(["sequence"], REPORT),
            filled("measure", REPORT),
            empty_when_withheld("value"),
            never_made(
                "t.unit = 'count' and value > target_value", "no figure is more than what it is a part of"
            ),
        ),
        aggregates(
            f"{_PIPELINE}decisions",
            unique(["sequence"], REPORT),
            filled("decision_text", REPORT),
            says_no_name("decision_text"),
        ),
        aggregates(
            f"{_PIPELINE}bench",
            unique(["division_name"], REPORT),
            never_made(
                "filled_count > covered_count or filled_count > filled_within_a_year_count"
                " or covered_count > role_count or filled_within_a_year_count > role_count",
                "what is filled at once is covered by name, and no more roles are filled than there are",
            ),
            never_made(
                f"t.is_whole and role_count <> (select sum(b.role_count) from {_PIPELINE}bench as b"
                " where not b.is_whole)",
                "every critical role is counted in one division",
            ),
        ),
        aggregates(
            f"{_PIPELINE}women",
            unique(["kind", "sequence"], REPORT),
            one_of("kind", ["By grade", "On the way up"], REPORT),
            large_enough("people_at_least_count"),
            empty_when_withheld("people_at_least_count", "women_ratio"),
            between("women_ratio", 0, 1, MODEL),
            never_made("round(women_ratio, 2) <> women_ratio", "shares of women are whole per cents"),
        ),
        aggregates(
            f"{_PIPELINE}leavers",
            unique(["company_id", "job_family"], REPORT),
            filled("family_name", REPORT),
            large_enough("people_at_least_count"),
            empty_when_withheld("people_at_least_count", "first_year_ratio", "third_year_ratio"),
            between("third_year_ratio", 0, 1, MODEL),
            never_made(_IN_ORDER, "whoever has gone stays gone"),
            never_made(
                "third_year_low_ratio > third_year_ratio or third_year_high_ratio < third_year_ratio",
                "the share lies in its interval",
            ),
        ),
        aggregates(
            f"{_PIPELINE}vacancies",
            unique(["year_number"], REPORT),
            empty_when_withheld("role_count", "expected_role_vacancies", "ready_people_at_least_count"),
            never_made("expected_role_vacancies > role_count", "no more roles fall vacant than there are"),
        ),
        aggregates(
            f"{_PIPELINE}outcomes",
            unique(["sequence"], REPORT),
            filled("outcome_name", REPORT),
            empty_when_withheld("value_ratio", "days_count", "difference_ratio"),
            never_made("lower_ratio > upper_ratio", "an interval begins before it ends"),
        ),
        aggregates(
            f"{_PIPELINE}withheld",
            filled("withheld_reason", REPORT),
            between("cell_count", 0, None, REPORT),
        ),
        aggregates(f"{_PIPELINE}definitions", *defines_terms(REPORT)),
    ),
)
