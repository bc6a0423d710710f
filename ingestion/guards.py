"""Guards on arrival: a load that looks like an accident stops before anything lands.

Belongs here: limits on how much one load may delete or fail to read.
Does not belong here: what a value means, checks of landed tables (quality/landing does those).
"""

from dataclasses import dataclass

from ingestion.errors import SourceError


@dataclass(frozen=True)
class Limits:
    """How much of one table a load may lose before it stops; both parts of a limit must be exceeded.

    Attributes:
        deleted_percent: share of the table's live rows that may be gone, 0 to 100.
        deleted_rows: number of rows that may be gone whatever the share.
        unreadable_percent: share of the received rows that may be unreadable, 0 to 100.
        unreadable_rows: number of rows that may be unreadable whatever the share.
    """

    deleted_percent: int = 10
    deleted_rows: int = 10
    unreadable_percent: int = 10
    unreadable_rows: int = 10


def check_deletions(source: str, table: str, deleted: int, live: int, limits: Limits) -> None:
    """Stop a load in which too many known rows are gone.

    Args:
        source: name of the source.
        table: name of the landed table.
        deleted: rows known as live that the load does not hold.
        live: rows known as live before the load.
        limits: the limits in force.

    Raises:
        SourceError: when both limits on deletions are exceeded.
    """
    if deleted > limits.deleted_rows and deleted * 100 > live * limits.deleted_percent:
        raise SourceError(
            source,
            table,
            f"{deleted} of {live} known rows are gone, above the {limits.deleted_percent} % of one load",
            "see whether the source lost them, or raise the limit on deletions for this load if not",
        )


def check_unreadable(
    source: str, table: str, unreadable: int, received: int, commonest: str, limits: Limits
) -> None:
    """Stop a load of which too many rows cannot be read: the source has changed its shape.

    Args:
        source: name of the source.
        table: name of the landed table.
        unreadable: received rows that cannot be read.
        received: all received rows.
        commonest: the commonest reason, field and problem, without a value.
        limits: the limits in force.

    Raises:
        SourceError: when both limits on unreadable rows are exceeded.
    """
    if unreadable > limits.unreadable_rows and unreadable * 100 > received * limits.unreadable_percent:
        raise SourceError(
            source,
            table,
            f"{unreadable} of {received} rows cannot be read, most often because of {commonest}",
            "correct the source, or the record class if the source has changed its shape",
        )
