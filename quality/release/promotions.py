"""What must hold of the promotion recommendations before HR gets them.

Belongs here: gates before recommendation, scores explained. Does not belong here: how a score comes about.
"""

from quality.disclosure import defines_terms
from quality.suite import Rule, Suite, Table, between, filled, never, one_of, unique

_MODEL = "Do not publish: find the cause in models/marts/compensation, correct it and build again."
_REPORT = "Do not publish: the report model differs from the mart it reads."
_PERSON = ["company_id", "cycle_id", "scenario_id", "person_key"]
_SAME_PERSON = " and ".join(f"r.{column} = t.{column}" for column in _PERSON)
_RECOMMENDATIONS = "reports.rpt_promotions__recommendations"


def _never(condition: str, says: str) -> Rule:
    return never(condition, says, _MODEL)


SUITE = Suite(
    name="promotions",
    stage="release",
    tables=(
        Table(
            _RECOMMENDATIONS,
            rules=(
                unique(_PERSON, _REPORT),
                one_of(
                    "recommendation_status",
                    ["Recommended", "Unfunded", "Not yet", "Ineligible", "Withheld"],
                    _REPORT,
                ),
                filled("headline_reason", _MODEL),
                between("readiness_score", 0, 1, _MODEL),
                between("next_level_cost_amount", 0, None, _MODEL),
                _never(
                    "t.recommendation_status in ('Recommended', 'Unfunded') and"
                    " (not gates_passed or failed_gate is not null or readiness <> 'Ready now'"
                    " or next_grade_id is null or readiness_score is null)",
                    "who is recommended or lacks only budget has passed every gate, is ready now, and a grade is next",
                ),
                _never("gates_passed and failed_gate is not null", "a gate that failed is not passed"),
                _never("not gates_passed and failed_gate is null", "a gate that was not passed is named"),
                _never("next_grade_id = grade_id", "a promotion leads to another grade"),
                _never(
                    "t.recommendation_status = 'Withheld' and readiness not in ('Not assessed', 'Ready now')",
                    "who is withheld is not assessed, or is ready and the cost cannot be said",
                ),
                _never(
                    "t.recommendation_status <> 'Recommended' and promotion_amount <> 0",
                    "nobody gets a raise without being recommended",
                ),
                _never(
                    f"not exists (select 1 from reports.rpt_promotions__reasons as r where {_SAME_PERSON})",
                    "every recommendation has a reason",
                ),
                _never(
                    "abs(readiness_score - (select sum(r.contribution) from reports.rpt_promotions__reasons as r"
                    f" where {_SAME_PERSON})) > 0.0051",
                    "the reasons' contributions add up to the score, which is shown with two decimals",
                ),
                never(
                    "t.recommendation_status = 'Recommended'"
                    f" and (select count(*) from {_RECOMMENDATIONS} as r"
                    " where r.company_id = t.company_id and r.recommendation_status = 'Recommended')"
                    f" > 0.3 * (select count(*) from {_RECOMMENDATIONS} as r where r.company_id = t.company_id)",
                    "at most three in ten of a company are recommended",
                    "Look at the weights and readiness bands of the promotion policy.",
                    because="a policy may mean it so; it is unusual enough to be looked at",
                ),
            ),
        ),
        Table(
            "reports.rpt_promotions__reasons",
            rules=(
                unique([*_PERSON, "sequence"], _REPORT),
                filled("reason_text", _MODEL),
                filled("rule_id", _MODEL),
                _never(
                    f"not exists (select 1 from {_RECOMMENDATIONS} as r where {_SAME_PERSON})",
                    "every reason belongs to a recommendation",
                ),
            ),
        ),
        Table(
            "reports.rpt_promotions__findings",
            rules=(
                unique(["company_id", "cycle_id", "finding_name", "subject_id"], _REPORT),
                one_of("severity", ["Critical", "Warning"], _REPORT),
                filled("finding_text", _MODEL),
                filled("owner", _MODEL),
                filled("remedy", _MODEL),
            ),
        ),
        Table(
            "reports.rpt_promotions__definitions",
            rules=defines_terms(_REPORT),
        ),
    ),
)
