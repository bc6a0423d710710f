"""The errors of ingestion, each one clear sentence for the person who runs the load.

Belongs here: the exception types and how to find one below the wrappers of a library.
Does not belong here: logging, retrying, any value from a person's record.
"""


class SourceError(Exception):
    """A load that had to stop: which source, where in it, what is wrong and what to do.

    None of the four parts may hold a personal value or a secret: they end in logs and in the run history.

    Args:
        source: name of the source as in `ingestion.sources.SOURCES`.
        where: the place or field, e.g. "Employee.date_of_joining" or "2025-04.csv, column Net Pay".
        problem: what is wrong, as a clause without a full stop.
        remedy: what to do, as an imperative clause without a full stop.
        is_transient: whether the same load may succeed a little later without anyone doing anything.
    """

    def __init__(
        self, source: str, where: str, problem: str, remedy: str, *, is_transient: bool = False
    ) -> None:
        super().__init__(source, where, problem, remedy)
        self.source = source
        self.where = where
        self.problem = problem
        self.remedy = remedy
        self.is_transient = is_transient

    def __str__(self) -> str:
        """Return the one sentence."""
        return " ".join(f"{self.source}, {self.where}: {self.problem}; {self.remedy}.".split())


class TableAbsent(Exception):
    """Raised by a reader whose table this source cannot deliver; what landed earlier stays as it is.

    Args:
        reason: why, as a clause, e.g. "the API user may not read Company".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def find_source_error(error: BaseException | None) -> SourceError | None:
    """Return the `SourceError` below the wrappers of dlt or dagster, or None.

    Args:
        error: what was caught, e.g. dlt's `PipelineStepFailed`.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, SourceError):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None
