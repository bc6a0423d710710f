"""Sealing a compensation cycle: freezing what it was decided on as a pack, and proving the pack before it counts.

Belongs here: what has to hold before a cycle is sealed, what a pack says of itself, entering it in the ledger.
Does not belong here: the form of a pack (`exports/pack.py`), which tables a cycle has (`cycle_tables`), saying it on
the terminal (`cli`).
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import duckdb

from exports import ledger
from exports import pack as packs
from exports.channels import folder as channel
from exports.errors import ExportError
from exports.pack import Pack
from exports.release import make_release
from orchestration.cycle_tables import (
    CycleTables,
    cycle_tables,
    known_until,
    open_warehouse,
    read_input,
    read_keyed_hashes,
    read_output,
)
from orchestration.rebuild import Rebuilt, other_versions, rebuild, versions
from orchestration.settings import DBT_PROJECT, PROJECT, Settings
from orchestration.terminal import dbt_failures

DELIVERY: Final = "seal"
_KEYED_HASHES: Final = "raw_meritline.keyed_hashes"
_PYTHON: Final = ("ingestion", "quality", "exports", "orchestration")
_NOT_PROJECT: Final = frozenset({"target", "logs", "dbt_packages", "__pycache__", ".user.yml"})
# The one thing that a rebuild does otherwise than the build: it looks a keyed hash up. On DuckDB dbt takes this macro
# before the project's own, so no model changes.
_LOOKED_UP: Final = """\
{#- In a sealed pack the secret is not kept: the hashes that it made are, with what each was made of. -#}
{% macro duckdb__keyed_hash(value, secret) -%}
    (select sealed.sealed_hash from raw_meritline.keyed_hashes as sealed where sealed.sealed_value = {{ value }})
{%- endmacro %}
"""


@dataclass(frozen=True)
class Asked:
    """What is to be sealed.

    Attributes:
        cycle_id: the compensation cycle.
        company_id: one company, or `*` for every company of the cycle.
        corrects: the folder of the pack that this one corrects, or None.
        why: the reason of the correction; goes into the pack.
    """

    cycle_id: str
    company_id: str = "*"
    corrects: Path | None = None
    why: str = ""


@dataclass(frozen=True)
class Verified:
    """What is known of a pack after it was looked at.

    Attributes:
        pack: the pack.
        problems: what was touched, one sentence per file; empty when every byte is as sealed.
        sealed_at: when this home's ledger has it sealed, or None where it does not know the pack.
        other_versions: programs of another version than at sealing: sealed and present, by name; not looked at where
            something was touched.
        rebuilt: the outputs made again; None when they were not.
    """

    pack: Pack
    problems: list[str]
    sealed_at: str | None
    other_versions: Mapping[str, tuple[str, str]]
    rebuilt: list[Rebuilt] | None

    @property
    def holds(self) -> bool:
        """Whether nothing was touched and, where it was rebuilt, everything came out as sealed."""
        return not self.problems and all(table.holds for table in self.rebuilt or ())


def seal(settings: Settings, asked: Asked, tell: Callable[[str], None]) -> Pack:
    """Freeze a cycle as a pack, rebuild it from the pack alone, and enter it in the ledger.

    Args:
        settings: where warehouse, packs and ledger lie.
        asked: the cycle, and the pack it corrects.
        tell: takes a few words after each step.

    Raises:
        ExportError: the cycle cannot be sealed, or does not come out of its own inputs; nothing is left behind.
    """
    corrected = _corrected(asked, settings)
    channel.private_folder(settings.packs)
    open_pack = settings.packs / f".{packs.scope_name(asked.company_id, asked.cycle_id)}.partial"
    packs.discard(open_pack)
    try:
        with settings.turn_at_warehouse():
            facts = _freeze(settings, asked, open_pack, corrected)
        pack = packs.close(open_pack, facts)
        tell(f"froze {len(pack.tables(packs.INPUTS))} inputs and {len(pack.tables(packs.OUTPUTS))} outputs")
        _prove(pack)
        tell("made the outputs again from the pack alone, byte for byte")
        final = settings.packs / packs.folder_name(facts, pack.pack_id)
        pack = packs.read(open_pack.rename(final))
    finally:
        packs.discard(open_pack)
    entry = ledger.Entry(
        delivered_at=datetime.now(UTC),
        release=facts["release_id"],
        delivery=DELIVERY,
        format="pack",
        file=final.name,
        sha256=pack.pack_id,
        audience="hr",
    )
    ledger.append(settings.ledger, [entry])
    return pack


def verify(folder: Path, settings: Settings, *, with_rebuild: bool) -> Verified:
    """Prove that a pack is whole, and make its outputs again from it.

    Args:
        folder: the pack, anywhere.
        settings: where this home's ledger lies; nothing else of the home is used.
        with_rebuild: whether to make the outputs again; not done where a byte was touched.

    Raises:
        ExportError: it is no pack, or dbt cannot build its project.
    """
    pack = packs.read(folder)
    found = packs.problems(pack)
    known = [e for e in _sealed(settings) if e["sha256"] == pack.pack_id]
    return Verified(
        pack=pack,
        problems=found,
        sealed_at=known[-1]["delivered_at"] if known else None,
        other_versions={} if found else other_versions(pack),
        rebuilt=rebuild(pack) if with_rebuild and not found else None,
    )


def find_pack(name: str, settings: Settings) -> Path:
    """The folder of a pack, given as a path or as the beginning of its id or folder name in this home.

    Raises:
        ExportError: there is no such pack, or there are several.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return path.resolve()
    candidates = sorted(p for p in settings.packs.glob("[!.]*") if p.is_dir())
    matching = [p for p in candidates if p.name.startswith(name) or _starts_id(p, name)]
    if len(matching) != 1:
        problem = (
            "there is no such folder and no such pack in this home"
            if not matching
            else "several packs begin so"
        )
        raise ExportError(f"pack {Path(name).name}", problem, "name the pack's folder, or more of its id")
    return matching[0]


def _starts_id(folder: Path, name: str) -> bool:
    short = folder.name.rpartition("-")[2]
    return len(name) >= 6 and (short.startswith(name) or name.startswith(short))


def _corrected(asked: Asked, settings: Settings) -> Pack | None:
    """The pack that is corrected, proven whole; None when nothing is."""
    if asked.corrects is None:
        return None
    pack = packs.read(asked.corrects)
    where = f"pack {pack.pack_id[:12]}"
    found = packs.problems(pack)
    if found:
        raise ExportError(where, found[0].removesuffix("."), "correct a pack that is whole")
    if (pack.facts["cycle_id"], pack.facts["company_id"]) != (asked.cycle_id, asked.company_id):
        raise ExportError(
            where,
            f"it seals cycle {pack.facts['cycle_id']} of {_whose(pack.facts['company_id'])}",
            "ask for that cycle and company, or name the pack of yours",
        )
    for other in _packs_here(settings):
        corrects = other.facts["corrects"]
        if corrects and corrects["pack_id"] == pack.pack_id:
            raise ExportError(
                where, f"pack {other.pack_id[:12]} has corrected it already", f"correct {other.pack_id[:12]}"
            )
    return pack


def _freeze(settings: Settings, asked: Asked, open_pack: Path, corrected: Pack | None) -> dict[str, Any]:
    """Write inputs, outputs and project of a cycle into an open pack; returns what the pack says of itself."""
    failures = dbt_failures(settings.dbt_target, settings.warehouse)
    if failures:
        raise ExportError(
            "the last build", f"it does not stand: {failures[0].removesuffix('.')}", "build again, then seal"
        )
    manifest = _json(settings.dbt_target / "manifest.json")
    variables = _json(settings.dbt_target / "run_results.json")["args"].get("vars", {})
    if not {"as_of_date", "known_at"} <= variables.keys():
        raise ExportError(
            "the last build",
            "it does not say which day and knowledge time it was for",
            "run `meritline build`",
        )
    known_at = variables["known_at"]
    tables = cycle_tables(manifest)
    release = make_release(
        settings.warehouse, date.fromisoformat(variables["as_of_date"]), datetime.fromisoformat(known_at)
    )
    with open_warehouse(settings.warehouse) as connection:
        companies = _companies(connection, asked)
        _refuse_sealed(settings, asked, companies, corrected)
        for table in tables.inputs:
            packs.put_table(open_pack, packs.INPUTS, table, read_input(connection, table, known_at))
        packs.put_table(open_pack, packs.INPUTS, _KEYED_HASHES, read_keyed_hashes(connection))
        for table in tables.outputs:
            packs.put_table(
                open_pack,
                packs.OUTPUTS,
                table,
                read_output(connection, table, asked.cycle_id, asked.company_id),
            )
        newest = known_until(connection, iter(tables.inputs), known_at)
    project = _project()
    packs.put_project(open_pack, project | {"macros/sealed_keys.sql": _LOOKED_UP.encode()})
    seeds = {name: _hash(content) for name, content in project.items() if name.endswith(".csv")}
    code = {
        "meritline": metadata.version("meritline"),
        "dbt_project": _hash_of_files(project),
        "python": _hash_of_files(_python()),
        "versions": versions(),
    }
    return {
        "cycle_id": asked.cycle_id,
        "company_id": asked.company_id,
        "companies": companies,
        "release_id": release.release_id,
        "known_until": newest,
        "vars": variables,
        "grains": {table: list(grain) for table, grain in tables.outputs.items()},
        "seeds": seeds,
        "code": code,
        "corrects": None
        if corrected is None
        else _correction(corrected, asked, open_pack, tables, seeds, code),
    }


def _companies(connection: duckdb.DuckDBPyConnection, asked: Asked) -> list[str]:
    """The companies that are sealed; refuses a cycle or a company that there is not."""
    cycles = connection.execute(
        "select distinct cycle_id, company_id from compensation.compensation_cycle order by all"
    ).fetchall()
    of_cycle = [company for cycle, company in cycles if cycle == asked.cycle_id]
    if not of_cycle:
        there = ", ".join(sorted({cycle for cycle, _ in cycles})) or "none"
        raise ExportError(f"cycle {asked.cycle_id}", "the warehouse holds no such cycle", f"it holds {there}")
    if asked.company_id == "*":
        return of_cycle
    if asked.company_id not in of_cycle:
        raise ExportError(
            f"company {asked.company_id}",
            f"it takes no part in cycle {asked.cycle_id}",
            f"name one of {', '.join(of_cycle)}",
        )
    return [asked.company_id]


def _refuse_sealed(settings: Settings, asked: Asked, companies: list[str], corrected: Pack | None) -> None:
    """Refuse what was sealed before, also where the pack has since been taken away."""
    if corrected is not None:
        return
    scopes = {packs.scope_name(c, asked.cycle_id): c for c in ("*", *companies)}
    for entry in _sealed(settings):
        scope, _, short = entry["file"].rpartition("-")
        if scope in scopes:
            raise ExportError(
                f"cycle {asked.cycle_id}",
                f"it is sealed already for {_whose(scopes[scope])}, as pack {short}",
                "name that pack with --corrects and the reason with --why",
            )


def _correction(
    corrected: Pack,
    asked: Asked,
    open_pack: Path,
    tables: CycleTables,
    seeds: Mapping[str, str],
    code: Mapping[str, Any],
) -> dict[str, Any]:
    """What a pack says of the one it corrects: reason, and what changed in outputs, inputs, policies and code."""
    changes = {}
    before = set(corrected.tables(packs.OUTPUTS))
    for table, grain in tables.outputs.items():
        if table in before:
            new = open_pack / packs.OUTPUTS / f"{table}.parquet"
            found = packs.difference(corrected.file(packs.OUTPUTS, table), new, grain)
            changes[table] = asdict(found)
    hashes = {table: packs.sha256(open_pack / packs.INPUTS / f"{table}.parquet") for table in tables.inputs}
    inputs = [
        table
        for table in sorted({*corrected.tables(packs.INPUTS), *hashes} - {_KEYED_HASHES})
        if hashes.get(table, "") != corrected.hash(packs.INPUTS, table)
    ]
    old_seeds = corrected.facts["seeds"]
    policies = sorted(s for s in {*seeds, *old_seeds} if seeds.get(s) != old_seeds.get(s))
    nothing = not inputs and not policies and not any(any(c.values()) for c in changes.values())
    if nothing and before == set(tables.outputs):
        raise ExportError(
            f"pack {corrected.pack_id[:12]}", "nothing has changed since it was sealed", "leave it as it is"
        )
    return {
        "pack_id": corrected.pack_id,
        "why": asked.why,
        "changes": {table: c for table, c in changes.items() if any(c.values())},
        "new_outputs": sorted(set(tables.outputs) - before),
        "dropped_outputs": sorted(before - set(tables.outputs)),
        "inputs": inputs,
        "seeds": policies,
        "code": sorted(part for part, now in code.items() if corrected.facts["code"][part] != now),
    }


def _prove(pack: Pack) -> None:
    """Refuse a pack whose outputs do not come out of its own inputs, project and vars."""
    wrong = [table.table for table in rebuild(pack) if table.state != "bytes"]
    if wrong:
        raise ExportError(
            "the warehouse",
            f"{', '.join(wrong[:5])}{' …' if len(wrong) > 5 else ''} cannot be made again from what has landed and "
            "the models as they stand: something was loaded or changed since the last build",
            "run `meritline build`, then seal",
        )


def _sealed(settings: Settings) -> list[dict[str, Any]]:
    return [e for e in ledger.entries(settings.ledger) if e["delivery"] == DELIVERY]


def _packs_here(settings: Settings) -> list[Pack]:
    return [packs.read(p) for p in sorted(settings.packs.glob("[!.]*")) if (p / packs.MANIFEST).is_file()]


def _whose(company_id: str) -> str:
    return "all companies" if company_id == "*" else company_id


def _project() -> dict[str, bytes]:
    return _files(DBT_PROJECT, DBT_PROJECT)


def _python() -> dict[str, bytes]:
    return {name: content for p in _PYTHON for name, content in _files(PROJECT / p, PROJECT).items()}


def _files(folder: Path, base: Path) -> dict[str, bytes]:
    return {
        path.relative_to(base).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _NOT_PROJECT & set(path.relative_to(base).parts)
    }


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hash_of_files(files: Mapping[str, bytes]) -> str:
    return _hash("".join(f"{_hash(content)}  {name}\n" for name, content in sorted(files.items())).encode())


def _json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
