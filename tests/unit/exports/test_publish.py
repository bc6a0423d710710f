"""Publication: only what may be public, replaced whole, old readers undisturbed."""

import stat
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from exports.errors import ExportError
from exports.publish import publish
from exports.release import Release, make_release
from tests.unit.exports.conftest import Manifest


def tables(path: Path) -> list[str]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return [
            n for (n,) in connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
        ]


def test_only_reports_for_bi_and_leadership_are_published(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    done = publish(warehouse, tmp_path / "published", manifest, release)
    assert tables(done.database) == ["release", "rpt_bi__units", "rpt_pack__headline", "rpt_pack__units"]
    assert sorted(p.name for p in done.parquet.iterdir()) == [
        "rpt_bi__units.parquet",
        "rpt_pack__headline.parquet",
        "rpt_pack__units.parquet",
    ]
    assert done.row_counts == {"rpt_bi__units": 4, "rpt_pack__headline": 3, "rpt_pack__units": 4}
    assert stat.S_IMODE(done.database.stat().st_mode) == 0o600


def test_tables_carry_their_release_and_descriptions(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    done = publish(warehouse, tmp_path / "published", manifest, release)
    with duckdb.connect(str(done.database), read_only=True) as connection:
        assert connection.execute("select * from reports.release").fetchall() == [
            ("20260331-0123abcd", date(2026, 3, 31), datetime(2026, 4, 1))
        ]
        assert connection.execute(
            "select comment from duckdb_tables() where table_name = 'rpt_bi__units'"
        ).fetchone() == ("What rpt_bi__units holds.",)
        assert connection.execute(
            "select comment from duckdb_columns() where table_name = 'rpt_bi__units' and column_name = 'rate_ratio'"
        ).fetchone() == ("What rate_ratio is.",)


def test_a_reader_of_the_old_file_keeps_a_whole_old_release(
    manifest: Manifest, warehouse: Path, tmp_path: Path
) -> None:
    old, new = (Release(f"20260331-{i * 8}", date(2026, 3, 31), datetime(2026, 4, 1)) for i in ("1", "2"))
    done = publish(warehouse, tmp_path / "published", manifest, old)
    old_folder = done.parquet.resolve()
    reader = duckdb.connect(str(done.database), read_only=True)
    reader.execute("select count(*) from reports.rpt_bi__units")
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("delete from reports.rpt_bi__units where is_whole")
    publish(warehouse, tmp_path / "published", manifest, new)
    # 4 rows and the old id for who has the old file open; 3 and the new id for who opens it now.
    assert reader.execute("select release_id from reports.release").fetchone() == ("20260331-11111111",)
    assert reader.execute("select count(*) from reports.rpt_bi__units").fetchone() == (4,)
    reader.close()
    with duckdb.connect(str(done.database), read_only=True) as fresh:
        assert fresh.execute("select release_id from reports.release").fetchone() == ("20260331-22222222",)
        assert fresh.execute("select count(*) from reports.rpt_bi__units").fetchone() == (3,)
    assert pq.read_table(done.parquet / "rpt_bi__units.parquet").num_rows == 3
    assert pq.read_table(old_folder / "rpt_bi__units.parquet").num_rows == 4


def test_a_failed_publication_leaves_the_last_one(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    done = publish(warehouse, tmp_path / "published", manifest, release)
    before = done.database.read_bytes()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("drop table reports.rpt_pack__units")
    with pytest.raises(ExportError, match="report rpt_pack__units"):
        publish(
            warehouse,
            tmp_path / "published",
            manifest,
            Release("other", date(2026, 3, 31), datetime(2026, 4, 1)),
        )
    assert done.database.read_bytes() == before
    assert done.parquet.readlink() == Path(".parquet-20260331-0123abcd")


def test_publishing_a_release_again_changes_nothing_for_readers(
    manifest: Manifest, warehouse: Path, release: Release, tmp_path: Path
) -> None:
    first = publish(warehouse, tmp_path / "published", manifest, release)
    again = publish(warehouse, tmp_path / "published", manifest, release)
    assert first == again
    hidden = sorted(p.name for p in (tmp_path / "published").iterdir())
    assert hidden == [".parquet-20260331-0123abcd", "meritline.duckdb", "parquet"]


def test_the_release_id_is_the_content_s(warehouse: Path) -> None:
    known = datetime(2026, 4, 1)
    first = make_release(warehouse, date(2026, 3, 31), known)
    assert first.release_id.startswith("20260331-")
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "create table reports.t as select * from reports.rpt_bi__units order by unit_name desc"
        )
        connection.execute("drop table reports.rpt_bi__units")
        connection.execute("alter table reports.t rename to rpt_bi__units")
    # The same rows in another order are the same release; one changed cell is another.
    assert make_release(warehouse, date(2026, 3, 31), known) == first
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "update reports.rpt_bi__units set people_count = 41 where unit_name = 'Operations'"
        )
    assert make_release(warehouse, date(2026, 3, 31), known).release_id != first.release_id


def test_a_missing_warehouse_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as error:
        make_release(tmp_path / "none.duckdb", date(2026, 3, 31), datetime(2026, 4, 1))
    assert str(error.value) == "warehouse none.duckdb: the file does not exist; run the build first."
