"""What must hold of Frappe HR's rows on arrival.

Belongs here: complete, plausible, closed lists of Frappe's own protocol.
Does not belong here: mapping of a company's own words (mapping seeds and dbt tests), meaning of figures.
"""

from quality.suite import Suite, Table, at_least_rows, between, filled, not_before, one_of, unique

_CORRECT = "Correct the record in Frappe HR, or declare a correction in seeds/corrections."
_CHILD = ("parent", "parentfield", "idx")
_DOCSTATUS = one_of(
    "docstatus", [0, 1, 2], "Frappe knows draft 0, submitted 1, cancelled 2: check the connector's version."
)

SUITE = Suite(
    name="frappe_hr",
    stage="landing",
    tables=(
        Table(
            "raw_frappe_hr.sites",
            key=("name",),
            rules=(
                at_least_rows(1, "Load again: without the site's time zone no time can be told in UTC."),
                filled("time_zone", "Set the time zone in the site's System Settings."),
            ),
        ),
        Table(
            "raw_frappe_hr.employees",
            key=("name",),
            rules=(
                at_least_rows(
                    1, "Give the token's user the role HR Manager: an Employee sees only their own record."
                ),
                unique(["name"], "Load again; if it stays, the server sends a page twice."),
                one_of("status", ["Active", "Inactive", "Suspended", "Left"], _CORRECT),
                filled("department", _CORRECT),
                filled("employment_type", _CORRECT),
                filled(
                    "employee_number",
                    _CORRECT,
                    mostly=0.98,
                    because="people without one are matched by e-mail",
                ),
                filled(
                    "reports_to",
                    _CORRECT,
                    mostly=0.9,
                    because="heads of a tree have no manager; the rest are listed",
                ),
                filled("gender", _CORRECT, mostly=0.9, because="figures by gender state their coverage"),
                not_before("relieving_date", "date_of_joining", _CORRECT),
                not_before("date_of_joining", "date_of_birth", _CORRECT),
                between("date_of_birth", "1930-01-01", None, _CORRECT),
            ),
        ),
        Table(
            "raw_frappe_hr.departments",
            key=("name",),
            rules=(
                at_least_rows(1, "Give the token's user the right to read Department."),
                filled("department_name", _CORRECT),
            ),
        ),
        Table(
            "raw_frappe_hr.employee_promotions",
            key=("name",),
            rules=(_DOCSTATUS, filled("employee", _CORRECT), filled("promotion_date", _CORRECT)),
        ),
        Table(
            "raw_frappe_hr.employee_transfers",
            key=("name",),
            rules=(_DOCSTATUS, filled("employee", _CORRECT), filled("transfer_date", _CORRECT)),
        ),
        Table(
            "raw_frappe_hr.exit_interviews",
            key=("name",),
            rules=(
                _DOCSTATUS,
                one_of("status", ["Pending", "Scheduled", "Completed", "Cancelled"], _CORRECT),
            ),
        ),
        Table(
            "raw_frappe_hr.appraisal_cycles",
            key=("name",),
            rules=(
                one_of("status", ["Not Started", "In Progress", "Completed"], _CORRECT),
                not_before("end_date", "start_date", _CORRECT),
            ),
        ),
        Table(
            "raw_frappe_hr.appraisals",
            key=("name",),
            rules=(
                _DOCSTATUS,
                filled("employee", _CORRECT),
                between("final_score", 0, 5, _CORRECT),
                between("total_score", 0, 5, _CORRECT),
            ),
        ),
        Table(
            "raw_frappe_hr.appraisal_kras",
            key=_CHILD,
            rules=(between("per_weightage", 0, 100, _CORRECT), between("goal_completion", 0, 100, _CORRECT)),
        ),
        Table(
            "raw_frappe_hr.appraisal_self_ratings",
            key=_CHILD,
            rules=(between("rating", 0, 1, _CORRECT), between("per_weightage", 0, 100, _CORRECT)),
        ),
        Table(
            "raw_frappe_hr.goals",
            key=("name",),
            rules=(
                between("progress", 0, 100, _CORRECT),
                one_of("status", ["Pending", "In Progress", "Completed", "Archived", "Closed"], _CORRECT),
            ),
        ),
        Table(
            "raw_frappe_hr.performance_feedbacks",
            key=("name",),
            rules=(_DOCSTATUS, between("total_score", 0, 5, _CORRECT)),
        ),
        Table(
            "raw_frappe_hr.leave_applications",
            key=("name",),
            rules=(
                _DOCSTATUS,
                one_of("status", ["Open", "Approved", "Rejected", "Cancelled"], _CORRECT),
                not_before("to_date", "from_date", _CORRECT),
                between("total_leave_days", 0, None, _CORRECT),
            ),
        ),
        Table(
            "raw_frappe_hr.attendances",
            key=("name",),
            rules=(
                _DOCSTATUS,
                one_of("status", ["Present", "Absent", "On Leave", "Half Day", "Work From Home"], _CORRECT),
            ),
        ),
        Table(
            "raw_frappe_hr.employee_skills",
            key=_CHILD,
            rules=(between("proficiency", 0, 1, _CORRECT),),
        ),
        Table(
            "raw_frappe_hr.salary_structure_assignments",
            key=("name",),
            rules=(_DOCSTATUS, between("base", 0, None, _CORRECT), filled("from_date", _CORRECT)),
        ),
        Table(
            "raw_frappe_hr.salary_slips",
            key=("name",),
            rules=(
                _DOCSTATUS,
                between("gross_pay", 0, None, _CORRECT),
                not_before("end_date", "start_date", _CORRECT),
            ),
        ),
        Table(
            "raw_frappe_hr.salary_details",
            key=_CHILD,
            rules=(one_of("parentfield", ["earnings", "deductions"], "Read the lines by slip and field."),),
        ),
    ),
)
