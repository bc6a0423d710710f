"""Mapping of foreign headers: the documented examples load, and every mistake is a sentence with its line."""

import csv
from pathlib import Path
from typing import Any

import pytest
from landings import one_sentence

from ingestion.contract.mapping import read_mapping
from ingestion.errors import SourceError
from ingestion.quarantine import Unreadable
from ingestion.rows import read_rows
from ingestion.sources.canonical_files import RECORDS
from ingestion.sources.canonical_files.client import CanonicalFilesConfig, CanonicalReader

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "docs" / "mappings").glob("*.yml"))

# Invented rows under the headers of the public files; three people each, or three employers.
ROWS: dict[str, list[dict[str, str]]] = {
    "chicago_payroll": [
        {"Job Titles": "GARDENER", "Department": "PARKS", "Full or Part-Time": "F", "Salary or Hourly": "Salary",
         "Annual Salary": "70000.0"},
        {"Job Titles": "GARDENER", "Department": "PARKS", "Full or Part-Time": "P", "Salary or Hourly": "Hourly",
         "Typical Hours": "20.0", "Hourly Rate": "21.5"},
        {"Job Titles": "CLERK", "Department": "LAW", "Full or Part-Time": "F", "Salary or Hourly": "Salary",
         "Annual Salary": "80000.0"},
    ],
    "mfg_employees": [
        {"EmployeeNumber": str(at), "Surname": "Roe", "GivenName": name, "Gender": gender, "JobTitle": "Baker",
         "DepartmentName": "Bakery", "StoreLocation": "Town", "BusinessUnit": "Stores"}
        for at, name, gender in ((1, "Ann", "F"), (2, "Bo", "M"), (3, "Cy", "M"))
    ],
    "ibm_attrition": [
        {"Department": "Sales", "Gender": "Female", "JobLevel": str(at), "JobRole": "Manager", "MonthlyIncome": "5000"}
        for at in (1, 2, 2)
    ],
    "logib_example": [
        {"personal_number": f"{at}.0", "sex": "F", "professional_function": "Clerk", "professional_position": "5.0",
         "activity_rate": rate, "basic_wage": "5201.0", "weekly_hours": "40.0"}
        for at, rate in ((1, "100.0"), (2, "80.0"), (3, "0.0"))
    ],
    "uk_gender_pay_gap": [
        {"EmployerSize": "500 to 999", "DiffMeanHourlyPercent": mean, "DiffMedianHourlyPercent": "-0.1"}
        for mean in ("18.0", "2.3", "-7.25")
    ],
}  # fmt: skip
# One company, and a top unit above the departments, beside what the rows hold.
COUNTS = {
    "chicago_payroll": {"companies": 1, "persons": 3, "employments": 3, "org_units": 3, "jobs": 2, "assignments": 3,
                        "comp_bases": 3},
    "mfg_employees": {"companies": 1, "persons": 3, "employments": 3, "org_units": 3, "jobs": 1, "assignments": 3},
    "ibm_attrition": {"companies": 1, "persons": 3, "employments": 3, "org_units": 2, "jobs": 1, "grades": 2,
                      "assignments": 3, "comp_bases": 3},
    "logib_example": {"companies": 1, "persons": 3, "employments": 3, "org_units": 1, "jobs": 1, "grades": 1,
                      "assignments": 3, "comp_bases": 3},
    "uk_gender_pay_gap": {"benchmarks": 6},
}  # fmt: skip


def landed(folder: Path, mapping: Path | None = None) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table that got any; no row may be rejected."""
    reader = CanonicalReader(CanonicalFilesConfig(folder=folder, mapping_file=mapping), RECORDS)
    found = {}
    for record in RECORDS:
        arrival = read_rows(record, reader.read(record))
        assert arrival.rejected == []
        if arrival.received:
            found[record.table] = arrival.table.select(list(record.model_fields)).to_pylist()
    return found


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.stem)
def example(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    """The rows that a documented mapping makes of a tiny file with the headers of the public one."""
    path: Path = request.param
    [foreign] = read_mapping("files", path, "files").values()
    header = [*foreign.columns, *foreign.ignore]
    with (tmp_path / foreign.name).open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        writer.writerows(ROWS[path.stem])
    return path.stem, landed(tmp_path, path)


def test_a_documented_mapping_loads_what_it_says(
    example: tuple[str, dict[str, list[dict[str, Any]]]],
) -> None:
    name, tables = example
    assert {table: len(rows) for table, rows in tables.items()} == COUNTS[name]
    if name == "chicago_payroll":
        assert [row["employee_number"] for row in tables["persons"]] == [
            "CHI-000001",
            "CHI-000002",
            "CHI-000003",
        ]
        pay = {
            r["employee_number"]: (r["base_amount"], r["frequency"], r["hours_per_week"])
            for r in tables["comp_bases"]
        }
        assert pay == {
            "CHI-000001": (70000, "year", None),
            "CHI-000002": (21.5, "hour", 20),
            "CHI-000003": (80000, "year", None),
        }
    if name == "mfg_employees":
        assert {row["full_name"] for row in tables["persons"]} == {"Ann Roe", "Bo Roe", "Cy Roe"}
    if name == "logib_example":
        # 80.0 percent are 0.8 of a job; 0.0 stands for nothing known.
        shares = [(row["employee_number"], str(row["fte"])) for row in tables["assignments"]]
        assert shares == [("1", "1.0000"), ("2", "0.8000"), ("3", "None")]
        assert [(row["grade_id"], row["grade_rank"]) for row in tables["grades"]] == [("5", 1)]
    if name == "uk_gender_pay_gap":
        # -7.25 percent are a ratio of -0.0725.
        assert [row["value"] for row in tables["benchmarks"]] == [
            -0.001,
            -0.001,
            -0.001,
            0.18,
            0.023,
            -0.0725,
        ]


BODY = """files:
  staff.csv:
    ignore: [Shoe]
    fills:
      - entity: person
        fields:
          company_id: {constant: A}
          employee_number: {columns: [Site, No], with: "-"}
          gender: {column: Sex, values: {F: female, M: male, "-": ""}}
          birth_date: Born
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mapping.yml").write_text(
        BODY.replace("    ignore", "    dates: dd/mm/yyyy\n    empty: [NA]\n    ignore")
    )
    return tmp_path


def test_columns_are_joined_words_mapped_and_nothing_is_left_out_unsaid(folder: Path) -> None:
    (folder / "staff.csv").write_text("Site,No,Sex,Born,Shoe\nX,1,F,03/04/1990,41\nX,2,-,NA,42\nY,1,M,,43\n")
    assert [tuple(row.values()) for row in landed(folder)["persons"]] == [
        ("A", "X-1", None, None, None, "female", landed(folder)["persons"][0]["birth_date"], None),
        ("A", "X-2", None, None, None, None, None, None),
        ("A", "Y-1", None, None, None, "male", None, None),
    ]
    assert str(landed(folder)["persons"][0]["birth_date"]) == "1990-04-03"


def test_a_word_that_the_mapping_does_not_name_is_rejected_in_foreign_words(folder: Path) -> None:
    (folder / "staff.csv").write_text("Site,No,Sex,Born,Shoe\nX,1,F,,\nX,2,D,,\nX,3,F,1990,\n")
    reader = CanonicalReader(CanonicalFilesConfig(folder=folder), RECORDS)
    person = next(r for r in RECORDS if r.table == "persons")
    assert [row.reason for row in reader.read(person) if isinstance(row, Unreadable)] == [
        "column Sex (gender) is none of F, M, -, which the mapping names",
        "column Born (birth_date) is not a date as dd/mm/yyyy",
    ]
    beside = (folder / "staff.rejected.csv").read_text(encoding="utf-8-sig").splitlines()
    assert beside[0] == "row,problem,Site,No,Sex,Born,Shoe"
    assert beside[1].startswith('3,"persons: column Sex (gender) is none of')


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "Site,No,Sex,Born,Shoe,Hat,Coat",
            "staff.csv: the columns Hat, Coat are neither mapped nor ignored; map them",
        ),
        ("Site,No,Sex,Shoe", "staff.csv: the column Born is not there; correct the mapping, or the file."),
        ("Site,No,Sex,Born,Born", "staff.csv, column Born: the column stands there twice"),
        (
            "Ann,Roe,x,y,z",
            "staff.csv: the columns Site, No, Sex, Born are not there; see that it is this file.",
        ),
    ],
)
def test_a_change_of_the_columns_is_named(folder: Path, header: str, words: str) -> None:
    (folder / "staff.csv").write_text(f"{header}\n{',' * header.count(',')}\n")
    with pytest.raises(SourceError) as caught:
        landed(folder)
    assert words in one_sentence(caught.value)
    assert "Roe" not in str(caught.value)


def test_a_file_that_only_the_mapping_knows_is_missed(folder: Path) -> None:
    with pytest.raises(SourceError, match=r"staff\.csv: the mapping names it, and it is not in the folder"):
        landed(folder)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "entity: person",
            "entity: persn",
            "line 5: the contract has no entity persn (did you mean person?)",
        ),
        ("birth_date: Born", "birthdate: Born", "line 10: person has the fields company_id, employee_number"),
        ("birth_date: Born", "birthdate: Born", "not birthdate (did you mean birth_date?)"),
        ("company_id: {constant: A}", "full_name: Name", "line 7: person needs company_id too"),
        ("{constant: A}", "{constant: A, column: B}", "line 7: company_id comes from one of column, columns"),
        ("{constant: A}", "{constant: A, percent: true}", "line 7: percent belongs to a column"),
        (
            "F: female",
            "F: femal",
            "line 9: what gender is given here is none of female, male, other, unknown",
        ),
        (
            "birth_date: Born",
            "birth_date: {constant: 31/12/1990}",
            "line 10: what birth_date is given here may be two",
        ),
        (
            "birth_date: Born",
            "birth_date: {row: '{row}'}\n          birth_date: Born",
            "line 11: birth_date stands there twice",
        ),
        ('{columns: [Site, No], with: "-"}', "{row: 'A{line}'}", "line 8: row holds {row} or {row:06} once"),
        (
            '{columns: [Site, No], with: "-"}',
            "{column: No, percent: true}",
            "line 8: employee_number is no ratio",
        ),
        (
            "birth_date: Born",
            "birth_date: {column: Born, whole: true}",
            "line 10: birth_date is no identifier",
        ),
        ("ignore: [Shoe]", "dates: dd/mm/yy", "line 3: dates is one of yyyy-mm-dd yyyy/mm/dd"),
        ("ignore: [Shoe]", "encoding: ansi", "line 3: encoding is one of utf-8 windows-1252"),
        ("ignore: [Shoe]", "ignores: [Shoe]", "not ignores (did you mean ignore?)"),
        ("ignore: [Shoe]", "header: first", "line 3: header is the number of a row"),
        ("ignore: [Shoe]", "query: select 1", "line 3: query has no meaning for files"),
        ("ignore: [Shoe]", "ignore: {Shoe: 1}", "line 3: here stands a list"),
        ("files:", "file:", "line 1: a mapping holds files, tables, not file (did you mean files?)"),
        ("ignore: [Shoe]", "ignore: [Shoe", "it is no YAML"),
        ("    fills:", "    fills: 3\n    more:", "line 4: here stands a list"),
        (BODY, "- a\n", "line 1: a mapping holds names, each with a colon after it"),
    ],
)
def test_a_mistake_in_the_mapping_is_a_sentence_with_its_line(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    path = tmp_path / "mapping.yml"
    assert old in BODY
    path.write_text(BODY.replace(old, new, 1))
    with pytest.raises(SourceError) as caught:
        read_mapping("canonical_files", path, "files")
    assert words in one_sentence(caught.value).replace("mapping.yml: ", "")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yml"
    path.write_text(BODY.replace("F: female", "F: x").replace("birth_date", "birth").replace("[Shoe]", "{}"))
    with pytest.raises(
        SourceError, match=r"3 problems: line 3: .*; line 9: .*; line 10: .*; correct the mapping"
    ):
        read_mapping("canonical_files", path, "files")


def test_each_source_reads_its_own_section(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yml"
    path.write_text(BODY + BODY.replace("files:", "tables:").replace("staff.csv", "hr.staff"))
    assert list(read_mapping("canonical_files", path, "files")) == ["staff.csv"]
    assert list(read_mapping("sql_database", path, "tables")) == ["hr.staff"]
