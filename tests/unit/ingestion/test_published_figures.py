"""The figures of releases: entered once, only what changed, and landed as the next load's rows."""

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from landings import Warehouse
from pydantic import SecretStr

from ingestion.sources.meritline import MeritlineConfig, build
from ingestion.sources.meritline.figures import EnteredRelease, enter, entered

MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)
KNOWN = datetime(2026, 4, 1, 6)


class Built:
    """A warehouse that says a headcount per unit for March, and the folder that keeps what it said."""

    def __init__(self, folder: Path) -> None:
        self.warehouse, self.folder = folder / "built.duckdb", folder / "figures"

    def says(self, **units: float | None) -> "Built":
        self.warehouse.unlink(missing_ok=True)
        with duckdb.connect(str(self.warehouse)) as connection:
            connection.execute("create schema kpi")
            connection.execute(
                """create table kpi.release_figure as select
                    'headcount' as kpi_id, 'closing' as variant, 'as_is' as tree, 'all' as dimension,
                    'all' as dimension_value, 'month' as period_type, date '2026-03-01' as period_start,
                    date '2026-03-31' as period_end, 'K' as company_id, ''::varchar as org_unit_key,
                    '1' as definition_version, 0.0::double as numerator, 1.0::double as denominator, 9::bigint as n,
                    null::varchar as withheld_reason
                where false"""
            )
            for unit, numerator in units.items():
                connection.execute(
                    """insert into kpi.release_figure values ('headcount', 'closing', 'as_is', 'all', 'all', 'month',
                    '2026-03-01', '2026-03-31', 'K', ?, '1', ?, 1, 9, null)""",
                    [unit, numerator],
                )
        return self

    def entered(
        self, release_id: str, as_of_date: date = MARCH, known_at: datetime = KNOWN
    ) -> EnteredRelease | None:
        return enter(self.warehouse, self.folder, release_id, as_of_date, known_at)

    def rows(self, release: EnteredRelease | None) -> list[tuple[object, ...]]:
        assert release is not None
        return duckdb.sql(
            f"select org_unit_key, numerator, is_gone from '{release.figures}' order by all"
        ).fetchall()


@pytest.fixture
def built(tmp_path: Path) -> Built:
    return Built(tmp_path)


def test_a_release_is_entered_with_what_is_new_changed_or_gone(built: Built) -> None:
    first = built.says(A=10, B=7, C=None).entered("R1")
    assert built.rows(first) == [("A", 10, False), ("B", 7, False), ("C", None, False)]
    # A moved, B is unchanged, C is gone, D is new; a sum in another order is no change.
    second = built.says(A=9, B=7 * (1 + 1e-12), D=1).entered("R2", APRIL, datetime(2026, 5, 1))
    assert built.rows(second) == [("A", 9, False), ("C", None, True), ("D", 1, False)]
    third = built.says(A=9, B=7, D=1, C=None).entered("R3", APRIL, datetime(2026, 5, 2))
    assert built.rows(third) == [("C", None, False)]


def test_the_same_release_twice_adds_nothing(built: Built) -> None:
    assert built.says(A=10).entered("R1") is not None
    files = {path: path.stat().st_mtime_ns for path in built.folder.rglob("*")}
    assert built.entered("R1", known_at=datetime(2026, 4, 2)) is None
    assert {path: path.stat().st_mtime_ns for path in built.folder.rglob("*")} == files


@pytest.mark.parametrize(
    ("as_of_date", "known_at"),
    [(date(2026, 2, 28), datetime(2026, 5, 1)), (MARCH, datetime(2026, 3, 1))],
    ids=["an earlier day", "what was known earlier"],
)
def test_an_old_question_asked_again_is_no_later_word(
    built: Built, as_of_date: date, known_at: datetime
) -> None:
    built.says(A=10).entered("R1")
    assert built.says(A=11).entered("R2", as_of_date, known_at) is None
    assert [release.release_id for release in entered(built.folder)] == ["R1"]


def test_what_is_written_is_for_its_owner_alone_and_says_utc(built: Built) -> None:
    release = built.says(A=10).entered("R1", known_at=datetime(2026, 4, 1, 6, tzinfo=UTC))
    assert release is not None and entered(built.folder) == [release]
    assert release.known_at == KNOWN
    modes = {path.name: path.stat().st_mode & 0o777 for path in built.folder.rglob("*")}
    assert modes == {release.folder.name: 0o700, "release.json": 0o600, "figures.parquet": 0o600}


def test_an_entry_cut_short_is_made_anew(built: Built) -> None:
    built.says(A=10)
    left = built.folder / ".000001-R1.partial"
    left.mkdir(parents=True)
    (left / "figures.parquet").write_bytes(b"half")
    assert entered(built.folder) == []
    assert built.rows(built.entered("R1")) == [("A", 10, False)]
    assert not left.exists()


def test_entered_figures_land_once(built: Built, warehouse: Warehouse) -> None:
    config = MeritlineConfig(
        person_key_secret=SecretStr("a secret of the test suite"), figures_dir=built.folder
    )
    warehouse.run(build(config, warehouse.landing(1)), warehouse.landing(1))
    assert warehouse.rows("select count(*) from raw_meritline.published_figures") == [(0,)]
    built.says(A=10, B=7).entered("R1")
    warehouse.run(build(config, warehouse.landing(2)), warehouse.landing(2))
    built.says(A=9, B=7).entered("R2", APRIL, datetime(2026, 5, 1))
    for day in (3, 4):
        warehouse.run(build(config, warehouse.landing(day)), warehouse.landing(day))
    landed = warehouse.rows(
        """select release_number, org_unit_key, numerator, day(known_from)
        from raw_meritline.published_figures order by all"""
    )
    assert landed == [(1, "A", 10, 2), (1, "B", 7, 2), (2, "A", 9, 3)]
    assert warehouse.rows(
        "select release_number, release_id, as_of_date, known_at from raw_meritline.published_releases order by all"
    ) == [(1, "R1", MARCH, KNOWN), (2, "R2", APRIL, datetime(2026, 5, 1))]
