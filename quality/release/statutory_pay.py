"""What must hold of the statutory pay reports before HR gets them.

Belongs here: small groups, shares that are shares, sums that agree between the sheets.
Does not belong here: how a gap comes about (dbt marts), file formats.
"""

from quality.disclosure import defines_terms, empty_when_withheld, large_enough, names_nobody
from quality.remedies import MODEL, REPORT, never_made
from quality.suite import Rule, Suite, Table, between, filled, never, one_of, unique

_LOOK = "Look at the pay and the payroll of the company: few employers have such a figure."


def _a_gap(column: str) -> Rule:
    """A gap above 60 % or below -60 % is possible, and more likely a mistake of a unit or a period."""
    return between(column, -0.6, 0.6, _LOOK, because="a gap this wide is possible and is for HR to look at")


SUITE = Suite(
    name="statutory_pay",
    stage="release",
    tables=(
        Table(
            "reports.rpt_statutory_pay__gaps",
            rules=(
                unique(["company_id", "cycle_id", "sequence"], REPORT),
                filled("legal_basis", REPORT),
                large_enough("people_at_least_count"),
                empty_when_withheld("value_ratio", "people_at_least_count"),
                between("value_ratio", None, 1, MODEL),
                never_made(
                    "t.figure_name like '% who received a bonus' and t.value_ratio < 0",
                    "a share of people is not negative",
                ),
                never(
                    "t.figure_name like '%gap%' and abs(t.value_ratio) > 0.6",
                    "gaps are between -60 % and 60 %",
                    _LOOK,
                    because="a gap this wide is possible and is for HR to look at",
                ),
                names_nobody("reports.rpt_statutory_pay__gaps"),
            ),
        ),
        Table(
            "reports.rpt_statutory_pay__quartiles",
            rules=(
                unique(["company_id", "cycle_id", "quartile"], REPORT),
                one_of("quartile", [1, 2, 3, 4], REPORT),
                large_enough("people_at_least_count"),
                empty_when_withheld("people_at_least_count", "women_ratio", "men_ratio"),
                between("women_ratio", 0, 1, MODEL),
                never_made("women_ratio + men_ratio <> 1", "women and men are everybody in a band"),
                never_made(
                    "(select max(q.people_at_least_count) - min(q.people_at_least_count)"
                    " from reports.rpt_statutory_pay__quartiles as q"
                    " where q.company_id = t.company_id and q.cycle_id = t.cycle_id)"
                    " > (select max(minimum_group) from policy.disclosure_policy where valid_to is null)",
                    "bands are as equal as possible",
                ),
                names_nobody("reports.rpt_statutory_pay__quartiles"),
            ),
        ),
        Table(
            "reports.rpt_statutory_pay__categories",
            rules=(
                unique(["company_id", "cycle_id", "category_id"], REPORT),
                large_enough("people_at_least_count"),
                empty_when_withheld("people_at_least_count", "base_mean_ratio", "base_median_ratio"),
                never_made(
                    "t.withheld_reason is not null and t.variable_mean_ratio is not null",
                    "what is withheld has no gap in variable pay either",
                ),
                never_made(
                    "people_at_least_count > (select max(g.people_at_least_count)"
                    " from reports.rpt_statutory_pay__gaps as g"
                    " where g.company_id = t.company_id and g.cycle_id = t.cycle_id)",
                    "no category is larger than the company",
                ),
                _a_gap("base_mean_ratio"),
                names_nobody("reports.rpt_statutory_pay__categories"),
            ),
        ),
        Table(
            "reports.rpt_statutory_pay__wages",
            rules=(
                unique(["company_id", "cycle_id", "currency"], REPORT),
                large_enough("people_count"),
                empty_when_withheld(
                    "people_count", "women_wages_ratio", "women_people_ratio", "gross_amount"
                ),
                between("women_wages_ratio", 0, 1, MODEL),
                names_nobody("reports.rpt_statutory_pay__wages"),
            ),
        ),
        Table(
            "reports.rpt_statutory_pay__definitions",
            rules=defines_terms(REPORT),
        ),
    ),
)
