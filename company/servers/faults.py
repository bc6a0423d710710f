"""What a local server may be told to do wrong, so that a test can watch a connector meet it.

Belongs here: the names of the faults and on which request they strike. Does not belong here: carrying them
out (that is the transport's work) and faults of the data (those are planted in the world).
"""

from dataclasses import dataclass, field

Strike = int | range | None
"""The request that a fault strikes, counted from 1 per system; a range strikes each request in it."""


@dataclass(frozen=True)
class SystemFaults:
    """The faults of one system; by default none.

    `down` refuses every connection and `stop_after` answers that many requests and then stops for good.
    `wrong_token` refuses the credentials handed out; `expire_token_at` lets them run out at that request, in
    the system's own manner: Frappe HR answers 401 from then on, Moodle `accessexception` once and then
    `invalidtoken`, LimeSurvey ends the sessions that are open. `change_at` is the request from which on the
    later world is served, as when somebody changes a row between two pages.

    The others strike the requests they name. The answer is cut in the middle of its JSON with a matching
    length (`truncate_at`), broken off with the connection in the middle of its body (`break_off_at`), replaced
    by the system's own HTTP 500, lost with the connection (`reset_at`), replaced by the answer to the request
    before on its connection (`duplicate_page_at`), replaced by HTTP 429 with `Retry-After: 1`, or late by
    `slow_seconds`.
    `refused_doctypes` is for Frappe HR alone: DocTypes that the user may not read (403).
    """

    wrong_token: bool = False
    down: bool = False
    stop_after: int | None = None
    expire_token_at: int | None = None
    change_at: int | None = None
    truncate_at: Strike = None
    break_off_at: Strike = None
    error_500_at: Strike = None
    reset_at: Strike = None
    duplicate_page_at: Strike = None
    rate_limit_at: Strike = None
    slow_at: Strike = None
    slow_seconds: float = 1.0
    refused_doctypes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Faults:
    """The faults of each system."""

    frappe_hr: SystemFaults = field(default_factory=SystemFaults)
    moodle: SystemFaults = field(default_factory=SystemFaults)
    limesurvey: SystemFaults = field(default_factory=SystemFaults)


def strikes(strike: Strike, number: int) -> bool:
    """Say whether a fault set to `strike` hits request `number` (from 1)."""
    return number == strike if isinstance(strike, int) or strike is None else number in strike
