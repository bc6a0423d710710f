"""A delivery as Parquet: one file per report table.

Belongs here: bytes of a table. Does not belong here: choosing tables, places on disk.
"""

import io

import pyarrow as pa
import pyarrow.parquet as pq

from exports.release import Release


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
