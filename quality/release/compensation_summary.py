"""What must hold of the compensation summary before leaders and HR get it.

Belongs here: aggregates only, large enough, within budget, adding up, believable. Does not belong here: charts, words.
"""

from quality.disclosure import aggregates, defines_terms, empty_when_withheld, large_enough, says_no_name
from quality.remedies import MODEL, REPORT, never_made
from quality.suite import Rule, Suite, Table, between, filled, never, one_of, unique

_LOOK = "Look at the pay and the ranges of the grade: few employers have such a figure."
_SUMMARY = "reports.rpt_compensation_summary__"
_PACK = "reports.rpt_leadership_pack__"


def _figures(name: str) -> Table:
    """Figures of the whole group, each with its unit and what it stands for."""
    return aggregates(
        f"{_SUMMARY}{name}",
        unique(["sequence"], REPORT),
        filled("measure", REPORT),
        one_of("unit", ["count", "percent", "money"], REPORT),
        large_enough("n", "coalesce(t.n_label, '') like '%people%'"),
        never_made("t.withheld_reason is null and value is null", "a figure that is missing says why"),
        never_made("t.withheld_reason is not null and value is not null", "what is withheld is empty"),
        never_made(
            "t.unit = 'percent' and (abs(value) > 1 or abs(previous_value) > 1)",
            "shares are ratios of 0 to 1, not per cent",
        ),
        never_made(
            "t.unit = 'money' and (value < 0 or t.currency is null)", "a cost has a currency and a sign"
        ),
        never_made("change_value <> value - previous_value", "the change is this figure less the one before"),
    )


def _mean_increments(name: str, key: str) -> Table:
    """Mean increments of the bands of the whole group."""
    return aggregates(
        f"{_SUMMARY}{name}",
        unique(["cycle_id", key], REPORT),
        large_enough("people_at_least_count"),
        empty_when_withheld("people_at_least_count", "mean_increment_ratio"),
        between("mean_increment_ratio", 0, 1, MODEL),
        never_made(
            "people_at_least_count % (select max(minimum_group) from policy.disclosure_policy where valid_to is null)"
            " <> 0",
            "people are given in round numbers",
        ),
    )


def _adds_to_one(name: str, share: str) -> Rule:
    """Where nothing is withheld the shares of a cycle add to 1, as closely as they are rounded."""
    of_cycle = f"from {_SUMMARY}{name} as p where p.cycle_id = t.cycle_id"
    return never_made(
        f"(select count(*) {of_cycle} and p.withheld_reason is not null) = 0"
        f" and abs((select sum(p.{share}) {of_cycle}) - 1) > 0.005 * (select count(*) {of_cycle}) + 0.0001",
        f"{share}: the parts are the whole",
    )


SUITE = Suite(
    name="compensation_summary",
    stage="release",
    tables=(
        _figures("headline"),
        _figures("changes"),
        aggregates(
            f"{_SUMMARY}decisions",
            unique(["sequence"], REPORT),
            filled("decision_text", REPORT),
            says_no_name("decision_text"),
        ),
        aggregates(
            f"{_SUMMARY}budget",
            unique(["company_id", "cycle_id", "holder_org_unit_key"], REPORT),
            large_enough("people_count"),
            empty_when_withheld(
                "people_count", "budget_amount", "wanted_amount", "recommended_amount", "in_year_amount"
            ),
            never_made(
                "recommended_amount > budget_amount or unspent_amount <> budget_amount - recommended_amount",
                "no budget is exceeded, and what is left is unspent",
            ),
            never_made(
                "in_year_amount < 0 or in_year_amount > recommended_amount", "a year's part is part of a year"
            ),
            never_made(
                "unspent_amount > 0 and t.unspent_reason is null", "what is left of a budget says why it is"
            ),
        ),
        _mean_increments("increments_by_rating", "rating_band"),
        _mean_increments("increments_by_position", "position_order"),
        aggregates(
            f"{_SUMMARY}increment_rates",
            unique(["cycle_id", "rate_class"], REPORT),
            large_enough("people_at_least_count"),
            never_made(
                "(share_ratio is null) <> (t.withheld_reason is not null)", "a share, or why there is none"
            ),
            between("share_ratio", 0, 1, MODEL),
            never_made("share_ratio * 100 <> floor(share_ratio * 100)", "shares are whole per cent"),
            _adds_to_one("increment_rates", "share_ratio"),
        ),
        aggregates(
            f"{_SUMMARY}fairness_verdicts",
            unique(["cycle_id", "sequence"], REPORT),
            between("check_count", 0, None, MODEL),
            never_made(
                f"(select sum(v.check_count) from {_SUMMARY}fairness_verdicts as v"
                f" where v.cycle_id = t.cycle_id) <> (select count(*) from {_SUMMARY}fairness as f"
                " where f.cycle_id = t.cycle_id)",
                "every check has one verdict",
            ),
        ),
        aggregates(
            f"{_SUMMARY}fairness",
            unique(
                ["company_id", "cycle_id", "scenario_id", "decision", "attribute", "group_id", "measure"],
                REPORT,
            ),
            one_of("verdict", ["Pass", "Warn", "Block", "Not judged"], REPORT),
            large_enough("group_at_least_count"),
            large_enough("reference_at_least_count"),
            empty_when_withheld("value", "group_at_least_count", "reference_at_least_count"),
            filled("finding_text", REPORT),
            says_no_name("finding_text"),
            never_made(
                "t.measure = 'impact_ratio' and t.value is null and contains(t.finding_text, '%')",
                "shares that are withheld stand in no sentence",
            ),
            never_made("t.scenario_id <> 'base'", "the checks are of the recommendation and of no what-if"),
        ),
        aggregates(
            f"{_SUMMARY}pay_position",
            unique(["cycle_id", "position_order"], REPORT),
            large_enough("before_count"),
            large_enough("after_count"),
            empty_when_withheld("before_count", "before_ratio", "after_count", "after_ratio"),
            _adds_to_one("pay_position", "before_ratio"),
            _adds_to_one("pay_position", "after_ratio"),
            never_made(
                f"t.placed_count <> (select sum(g.people_count) from {_SUMMARY}compa_ratio as g"
                " where g.cycle_id = t.cycle_id)",
                "the people placed are those of the grades shown",
            ),
        ),
        aggregates(
            f"{_SUMMARY}compa_ratio",
            unique(["company_id", "cycle_id", "grade_id"], REPORT),
            large_enough("people_count"),
            empty_when_withheld("people_count", "compa_ratio", "new_compa_ratio"),
            between("new_compa_ratio", 0.4, 2.5, MODEL),
            between(
                "new_compa_ratio",
                0.7,
                1.3,
                _LOOK,
                because="a grade may be paid far from its range on purpose",
            ),
            never_made("new_compa_ratio < compa_ratio", "nobody's pay falls by an increment"),
            never_made(
                f"exists (select 1 from {_PACK}pay_position as l where l.company_id = t.company_id"
                " and l.grade_id = t.grade_id and (l.withheld_reason is null) <> (t.withheld_reason is null))",
                "a grade that one delivery withholds is withheld in the other",
            ),
        ),
        aggregates(
            f"{_SUMMARY}pay_for_performance",
            unique(["company_id", "cycle_id", "scenario_id", "scope_type", "scope_id"], REPORT),
            one_of("scope_type", ["divisions", "division", "grade"], REPORT),
            large_enough("people_at_least_count"),
            empty_when_withheld("people_at_least_count", "cost_rise_ratio"),
            between("overlap_ratio", 0, 1, MODEL),
            between("top_share_ratio", 0, 1, MODEL),
            between("compression_ratio", 0, 1, MODEL),
            never_made(
                "slope_lower_ratio > slope_ratio or slope_upper_ratio < slope_ratio",
                "the slope lies in its interval",
            ),
            never_made(
                "people_at_least_count > (select max(w.people_at_least_count)"
                f" from {_SUMMARY}pay_for_performance as w where w.company_id = t.company_id"
                " and w.cycle_id = t.cycle_id and w.scope_type = 'divisions')",
                "no division or grade is larger than all divisions",
            ),
        ),
        aggregates(
            f"{_SUMMARY}adjusted_gap",
            unique(["company_id", "cycle_id", "sequence"], REPORT),
            large_enough("people_at_least_count"),
            empty_when_withheld("gap_ratio", "lower_ratio", "upper_ratio", "people_at_least_count"),
            between(
                "gap_ratio", -0.6, 0.6, _LOOK, because="a gap this wide is possible and is for HR to look at"
            ),
            never_made("lower_ratio > gap_ratio or upper_ratio < gap_ratio", "the gap lies in its interval"),
            between("explained_ratio", 0, 1, MODEL),
            never_made(
                "variance_inflation < 0.99", "nothing that is held equal makes an error smaller for it"
            ),
        ),
        aggregates(
            f"{_SUMMARY}remedy",
            unique(["company_id", "cycle_id", "sequence"], REPORT),
            between("women_amount", 0, None, MODEL),
            between("men_amount", 0, None, MODEL),
            never_made(
                "left_lower_ratio > left_ratio or left_upper_ratio < left_ratio",
                "what is left lies in its interval",
            ),
            never_made(
                "t.withheld_reason is null and (women_amount is null or men_amount is null or left_ratio is null)",
                "a figure that is missing says why",
            ),
            never(
                "abs(left_ratio) > abs(present_ratio) + 0.0001",
                "a remedy does not widen the gap",
                MODEL,
                because="people of both groups are lifted, so that the gap of a small company may widen by chance",
            ),
        ),
        aggregates(
            f"{_SUMMARY}withheld",
            filled("withheld_reason", REPORT),
            between("cell_count", 0, None, REPORT),
        ),
        aggregates(f"{_SUMMARY}definitions", *defines_terms(REPORT)),
    ),
)
