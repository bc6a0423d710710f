"""Rules of recommendations about people and of the decisions on them.

Belongs here: tables that the deliveries of increments and promotions both have, so that they are held to the same.
Does not belong here: what holds of one of the two (`release/`), how a recommendation comes about (dbt marts).
"""

from quality.remedies import MODEL, REPORT, never_made
from quality.suite import Table, filled, one_of, unique

PERSON = ["company_id", "cycle_id", "scenario_id", "person_key"]
SAME_PERSON = " and ".join(f"r.{column} = t.{column}" for column in PERSON)


def reasons_of(delivery: str) -> Table:
    """The reasons of recommendations: each belongs to one and says what it stands on, or what it lacked."""
    return Table(
        f"reports.rpt_{delivery}__reasons",
        rules=(
            unique([*PERSON, "sequence"], REPORT),
            filled("reason_text", MODEL),
            filled("rule_id", MODEL),
            never_made(
                f"not exists (select 1 from reports.rpt_{delivery}__recommendations as r where {SAME_PERSON})",
                "every reason belongs to a recommendation",
            ),
            never_made(
                "t.outcome in ('Missing', 'Absent') and t.missing_input is null",
                "where something was missing it is named",
            ),
            never_made(
                "t.missing_input is not null and t.input_value is not null",
                "what was there is not called missing",
            ),
            never_made(
                "t.next_band is not null and distance_to_next is null",
                "a band to reach has its distance",
            ),
        ),
    )


def findings_of(delivery: str) -> Table:
    """What is against the decisions that came back for a delivery: what it is, for whom and what to do."""
    return Table(
        f"reports.rpt_{delivery}__findings",
        rules=(
            unique(["company_id", "cycle_id", "finding_name", "subject_id"], REPORT),
            one_of("severity", ["Critical", "Warning"], REPORT),
            filled("finding_text", MODEL),
            filled("owner", MODEL),
            filled("remedy", MODEL),
        ),
    )
