"""The error that exports raise for people.

Belongs here: one exception whose text is one sentence: what is wrong, where, what to do.
Does not belong here: handling; callers decide what stops.
"""


class ExportError(Exception):
    """A delivery, a publication or a ledger that cannot be made or trusted; its text is the sentence to show."""

    def __init__(self, where: str, problem: str, remedy: str) -> None:
        super().__init__(f"{where}: {problem}; {remedy}.")
        self.where = where
        self.problem = problem
        self.remedy = remedy
