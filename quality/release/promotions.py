"""What must hold of the promotion recommendations before HR gets them.

Belongs here: gates before recommendation, scores explained. Does not belong here: how a score comes about.
"""

from quality.disclosure import defines_terms
from quality.recommendations import PERSON, SAME_PERSON, findings_of, reasons_of
from quality.remedies import MODEL, REPORT, never_made
from quality.suite import Suite, Table, between, filled, never, one_of, unique

_RECOMMENDATIONS = "reports.rpt_promotions__recommendations"


SUITE = Suite(
    name="promotions",
    stage="release",
    tables=(
        Table(
            _RECOMMENDATIONS,
            rules=(
                unique(PERSON, REPORT),
                one_of(
                    "recommendation_status",
                    ["Recommended", "Unfunded", "Not yet", "Ineligible", "Withheld"],
                    REPORT,
                ),
                filled("headline_reason", MODEL),
                between("readiness_score", 0, 1, MODEL),
                between("next_level_cost_amount", 0, None, MODEL),
                never_made(
                    "t.recommendation_status in ('Recommended', 'Unfunded') and"
                    " (not gates_passed or failed_gate is not null or readiness <> 'Ready now'"
                    " or next_grade_id is null or readiness_score is null)",
                    "who is recommended or lacks only budget has passed every gate, is ready now, and a grade is next",
                ),
                never_made("gates_passed and failed_gate is not null", "a gate that failed is not passed"),
                never_made("not gates_passed and failed_gate is null", "a gate that was not passed is named"),
                never_made("next_grade_id = grade_id", "a promotion leads to another grade"),
                never_made(
                    "t.recommendation_status = 'Withheld' and readiness not in ('Not assessed', 'Ready now')",
                    "who is withheld is not assessed, or is ready and the cost cannot be said",
                ),
                never_made(
                    "t.recommendation_status <> 'Recommended' and promotion_amount <> 0",
                    "nobody gets a raise without being recommended",
                ),
                never_made(
                    f"not exists (select 1 from reports.rpt_promotions__reasons as r where {SAME_PERSON})",
                    "every recommendation has a reason",
                ),
                never_made(
                    "abs(readiness_score - (select sum(r.contribution) from reports.rpt_promotions__reasons as r"
                    f" where {SAME_PERSON})) > 0.0051",
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
        reasons_of("promotions"),
        findings_of("promotions"),
        Table(
            "reports.rpt_promotions__definitions",
            rules=defines_terms(REPORT),
        ),
    ),
)
