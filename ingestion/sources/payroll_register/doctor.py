"""Tries a folder of payroll registers: it is there, it can be read, and its newest register adds up.

Belongs here: what a person would check before the first load, here or on a remote file system.
Does not belong here: reading for a load (`client.py`), classes of components (a mapping seed).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ingestion.doctor import Finding, State, doubtful, folder, good, rows_of, until_refused
from ingestion.sources.payroll_register.client import PayrollRegisterConfig, RegisterReader
from ingestion.sources.payroll_register.folders import SOURCE, Folder, Found
from ingestion.sources.payroll_register.records import RegisterRow

LARGEST_BYTES = 50_000_000
"""A newer csv or xlsx than this is left to the load: it would be read cell by cell."""


def examine(config: PayrollRegisterConfig) -> Iterator[Finding]:
    """Yield what is found in a folder of registers; no row of them is in it."""
    return until_refused(_examined(config))


def _examined(config: PayrollRegisterConfig) -> Iterator[Finding]:
    place = config.opened()
    if place.is_local:
        found = list(folder(Path(config.folder), "payroll registers"))
        yield from found
        if any(finding.state is State.BAD for finding in found):
            return
    registers = place.files()
    if not place.is_local:
        yield _remote(place, registers)
    yield good("component map", f"{len(config.components())} columns known")
    if registers:
        yield from _newest(config, place, max(registers, key=_when))


def _remote(place: Folder, registers: Sequence[Found]) -> Finding:
    if not registers:
        return doubtful(f"folder {place.shown}", "it is empty", "put the payroll registers there")
    return good(f"folder {place.shown}", f"{len(registers)} registers listed")


def _when(register: Found) -> tuple[bool, str, str]:
    """Return what sorts the newest register last; where the file system tells no time, the last name."""
    told = register.changed
    text = f"{told:020.6f}" if isinstance(told, int | float) else str(told)
    return told is not None, text, register.name


def _newest(config: PayrollRegisterConfig, place: Folder, register: Found) -> Iterator[Finding]:
    """Yield whether the newest register can be read and adds up, read alone as a load would read it."""
    if register.size > LARGEST_BYTES and not register.name.lower().endswith(".parquet"):
        yield good(register.name, f"{register.size / 1e6:.0f} MB, left to the load")
        return
    with TemporaryDirectory() as name:
        place.fetch(register, Path(name) / register.name)
        alone = config.model_copy(update={"folder": name, "storage": {}})
        reader = RegisterReader(alone, dict)
        for finding in rows_of(SOURCE, RegisterRow, reader.rows()):
            yield Finding(finding.state, register.name, finding.found, finding.remedy)
