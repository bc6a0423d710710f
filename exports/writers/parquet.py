"""Tables as Parquet: one file per table, the same rows the same bytes.

Belongs here: bytes of a table, at once or as a stream. Does not belong here: choosing tables, order of rows.
"""

import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from exports.release import Release

_GROUP_ROWS: Final = 131_072
"""Rows of a row group: fixed, so that bytes do not depend on how the rows came in."""


def write(table: pa.Table, *, name: str, release: Release) -> bytes:
    """An arrow table as Parquet, with the release and the data-as-of in its metadata; same input, same bytes."""
    stamped = table.replace_schema_metadata(
        {
            "table": name,
            "release_id": release.release_id,
            "as_of_date": release.as_of_date.isoformat(),
            "known_at": release.known_at.isoformat(),
        }
    )
    buffer = io.BytesIO()
    pq.write_table(stamped, buffer, compression="zstd")
    return buffer.getvalue()


def write_stream(batches: pa.RecordBatchReader, path: Path) -> int:
    """Write rows to a new file as they come, closed to everybody else (0600), holding one row group in memory.

    Args:
        batches: the rows in their final order; schema metadata is left out.
        path: the file, which must not exist.

    Returns:
        How many rows were written. Same schema, rows and version of pyarrow: same bytes.
    """
    schema = batches.schema.remove_metadata()
    count = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for group in _row_groups(batches, schema):
                writer.write_table(group, row_group_size=_GROUP_ROWS)
                count += group.num_rows
        file.flush()
        os.fsync(file.fileno())
    return count


def _row_groups(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows in tables of exactly one row group each, the last one shorter."""
    waiting = schema.empty_table()
    for batch in batches:
        piece = pa.Table.from_batches([batch]).cast(schema)
        waiting = pa.concat_tables([waiting, piece])
        while waiting.num_rows >= _GROUP_ROWS:
            # Copied into one chunk: where the chunks began would show in the pages.
            yield waiting.slice(0, _GROUP_ROWS).combine_chunks()
            waiting = waiting.slice(_GROUP_ROWS)
    if waiting.num_rows:
        yield waiting.combine_chunks()
