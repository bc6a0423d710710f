"""Local servers that answer as Frappe HR 15, Moodle 4.5 or 4.3 and LimeSurvey 6.4 do, from the invented employer.

Belongs here: starting and stopping the three together, and the credentials they take. Does not belong here:
how a system answers (one module each), faults (`faults`), sockets (`transport`).
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from company.servers.faults import Faults, SystemFaults
from company.servers.frappe import FrappeSite, FrappeUser
from company.servers.limesurvey import LimeSurveySite, LimeSurveyUser
from company.servers.moodle import MoodleSite
from company.servers.transport import listening
from company.servers.world import World, frappe_site, limesurvey_site, moodle_site

__all__ = [
    "CREDENTIALS",
    "Credentials",
    "Faults",
    "Servers",
    "Sites",
    "SystemFaults",
    "make_sites",
    "serve",
    "serve_forever",
]

_REPLACED = "replaced"


@dataclass(frozen=True)
class Credentials:
    """What the local servers take; made up, the same on every machine, and good for nothing else."""

    frappe_api_key: str = "local-frappe-key"
    frappe_api_secret: str = "local-frappe-secret"
    moodle_token: str = "local-moodle-token"
    limesurvey_username: str = "meritline"
    limesurvey_password: str = "local-limesurvey-password"


CREDENTIALS = Credentials()


@dataclass(frozen=True)
class Servers:
    """Where the servers listen, like `http://127.0.0.1:40123`, and what they take."""

    frappe_url: str
    moodle_url: str
    limesurvey_url: str
    credentials: Credentials = CREDENTIALS


@dataclass(frozen=True)
class Sites:
    """The three sites of a world, before any socket."""

    frappe_hr: FrappeSite
    moodle: MoodleSite
    limesurvey: LimeSurveySite


def make_sites(
    world: World,
    known_at: datetime | None = None,
    faults: Faults | None = None,
    moodle_version: str = "4.5",
    before: Sites | None = None,
) -> Sites:
    """Make the sites of a world as known at `known_at` (UTC; none: everything), taking `CREDENTIALS`.

    `faults` matter for refused credentials and DocTypes alone. `before` are the same systems at an earlier
    moment, whose sessions go on.
    """
    faults, taken = faults or Faults(), CREDENTIALS
    frappe_secret = _REPLACED if faults.frappe_hr.wrong_token else taken.frappe_api_secret
    moodle_token = _REPLACED if faults.moodle.wrong_token else taken.moodle_token
    password = _REPLACED if faults.limesurvey.wrong_token else taken.limesurvey_password
    user = FrappeUser(
        "meritline@example.com", taken.frappe_api_key, frappe_secret, faults.frappe_hr.refused_doctypes
    )
    return Sites(
        frappe_site(world, known_at, [user]),
        moodle_site(
            world.moodle(known_at), moodle_token, moodle_version, None if before is None else before.moodle
        ),
        limesurvey_site(
            world.limesurvey(known_at),
            LimeSurveyUser(taken.limesurvey_username, password),
            None if before is None else before.limesurvey,
        ),
    )


@contextmanager
def serve(
    world: World,
    known_at: datetime | None = None,
    faults: Faults | None = None,
    ports: Mapping[str, int] | None = None,
    moodle_version: str = "4.5",
    later: World | None = None,
) -> Iterator[Servers]:
    """Serve a world, as known at `known_at` (UTC; none: everything), on 127.0.0.1 while the context lasts.

    `ports` names the port of `frappe_hr`, `moodle` and `limesurvey`; where it is silent a free port is taken.
    `moodle_version` is "4.5" or "4.3". `later` is the world that a system shows from the request on that its
    fault `change_at` names. The servers run in threads of this process and log nothing.
    """
    faults, ports = faults or Faults(), ports or {}
    sites = make_sites(world, known_at, faults, moodle_version)
    after = None if later is None else make_sites(later, known_at, faults, moodle_version, sites)
    with (
        listening(
            *(sites.frappe_hr, faults.frappe_hr, ports.get("frappe_hr", 0)),
            later=after.frappe_hr if after else None,
        ) as frappe_url,
        listening(
            *(sites.moodle, faults.moodle, ports.get("moodle", 0)), later=after.moodle if after else None
        ) as moodle_url,
        listening(
            *(sites.limesurvey, faults.limesurvey, ports.get("limesurvey", 0)),
            later=after.limesurvey if after else None,
        ) as limesurvey_url,
    ):
        yield Servers(frappe_url, moodle_url, limesurvey_url)


def serve_forever(
    world: World,
    known_at: datetime | None = None,
    ports: Mapping[str, int] | None = None,
    announce: Callable[[Servers], None] | None = None,
    faults: Faults | None = None,
    moodle_version: str = "4.5",
) -> None:
    """Serve a world until interrupted (KeyboardInterrupt is let through); `announce` hears the addresses."""
    with serve(world, known_at, faults, ports, moodle_version) as servers:
        if announce is not None:
            announce(servers)
        threading.Event().wait()
