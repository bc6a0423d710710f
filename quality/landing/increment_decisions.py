"""What must hold of decided workbooks on arrival.

Belongs here: that rows belong to files, and plausible rates. Does not belong here: whether a decision may stand
(`compensation.decision_check`), what makes a file or a row impossible to take (ingestion).
"""

from quality.suite import Suite, Table, between, filled, one_of

_AGAIN = "Send the workbook again as Meritline made it; it replaces the earlier one."

SUITE = Suite(
    name="increment_decisions",
    stage="landing",
    tables=(
        Table(
            "raw_increment_decisions.decision_files",
            key=("file_hash",),
            rules=(
                filled("workbook_id", _AGAIN),
                filled("release_id", _AGAIN),
                between("row_count", 1, None, _AGAIN),
            ),
        ),
        Table(
            "raw_increment_decisions.decisions",
            key=("file_hash", "row_number"),
            rules=(
                one_of("decision", ["accept", "change", "defer", "decline"], _AGAIN),
                between("decided_rate", 0, 1, _AGAIN),
            ),
        ),
        Table(
            "raw_increment_decisions.refused_files",
            key=("file_hash",),
            rules=(filled("problem", _AGAIN),),
        ),
    ),
)
