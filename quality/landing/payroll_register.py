"""What must hold of payroll registers on arrival.

Belongs here: plausible totals and days. Does not belong here: classes of components (a mapping seed).
Totals that do not add up never get here: ingestion puts such a row in quarantine with the difference.
"""

from quality.suite import Suite, Table, at_least_rows, between, filled, not_before

_PAYROLL = "Ask payroll for a corrected register; it replaces its month."

SUITE = Suite(
    name="payroll_register",
    stage="landing",
    tables=(
        Table(
            "raw_payroll_register.register_files",
            key=("file_hash",),
            rules=(
                at_least_rows(1, "Put the monthly registers into the payroll folder."),
                between("row_count", 1, None, _PAYROLL),
                not_before("period_end", "period_start", _PAYROLL),
            ),
        ),
        Table(
            "raw_payroll_register.register_rows",
            key=("file_hash", "row_number"),
            rules=(
                filled("employee_number", _PAYROLL),
                between("paid_days", 0, 31, _PAYROLL),
                between("lop_days", 0, 31, _PAYROLL),
                between("gross_pay", 0, None, _PAYROLL),
                between(
                    "net_pay",
                    0,
                    None,
                    _PAYROLL,
                    because="a recovery may exceed a month's pay; payroll confirms it",
                ),
            ),
        ),
        Table(
            "raw_payroll_register.register_lines",
            key=("file_hash", "row_number", "component"),
            rules=(filled("amount", _PAYROLL),),
        ),
    ),
)
