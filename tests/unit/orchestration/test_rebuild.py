"""A rebuild says of each table whether it came out as sealed: by bytes, by rows, otherwise, or not at all."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from exports import pack as packs
from exports.errors import ExportError
from exports.pack import Pack
from orchestration import rebuild as rebuilding
from orchestration.rebuild import other_versions, rebuild, versions

PROJECT = {
    "dbt_project.yml": b"name: tiny\nversion: '1.0.0'\nconfig-version: 2\nprofile: tiny\n"
    b"models: {+materialized: table, +schema: compensation}\n"
    b"flags: {send_anonymous_usage_stats: false}\nvars: {raise: 0}\n",
    "profiles.yml": b"tiny:\n  target: duckdb\n  outputs:\n    duckdb:\n      type: duckdb\n"
    b"      path: \"{{ env_var('MERITLINE_WAREHOUSE') }}\"\n",
    "macros/schema.sql": b"{% macro generate_schema_name(custom, node) %}{{ custom | trim }}{% endmacro %}\n",
    **{
        f"models/{name}.sql": f"select {chosen}, '2026' as cycle_id from raw_hr.people".encode()
        for name, chosen in (
            ("same", "number"),
            ("rewritten", "number"),
            ("dearer", "number + {{ var('raise') }} as number"),
        )
    },
}
PEOPLE = pa.table({"number": [2, 1, 3]})
SORTED = pa.table({"number": [1, 2, 3], "cycle_id": ["2026"] * 3})


def tiny_pack(folder: Path, project: Mapping[str, bytes], *outputs: str) -> Pack:
    """Three people who are three rows of each output; `rewritten` as another version of pyarrow might write it."""
    folder.mkdir()
    packs.put_table(folder, packs.INPUTS, "raw_hr.people", PEOPLE.to_reader())
    for output in outputs:
        packs.put_table(folder, packs.OUTPUTS, f"compensation.{output}", SORTED.to_reader())
    if "rewritten" in outputs:
        pq.write_table(SORTED, folder / "outputs/compensation.rewritten.parquet", compression="none")
    packs.put_project(folder, project)
    facts = dict.fromkeys(packs.FACTS) | {
        "cycle_id": "2026",
        "company_id": "*",
        "vars": {"raise": 1},
        "code": {"versions": versions()},
    }
    return packs.close(folder, facts)


def test_each_table_says_how_it_came_out(tmp_path: Path) -> None:
    """With the sealed var `raise` of 1 the dearer table is 2, 3, 4 and not the sealed 1, 2, 3."""
    pack = tiny_pack(tmp_path / "pack", PROJECT, "same", "rewritten", "dearer", "gone")
    states = {r.table.partition(".")[2]: (r.state, r.rows, r.holds) for r in rebuild(pack)}
    assert states == {
        "same": ("bytes", 3, True),
        "rewritten": ("rows", 3, True),
        "dearer": ("different", 3, False),
        "gone": ("missing", 3, False),
    }


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"models/same.sql": b"select 'K000001' / number from raw_hr.people"}, "dbt could not build same"),
        ({"models/same.sql": b"select {{ ref('nothing') }}"}, "dbt could not read the sealed project"),
    ],
)
def test_a_project_that_does_not_run_is_a_sentence_without_a_value(
    tmp_path: Path, broken: Mapping[str, bytes], sentence: str
) -> None:
    pack = tiny_pack(tmp_path / "pack", {**PROJECT, **broken}, "same")
    with pytest.raises(ExportError) as raised:
        rebuild(pack)
    assert sentence in str(raised.value)
    assert "K000001" not in str(raised.value)


def test_other_versions_are_named_with_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = tiny_pack(tmp_path / "pack", PROJECT, "same")
    assert other_versions(pack) == {}
    now = versions()
    monkeypatch.setattr(rebuilding, "versions", lambda: now | {"duckdb": "99.0"})
    assert other_versions(pack) == {"duckdb": (now["duckdb"], "99.0")}
