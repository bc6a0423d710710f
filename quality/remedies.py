"""What to do when a figure that is to be released is wrong.

Belongs here: remedies that release suites share. Does not belong here: which figures are wrong (`release/`).
"""

from quality.suite import Rule, never

MODEL = "Do not publish: find the cause in models/marts, correct it and build again."
REPORT = "Do not publish: the report model differs from the mart it reads."


def never_made(condition: str, says: str) -> Rule:
    """No mart makes a row `t` that meets a condition in SQL (null passes)."""
    return never(condition, says, MODEL)
