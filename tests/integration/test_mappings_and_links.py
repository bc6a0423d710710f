"""Words that no mapping knows, and reviewed links that are wrong: each stops or warns with what to do."""

import re
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.terminal import dbt_failures, dbt_warnings
from tests.fixtures.built import DBT_PROJECT, _dbt

# Seed, raw table and column, the word as the source sends it, and the row that the sentence names.
UNKNOWN = [
    (
        "mapping_employment_types",
        "raw_frappe_hr.employees",
        "employment_type",
        "Apprentice, second year",
        'frappe_hr,"apprentice, second year",<employee, contingent or intern>,<share of full time such as 0.5000, '
        "or nothing>",
    ),
    (
        "mapping_genders",
        "raw_frappe_hr.employees",
        "gender",
        "Agender ",
        "frappe_hr,agender,<female, male, other or unknown>",
    ),
    (
        "mapping_goal_statuses",
        "raw_frappe_hr.goals",
        "status",
        "Parked",
        "frappe_hr,parked,<pending, in_progress, completed, archived or closed>",
    ),
    (
        "mapping_pay_components",
        "raw_frappe_hr.salary_details",
        "salary_component",
        "Moon Allowance",
        "frappe_hr,moon allowance,<base, allowance, variable, overtime, statutory_er, deduction or reimbursement>",
    ),
    (
        "mapping_pay_components",
        "raw_payroll_register.register_lines",
        "component",
        "Tide Money",
        "payroll_register,tide money,<base, allowance, variable, overtime, statutory_er, deduction or reimbursement>",
    ),
    (
        "mapping_readiness",
        "raw_canonical_files.successors",
        "readiness",
        "some day",
        "canonical_files,some day,<ready_now, under_1_year, one_to_two_years, over_two_years or not_assessed>",
    ),
]
# A word that is free text about a person, or that gives nothing but a score, only warns; question codes are no words,
# and neither are the units of a planned reorganisation, which quality findings look after.
OTHERWISE = {"mapping_exit_reasons", "mapping_training_grades", "mapping_survey_items", "org_reorganisation"}


@pytest.fixture(scope="module")
def spoiled(
    built_warehouse: Path, unit_test_states: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """A copy of the built company with one unknown word per mapping and wrong links; its warehouse and target."""
    folder = tmp_path_factory.mktemp("spoiled")
    warehouse, target = folder / "warehouse.duckdb", folder / "target"
    shutil.copyfile(built_warehouse, warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        for _, table, column, word, _ in UNKNOWN:
            connection.execute(
                f"update {table} set {column} = ? where rowid = (select min(rowid) from {table})", [word]
            )
        for plan, readiness in (("D1", "Ready now"), ("D2", "after the merger")):
            connection.execute(
                """insert into raw_sql_database.successors by name
                select * replace (? as plan_id, ? as readiness) from raw_canonical_files.successors limit 1""",
                [plan, readiness],
            )
        numbers = connection.execute(
            """select distinct on (person_key) employee_number from identity.person_identity
            where employee_number is not null order by person_key limit 2"""
        ).fetchall()
        [(one,), (two,)] = numbers
        [(matched,)] = connection.execute(
            """select source_id from canonical.canonical__identity_link
            where source_system = 'moodle' and match_rule = 'employee_number' and person_key not in (
                select person_key from identity.person_identity where employee_number = ?)
            order by 1 limit 1""",
            [two],
        ).fetchall()
        review = ("seen with the team", "People Operations", date(2026, 1, 15))
        for source, record, number, expires in (
            ("moodle", "900001", "nobody has this number", None),
            ("payroll_register", "900002", one, None),
            ("payroll_register", "900002", two, None),
            ("moodle", matched, two, None),
            ("limesurvey", "1/900003", one, date(2026, 2, 28)),
        ):
            connection.execute(
                "insert into corrections.manual_identity_links values (?, ?, ?, ?, ?, ?, ?)",
                [source, record, number, *review, expires],
            )
        connection.execute(
            """insert into core.identity_unmatched (company_id, source_system, source_id, reason, remedy)
            select '*', 'moodle', 'u' || i, 'No person has it.', 'Set it.' from range(3) t(i)"""
        )
    names = (
        "assert_every_enum_is_mapped",
        "assert_manual_links_lead_to_one_person",
        "assert_manual_links_are_in_force",
        "assert_every_source_record_finds_its_person",
    )
    run = _dbt(warehouse, target, "test", "--select", *names)
    assert run.returncode == 1
    return warehouse, target


@pytest.mark.parametrize(("seed", "table", "column", "word", "row"), UNKNOWN, ids=lambda x: str(x)[:40])
def test_an_unknown_word_stops_with_the_row_to_add(
    spoiled: tuple[Path, Path], seed: str, table: str, column: str, word: str, row: str
) -> None:
    warehouse, target = spoiled
    found = [s for s in dbt_failures(target, warehouse) if f"'{word.strip()}' is in no mapping" in s]
    assert len(found) == 1, seed
    assert found[0].endswith(f"; add the row {row} to dbt_project/seeds/mappings/{seed}.csv.")


def test_words_of_the_contract_are_mapped_alike_from_a_database(spoiled: tuple[Path, Path]) -> None:
    """A word that the seed knows as the files' is known; the other is told with the row to add."""
    warehouse, target = spoiled
    [sentence] = [s for s in dbt_failures(target, warehouse) if s.startswith("sql_database, successors")]
    assert (
        "'after the merger' is in no mapping; add the row canonical_files,after the merger,<ready_now"
        in sentence
    )


def test_every_mapping_seed_is_asked_for_its_unknown_words() -> None:
    seeds = {path.stem for path in (DBT_PROJECT / "seeds" / "mappings").glob("*.csv")}
    asked = set(
        re.findall(r"'(mapping_\w+)'", (DBT_PROJECT / "tests/assert_every_enum_is_mapped.sql").read_text())
    )
    assert asked == {seed for seed, *_ in UNKNOWN}
    assert seeds == asked | OTHERWISE


def test_a_link_to_nobody_to_two_people_or_against_the_record_stops_without_naming_anybody(
    spoiled: tuple[Path, Path],
) -> None:
    warehouse, target = spoiled
    found = [s for s in dbt_failures(target, warehouse) if "manual_identity_links" in s]
    end = "; correct dbt_project/seeds/corrections/manual_identity_links.csv, or take the row out."
    assert sorted(found) == sorted(
        [
            f"moodle, manual_identity_links: 1 row(s) name an employee number that nobody has{end}",
            f"payroll_register, manual_identity_links: 1 row(s) lead one record to more than one person{end}",
            "moodle, manual_identity_links: 1 row(s) contradict the record's own employee number or verified e-mail "
            f"address{end}",
        ]
    )


def test_an_expired_link_and_records_without_a_person_warn_with_count_and_remedy(
    spoiled: tuple[Path, Path],
) -> None:
    warehouse, target = spoiled
    warned = dbt_warnings(target, warehouse)
    assert any(
        s.startswith("limesurvey, manual_identity_links: 1 row(s) expired; review them again") for s in warned
    )
    assert (
        "moodle: 3 record(s) find no person and reach no figure. No person has it. Set it. They are listed in "
        "core.identity_unmatched."
    ) in warned


def test_no_rule_of_identity_reads_a_name() -> None:
    sql = (DBT_PROJECT / "models/canonical/canonical__identity_link.sql").read_text(encoding="utf-8")
    assert not re.search(r"(employee|full|first|last|person)_name", sql)


def test_the_seed_of_links_is_empty_in_the_project() -> None:
    """A company's own links belong to its own copy of the project."""
    lines = (
        (DBT_PROJECT / "seeds/corrections/manual_identity_links.csv").read_text(encoding="utf-8").splitlines()
    )
    assert lines == ["source_system,source_id,employee_number,reason,reviewed_by,reviewed_on,expires_on"]
