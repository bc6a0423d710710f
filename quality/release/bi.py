"""What must hold of the tables for BI before they are published.

Belongs here: nobody named, no small group, believable rates. Does not belong here: dashboards.
"""

from quality.disclosure import empty_when_withheld, large_enough, names_nobody
from quality.remedies import MODEL, REPORT
from quality.suite import Suite, Table, at_least_rows, between, filled, never, one_of, unique

_COLOURS = ["red", "amber", "green", "Red", "Amber", "Green"]

SUITE = Suite(
    name="bi",
    stage="release",
    tables=(
        Table(
            "reports.rpt_bi__headcount",
            rules=(
                names_nobody("reports.rpt_bi__headcount"),
                at_least_rows(1, "There is no head count: check the load of the HR system."),
                unique(["period_end", "cell_key"], REPORT),
                large_enough("people_count"),
                empty_when_withheld("people_count"),
                between("people_count", 0, None, MODEL),
                never(
                    "not is_whole and people_count > (select w.people_count from reports.rpt_bi__headcount as w"
                    " where w.is_whole and w.period_end = t.period_end)",
                    "no unit is larger than the whole",
                    MODEL,
                ),
            ),
        ),
        Table(
            "reports.rpt_bi__turnover",
            rules=(
                names_nobody("reports.rpt_bi__turnover"),
                unique(["period_end", "cell_key"], REPORT),
                large_enough("average_headcount"),
                empty_when_withheld("leaver_count", "average_headcount", "turnover_ratio"),
                between("turnover_ratio", 0, 3, MODEL),
                between(
                    "turnover_ratio",
                    0,
                    0.6,
                    MODEL,
                    because="a small unit that is closed may lose most people",
                ),
                never(
                    "abs(turnover_ratio - leaver_count / nullif(average_headcount, 0))"
                    " > 0.05 * turnover_ratio + 0.0002",
                    "the rate is leavers over average head count, which is shown with one decimal",
                    MODEL,
                ),
                never(
                    "turnover_low_ratio > turnover_ratio or turnover_high_ratio < least(turnover_ratio, 1)",
                    "the rate lies in its interval",
                    MODEL,
                ),
            ),
        ),
        Table(
            "reports.rpt_bi__kpi_values",
            rules=(
                names_nobody("reports.rpt_bi__kpi_values"),
                at_least_rows(1, "There is no KPI: check the load of the HR system."),
                unique(["kpi_id", "variant", "period_type", "period_end", "cell_key"], REPORT),
                large_enough("n"),
                empty_when_withheld("value", "standard_error"),
                never(
                    "value is null and t.withheld_reason is null", "a value that is missing says why", MODEL
                ),
                never(
                    "kpi_id in ('retention', 'women_share', 'response_rate') and value not between 0 and 1",
                    "a share of people is from 0 to 1",
                    MODEL,
                ),
            ),
        ),
        Table(
            "reports.rpt_bi__engagement",
            rules=(
                names_nobody("reports.rpt_bi__engagement"),
                unique(["period_end", "cell_key"], REPORT),
                large_enough("respondent_count"),
                empty_when_withheld("respondent_count", "favourable_ratio"),
                between("favourable_ratio", 0, 1, MODEL),
                never(
                    "favourable_low_ratio > favourable_ratio or favourable_high_ratio < favourable_ratio",
                    "the share lies in its interval",
                    MODEL,
                ),
            ),
        ),
        Table(
            "reports.rpt_bi__scorecard_org_unit",
            rules=(
                names_nobody("reports.rpt_bi__scorecard_org_unit"),
                unique(["period_end_date", "org_unit_key"], REPORT),
                between("score", 0, 120, MODEL),
                between("coverage_ratio", 0, 1, MODEL),
                one_of("rag", _COLOURS, REPORT),
                never(
                    "lower(t.rag) = 'green' and red_critical_count > 0",
                    "nothing is green with a red critical KPI",
                    MODEL,
                ),
                never(
                    "score is null and t.withheld_reason is null", "a score that is missing says why", MODEL
                ),
                never(
                    "score is not null and t.coverage_ratio <"
                    " (select min(minimum_coverage_ratio) from policy.scorecard_policy)",
                    "no score stands on less than the coverage the policy asks for",
                    MODEL,
                ),
            ),
        ),
        Table(
            "reports.rpt_bi__reconciliation",
            rules=(
                names_nobody("reports.rpt_bi__reconciliation"),
                unique(["company_id", "period_end", "rule_id"], REPORT),
                empty_when_withheld("unexplained_count", "excused_count"),
                between("unexplained_count", 0, None, MODEL),
                never(
                    "exists (select 1 from information_schema.columns where table_schema = 'reports'"
                    " and table_name = 'rpt_bi__reconciliation' and contains(column_name, '_amount'))",
                    "no column is an amount of money",
                    "Do not publish: a case may be one person's pay; drop the column.",
                ),
            ),
        ),
        Table(
            "reports.rpt_bi__increments",
            rules=(
                names_nobody("reports.rpt_bi__increments", pseudonyms=True),
                never(
                    "exists (select 1 from information_schema.columns where table_schema = 'reports'"
                    " and table_name = 'rpt_bi__increments' and contains(column_name, '_amount'))",
                    "no column is an amount of money",
                    "Do not publish: amounts of persons are for HR alone; drop the column.",
                ),
                unique(["company_id", "cycle_id", "scenario_id", "person_key"], REPORT),
                one_of(
                    "recommendation_status", ["Recommended", "No increase", "Ineligible", "Withheld"], REPORT
                ),
                filled("status_reason", MODEL),
                between("compa_ratio", 0.1, 5, MODEL),
                between("increment_ratio", 0, 1, MODEL),
                never(
                    "person_key in (select employee_number from identity.person_identity)"
                    " or length(person_key) < 32",
                    "persons are pseudonyms, not numbers",
                    "Do not publish: use person_key, the keyed hash.",
                ),
            ),
        ),
    ),
)
