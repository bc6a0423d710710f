"""The demo: the invented company's servers and files, and the variables that point a run at them.

Belongs here: bringing `company` and a run together. Does not belong here: the company itself, the jobs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from company.files import write
from company.servers import Faults, Servers, serve
from company.world import World

# The demo's world stands still: the same figures on any day, on any machine.
AS_OF = "2026-03-31"
LOAD_TIME = "2026-04-01T00:00:00"


@contextmanager
def served(world: World, faults: Faults | None = None) -> Iterator[dict[str, str]]:
    """Serve a world and write its files for as long as the context lasts.

    Args:
        world: the invented company.
        faults: what its servers break on purpose.

    Yields:
        The MERITLINE_* variables of a run against it.
    """
    with TemporaryDirectory(prefix="meritline-company-") as name, serve(world, faults=faults) as servers:
        write(world, Path(name))
        yield environment(servers, Path(name))


def environment(servers: Servers, folder: Path) -> dict[str, str]:
    """The variables that point a run at the servers and at the files in a folder."""
    taken = servers.credentials
    return {
        "MERITLINE_AS_OF": AS_OF,
        "MERITLINE_LOAD_TIME": LOAD_TIME,
        "MERITLINE_PERSON_KEY_SECRET": "an invented company has no secrets",
        "MERITLINE_FRAPPE_URL": servers.frappe_url,
        "MERITLINE_FRAPPE_API_KEY": taken.frappe_api_key,
        "MERITLINE_FRAPPE_API_SECRET": taken.frappe_api_secret,
        "MERITLINE_MOODLE_URL": servers.moodle_url,
        "MERITLINE_MOODLE_TOKEN": taken.moodle_token,
        "MERITLINE_LIMESURVEY_URL": servers.limesurvey_url,
        "MERITLINE_LIMESURVEY_USERNAME": taken.limesurvey_username,
        "MERITLINE_LIMESURVEY_PASSWORD": taken.limesurvey_password,
        "MERITLINE_PAYROLL_FOLDER": str(folder / "payroll"),
        "MERITLINE_FILES_FOLDER": str(folder / "canonical"),
    }
