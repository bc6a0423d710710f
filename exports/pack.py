"""A pack: a sealed compensation cycle as a folder of files that can be proven whole.

Belongs here: the folder's form (inputs, outputs, project, manifest), its id, finding what was touched, and what differs
between two packs. Does not belong here: which tables a cycle rests on, running dbt, the clock (the ledger has it).

    manifest.json   every other file with sha256, size and rows; the facts; written one way only
    pack_id         the manifest's sha256: whoever knows it knows the pack
    project.zip     the dbt project, with policies and all seeds
    inputs/         <schema>.<table>.parquet, raw rows
    outputs/        <schema>.<table>.parquet, what was decided on
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from exports.channels import folder as channel
from exports.errors import ExportError
from exports.writers import parquet

MANIFEST: Final = "manifest.json"
PACK_ID: Final = "pack_id"
PROJECT: Final = "project.zip"
INPUTS: Final = "inputs"
OUTPUTS: Final = "outputs"
FORMAT: Final = 1
FACTS: Final = frozenset(
    {
        *(
            "cycle_id",
            "company_id",
            "companies",
            "release_id",
            "known_until",
            "vars",
            "grains",
            "seeds",
            "code",
        ),
        "corrects",
    }
)
"""What every pack says of itself."""
_SHORT: Final = 12
# The first day a zip file can name: no clock in a pack.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Pack:
    """A pack's folder, the sha256 of its manifest, and what the manifest says."""

    folder: Path
    pack_id: str
    manifest: Mapping[str, Any]

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the pack says of itself: cycle, company, dates, code, what it corrects."""
        facts: Mapping[str, Any] = self.manifest["facts"]
        return facts

    def tables(self, kind: str) -> list[str]:
        """The tables (`<schema>.<table>`) of one kind, `inputs` or `outputs`, by name."""
        return sorted(
            name.removeprefix(f"{kind}/").removesuffix(".parquet")
            for name in self.manifest["files"]
            if name.startswith(f"{kind}/")
        )

    def rows(self, kind: str, table: str) -> int:
        """How many rows a table of the pack has."""
        return int(self.manifest["files"][_name(kind, table)]["rows"])

    def hash(self, kind: str, table: str) -> str:
        """The sealed hash of a table, or an empty text where the pack has no such table."""
        return str(self.manifest["files"].get(_name(kind, table), {}).get("sha256", ""))

    def file(self, kind: str, table: str) -> Path:
        """Where a table of the pack lies."""
        return self.folder / _name(kind, table)


@dataclass(frozen=True)
class Changes:
    """Rows of one table that a later pack added, removed or changed, by the table's grain."""

    added: int
    removed: int
    changed: int


def put_table(folder: Path, kind: str, table: str, batches: pa.RecordBatchReader) -> None:
    """Write a table (`<schema>.<table>`) of an open pack, in the order that its rows come in."""
    target = folder / _name(kind, table)
    channel.private_folder(target.parent)
    parquet.write_stream(batches, target)


def put_project(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the dbt project of an open pack: same files, same bytes, whenever and wherever."""
    target = folder / PROJECT
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            archive.writestr(entry, content, compresslevel=9)


def close(folder: Path, facts: Mapping[str, Any]) -> Pack:
    """Enter every file of an open pack in its manifest, and name the pack by it.

    Args:
        folder: what `put_table` and `put_project` wrote.
        facts: what the pack says of itself; plain JSON, no time of sealing and no path of the machine.
    """
    files = {
        name: {
            "sha256": sha256(folder / name),
            "size": (folder / name).stat().st_size,
            **({"rows": pq.read_metadata(folder / name).num_rows} if name.endswith(".parquet") else {}),
        }
        for name in _names(folder)
    }
    content = _bytes({"format": FORMAT, "facts": facts, "files": files})
    pack_id = hashlib.sha256(content).hexdigest()
    channel.put(folder, {MANIFEST: content, PACK_ID: f"{pack_id}\n".encode()})
    return Pack(folder, pack_id, json.loads(content))


def folder_name(facts: Mapping[str, Any], pack_id: str) -> str:
    """The name of a pack's folder: company or `all`, cycle, and the first digits of its id."""
    return f"{scope_name(facts['company_id'], facts['cycle_id'])}-{pack_id[:_SHORT]}"


def scope_name(company_id: str, cycle_id: str) -> str:
    """The part of a pack's name that says what it seals: company or `all` (company `*`), and cycle."""
    company = "all" if company_id == "*" else _plain(company_id)
    return f"{company}-{_plain(cycle_id)}"


def read(folder: Path) -> Pack:
    """The pack in a folder, as its manifest describes it; whether that holds is for `problems` to say.

    Raises:
        ExportError: there is no manifest that can be read, or it is of a form that this version does not know.
    """
    file = folder / MANIFEST
    if not file.is_file():
        raise ExportError(
            f"pack {folder.name}",
            f"there is no {MANIFEST} in it",
            "name the folder that `meritline seal` made",
        )
    content = file.read_bytes()
    try:
        manifest = json.loads(content)
        form = manifest["format"]
        is_whole = form != FORMAT or (
            manifest["facts"].keys() >= FACTS
            and all({"sha256", "size"} <= entry.keys() for entry in manifest["files"].values())
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        form, is_whole = None, False
    if not is_whole:
        raise ExportError(
            f"pack {folder.name}",
            f"{MANIFEST} cannot be read: it was changed",
            "take another copy of the pack",
        )
    if form != FORMAT:
        raise ExportError(
            f"pack {folder.name}",
            f"it has form {form}, this version knows form {FORMAT}",
            "verify it with the version of Meritline that sealed it",
        )
    return Pack(folder, hashlib.sha256(content).hexdigest(), manifest)


def problems(pack: Pack) -> list[str]:
    """What of a pack is not as it was sealed, one sentence per file; empty when every byte is.

    A manifest is held against `pack_id` and, where the folder still has the name it was sealed under, against that;
    every other file against the manifest, as long as that holds. Who replaces all of them together makes another pack
    with another id.
    """
    found = []
    stated = pack.folder / PACK_ID
    if not stated.is_file():
        return [f"{PACK_ID} is missing, so nothing says that {MANIFEST} is the sealed one."]
    if stated.read_bytes() != f"{pack.pack_id}\n".encode():
        return [f"{MANIFEST} or {PACK_ID} was changed: the one's hash is not the other."]
    ending = pack.folder.name.rpartition("-")[2]
    is_id = len(ending) == _SHORT and set(ending) <= set("0123456789abcdef")
    if is_id and not pack.pack_id.startswith(ending):
        found.append(f"The folder is named after pack {ending}…, and {MANIFEST} is not that pack's.")
    listed = pack.manifest["files"]
    present = set(_names(pack.folder))
    for name, sealed in sorted(listed.items()):
        file = pack.folder / name
        if name not in present:
            found.append(f"{name} is missing.")
        elif file.stat().st_size != sealed["size"]:
            found.append(
                f"{name} was changed: {file.stat().st_size:,} bytes, sealed with {sealed['size']:,}."
            )
        elif sha256(file) != sealed["sha256"]:
            found.append(f"{name} was changed: its hash is not the sealed one.")
    found += [f"{name} does not belong to the pack." for name in sorted(present - listed.keys())]
    return found


def unpack_project(pack: Pack, target: Path) -> None:
    """Lay the pack's dbt project into a folder."""
    with zipfile.ZipFile(pack.folder / PROJECT) as archive:
        archive.extractall(target)


def sha256(file: Path) -> str:
    """The hash of a file's bytes, hex."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def same_rows(one: Path, other: Path) -> bool:
    """Whether two Parquet files hold the same columns and the same rows in the same order, however written."""
    return bool(pq.read_table(one).equals(pq.read_table(other)))


def difference(before: Path, after: Path, key: Sequence[str]) -> Changes:
    """How many rows of a table were added, removed and changed from one file to another.

    Args:
        before: the table in the earlier pack.
        after: the table in the later one.
        key: the columns that name a row once. Rows with one key count as changed when any column both have differs.
    """
    columns = [c for c in pq.read_schema(after).names if c in pq.read_schema(before).names]
    match = " and ".join(f'a."{c}" is not distinct from b."{c}"' for c in key)
    differs = " or ".join(f'a."{c}" is distinct from b."{c}"' for c in columns) or "false"
    query = f"""
        select
            count_if(b.meritline_row is null),
            count_if(a.meritline_row is null),
            count_if(a.meritline_row and b.meritline_row and ({differs}))
        from (select *, true as meritline_row from read_parquet(?)) as a
        full join (select *, true as meritline_row from read_parquet(?)) as b on {match}
    """
    with duckdb.connect() as connection:
        [counts] = connection.execute(query, [str(after), str(before)]).fetchall()
    return Changes(*counts)


def discard(folder: Path) -> None:
    """Remove an open pack that is not going to be one."""
    shutil.rmtree(folder, ignore_errors=True)


def _name(kind: str, table: str) -> str:
    return f"{kind}/{table}.parquet"


def _names(folder: Path) -> list[str]:
    """Every file below a folder but manifest and id; a link is no file of a pack and is named as one too much."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted({path.relative_to(folder).as_posix() for path in paths} - {MANIFEST, PACK_ID})


def _bytes(manifest: Mapping[str, Any]) -> bytes:
    return (json.dumps(manifest, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(text: str) -> str:
    """A name that every file system takes; two names that would become one are told apart by a digest."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in ".-") else " " for c in text)
    plain = "_".join(kept.split()).lstrip(".-")
    if plain == text.replace(" ", "_") and "_" not in text and plain != "all":
        return plain
    return f"{plain}_{hashlib.sha256(text.encode()).hexdigest()[:6]}".lstrip("_")
