"""The doctor: tries the home and every configured source, and says of each check how it came out.

Belongs here: which sources are tried with which settings, the home, the order and the form of what is said.
Does not belong here: what one system can be asked (`ingestion/sources/<s>/doctor.py`).
"""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import ValidationError
from rich.console import Console

from ingestion.doctor import Finding, State, bad, doubtful, good
from ingestion.sources import SOURCES
from orchestration.settings import Settings

LEAST_FREE_BYTES = 2_000_000_000
"""What a company of some thousand people leaves behind in a year of daily runs, and a second publication."""

COLOURS = {State.GOOD: "green", State.DOUBTFUL: "yellow", State.BAD: "red"}


def findings(settings: Settings) -> Iterator[tuple[str, Iterable[Finding]]]:
    """Yield the findings of the home and of each source; a source that is not configured has none.

    Args:
        settings: where the home lies and what is configured.
    """
    yield "home", _home(settings.home)
    for name, spec in SOURCES.items():
        if name == "meritline":
            continue
        fields = settings.sources.get(name)
        if fields is None:
            yield name, ()
            continue
        try:
            config = spec.config(**fields)
        except ValidationError as error:
            yield name, _unfit(error)
        else:
            yield name, spec.examine(config)


def say(settings: Settings, console: Console) -> bool:
    """Print every finding as it is made; return whether nothing needed failed."""
    needed_fails = False
    for name, found in findings(settings):
        console.print(name, style="bold", highlight=False)
        finding = None
        for finding in found:
            sign, _, text = str(finding).partition(" ")
            colour = COLOURS[finding.state]
            console.print(f"  [{colour}]{sign}[/]", end=" ")
            console.print(text, markup=False, highlight=False)
            needed_fails |= finding.state is State.BAD
        if finding is None:
            console.print("  - not configured: it is not loaded", markup=False, highlight=False)
    return not needed_fails


def _home(home: Path) -> Iterator[Finding]:
    """Yield whether the home can be written to, and has room."""
    above = next(folder for folder in (home, *home.parents) if folder.exists())
    try:
        with NamedTemporaryFile(dir=above):
            yield good(str(home), "can be written to")
    except OSError:
        yield bad(
            str(home),
            "it cannot be written to",
            "set MERITLINE_HOME to a folder that the user who runs Meritline may write to",
        )
    free = shutil.disk_usage(above).free
    if free < LEAST_FREE_BYTES:
        yield doubtful(
            "disk",
            f"{free / 1e9:.1f} GB free",
            f"make room: {LEAST_FREE_BYTES / 1e9:.0f} GB are little enough",
        )
    else:
        yield good("disk", f"{free / 1e9:.1f} GB free")


def _unfit(error: ValidationError) -> Iterator[Finding]:
    """Yield the settings of a source that do not fit, without their values."""
    for item in error.errors(include_input=False, include_url=False, include_context=False):
        name = ".".join(str(part) for part in item["loc"])
        yield bad(name, item["msg"], "correct the variable in .env (.env.example says what it takes)")
