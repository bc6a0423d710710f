"""A pack is proven whole byte by byte, whatever was done to it and wherever it lies."""

import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import pyarrow as pa
import pytest

from exports import pack as packs
from exports.errors import ExportError
from exports.pack import Pack
from exports.writers import parquet

FACTS = dict.fromkeys(packs.FACTS) | {"cycle_id": "2026", "company_id": "*"}
RAISES = pa.table({"person_key": ["a", "b"], "amount": [100, 200]})
EVERY_FILE = [
    "manifest.json",
    "pack_id",
    "project.zip",
    "inputs/raw_frappe_hr.employees.parquet",
    "outputs/compensation.increment_recommendation.parquet",
]


def stream(table: pa.Table, rows_at_once: int = 1000) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=rows_at_once))


def sealed(folder: Path, raises: pa.Table = RAISES) -> Pack:
    folder.mkdir()
    people = pa.table({"name": ["H1", "H2"], "employee_number": ["E1", None]})
    packs.put_table(folder, packs.INPUTS, "raw_frappe_hr.employees", stream(people))
    packs.put_table(folder, packs.OUTPUTS, "compensation.increment_recommendation", stream(raises))
    packs.put_project(folder, {"dbt_project.yml": b"name: meritline\n", "models/a.sql": b"select 1\n"})
    pack = packs.close(folder, FACTS)
    return packs.read(folder.rename(folder.with_name(packs.folder_name(FACTS, pack.pack_id))))


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return sealed(tmp_path / "open")


def test_a_pack_as_it_was_sealed_has_no_problem(pack: Pack) -> None:
    assert packs.problems(pack) == []
    assert pack.tables(packs.OUTPUTS) == ["compensation.increment_recommendation"]
    assert pack.rows(packs.OUTPUTS, "compensation.increment_recommendation") == 2
    assert pack.folder.name == f"all-2026-{pack.pack_id[:12]}"


def test_the_same_content_is_the_same_pack_whenever_and_wherever(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    one, other = sealed(tmp_path / "one" / "open"), sealed(tmp_path / "other" / "open")
    assert one.pack_id == other.pack_id
    for name in EVERY_FILE:
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes()


def test_a_pack_moved_under_another_name_is_still_whole(pack: Pack, tmp_path: Path) -> None:
    moved = packs.read(Path(shutil.copytree(pack.folder, tmp_path / "elsewhere" / "from the archive")))
    assert packs.problems(moved) == []
    assert moved.pack_id == pack.pack_id


def test_a_pack_is_closed_to_everybody_else(pack: Pack) -> None:
    modes = {stat.S_IMODE(p.stat().st_mode) for p in [pack.folder, *pack.folder.rglob("*")] if p.is_file()}
    folders = {stat.S_IMODE(p.stat().st_mode) for p in pack.folder.rglob("*") if p.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})


def flip(file: Path, position: int) -> None:
    content = bytearray(file.read_bytes())
    content[position] ^= 1
    file.write_bytes(content)


def found_in(folder: Path) -> list[str]:
    """What a reader is told, also where the manifest cannot even be read."""
    try:
        return packs.problems(packs.read(folder))
    except ExportError as error:
        return [str(error)]


@pytest.mark.parametrize("name", EVERY_FILE)
@pytest.mark.parametrize("position", [0, 0.5, 1], ids=["first", "middle", "last"])
def test_one_changed_byte_is_found_and_its_file_is_named(pack: Pack, name: str, position: float) -> None:
    file = pack.folder / name
    flip(file, int((file.stat().st_size - 1) * position))
    found = found_in(pack.folder)
    assert found
    assert any(name in sentence for sentence in found)


def test_no_byte_of_the_manifest_can_change_unseen(pack: Pack) -> None:
    file = pack.folder / "manifest.json"
    content = file.read_bytes()
    unseen = []
    for position in range(len(content)):
        file.write_bytes(content)
        flip(file, position)
        if not found_in(pack.folder):
            unseen.append(position)
    assert unseen == []


def remove(pack: Pack) -> None:
    (pack.folder / "outputs/compensation.increment_recommendation.parquet").unlink()


def cut(pack: Pack) -> None:
    file = pack.folder / "project.zip"
    file.write_bytes(file.read_bytes()[:-1])


def add(pack: Pack) -> None:
    (pack.folder / "inputs" / "manifest.json").write_text("{}")


def link(pack: Pack) -> None:
    file = pack.folder / "inputs/raw_frappe_hr.employees.parquet"
    target = file.rename(pack.folder.parent / "kept.parquet")
    file.symlink_to(target)
    (pack.folder / "inputs/more.parquet").symlink_to(target)


def reorder(pack: Pack) -> None:
    """The same JSON, its keys in another order."""
    file = pack.folder / "manifest.json"
    content = json.loads(file.read_text())
    file.write_text(json.dumps(dict(reversed(content.items())), indent=1) + "\n")


def forget_id(pack: Pack) -> None:
    (pack.folder / "pack_id").unlink()


@pytest.mark.parametrize(
    ("touch", "named", "what"),
    [
        (remove, "outputs/compensation.increment_recommendation.parquet", "is missing"),
        (cut, "project.zip", "was changed"),
        (add, "inputs/manifest.json", "does not belong to the pack"),
        (link, "inputs/more.parquet", "does not belong to the pack"),
        (reorder, "manifest.json", "was changed"),
        (forget_id, "pack_id", "is missing"),
    ],
)
def test_what_was_done_to_a_pack_is_said_by_file(
    pack: Pack, touch: Callable[[Pack], None], named: str, what: str
) -> None:
    touch(pack)
    assert [s for s in found_in(pack.folder) if named in s and what in s]


def test_a_forged_manifest_with_its_own_id_is_another_pack(pack: Pack) -> None:
    """Whoever replaces manifest and id together is given away by the folder's name and, elsewhere, by the id."""
    forged = json.loads((pack.folder / "manifest.json").read_text())
    forged["facts"]["cycle_id"] = "2027"
    for name in ("manifest.json", "pack_id"):
        (pack.folder / name).unlink()
    other = packs.close(pack.folder, forged["facts"])
    assert other.pack_id != pack.pack_id
    assert [s for s in packs.problems(other) if "named after pack" in s]


def test_a_folder_that_is_no_pack_and_a_form_of_the_future_are_sentences(tmp_path: Path, pack: Pack) -> None:
    with pytest.raises(ExportError, match=r"there is no manifest\.json in it"):
        packs.read(tmp_path)
    content = json.loads((pack.folder / "manifest.json").read_text()) | {"format": 99}
    (pack.folder / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(ExportError, match="form 99, this version knows form 1"):
        packs.read(pack.folder)


def test_the_project_is_laid_out_as_it_was(pack: Pack, tmp_path: Path) -> None:
    packs.unpack_project(pack, tmp_path / "project")
    assert (tmp_path / "project/models/a.sql").read_bytes() == b"select 1\n"
    with zipfile.ZipFile(pack.folder / "project.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_bytes_do_not_depend_on_how_rows_come_in(tmp_path: Path) -> None:
    """300,000 rows are three row groups of 131,072, 131,072 and 37,856, whether they come by 999 or by 200,000."""
    table = pa.table({"n": range(300_000), "text": [f"row {i % 977}" for i in range(300_000)]})
    for name, rows_at_once in (("small", 999), ("large", 200_000)):
        assert parquet.write_stream(stream(table, rows_at_once), tmp_path / name) == 300_000
    assert (tmp_path / "small").read_bytes() == (tmp_path / "large").read_bytes()
    groups = pa.parquet.read_metadata(tmp_path / "small")
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [131_072, 131_072, 37_856]


def test_a_table_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    assert parquet.write_stream(stream(RAISES.slice(0, 0)), tmp_path / "none.parquet") == 0
    assert pa.parquet.read_schema(tmp_path / "none.parquet").names == ["person_key", "amount"]


def test_a_correction_counts_rows_added_removed_and_changed(tmp_path: Path) -> None:
    """b: 200 becomes 250. c was removed, d was added. a and the row without a key are as before."""
    columns = ("holder", "person_key", "amount")
    before = [("o", "a", 100), ("o", "b", 200), ("o", "c", 300), (None, None, 5)]
    after = [("o", "a", 100), ("o", "b", 250), ("o", "d", 300), (None, None, 5)]
    for name, rows in (("before", before), ("after", after)):
        table = pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))
        parquet.write_stream(stream(table), tmp_path / name)
    found = packs.difference(tmp_path / "before", tmp_path / "after", ["holder", "person_key"])
    assert astuple(found) == (1, 1, 1)
    assert astuple(packs.difference(tmp_path / "after", tmp_path / "after", ["person_key"])) == (0, 0, 0)


def test_the_same_rows_in_other_bytes_are_the_same_rows(tmp_path: Path) -> None:
    pa.parquet.write_table(RAISES, tmp_path / "plain", compression="none")
    parquet.write_stream(stream(RAISES), tmp_path / "ours")
    parquet.write_stream(stream(RAISES.slice(1)), tmp_path / "fewer")
    assert packs.same_rows(tmp_path / "plain", tmp_path / "ours")
    assert not packs.same_rows(tmp_path / "ours", tmp_path / "fewer")


def test_names_of_companies_become_folders_that_differ() -> None:
    companies = ("Kaveri B.V.", "Kaveri_B.V.", "../etc", "कावेरी", "*", "all")
    names = {packs.scope_name(company, "2025-26") for company in companies}
    assert "all-2025-26" in names and "Kaveri_B.V.-2025-26" in names
    assert len(names) == len(companies)
    assert not any("/" in n or n.startswith(".") for n in names)
