"""What must hold of the compensation summary before leaders and HR get it.

Belongs here: aggregates only, large enough, within budget, adding up, believable. Does not belong here: charts, words.
"""

from quality.disclosure import defines_terms, empty_when_withheld, large_enough, names_nobody, says_no_name
from quality.suite import Rule, Suite, Table, between, filled, never, one_of, unique

_MODEL = "Do not publish: find the cause in models/marts/compensation, correct it and build again."
_REPORT = "Do not publish: the report model differs from the mart it reads."
_LOOK = "Look at the pay and the ranges of the grade: few employers have such a figure."
_SUMMARY = "reports.rpt_compensation_summary__"
_PACK = "reports.rpt_leadership_pack__"


def _never(condition: str, says: str) -> Rule:
    return never(condition, says, _MODEL)


def _table(name: str, *rules: Rule) -> Table:
    """A table of the summary: none of them may have a column about a person."""
    return Table(f"{_SUMMARY}{name}", rules=(names_nobody(f"{_SUMMARY}{name}"), *rules))


def _figures(name: str) -> Table:
    """Figures of the whole group, each with its unit and what it stands for."""
    return _table(
        name,
        unique(["sequence"], _REPORT),
        filled("measure", _REPORT),
        one_of("unit", ["count", "percent", "money"], _REPORT),
        large_enough("n", "coalesce(t.n_label, '') like '%people%'"),
        _never("t.withheld_reason is null and value is null", "a figure that is missing says why"),
        _never("t.withheld_reason is not null and value is not null", "what is withheld is empty"),
        _never(
            "t.unit = 'percent' and (abs(value) > 1 or abs(previous_value) > 1)",
            "shares are ratios of 0 to 1, not per cent",
        ),
        _never("t.unit = 'money' and (value < 0 or t.currency is null)", "a cost has a currency and a sign"),
        _never("change_value <> value - previous_value", "the change is this figure less the one before"),
    )


def _mean_increments(name: str, key: str) -> Table:
    """Mean increments of the bands of the whole group."""
    return _table(
        name,
        unique(["cycle_id", key], _REPORT),
        large_enough("people_at_least_count"),
        empty_when_withheld("people_at_least_count", "mean_increment_ratio"),
        between("mean_increment_ratio", 0, 1, _MODEL),
        _never(
            "people_at_least_count % (select max(minimum_group) from policy.disclosure_policy where valid_to is null)"
            " <> 0",
            "people are given in round numbers",
        ),
    )


def _adds_to_one(name: str, share: str) -> Rule:
    """Where nothing is withheld the shares of a cycle add to 1, as closely as they are rounded."""
    of_cycle = f"from {_SUMMARY}{name} as p where p.cycle_id = t.cycle_id"
    return _never(
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
        _table(
            "decisions",
            unique(["sequence"], _REPORT),
            filled("decision_text", _REPORT),
            says_no_name("decision_text"),
        ),
        _table(
            "budget",
            unique(["company_id", "cycle_id", "holder_org_unit_key"], _REPORT),
            large_enough("people_count"),
            empty_when_withheld(
                "people_count", "budget_amount", "wanted_amount", "recommended_amount", "in_year_amount"
            ),
            _never(
                "recommended_amount > budget_amount or unspent_amount <> budget_amount - recommended_amount",
                "no budget is exceeded, and what is left is unspent",
            ),
            _never(
                "in_year_amount < 0 or in_year_amount > recommended_amount", "a year's part is part of a year"
            ),
            _never(
                "unspent_amount > 0 and t.unspent_reason is null", "what is left of a budget says why it is"
            ),
        ),
        _mean_increments("increments_by_rating", "rating_band"),
        _mean_increments("increments_by_position", "position_order"),
        _table(
            "increment_rates",
            unique(["cycle_id", "rate_class"], _REPORT),
            large_enough("people_at_least_count"),
            _never(
                "(share_ratio is null) <> (t.withheld_reason is not null)", "a share, or why there is none"
            ),
            between("share_ratio", 0, 1, _MODEL),
            _never("share_ratio * 100 <> floor(share_ratio * 100)", "shares are whole per cent"),
            _adds_to_one("increment_rates", "share_ratio"),
        ),
        _table(
            "fairness_verdicts",
            unique(["cycle_id", "sequence"], _REPORT),
            between("check_count", 0, None, _MODEL),
            _never(
                f"(select sum(v.check_count) from {_SUMMARY}fairness_verdicts as v"
                f" where v.cycle_id = t.cycle_id) <> (select count(*) from {_SUMMARY}fairness as f"
                " where f.cycle_id = t.cycle_id)",
                "every check has one verdict",
            ),
        ),
        _table(
            "fairness",
            unique(
                ["company_id", "cycle_id", "scenario_id", "decision", "attribute", "group_id", "measure"],
                _REPORT,
            ),
            one_of("verdict", ["Pass", "Warn", "Block", "Not judged"], _REPORT),
            large_enough("group_at_least_count"),
            large_enough("reference_at_least_count"),
            empty_when_withheld("value", "group_at_least_count", "reference_at_least_count"),
            filled("finding_text", _REPORT),
            says_no_name("finding_text"),
            _never("t.scenario_id <> 'base'", "the checks are of the recommendation and of no what-if"),
        ),
        _table(
            "pay_position",
            unique(["cycle_id", "position_order"], _REPORT),
            large_enough("before_count"),
            large_enough("after_count"),
            empty_when_withheld("before_count", "before_ratio", "after_count", "after_ratio"),
            _adds_to_one("pay_position", "before_ratio"),
            _adds_to_one("pay_position", "after_ratio"),
            _never(
                f"t.placed_count <> (select sum(g.people_count) from {_SUMMARY}compa_ratio as g"
                " where g.cycle_id = t.cycle_id)",
                "the people placed are those of the grades shown",
            ),
        ),
        _table(
            "compa_ratio",
            unique(["company_id", "cycle_id", "grade_id"], _REPORT),
            large_enough("people_count"),
            empty_when_withheld("people_count", "compa_ratio", "new_compa_ratio"),
            between("new_compa_ratio", 0.4, 2.5, _MODEL),
            between(
                "new_compa_ratio",
                0.7,
                1.3,
                _LOOK,
                because="a grade may be paid far from its range on purpose",
            ),
            _never("new_compa_ratio < compa_ratio", "nobody's pay falls by an increment"),
            _never(
                f"exists (select 1 from {_PACK}pay_position as l where l.company_id = t.company_id"
                " and l.grade_id = t.grade_id and (l.withheld_reason is null) <> (t.withheld_reason is null))",
                "a grade that one delivery withholds is withheld in the other",
            ),
        ),
        _table(
            "pay_for_performance",
            unique(["company_id", "cycle_id", "scenario_id", "scope_type", "scope_id"], _REPORT),
            one_of("scope_type", ["divisions", "division", "grade"], _REPORT),
            large_enough("people_at_least_count"),
            empty_when_withheld("people_at_least_count", "cost_rise_ratio"),
            between("overlap_ratio", 0, 1, _MODEL),
            between("top_share_ratio", 0, 1, _MODEL),
            between("compression_ratio", 0, 1, _MODEL),
            _never(
                "slope_lower_ratio > slope_ratio or slope_upper_ratio < slope_ratio",
                "the slope lies in its interval",
            ),
            _never(
                "people_at_least_count > (select max(w.people_at_least_count)"
                f" from {_SUMMARY}pay_for_performance as w where w.company_id = t.company_id"
                " and w.cycle_id = t.cycle_id and w.scope_type = 'divisions')",
                "no division or grade is larger than all divisions",
            ),
        ),
        _table(
            "adjusted_gap",
            unique(["company_id", "cycle_id", "sequence"], _REPORT),
            large_enough("people_at_least_count"),
            empty_when_withheld("gap_ratio", "lower_ratio", "upper_ratio", "people_at_least_count"),
            between(
                "gap_ratio", -0.6, 0.6, _LOOK, because="a gap this wide is possible and is for HR to look at"
            ),
            _never("lower_ratio > gap_ratio or upper_ratio < gap_ratio", "the gap lies in its interval"),
            between("explained_ratio", 0, 1, _MODEL),
            _never("variance_inflation < 0.99", "nothing that is held equal makes an error smaller for it"),
        ),
        _table(
            "remedy",
            unique(["company_id", "cycle_id", "sequence"], _REPORT),
            between("women_amount", 0, None, _MODEL),
            between("men_amount", 0, None, _MODEL),
            _never(
                "left_lower_ratio > left_ratio or left_upper_ratio < left_ratio",
                "what is left lies in its interval",
            ),
            _never(
                "t.withheld_reason is null and (women_amount is null or men_amount is null or left_ratio is null)",
                "a figure that is missing says why",
            ),
            never(
                "abs(left_ratio) > abs(present_ratio) + 0.0001",
                "a remedy does not widen the gap",
                _MODEL,
                because="people of both groups are lifted, so that the gap of a small company may widen by chance",
            ),
        ),
        _table(
            "withheld",
            filled("withheld_reason", _REPORT),
            between("cell_count", 0, None, _REPORT),
        ),
        _table("definitions", *defines_terms(_REPORT)),
    ),
)
