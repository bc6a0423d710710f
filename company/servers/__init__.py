"""Local servers that answer as Frappe HR 15, Moodle 4.5 and LimeSurvey 6.4 do, from the invented employer.

Belongs here: starting and stopping the three together, and the credentials they take. Does not belong here:
how a system answers (one module each), faults (`faults`), sockets (`transport`).
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from company.servers.faults import Faults, SystemFaults
from company.servers.frappe import FrappeUser
from company.servers.limesurvey import LimeSurveyUser
from company.servers.transport import listening
from company.servers.world import World, frappe_site, limesurvey_site, moodle_site

__all__ = ["CREDENTIALS", "Credentials", "Faults", "Servers", "SystemFaults", "serve", "serve_forever"]

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


@contextmanager
def serve(
    world: World,
    known_at: datetime | None = None,
    faults: Faults | None = None,
    ports: Mapping[str, int] | None = None,
) -> Iterator[Servers]:
    """Serve a world, as known at `known_at` (UTC; none: everything), on 127.0.0.1 while the context lasts.

    `ports` names the port of `frappe_hr`, `moodle` and `limesurvey`; where it is silent a free port is taken.
    The servers run in threads of this process and log nothing.
    """
    faults, ports, taken = faults or Faults(), ports or {}, CREDENTIALS
    frappe_secret = _REPLACED if faults.frappe_hr.wrong_token else taken.frappe_api_secret
    moodle_token = _REPLACED if faults.moodle.wrong_token else taken.moodle_token
    password = _REPLACED if faults.limesurvey.wrong_token else taken.limesurvey_password
    user = FrappeUser(
        "meritline@example.com", taken.frappe_api_key, frappe_secret, faults.frappe_hr.refused_doctypes
    )
    frappe = frappe_site(world, known_at, [user])
    moodle = moodle_site(world.moodle(known_at), moodle_token)
    limesurvey = limesurvey_site(
        world.limesurvey(known_at), LimeSurveyUser(taken.limesurvey_username, password)
    )
    with (
        listening(frappe, faults.frappe_hr, ports.get("frappe_hr", 0)) as frappe_url,
        listening(moodle, faults.moodle, ports.get("moodle", 0)) as moodle_url,
        listening(limesurvey, faults.limesurvey, ports.get("limesurvey", 0)) as limesurvey_url,
    ):
        yield Servers(frappe_url, moodle_url, limesurvey_url)


def serve_forever(
    world: World,
    known_at: datetime | None = None,
    ports: Mapping[str, int] | None = None,
    announce: Callable[[Servers], None] | None = None,
) -> None:
    """Serve a world until interrupted (KeyboardInterrupt is let through); `announce` hears the addresses."""
    with serve(world, known_at, ports=ports) as servers:
        if announce is not None:
            announce(servers)
        threading.Event().wait()
