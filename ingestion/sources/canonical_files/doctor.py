"""Tries a folder of canonical files: it is there, it can be read, and every file of it is understood.

Belongs here: which entities the folder holds, and the problems of a file before a load meets them.
Does not belong here: reading for a load (`client.py`), what a column means (the contract).
"""

from collections.abc import Iterator, Sequence

from ingestion.doctor import Finding, State, doubtful, folder, good, refused
from ingestion.errors import SourceError
from ingestion.record import Record
from ingestion.sources.canonical_files.client import CanonicalFilesConfig, CanonicalReader


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
    reader = CanonicalReader(config, records)
    held = 0
    for record in records:
        try:
            rows = sum(1 for _ in reader.read(record))
        except SourceError as error:
            yield refused(error)
            held += 1
        else:
            if rows:
                yield good(record.table, f"{rows} rows")
                held += 1
    if not held:
        yield doubtful("entities", "no file holds a row", "write one from `meritline template`")
