"""One command from the sources to the deliveries, and the same again."""

import json
import stat
import subprocess
import sys

import duckdb

from exports.ledger import verify
from ingestion.sources import SOURCES
from ingestion.sources.meritline.figures import entered
from tests.integration.conftest import PEOPLE, PROJECT, Home


def test_a_run_leaves_everything_under_one_folder(home: Home) -> None:
    with duckdb.connect(str(home.publication), read_only=True) as connection:
        [(release,)] = connection.execute("select release_id from reports.release").fetchall()
    expected = [
        "warehouse.duckdb",
        "published/meritline.duckdb",
        "quarantine",
        "data_docs/index.html",
        "ledger",
        f"deliveries/increments/{release}",
        f"deliveries/promotions/{release}",
        f"deliveries/statutory_pay/{release}",
        f"deliveries/development_plans/{release}",
        f"deliveries/scorecards/{release}",
        f"deliveries/leadership_pack/{release}",
        f"deliveries/compensation_summary/{release}",
        f"deliveries/succession_review/{release}",
        f"deliveries/talent_pipeline/{release}",
    ]
    assert [e for e in expected if not (home.path / e).exists()] == []
    kinds_of = (
        *("increments", "promotions", "statutory_pay", "development_plans", "leadership_pack"),
        *("compensation_summary", "succession_review", "scorecards", "talent_pipeline"),
    )
    kinds = {
        delivery: {
            f.suffix for f in (home.path / "deliveries" / delivery / release).rglob("*") if f.is_file()
        }
        for delivery in kinds_of
    }
    assert kinds == {
        "increments": {".xlsx", ".parquet"},
        "promotions": {".xlsx", ".parquet"},
        "statutory_pay": {".xlsx"},
        "development_plans": {".xlsx"},
        "scorecards": {".xlsx"},
        "leadership_pack": {".html", ".pdf"},
        "compensation_summary": {".html", ".pdf"},
        "succession_review": {".html", ".pdf", ".xlsx"},
        "talent_pipeline": {".html", ".pdf"},
    }
    assert list((home.path / "published" / "parquet").rglob("*.parquet"))


def test_what_names_people_is_closed_to_others(home: Home) -> None:
    """Files are 0600 and folders 0700 wherever a person can be named."""
    folders = ("deliveries", "quarantine", "published", "dlt", "dbt")
    private = [home.warehouse, home.path / "ledger", *(home.path / f for f in folders)]
    private += [p for f in folders for p in (home.path / f).rglob("*") if not p.is_symlink()]
    # A copy of the parsed models, which name nobody; it keeps the mode it has in the project.
    private.remove(home.path / "dbt" / "partial_parse.msgpack")
    modes = {str(p.relative_to(home.path)): stat.S_IMODE(p.stat().st_mode) for p in private}
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}


def test_every_document_is_entered_in_a_ledger_that_holds(home: Home) -> None:
    lines = [json.loads(line) for line in (home.path / "ledger").read_text().splitlines()]
    assert verify(home.path / "ledger") == len(lines)
    files = {line["file"] for line in lines}
    assert {f.name for f in (home.path / "deliveries").rglob("*") if f.is_file()} <= files


def test_a_publication_enters_its_figures(home: Home) -> None:
    [release] = entered(home.path / "figures")
    with duckdb.connect(str(home.publication), read_only=True) as connection:
        assert connection.execute(
            "select release_id, as_of_date, known_at from reports.release"
        ).fetchall() == [(release.release_id, release.as_of_date, release.known_at)]
    with home.open_warehouse() as connection:
        [(figures,)] = connection.execute("select count(*) from kpi.release_figure").fetchall()
        [(kept,)] = connection.execute(f"select count(*) from '{release.figures}'").fetchall()
    assert kept == figures > 0


def test_a_second_run_gives_the_same_tables_while_readers_read_whole_releases(home: Home) -> None:
    before, published = home.fingerprint(), home.published()
    documents = {f: f.read_bytes() for f in sorted((home.path / "deliveries").rglob("*")) if f.is_file()}
    # A reader in another process opens the publication again and again for as long as the run goes on.
    reader = subprocess.Popen(
        [sys.executable, str(PROJECT / "tests" / "integration" / "reader.py"), str(home.publication)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    ended = home.meritline("run")
    output, _ = reader.communicate("stop\n", timeout=60)
    assert ended.code == 0, ended.complained
    seen = json.loads(output)
    assert seen["errors"] == []
    assert seen["reads"] > 20
    # One release throughout: the second run made the same figures, hence the same release id.
    assert len(seen["answers"]) == 1
    assert home.fingerprint() == before
    assert home.published() == published
    assert {f: f.read_bytes() for f in documents} == documents


def test_rows_received_are_landed_unchanged_or_quarantined(home: Home) -> None:
    with home.open_warehouse() as connection:
        schemas = connection.execute(
            "select distinct table_schema from information_schema.tables where table_name = 'loads'"
        ).fetchall()
        assert {schema for (schema,) in schemas} == {f"raw_{source}" for source in SOURCES}
        for (schema,) in schemas:
            against = connection.execute(
                f"""select table_name from {schema}.loads
                where received_count <> landed_count + unchanged_count + quarantined_count"""
            ).fetchall()
            assert against == [], schema


def test_recommended_increments_never_exceed_their_budget(home: Home) -> None:
    with home.open_warehouse() as connection:
        over, holders, spent = connection.execute(
            """select count(*) filter (where recommended > budget_amount), count(*), sum(recommended)
            from compensation.increment_budget join (
                select company_id, cycle_id, scenario_id, holder_org_unit_key, sum(increment_amount) as recommended
                from compensation.increment_recommendation where increment_amount is not null group by all
            ) using (company_id, cycle_id, scenario_id, holder_org_unit_key)"""
        ).fetchall()[0]
    assert over == 0
    assert holders >= 4
    assert spent > 0


def test_every_recommendation_carries_its_reasons(home: Home) -> None:
    with home.open_warehouse() as connection:
        for table, decision in (
            ("increment_recommendation", "increment"),
            ("promotion_recommendation", "promotion"),
            ("bonus_recommendation", "bonus"),
        ):
            without, rows = connection.execute(
                f"""select count(*) filter (where r.person_key is null), count(*) from compensation.{table} t
                left join (select distinct company_id, cycle_id, person_key from compensation.recommendation_reason
                           where decision = '{decision}') r using (company_id, cycle_id, person_key)"""
            ).fetchall()[0]
            assert without == 0, table
            assert rows > PEOPLE * 3 // 4, table
