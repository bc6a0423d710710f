"""A sealed cycle is proven and made again anywhere, a correction opens another pack, and every row can be explained."""

import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from company.files import SECRET
from exports import pack as packs
from exports.ledger import entries, verify
from exports.pack import Pack
from orchestration import explain, sealing
from orchestration.rebuild import Rebuilt
from tests.fixtures.built import build, land
from tests.integration.conftest import Home

PEOPLE = 50
VARIABLES = json.dumps({"as_of_date": "2026-03-31", "known_at": "9999-12-31"})
OUTPUTS = [
    f"+path:models/{path}"
    for path in ("marts/compensation", "reports/increments", "reports/promotions", "reports/payroll_changes")
]


def build_cycle(home: Path, *selected: str) -> None:
    arguments = ("--exclude-resource-type", "test", "--vars", VARIABLES, "--select", *selected)
    build(home / "warehouse.duckdb", home / "dbt", *arguments)


def only_pack(home: Home) -> Pack:
    [folder] = (home.path / "packs").iterdir()
    return packs.read(folder)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a small company's cycle built and sealed."""
    folder = tmp_path_factory.mktemp("home")
    land(PEOPLE, folder)
    build_cycle(folder, *OUTPUTS)
    home = Home(folder, {})
    ended = home.meritline("seal", "--cycle", "2026")
    assert ended.code == 0, ended.complained
    assert "byte for byte" in ended.said
    return home


@pytest.fixture
def copy_of(sealed: Home, tmp_path: Path) -> Callable[[], Home]:
    """Another home with the same warehouse, packs and ledger, to be spoiled."""
    return lambda: Home(Path(shutil.copytree(sealed.path, tmp_path / "home")), {})


def test_a_pack_verifies_on_another_machine_and_fails_when_one_byte_changes(
    sealed: Home, tmp_path: Path
) -> None:
    other = Home(tmp_path / "another home", {})
    moved = Path(shutil.copytree(only_pack(sealed).folder, tmp_path / "archive" / "cycle of 2026"))
    ended = other.meritline("verify", str(moved))
    assert ended.code == 0, ended.complained + ended.said
    assert "every byte as sealed" in ended.said
    made = len(only_pack(sealed).tables(packs.OUTPUTS))
    assert f"of {made} tables {made} the same bytes." in ended.said
    assert "this home's ledger does not know it" in ended.said
    assert not other.path.exists()

    for name in (
        *("manifest.json", "pack_id", "project.zip", "inputs/raw_frappe_hr.employees.parquet"),
        *("inputs/raw_moodle.users.parquet", "outputs/compensation.increment_recommendation.parquet"),
    ):
        content = (moved / name).read_bytes()
        (moved / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        ended = other.meritline("verify", str(moved))
        assert ended.code == 1
        assert name in ended.said + ended.complained
        (moved / name).write_bytes(content)


def test_the_ledger_knows_the_pack_and_the_pack_no_clock_path_or_secret(sealed: Home) -> None:
    pack = only_pack(sealed)
    assert verify(sealed.path / "ledger") == 1
    [entry] = entries(sealed.path / "ledger")
    assert (entry["file"], entry["sha256"], entry["audience"]) == (pack.folder.name, pack.pack_id, "hr")
    ended = sealed.meritline("verify", pack.pack_id[:8], "--no-rebuild")
    assert (ended.code, "this home's ledger has it, sealed" in ended.said) == (0, True)
    said = (pack.folder / "manifest.json").read_text(encoding="utf-8")
    assert str(sealed.path) not in said and entry["delivered_at"][:10] not in said and SECRET not in said
    secrets = pq.read_table(pack.file(packs.INPUTS, "raw_meritline.person_key_secrets"))
    assert secrets.column("secret").to_pylist() == [None]
    assert pack.rows(packs.INPUTS, "raw_limesurvey.participants") == 0
    assert stat.S_IMODE((sealed.path / "packs").stat().st_mode) == 0o700


def test_the_same_warehouse_gives_the_same_pack(
    sealed: Home, copy_of: Callable[[], Home], proven: None
) -> None:
    other = copy_of()
    shutil.rmtree(other.path / "packs")
    (other.path / "ledger").unlink()
    assert other.meritline("seal", "--cycle", "2026").code == 0
    assert only_pack(other).pack_id == only_pack(sealed).pack_id


@pytest.fixture
def proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packs come out of their own inputs, as the tests above have shown; another rebuild would show it again."""
    monkeypatch.setattr(
        sealing,
        "rebuild",
        lambda pack: [Rebuilt(t, pack.rows(packs.OUTPUTS, t), "bytes") for t in pack.tables(packs.OUTPUTS)],
    )


def test_a_correction_opens_a_new_pack_and_leaves_the_old_one(
    copy_of: Callable[[], Home], proven: None
) -> None:
    """Technology's budget is corrected by 5 %: everybody's amount in it changes, nobody comes or goes."""
    home = copy_of()
    old = only_pack(home)
    before = {p: p.read_bytes() for p in old.folder.rglob("*") if p.is_file()}
    ended = home.meritline("seal", "--cycle", "2026", "--corrects", old.pack_id[:8], "--why", "To be sure")
    assert (ended.code, "nothing has changed since it was sealed" in ended.complained) == (1, True)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(
            """insert into raw_canonical_files.comp_budgets by name
            select * replace (amount * 1.05 as amount, known_from + interval 1 day as known_from)
            from raw_canonical_files.comp_budgets where purpose = 'merit' and company_id = 'Kaveri Industries Ltd'"""
        )
    build_cycle(home.path, *(f"canonical__comp_budget+,{output}" for output in OUTPUTS))
    ended = home.meritline(
        *("seal", "--cycle", "2026", "--corrects", str(old.folder), "--why", "The board raised the budget")
    )
    assert ended.code == 0, ended.complained
    assert "compensation.increment_recommendation" in ended.said
    [new] = [p for p in map(packs.read, (home.path / "packs").iterdir()) if p.pack_id != old.pack_id]
    corrects = new.facts["corrects"]
    assert (corrects["pack_id"], corrects["why"]) == (old.pack_id, "The board raised the budget")
    assert corrects["inputs"] == ["raw_canonical_files.comp_budgets"]
    assert corrects["seeds"] == corrects["code"] == []
    changed = corrects["changes"]["compensation.increment_recommendation"]
    assert changed["changed"] > 0 and changed["added"] == changed["removed"] == 0
    assert before == {p: p.read_bytes() for p in old.folder.rglob("*") if p.is_file()}
    assert [e["file"] for e in entries(home.path / "ledger")] == [old.folder.name, new.folder.name]

    ended = home.meritline("seal", "--cycle", "2026", "--corrects", old.pack_id[:8], "--why", "Again")
    assert (ended.code, f"pack {new.pack_id[:12]} has corrected it already" in ended.complained) == (1, True)


def spoil_build(home: Home) -> None:
    results = home.path / "dbt" / "run_results.json"
    content = json.loads(results.read_text(encoding="utf-8"))
    next(r for r in content["results"] if r["unique_id"].startswith("model."))["status"] = "error"
    results.write_text(json.dumps(content), encoding="utf-8")


def end_build_halfway(home: Home) -> None:
    (home.path / "dbt" / "run_results.json").unlink()


def lose_reports(home: Home) -> None:
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("drop schema reports cascade")


def lose_warehouse(home: Home) -> None:
    home.warehouse.unlink()


def lose_pack(home: Home) -> None:
    shutil.rmtree(home.path / "packs")


@pytest.mark.parametrize(
    ("spoil", "asked", "sentence"),
    [
        (None, ["--cycle", "2026"], "it is sealed already for all companies, as pack"),
        (lose_pack, ["--cycle", "2026"], "it is sealed already for all companies, as pack"),
        (
            None,
            ["--cycle", "2026", "--company", "Kaveri Europe B.V."],
            "it is sealed already for all companies",
        ),
        (None, ["--cycle", "1999"], "the warehouse holds no such cycle; it holds 2026"),
        (None, ["--cycle", "2026", "--company", "ACME"], "it takes no part in cycle 2026"),
        (None, ["--cycle", "2026", "--why", "No pack named"], "A correction needs both"),
        (None, ["--cycle", "2026", "--corrects", "abcdef", "--why", "x"], "no such pack in this home"),
        (spoil_build, ["--cycle", "2026"], "the last build: it does not stand"),
        (end_build_halfway, ["--cycle", "2026"], "dbt stopped before it ran to its end"),
        (lose_reports, ["--cycle", "2026"], "run the build first"),
        (lose_warehouse, ["--cycle", "2026"], "the file does not exist"),
    ],
)
def test_what_cannot_be_sealed_is_refused_in_a_sentence(
    copy_of: Callable[[], Home], spoil: Callable[[Home], None] | None, asked: list[str], sentence: str
) -> None:
    home = copy_of()
    if spoil is not None:
        spoil(home)
    ended = home.meritline("seal", *asked)
    assert ended.code == 1
    assert sentence in ended.complained
    assert "Traceback" not in ended.complained + ended.said
    assert not list((home.path / "packs").glob(".*"))
    assert verify(home.path / "ledger") == 1


def test_a_cycle_that_does_not_come_out_of_its_inputs_is_not_sealed(
    copy_of: Callable[[], Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copy_of()
    lose_pack(home)
    (home.path / "ledger").unlink()
    monkeypatch.setattr(sealing, "rebuild", lambda pack: [Rebuilt("compensation.fairness", 3, "different")])
    ended = home.meritline("seal", "--cycle", "2026")
    assert ended.code == 1
    assert "compensation.fairness cannot be made again" in ended.complained
    assert list((home.path / "packs").iterdir()) == []
    assert not (home.path / "ledger").exists()


def test_one_company_alone_can_be_sealed_and_bars_the_whole(
    copy_of: Callable[[], Home], proven: None
) -> None:
    home = copy_of()
    lose_pack(home)
    (home.path / "ledger").unlink()
    assert home.meritline("seal", "--cycle", "2026", "--company", "Kaveri Europe B.V.").code == 0
    pack = only_pack(home)
    assert pack.folder.name.startswith("Kaveri_Europe_B.V.-2026-")
    people = pq.read_table(pack.file(packs.OUTPUTS, "compensation.increment_recommendation"))
    assert set(people.column("company_id").to_pylist()) == {"Kaveri Europe B.V."}
    ended = home.meritline("seal", "--cycle", "2026")
    assert "it is sealed already for Kaveri Europe B.V." in ended.complained


def test_everybody_can_be_explained_and_every_sum_adds_up(sealed: Home) -> None:
    """Recommended, ineligible, withheld: every row of the cycle, each of its decisions, down to landed rows."""
    statuses = set()
    with explain.open_warehouse(sealed.warehouse) as book:
        people = book.rows("select employee_number, company_id from reports.rpt_increments__recommendations")
        assert len(people) > 30
        for person in people:
            told = explain.story(book, person["employee_number"], "2026", company_id=person["company_id"])
            assert {d.name for d in told.decisions} >= {"increment", "promotion", "bonus"}
            assert [d.name for d in told.decisions if not d.adds_up] == []
            assert all(d.reasons for d in told.decisions)
            assert {"grade", "hire_date"} <= {s.input_name for s in told.sources}
            assert not [line for line in explain.lines(told) if "None" in line]
            statuses |= {d.status for d in told.decisions}
    assert {"recommended", "withheld", "ineligible", "not_yet"} <= statuses


def test_a_story_ends_at_rows_that_are_there(sealed: Home) -> None:
    with sealed.open_warehouse() as connection:
        number, base = connection.execute(
            """select employee_number, base_amount from reports.rpt_increments__recommendations
            where recommendation_status = 'Recommended' and company_id = 'Kaveri Industries Ltd'
            order by employee_number limit 1"""
        ).fetchone() or ("", 0)
        ended = sealed.meritline("explain", number.lower(), "--cycle", "2026")
        assert ended.code == 0, ended.complained
        with explain.open_warehouse(sealed.warehouse) as book:
            told = explain.story(book, number, "2026", decision="increment")
        [pay] = [s for s in told.sources if s.input_name == "base_pay"]
        [monthly] = connection.execute(
            f"select base from {pay.table} where name = ?", [pay.record]
        ).fetchall()
    assert monthly[0] * 12 == base
    assert pay.record in ended.said and pay.table in ended.said
    assert [d.name for d in told.decisions] == ["increment"]


def test_a_pack_tells_the_same_story_as_the_warehouse(sealed: Home) -> None:
    pack = only_pack(sealed)
    with explain.open_warehouse(sealed.warehouse) as book, explain.open_pack(pack) as sealed_book:
        [person] = book.rows(
            "select min(employee_number) as number from reports.rpt_increments__recommendations"
        )
        assert explain.story(book, person["number"], "2026") == explain.story(
            sealed_book, person["number"], "2026"
        )
    ended = sealed.meritline("explain", person["number"], "--pack", pack.pack_id[:8])
    assert (ended.code, "Where it came from" in ended.said) == (0, True)


def test_a_number_that_finds_nobody_or_two_people_is_a_sentence(copy_of: Callable[[], Home]) -> None:
    home = copy_of()
    with duckdb.connect(str(home.warehouse)) as connection:
        [(number,)] = connection.execute(
            """select min(employee_number) from reports.rpt_increments__recommendations
            where company_id = 'Kaveri Industries Ltd'"""
        ).fetchall()
        connection.execute(
            """update reports.rpt_increments__recommendations set employee_number = $number
            where person_key = (
                select min(person_key) from reports.rpt_increments__recommendations
                where company_id = 'Kaveri Europe B.V.'
            )""",
            {"number": number},
        )
    for asked, sentence in (
        ([number + "X", "--cycle", "2026"], "differ from it by one character"),
        ([number, "--cycle", "2026"], "that employee number is given by 2 companies"),
        ([number, "--cycle", "2026", "--company", "ACME"], "that employee number is of another company"),
        ([number, "--cycle", "1999"], "nobody was decided on in it; name one of 2026"),
        ([number], "Which cycle?"),
        (
            [number, "--cycle", "2026", "--company", "Kaveri Europe B.V.", "--decision", "x"],
            "no reasons for it",
        ),
    ):
        ended = home.meritline("explain", *asked)
        assert ended.code == 1
        assert sentence in ended.complained
        assert "Traceback" not in ended.complained + ended.said
    one = home.meritline("explain", number, "--cycle", "2026", "--company", "Kaveri Europe B.V.")
    assert (one.code, "Kaveri Europe B.V., cycle 2026" in one.said) == (0, True)
