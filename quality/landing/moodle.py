"""What must hold of Moodle's rows on arrival.

Belongs here: complete, plausible. Does not belong here: what counts as completed (staging).
"""

from quality.suite import Suite, Table, at_least_rows, between, filled, unique

_RIGHTS = "Give the token's user moodle/user:viewdetails and moodle/course:view on the whole site."

SUITE = Suite(
    name="moodle",
    stage="landing",
    tables=(
        Table(
            "raw_moodle.users",
            key=("id",),
            rules=(
                at_least_rows(2, f"A token that may see nobody lands only its own account. {_RIGHTS}"),
                unique(["id"], "Load again; if it stays, report the server's version."),
                filled(
                    "idnumber",
                    "Fill ID number with the employee number in Moodle.",
                    mostly=0.9,
                    because="accounts without it are matched by e-mail; service accounts never match",
                ),
            ),
        ),
        Table(
            "raw_moodle.courses", key=("id",), rules=(at_least_rows(1, _RIGHTS), filled("shortname", _RIGHTS))
        ),
        Table(
            "raw_moodle.enrolments",
            key=("courseid", "userid"),
            rules=(unique(["courseid", "userid"], "Load again; if it stays, a page was sent twice."),),
        ),
        Table(
            "raw_moodle.course_completions",
            key=("courseid", "userid"),
            rules=(unique(["courseid", "userid"], "Load again; if it stays, report the server's version."),),
        ),
        Table(
            "raw_moodle.completion_criteria",
            key=("courseid", "userid", "idx"),
            rules=(
                between("timecompleted", 0, None, "Report the server's version: times are epoch seconds."),
            ),
        ),
        Table(
            "raw_moodle.activity_completions",
            key=("courseid", "userid", "cmid"),
            rules=(between("state", 0, 3, "Report the server's version: it knows a further state."),),
        ),
        Table(
            "raw_moodle.grade_items",
            key=("courseid", "userid", "id"),
            rules=(filled("itemtype", "Report the server's version: a grade item always has a type."),),
        ),
    ),
)
