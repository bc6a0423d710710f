"""Tries a folder of payroll registers: it is there, it can be read, and its newest register adds up.

Belongs here: what a person would check before the first load.
Does not belong here: reading for a load (`client.py`), classes of components (a mapping seed).
"""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from ingestion.doctor import Finding, State, bad, doubtful, folder, good, refused
from ingestion.errors import SourceError
from ingestion.quarantine import Unreadable
from ingestion.sources.payroll_register.client import PayrollRegisterConfig, RegisterReader

LARGEST_BYTES = 50_000_000
"""A newer register than this is left to the load, which reads it in pieces."""


def examine(config: PayrollRegisterConfig) -> Iterator[Finding]:
    """Yield what is found in a folder of registers; no row of them is in it."""
    found = list(folder(config.folder, "payroll registers"))
    yield from found
    if any(finding.state is State.BAD for finding in found):
        return
    try:
        components = config.components()
    except SourceError as error:
        yield refused(error)
        return
    yield good("component map", f"{len(components)} columns known")
    registers = [path for path in config.folder.iterdir() if path.is_file() and path.name[0] not in ".~"]
    if registers:
        yield _newest(config, max(registers, key=lambda path: (path.stat().st_mtime, path.name)))


def _newest(config: PayrollRegisterConfig, path: Path) -> Finding:
    """Return whether the newest register can be read and adds up, read alone as a load would read it."""
    if path.stat().st_size > LARGEST_BYTES:
        return good(path.name, f"{path.stat().st_size / 1e6:.0f} MB, left to the load")
    with TemporaryDirectory() as name:
        copyfile(path, Path(name) / path.name)
        reader = RegisterReader(config.model_copy(update={"folder": Path(name)}), dict)
        try:
            rows = list(reader.rows())
        except SourceError as error:
            return refused(error)
    unreadable = [row for row in rows if isinstance(row, Unreadable)]
    if len(unreadable) == len(rows):
        return bad(path.name, f"none of {len(rows)} rows can be read", "ask payroll for a corrected register")
    if unreadable:
        return doubtful(
            path.name,
            f"{len(unreadable)} of {len(rows)} rows would go to quarantine",
            "load, and see the reasons in the quarantine file",
        )
    return good(path.name, f"{len(rows)} rows, and each adds up")
