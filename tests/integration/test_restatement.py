"""The same question asked twice, and a published figure that a late record moves.

Belongs here: two loads of one company, what is built at which knowledge time, what a release said and says.
Does not belong here: how a change is found and explained (dbt unit tests), how figures are kept (tests/unit).
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from company.world import generate
from ingestion.sources.meritline.figures import EnteredRelease, enter
from tests.fixtures.built import build, land, land_earlier_load

PEOPLE = 100
COMPANY = "Kaveri Europe B.V."
APRIL, MAY = datetime(2026, 4, 30), datetime(2026, 5, 10)
MODELS = ("--resource-type", "seed", "--resource-type", "model")
BUILT = (
    "canonical",
    "core",
    "identity",
    "kpi",
    "scorecard",
    "compensation",
    "succession",
    "development",
    "reconciliation",
    "reports",
)


def variables(as_of: str, known_at: datetime) -> tuple[str, str]:
    return "--vars", f'{{"as_of_date": "{as_of}", "known_at": "{known_at:%Y-%m-%d %H:%M:%S}"}}'


@dataclass(frozen=True)
class Months:
    """April's build, April's question asked again in June, and June's build; who left, from which unit."""

    april: Path
    april_again: Path
    june: Path
    release: EnteredRelease
    leaver: str
    unit: str


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Months:
    """A load of 1 April, built and published as known in April; a back-dated exit entered in May; built again."""
    folder = tmp_path_factory.mktemp("restated")
    warehouse, target = land(PEOPLE, folder), folder / "target"
    build(warehouse, target, *MODELS, *variables("2026-03-31", APRIL))
    release = enter(warehouse, folder / "figures", "20260331-april", date(2026, 3, 31), APRIL)
    assert release is not None
    april = shutil.copy(warehouse, folder / "april.duckdb")
    with duckdb.connect(str(warehouse)) as connection:
        leaver, unit = _enter_an_exit_of_march(connection)
        _correct_the_cost_of_march(connection)
        _land(connection, release)
    build(warehouse, target, *MODELS, *variables("2026-03-31", APRIL))
    again = shutil.copy(warehouse, folder / "again.duckdb")
    build(
        warehouse, target, *MODELS, "--select", "+restatement", *variables("2026-05-31", datetime(2026, 6, 1))
    )
    return Months(april, again, warehouse, release, leaver, unit)


def _enter_an_exit_of_march(connection: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """Say in May that an employee left on 15 March; the same load brings other names of departments.

    The unit is the employee's department: KPIs go no deeper.
    """
    leaver, unit = connection.execute(
        """select records.name, coalesce(units.department_org_unit_key, units.org_unit_key)
        from raw_frappe_hr.employees as records
        inner join identity.person_identity using (employee_number)
        inner join core.dim_employee as employees using (person_key)
        inner join core.dim_org_unit as units on employees.org_unit_key = units.org_unit_key
        where employees.is_active and employees.worker_type = 'employee' and employees.start_date < '2025-01-01'
            and not starts_with(employee_number, 'CAST')
            and not exists (
                from core.dim_employee as reports where reports.manager_person_key = employees.person_key
            )
        order by records.name limit 1"""
    ).fetchall()[0]
    connection.execute(
        f"""insert into raw_frappe_hr.employees by name
        select * replace (
            'Left' as status, date '2026-03-15' as relieving_date, 'Resignation' as reason_for_leaving,
            date '2026-02-15' as resignation_letter_date, timestamp '{MAY}' as known_from, 'may' as load_id
        ) from raw_frappe_hr.employees where name = '{leaver}'"""
    )
    connection.execute(
        f"""insert into raw_frappe_hr.departments by name
        select * replace (department_name || ' and more' as department_name, timestamp '{MAY}' as known_from)
        from raw_frappe_hr.departments where disabled = 0"""
    )
    return leaver, unit


def _correct_the_cost_of_march(connection: duckdb.DuckDBPyConnection) -> None:
    """Finance says in May that people cost one company 1,000.00 more in March."""
    connection.execute(
        f"""insert into raw_canonical_files.finance_periods by name
        select * replace (
            people_cost_amount + 1000 as people_cost_amount, timestamp '{MAY}' as known_from, 'may' as load_id
        ) from raw_canonical_files.finance_periods
        where company_id = '{COMPANY}' and period_end = '2026-03-31'"""
    )


def _land(connection: duckdb.DuckDBPyConnection, release: EnteredRelease) -> None:
    """Land the entered release as the load of May does."""
    landing = f"timestamp '{MAY}' as known_from, false as is_deleted, 'may' as load_id"
    connection.execute(
        f"insert into raw_meritline.published_figures by name select *, {landing} from '{release.figures}'"
    )
    connection.execute(
        f"""insert into raw_meritline.published_releases by name
        select {release.release_number} as release_number, '{release.release_id}' as release_id,
            date '{release.as_of_date}' as as_of_date, timestamp '{release.known_at}' as known_at, {landing}"""
    )


def test_the_same_question_has_the_same_answer_whenever_it_is_asked(months: Months) -> None:
    with duckdb.connect() as connection:
        for name in ("april", "april_again"):
            connection.execute(f"attach '{getattr(months, name)}' as {name} (read_only)")
        tables = connection.execute(
            """select schema_name || '.' || table_name from duckdb_tables()
            where database_name = 'april' and list_contains($1, schema_name) order by 1""",
            [list(BUILT)],
        ).fetchall()
        assert {name.split(".")[0] for (name,) in tables} >= {"canonical", "core", "kpi", "reports"}
        different = []
        for (name,) in tables:
            columns = ", ".join(
                # A sum of binary fractions may end in another last place.
                f"cast({column} as decimal(38, 9)) as {column}" if kind == "DOUBLE" else f'"{column}"'
                for column, kind, *_ in connection.execute(f"describe april.{name}").fetchall()
            )
            one, other = (f"select {columns} from {database}.{name}" for database in ("april", "april_again"))
            [(count,)] = connection.execute(
                f"""select (select count(*) from ({one} except all {other}))
                    + (select count(*) from ({other} except all {one}))"""
            ).fetchall()
            if count:
                different.append(f"{name}: {count} rows")
    assert different == []


def test_a_back_dated_exit_moves_march_and_is_named_as_the_cause(months: Months) -> None:
    with duckdb.connect(str(months.june), read_only=True) as connection:
        moved = connection.execute(
            """select variant, earlier_numerator, numerator, change_value, earlier_release_id, release_id, cause
            from kpi.restatement
            where kpi_id = 'headcount' and variant = 'closing' and tree = 'as_is' and dimension = 'all'
                and period_type = 'month' and period_end = '2026-03-31' and company_id = '*' and org_unit_key = ?""",
            [months.unit],
        ).fetchall()
        [(variant, before, now, change, earlier, release, cause)] = moved
        causes = connection.execute(
            """select source_id, change_kind, affected_from, cast(known_from as date)
            from kpi.restatement_cause
            where period_type = 'month' and period_end = '2026-03-31' and company_id = '*' and org_unit_key = ?
            order by change_kind""",
            [months.unit],
        ).fetchall()
        untouched = connection.execute(
            """select count(*) from kpi.restatement
            where kpi_id = 'headcount' and period_end < '2026-03-01'"""
        ).fetchall()
    # One person fewer at the close of March: n - 1.
    assert (variant, earlier, release) == ("closing", months.release.release_id, None)
    assert (before, now, change) == (before, before - 1, -1)
    assert cause == "back_dated_exit"
    assert (months.leaver, "back_dated_exit", date(2026, 3, 15), MAY.date()) in causes
    assert untouched == [(0,)]


def test_a_corrected_cost_is_named_as_the_cause_and_moves_no_other_month(months: Months) -> None:
    with duckdb.connect(str(months.june), read_only=True) as connection:
        moved = connection.execute(
            """select period_end, variant, round(numerator - earlier_numerator, 2), cause
            from kpi.restatement
            where kpi_id = 'workforce_cost' and tree = 'as_is' and dimension = 'all' and period_type = 'month'
                and company_id = ? order by variant""",
            [COMPANY],
        ).fetchall()
    assert {row[0] for row in moved} == {date(2026, 3, 31)}
    assert {row[2:] for row in moved} == {(1000.0, "late_finance_period")}


def test_april_still_says_what_it_said(months: Months) -> None:
    def closing(warehouse: Path) -> float:
        with duckdb.connect() as connection:
            # Views of a warehouse go by the name it was built under.
            connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
            [(count,)] = connection.execute(
                """select numerator from warehouse.kpi.release_figure
                where kpi_id = 'headcount' and variant = 'closing' and tree = 'as_is' and dimension = 'all'
                    and period_type = 'month' and period_end = '2026-03-31' and company_id = '*'
                    and org_unit_key = ?""",
                [months.unit],
            ).fetchall()
            return float(count)

    assert closing(months.april_again) == closing(months.april) == closing(months.june) + 1
    with duckdb.connect(str(months.april_again), read_only=True) as connection:
        assert connection.execute("select count(*) from kpi.restatement").fetchall() == [(0,)]


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Late records of two loads, 15 February and 1 April 2026, between which HR entered what the cast is about."""
    folder = tmp_path_factory.mktemp("late")
    warehouse = land(PEOPLE, folder)
    land_earlier_load(warehouse, generate(PEOPLE), datetime(2026, 2, 15))
    models = ("--select", "+fct_late_record", "+person_identity")
    build(warehouse, folder / "target", "--exclude-resource-type", "test", *models)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(
    ("number", "kind", "day"),
    [
        ("CAST-BACKDATED-EXIT", "back_dated_exit", date(2025, 12, 31)),
        ("CAST-RETROACTIVE-PROMOTION", "late_grade_change", date(2025, 10, 1)),
    ],
)
def test_what_the_cast_entered_late_is_found(
    late: duckdb.DuckDBPyConnection, number: str, kind: str, day: date
) -> None:
    found = late.execute(
        """select change_kind, affected_from, cast(known_from as date) from core.fct_late_record
        inner join identity.person_identity using (person_key) where employee_number = ?""",
        [number],
    ).fetchall()
    assert (kind, day, date(2026, 4, 1)) in found


def test_nobody_else_left_without_being_told_in_time(late: duckdb.DuckDBPyConnection) -> None:
    found = late.execute(
        """select employee_number from core.fct_late_record
        inner join identity.person_identity using (person_key)
        where change_kind = 'back_dated_exit' and affected_from < '2026-02-15'"""
    ).fetchall()
    assert found == [("CAST-BACKDATED-EXIT",)]
