"""What must hold of LimeSurvey's rows on arrival.

Belongs here: complete, closed lists, and that anonymous surveys stay anonymous.
Does not belong here: scoring of answers.
"""

from quality.suite import Rule, Suite, Table, at_least_rows, one_of, unique

_RIGHTS = "Give the user read permission on the survey: LimeSurvey leaves out what the user may not read."

SUITE = Suite(
    name="limesurvey",
    stage="landing",
    tables=(
        Table(
            "raw_limesurvey.surveys",
            key=("sid",),
            rules=(
                at_least_rows(1, _RIGHTS),
                one_of("active", ["Y", "N"], "Report the server's version."),
                one_of("anonymized", ["Y", "N"], "Report the server's version."),
            ),
        ),
        Table(
            "raw_limesurvey.questions",
            key=("sid", "qid"),
            rules=(unique(["sid", "qid"], "Load again; if it stays, report the server's version."),),
        ),
        Table(
            "raw_limesurvey.participants",
            key=("sid", "tid"),
            rules=(unique(["sid", "tid"], "Load again; if it stays, participants were paged twice."),),
        ),
        Table(
            "raw_limesurvey.responses",
            key=("sid", "id"),
            rules=(unique(["sid", "id"], "Load again; if it stays, responses were exported twice."),),
        ),
        Table(
            "raw_limesurvey.response_answers",
            key=("sid", "response_id", "question_code"),
            rules=(
                Rule(
                    "expect_column_value_lengths_to_be_between",
                    {"column": "answer", "max_value": 40},
                    "an answer is a code or a number, never a sentence",
                    "Free text has landed: add its question type to the free-text types of the connector.",
                ),
            ),
        ),
    ),
)
