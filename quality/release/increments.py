"""What must hold of the increment recommendations before HR gets them.

Belongs here: budgets kept, caps kept, every amount explained, sums that agree between the sheets.
Does not belong here: how an amount comes about (dbt marts), file formats.
"""

from quality.disclosure import defines_terms, empty_when_withheld
from quality.recommendations import PERSON, SAME_PERSON, findings_of, reasons_of
from quality.remedies import MODEL, REPORT, never_made
from quality.suite import Suite, Table, between, filled, one_of, unique

_LOOK = "Look at the person's pay and range in the HR system."
_CAP = "coalesce((select max(policy_cap_ratio) from policy.merit_policy where valid_to is null), 1)"
_RECOMMENDATIONS = "reports.rpt_increments__recommendations"
_STATUSES = ["Recommended", "No increase", "Ineligible", "Withheld"]
_IN_CYCLE = (
    f"from {_RECOMMENDATIONS} as r"
    " where r.company_id = t.company_id and r.cycle_id = t.cycle_id and r.scenario_id = t.scenario_id"
)
_OF_HOLDER = f"{_IN_CYCLE} and r.holder_org_unit_name = t.holder_org_unit_name"


SUITE = Suite(
    name="increments",
    stage="release",
    tables=(
        Table(
            "reports.rpt_increments__summary",
            rules=(
                unique(["company_id", "cycle_id", "scenario_id"], REPORT),
                between("people_count", 1, None, "Nobody is active: check the load of the HR system."),
                never_made(
                    "people_count <> recommended_count + no_increase_count + ineligible_count + withheld_count",
                    "people are recommended, without increase, ineligible or withheld, and nothing else",
                ),
                never_made(
                    f"people_count <> (select count(*) {_IN_CYCLE})",
                    "people are those of the recommendations",
                ),
                never_made(
                    f"increment_amount <> (select coalesce(sum(r.increment_amount), 0) {_IN_CYCLE})",
                    "the increment is the sum of the recommendations",
                ),
                never_made(
                    "increment_amount > budget_amount or unspent_amount <> budget_amount - increment_amount",
                    "the budget is not exceeded, and what is left is unspent",
                ),
                between("increment_ratio", 0, 1, MODEL),
                empty_when_withheld("currency", "base_amount", "increment_amount", "increment_ratio"),
                never_made(
                    f"t.withheld_reason is null and (select count(distinct r.currency) {_IN_CYCLE}) > 1",
                    "amounts of one currency alone are summed",
                ),
            ),
        ),
        Table(
            _RECOMMENDATIONS,
            rules=(
                unique(PERSON, REPORT),
                one_of("recommendation_status", _STATUSES, REPORT),
                filled("headline_reason", MODEL),
                filled("base_amount", _LOOK, mostly=0.99, because="people without pay are withheld as such"),
                between(
                    "fte", 0.01, 1, _LOOK, because="contracts above full time exist and are paid as such"
                ),
                between("compa_ratio", 0.1, 5, _LOOK),
                between(
                    "compa_ratio", 0.5, 1.6, _LOOK, because="unusual pay is possible and is for HR to look at"
                ),
                never_made(
                    f"increment_amount < 0 or increment_amount > (base_amount + promotion_amount) * {_CAP}",
                    "no increment is negative or above the policy's cap",
                ),
                never_made(
                    "abs(increment_ratio - increment_amount / nullif(base_amount, 0)) > 0.0001",
                    "the rate is the increment over base pay",
                ),
                never_made(
                    "new_base_amount <> base_amount + promotion_amount + increment_amount",
                    "new pay is base, promotion and increment",
                ),
                never_made("lump_sum_amount < 0", "no lump sum is negative"),
                never_made(
                    "t.recommendation_status = 'Withheld' and"
                    " (increment_amount is not null or lump_sum_amount is not null or new_base_amount is not null)",
                    "what is withheld has no amount",
                ),
                never_made(
                    "t.recommendation_status <> 'Withheld' and"
                    " (increment_amount is null or lump_sum_amount is null or new_base_amount is null)",
                    "what is not withheld has its amounts, zero included",
                ),
                never_made(
                    "t.recommendation_status in ('Ineligible', 'No increase')"
                    " and increment_amount + lump_sum_amount <> 0",
                    "nobody gets money without being recommended",
                ),
                never_made(
                    f"not exists (select 1 from reports.rpt_increments__reasons as r where {SAME_PERSON})",
                    "every recommendation has a reason",
                ),
                never_made(
                    "abs(increment_amount - (select sum(r.contribution) from reports.rpt_increments__reasons as r"
                    f" where {SAME_PERSON} and r.contribution is not null)) > 0.01",
                    "the reasons' contributions add up to the increment",
                ),
            ),
        ),
        reasons_of("increments"),
        Table(
            "reports.rpt_increments__budgets",
            rules=(
                unique(["company_id", "cycle_id", "scenario_id", "holder_org_unit_key"], REPORT),
                between("unspent_amount", 0, None, MODEL),
                never_made("recommended_amount > budget_amount", "no holder's budget is exceeded"),
                never_made(
                    "unspent_amount <> budget_amount - recommended_amount",
                    "unspent is budget less recommended",
                ),
                never_made("unspent_amount > 0 and unspent_reason is null", "what is left says why"),
                never_made(
                    "lump_sum_recommended_amount > lump_sum_budget_amount", "lump sums keep to their own pool"
                ),
                never_made("recommended_count > people_count", "no more people recommended than there are"),
                never_made(
                    "(select count(distinct b.holder_org_unit_key) from reports.rpt_increments__budgets as b"
                    " where b.company_id = t.company_id and b.holder_org_unit_name = t.holder_org_unit_name) = 1"
                    f" and recommended_amount <> (select coalesce(sum(r.budget_cost_amount), 0) {_OF_HOLDER})",
                    "a holder's amount is the sum of the holder's people",
                ),
            ),
        ),
        findings_of("increments"),
        Table(
            "reports.rpt_increments__definitions",
            rules=defines_terms(REPORT),
        ),
    ),
)
