"""What must hold of the register of changes before payroll is given it.

Belongs here: every amount follows from its parts, and the controls from the rows. Does not belong here: whether a
decision stands (the mart `decision_check`).
"""

from quality.disclosure import defines_terms, says_no_name
from quality.suite import Rule, Suite, Table, between, filled, never, unique

_MODEL = "Do not deliver: find the cause in models/marts/compensation, correct it and build again."
_REPORT = "Do not deliver: the report model differs from the mart it reads."
_CHANGES = "reports.rpt_payroll_changes__changes"
_ROWS = (
    f"from {_CHANGES} as c where c.company_id = t.company_id and c.cycle_id = t.cycle_id"
    " and c.currency = t.currency"
)


def _never(condition: str, says: str) -> Rule:
    return never(condition, says, _MODEL)


def _adds_up(column: str) -> Rule:
    return _never(
        f"coalesce({column}, 0) <> (select coalesce(sum(c.{column}), 0) {_ROWS})",
        f"{column} is the sum of the rows",
    )


SUITE = Suite(
    name="payroll_changes",
    stage="release",
    tables=(
        Table(
            _CHANGES,
            rules=(
                unique(["company_id", "cycle_id", "person_key"], _REPORT),
                *(
                    filled(column, _MODEL)
                    for column in (
                        "employee_number",
                        "effective_date",
                        "currency",
                        "base_amount",
                        "change_reason",
                    )
                ),
                *(
                    between(column, 0, None, _MODEL)
                    for column in ("decided_promotion_amount", "decided_amount", "decided_lump_sum_amount")
                ),
                _never(
                    "decided_base_amount <> base_amount + decided_promotion_amount + decided_amount",
                    "new pay is old pay, promotion and increment",
                ),
                _never(
                    "decided_promotion_amount + decided_amount + decided_lump_sum_amount = 0"
                    " and to_grade_id is null",
                    "whoever stands in the register has a change",
                ),
            ),
        ),
        Table(
            "reports.rpt_payroll_changes__controls",
            rules=(
                unique(["company_id", "cycle_id", "currency"], _REPORT),
                _never(f"people_count <> (select count(*) {_ROWS})", "people are those of the rows"),
                _adds_up("base_amount"),
                _adds_up("decided_base_amount"),
                _adds_up("decided_lump_sum_amount"),
                filled("control_text", _MODEL),
                says_no_name("control_text"),
            ),
        ),
        Table(
            "reports.rpt_payroll_changes__blocking",
            rules=(
                unique(["company_id", "cycle_id", "finding_id"], _REPORT),
                filled("sentence", _MODEL),
                says_no_name("sentence"),
            ),
        ),
        Table(
            "reports.rpt_payroll_changes__definitions",
            rules=defines_terms(_REPORT),
        ),
    ),
)
