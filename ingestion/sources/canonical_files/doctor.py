"""Tries a folder of canonical files: it is there, it can be read, and every file of it is understood.

Belongs here: which entities the folder holds, and the problems of a file before a load meets them.
Does not belong here: reading for a load (`client.py`), what a column means (the contract).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ingestion.doctor import Finding, State, doubtful, folder, rows_of, until_refused
from ingestion.record import Record
from ingestion.sources.canonical_files.client import SOURCE, CanonicalFilesConfig, CanonicalReader


def examine(config: CanonicalFilesConfig, records: Sequence[type[Record]]) -> Iterator[Finding]:
    """Yield what is found in a folder; of a file that cannot be read the first problems, without a value.

    Args:
        config: the settings.
        records: the record classes whose files the folder may hold.
    """
    found = list(folder(config.folder, "canonical files"))
    yield from found
    if any(finding.state is State.BAD for finding in found):
        return
    yield from until_refused(_tables(CanonicalReader(config, records), records, config.folder))


def _tables(reader: CanonicalReader, records: Sequence[type[Record]], place: Path) -> Iterator[Finding]:
    """Yield what each table that has a file holds; one error names every problem of every file."""
    held = False
    for record in records:
        for finding in rows_of(SOURCE, record, reader.read(record)):
            held = True
            yield finding
    if not held:
        yield doubtful(
            "entities",
            "no file holds a row",
            f"write one, such as `meritline template person --folder {place}`",
        )
