"""What must hold of the development plans before HR and managers get them.

Belongs here: steps that say why and by when, gaps that are known or say why not, effects of enough people.
Does not belong here: how a gap or an effect comes about (dbt marts).
"""

from quality.disclosure import aggregates, defines_terms, empty_when_withheld, large_enough
from quality.remedies import MODEL, REPORT, never_made
from quality.suite import Suite, Table, between, filled, never, one_of, unique

_PLANS = "reports.rpt_development_plans__"

SUITE = Suite(
    name="development_plans",
    stage="release",
    tables=(
        Table(
            f"{_PLANS}steps",
            rules=(
                unique(["person_key", "step_number"], REPORT),
                one_of(
                    "step_kind",
                    ["Mandatory training", "Agreed action", "Course", "Practice", "Assessment"],
                    REPORT,
                ),
                one_of("step_state", ["Overdue", "Open"], REPORT),
                filled("step_title", MODEL),
                filled("step_reason", MODEL),
                never_made("t.manager_person_key = t.person_key", "nobody's plan goes to themselves"),
                never_made(
                    "t.step_kind <> 'Agreed action' and t.step_due_date is null",
                    "what the project proposes has a day",
                ),
                never_made(
                    f"t.step_kind = 'Course' and not exists (select 1 from {_PLANS}gaps as g"
                    " where g.person_key = t.person_key and g.item_name = t.step_title and g.gap_level > 0)",
                    "a course is proposed for a gap that is known",
                ),
                never(
                    f"(select count(distinct a.person_key) from {_PLANS}steps as a where a.manager_person_key ="
                    " t.manager_person_key) > 60",
                    "no manager has more than 60 people",
                    "Look at the reporting line: a workbook for so many is for somebody else as well.",
                    because="a company may be so flat",
                ),
            ),
        ),
        Table(
            f"{_PLANS}gaps",
            rules=(
                unique(["person_key", "competency_id"], REPORT),
                between("required_level", 0, None, MODEL),
                between("gap_level", 0, None, MODEL),
                never_made(
                    "(t.gap_state like 'Not known%') <> (t.gap_level is null)",
                    "a gap is known, or it is said why not",
                ),
                never_made("(t.gap_state = 'Reached') <> (t.gap_level = 0)", "reached is without a gap"),
                never_made(
                    "t.item_name is not null and coalesce(t.gap_level, 0) = 0", "a course is for a gap"
                ),
                never_made(
                    f"abs((select sum(w.weight_ratio) from {_PLANS}gaps as w where w.person_key = t.person_key) - 1)"
                    " > 0.0001",
                    "a person's weights add up to 1",
                ),
            ),
        ),
        aggregates(
            f"{_PLANS}effects",
            unique(["outcome", "competency_id", "dimension", "dimension_value"], REPORT),
            filled("effect_verdict", MODEL),
            large_enough("taker_count"),
            large_enough("comparison_count"),
            empty_when_withheld("taker_count", "comparison_count", "effect_value"),
            never_made(
                "t.lower_effect_value > t.effect_value or t.upper_effect_value < t.effect_value",
                "the difference lies in its interval",
            ),
        ),
        Table(f"{_PLANS}definitions", rules=defines_terms(REPORT)),
    ),
)
