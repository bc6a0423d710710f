"""What must hold of the leadership pack before it is published.

Belongs here: aggregates only, large enough, adding up, believable. Does not belong here: charts, wording.
"""

from quality.disclosure import aggregates, defines_terms, empty_when_withheld, large_enough, says_no_name
from quality.remedies import MODEL, REPORT, never_made
from quality.suite import Suite, Table, at_least_rows, between, filled, one_of, unique

_LOAD = "Load what the figure is made of, or leave its section empty."
_PARTS = "a company may not have the source of one part; the pack says what is withheld"
_COLOURS = ["red", "amber", "green", "Red", "Amber", "Green"]
_PACK = "reports.rpt_leadership_pack__"
_RATES = [
    *("Voluntary turnover", "Recommended increments", "Critical roles with a ready successor"),
    *("Favourable answers", "Goal coverage", "Response rate", "Training completion"),
]


def _figures(name: str) -> Table:
    """A table of figures of the whole group, each with its unit and what it stands for."""
    return aggregates(
        f"{_PACK}{name}",
        unique(["sequence"], REPORT),
        unique(["measure"], REPORT),
        filled("measure", REPORT),
        one_of("unit", ["count", "percent", "score", "hours", "money"], REPORT),
        large_enough(
            "n", "coalesce(t.n_label, '') like '%people%' or t.n_label in ('respondents', 'invitations')"
        ),
        never_made("t.withheld_reason is null and value is null", "a figure that is missing says why"),
        never_made("t.withheld_reason is not null and value is not null", "what is withheld is empty"),
        never_made(
            "t.unit = 'percent' and (abs(value) > 1 or abs(previous_value) > 1)",
            "shares are ratios of 0 to 1, not per cent",
        ),
        never_made("t.unit = 'percent' and (value < 0 or previous_value < 0)", "no share is negative"),
        never_made("t.unit = 'score' and (value < 0 or value > 120)", "scores are 0 to 120"),
        never_made(
            "t.unit <> 'percent' and t.measure in ({})".format(", ".join(f"'{rate}'" for rate in _RATES)),
            "rates are labelled as shares",
        ),
        never_made("change_value <> value - previous_value", "the change is this year less the year before"),
    )


def _shares(name: str, size: str, whole: str) -> Table:
    """A table of the parts of a whole: how many people, and which share."""
    return aggregates(
        f"{_PACK}{name}",
        large_enough(size),
        empty_when_withheld(size, "share_ratio"),
        between("share_ratio", 0, 1, MODEL),
        never_made(
            f"abs(share_ratio - cast({size} as double) / nullif({whole}, 0)) > 0.0001",
            "shares are of the whole",
        ),
        never_made(
            f"(select sum(p.{size}) from {_PACK}{name} as p) > t.{whole}",
            "the parts are together not more than the whole",
        ),
        never_made(
            f"(select count(*) from {_PACK}{name} as p where p.withheld_reason is not null) = 0"
            f" and (select sum(p.{size}) from {_PACK}{name} as p) <> t.{whole}",
            "where nothing is withheld the parts are the whole",
        ),
        never_made(
            f"(select count(*) from {_PACK}{name} as p where p.withheld_reason is not null) = 1",
            "not one part alone is withheld, which the others would give away",
        ),
    )


def _rates_of_units(name: str, size: str, rate: str, *figures: str, highest: float) -> Table:
    """A table of one rate by unit with its interval."""
    low, high = rate.replace("_ratio", "_low_ratio"), rate.replace("_ratio", "_high_ratio")
    return aggregates(
        f"{_PACK}{name}",
        at_least_rows(1, _LOAD, _PARTS),
        unique(["period_end", "cell_key"], REPORT),
        filled("org_unit_name", REPORT),
        large_enough(size),
        empty_when_withheld(size, rate, *figures),
        between(rate, 0, highest, MODEL),
        never_made(f"{low} > {rate} or {high} < least({rate}, 1)", "the rate lies in its interval"),
    )


SUITE = Suite(
    name="leadership_pack",
    stage="release",
    tables=(
        _figures("headline"),
        _figures("changes"),
        aggregates(
            f"{_PACK}decisions",
            unique(["sequence"], REPORT),
            filled("decision_text", REPORT),
            says_no_name("decision_text"),
        ),
        aggregates(
            f"{_PACK}scorecard_by_unit",
            at_least_rows(1, "No unit has a scorecard: load KPI definitions, targets and values.", _PARTS),
            unique(["org_unit_key", "period_end_date"], REPORT),
            between("score", 0, 120, MODEL),
            between("coverage_ratio", 0, 1, MODEL),
            one_of("rag", _COLOURS, REPORT),
            never_made(
                "lower(t.rag) = 'green' and red_critical_count > 0",
                "nothing is green with a red critical KPI",
            ),
            never_made("score is null and t.withheld_reason is null", "a score that is missing says why"),
        ),
        aggregates(
            f"{_PACK}headcount_bridge",
            unique(["sequence"], REPORT),
            one_of("step_type", ["opening", "inflow", "outflow", "closing"], REPORT),
            never_made(
                "step_type in ('opening', 'closing', 'inflow') and people_count < 0"
                " or step_type = 'outflow' and people_count > 0",
                "what comes in is added and what goes out is taken off",
            ),
            never_made(
                "step_type = 'closing' and people_count <> (select sum(b.people_count)"
                f" from {_PACK}headcount_bridge as b where b.step_type <> 'closing')",
                "opening and movements add up to the closing head count",
            ),
            never_made(
                "(select count(*) filter (where b.step_type = 'opening') <> 1"
                " or count(*) filter (where b.step_type = 'closing') <> 1"
                f" from {_PACK}headcount_bridge as b)",
                "there is one opening and one closing",
            ),
        ),
        _rates_of_units(
            "turnover_by_unit",
            "average_headcount",
            "turnover_ratio",
            "leaver_count",
            highest=3,
        ),
        _shares("rating_distribution", "people_count", "rated_count"),
        aggregates(
            f"{_PACK}increment_budget",
            unique(["company_id", "cycle_id", "holder_org_unit_key"], REPORT),
            large_enough("people_count"),
            empty_when_withheld("people_count", "budget_amount", "recommended_amount", "unspent_amount"),
            between("unspent_amount", 0, None, MODEL),
            never_made(
                "unspent_amount <> budget_amount - recommended_amount",
                "unspent is budget less recommended, and no budget is exceeded",
            ),
            between("recommended_ratio", 0, 1, MODEL),
            never_made(
                "recommended_ratio > budget_ratio", "no holder recommends a larger share than the budget's"
            ),
            between(
                "budget_ratio", 0, 0.25, MODEL, because="a year of high inflation may carry such a budget"
            ),
            never_made(
                "t.withheld_reason is not null and (recommended_ratio is not null or budget_ratio is not null"
                " or recommended_amount_in_group_currency is not null or base_amount_in_group_currency is not null)",
                "what is withheld is empty in every currency",
            ),
        ),
        aggregates(
            f"{_PACK}pay_position",
            unique(["company_id", "grade_id"], REPORT),
            large_enough("people_count"),
            empty_when_withheld("people_count", "compa_ratio"),
            between("compa_ratio", 0.4, 2.5, MODEL),
            between(
                "compa_ratio", 0.7, 1.3, MODEL, because="a grade may be paid far from its range on purpose"
            ),
        ),
        aggregates(
            f"{_PACK}succession_coverage",
            unique(["coverage_status"], REPORT),
            one_of("coverage_status", ["covered", "successor_not_ready", "uncovered"], REPORT),
            between("role_count", 0, None, MODEL),
            between("share_ratio", 0, 1, MODEL),
            never_made(
                f"abs((select sum(c.share_ratio) from {_PACK}succession_coverage as c) - 1) > 0.001"
                f" and (select sum(c.role_count) from {_PACK}succession_coverage as c) > 0",
                "every critical role is counted once",
            ),
            never_made(
                "t.coverage_status = 'uncovered' and role_count <> (select count(*)"
                f" from {_PACK}uncovered_roles as r where r.coverage_name = 'No successor')",
                "the list of roles without successor is as long as its count",
            ),
        ),
        aggregates(
            f"{_PACK}uncovered_roles",
            unique(["role_key"], REPORT),
            filled("role_name", REPORT),
            says_no_name("role_name", "org_unit_name", "division_name"),
        ),
        _shares("talent_grid_counts", "people_count", "placed_count"),
        _rates_of_units("engagement", "respondent_count", "favourable_ratio", highest=1),
        aggregates(
            f"{_PACK}restated",
            filled("measure", REPORT),
            one_of("unit", ["count", "percent", "score", "hours", "money"], REPORT),
            empty_when_withheld("value", "previous_value", "cause"),
        ),
        aggregates(
            f"{_PACK}withheld",
            filled("withheld_reason", REPORT),
            between("cell_count", 1, None, REPORT),
        ),
        aggregates(f"{_PACK}definitions", *defines_terms(REPORT)),
    ),
)
