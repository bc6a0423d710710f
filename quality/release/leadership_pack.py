"""What must hold of the leadership pack before it is published.

Belongs here: aggregates only, large enough, adding up, believable. Does not belong here: charts, wording.
"""

from quality.disclosure import defines_terms, empty_when_withheld, large_enough, names_nobody, says_no_name
from quality.suite import Rule, Suite, Table, at_least_rows, between, filled, never, one_of, unique

_MODEL = "Do not publish: find the cause in the mart, correct it and build again."
_REPORT = "Do not publish: the report model differs from the mart it reads."
_LOAD = "Load what the figure is made of, or leave its section empty."
_PARTS = "a company may not have the source of one part; the pack says what is withheld"
_COLOURS = ["red", "amber", "green", "Red", "Amber", "Green"]
_PACK = "reports.rpt_leadership_pack__"
_RATES = [
    *("Voluntary turnover", "Recommended increments", "Critical roles with a ready successor"),
    *("Favourable answers", "Goal coverage", "Response rate", "Training completion"),
]


def _never(condition: str, says: str) -> Rule:
    return never(condition, says, _MODEL)


def _table(name: str, *rules: Rule) -> Table:
    """A table of the pack: none of them may have a column about a person."""
    return Table(f"{_PACK}{name}", rules=(names_nobody(f"{_PACK}{name}"), *rules))


def _figures(name: str) -> Table:
    """A table of figures of the whole group, each with its unit and what it stands for."""
    return _table(
        name,
        unique(["sequence"], _REPORT),
        unique(["measure"], _REPORT),
        filled("measure", _REPORT),
        one_of("unit", ["count", "percent", "score", "hours", "money"], _REPORT),
        large_enough(
            "n", "coalesce(t.n_label, '') like '%people%' or t.n_label in ('respondents', 'invitations')"
        ),
        _never("t.withheld_reason is null and value is null", "a figure that is missing says why"),
        _never("t.withheld_reason is not null and value is not null", "what is withheld is empty"),
        _never(
            "t.unit = 'percent' and (abs(value) > 1 or abs(previous_value) > 1)",
            "shares are ratios of 0 to 1, not per cent",
        ),
        _never("t.unit = 'percent' and (value < 0 or previous_value < 0)", "no share is negative"),
        _never("t.unit = 'score' and (value < 0 or value > 120)", "scores are 0 to 120"),
        _never(
            "t.unit <> 'percent' and t.measure in ({})".format(", ".join(f"'{rate}'" for rate in _RATES)),
            "rates are labelled as shares",
        ),
        _never("change_value <> value - previous_value", "the change is this year less the year before"),
    )


def _shares(name: str, size: str, whole: str) -> Table:
    """A table of the parts of a whole: how many people, and which share."""
    return _table(
        name,
        large_enough(size),
        empty_when_withheld(size, "share_ratio"),
        between("share_ratio", 0, 1, _MODEL),
        _never(
            f"abs(share_ratio - cast({size} as double) / nullif({whole}, 0)) > 0.0001",
            "shares are of the whole",
        ),
        _never(
            f"(select sum(p.{size}) from {_PACK}{name} as p) > t.{whole}",
            "the parts are together not more than the whole",
        ),
        _never(
            f"(select count(*) from {_PACK}{name} as p where p.withheld_reason is not null) = 0"
            f" and (select sum(p.{size}) from {_PACK}{name} as p) <> t.{whole}",
            "where nothing is withheld the parts are the whole",
        ),
        _never(
            f"(select count(*) from {_PACK}{name} as p where p.withheld_reason is not null) = 1",
            "not one part alone is withheld, which the others would give away",
        ),
    )


def _rates_of_units(name: str, size: str, rate: str, *figures: str, highest: float) -> Table:
    """A table of one rate by unit with its interval."""
    low, high = rate.replace("_ratio", "_low_ratio"), rate.replace("_ratio", "_high_ratio")
    return _table(
        name,
        at_least_rows(1, _LOAD, _PARTS),
        unique(["period_end", "cell_key"], _REPORT),
        filled("org_unit_name", _REPORT),
        large_enough(size),
        empty_when_withheld(size, rate, *figures),
        between(rate, 0, highest, _MODEL),
        _never(f"{low} > {rate} or {high} < least({rate}, 1)", "the rate lies in its interval"),
    )


SUITE = Suite(
    name="leadership_pack",
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
            "scorecard_by_unit",
            at_least_rows(1, "No unit has a scorecard: load KPI definitions, targets and values.", _PARTS),
            unique(["org_unit_key", "period_end_date"], _REPORT),
            between("score", 0, 120, _MODEL),
            between("coverage_ratio", 0, 1, _MODEL),
            one_of("rag", _COLOURS, _REPORT),
            _never(
                "lower(t.rag) = 'green' and red_critical_count > 0",
                "nothing is green with a red critical KPI",
            ),
            _never("score is null and t.withheld_reason is null", "a score that is missing says why"),
        ),
        _table(
            "headcount_bridge",
            unique(["sequence"], _REPORT),
            one_of("step_type", ["opening", "inflow", "outflow", "closing"], _REPORT),
            _never(
                "step_type in ('opening', 'closing', 'inflow') and people_count < 0"
                " or step_type = 'outflow' and people_count > 0",
                "what comes in is added and what goes out is taken off",
            ),
            _never(
                "step_type = 'closing' and people_count <> (select sum(b.people_count)"
                f" from {_PACK}headcount_bridge as b where b.step_type <> 'closing')",
                "opening and movements add up to the closing head count",
            ),
            _never(
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
        _table(
            "increment_budget",
            unique(["company_id", "cycle_id", "holder_org_unit_key"], _REPORT),
            large_enough("people_count"),
            empty_when_withheld("people_count", "budget_amount", "recommended_amount", "unspent_amount"),
            between("unspent_amount", 0, None, _MODEL),
            _never(
                "unspent_amount <> budget_amount - recommended_amount",
                "unspent is budget less recommended, and no budget is exceeded",
            ),
            between("recommended_ratio", 0, 1, _MODEL),
            _never(
                "recommended_ratio > budget_ratio", "no holder recommends a larger share than the budget's"
            ),
            between(
                "budget_ratio", 0, 0.25, _MODEL, because="a year of high inflation may carry such a budget"
            ),
            _never(
                "t.withheld_reason is not null and (recommended_ratio is not null or budget_ratio is not null"
                " or recommended_amount_in_group_currency is not null or base_amount_in_group_currency is not null)",
                "what is withheld is empty in every currency",
            ),
        ),
        _table(
            "pay_position",
            unique(["company_id", "grade_id"], _REPORT),
            large_enough("people_count"),
            empty_when_withheld("people_count", "compa_ratio"),
            between("compa_ratio", 0.4, 2.5, _MODEL),
            between(
                "compa_ratio", 0.7, 1.3, _MODEL, because="a grade may be paid far from its range on purpose"
            ),
        ),
        _table(
            "succession_coverage",
            unique(["coverage_status"], _REPORT),
            one_of("coverage_status", ["covered", "successor_not_ready", "uncovered"], _REPORT),
            between("role_count", 0, None, _MODEL),
            between("share_ratio", 0, 1, _MODEL),
            _never(
                f"abs((select sum(c.share_ratio) from {_PACK}succession_coverage as c) - 1) > 0.001"
                f" and (select sum(c.role_count) from {_PACK}succession_coverage as c) > 0",
                "every critical role is counted once",
            ),
            _never(
                "t.coverage_status = 'uncovered' and role_count <> (select count(*)"
                f" from {_PACK}uncovered_roles as r where r.coverage_name = 'No successor')",
                "the list of roles without successor is as long as its count",
            ),
        ),
        _table(
            "uncovered_roles",
            unique(["role_key"], _REPORT),
            filled("role_name", _REPORT),
            says_no_name("role_name", "org_unit_name", "division_name"),
        ),
        _shares("talent_grid_counts", "people_count", "placed_count"),
        _rates_of_units("engagement", "respondent_count", "favourable_ratio", highest=1),
        _table(
            "restated",
            filled("measure", _REPORT),
            one_of("unit", ["count", "percent", "score", "hours", "money"], _REPORT),
            empty_when_withheld("value", "previous_value", "cause"),
        ),
        _table(
            "withheld",
            filled("withheld_reason", _REPORT),
            between("cell_count", 1, None, _REPORT),
        ),
        _table("definitions", *defines_terms(_REPORT)),
    ),
)
