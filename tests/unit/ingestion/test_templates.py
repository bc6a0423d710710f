"""Templates: what they explain is complete, and what they hold is read back without a problem."""

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from ingestion.contract import ENTITIES
from ingestion.contract.page import render
from ingestion.contract.reading import fields_of, own_fill
from ingestion.contract.templates import example_row, write_template
from ingestion.record import Record
from ingestion.sources.canonical_files import RECORDS
from ingestion.sources.canonical_files.client import CanonicalFilesConfig, CanonicalReader
from orchestration.cli import main


def rows_of(folder: Path, record: type[Record]) -> list:
    return list(CanonicalReader(CanonicalFilesConfig(folder=folder), RECORDS).read(record))


def expected(record: type[Record]) -> dict:
    return example_row(own_fill(record, list(record.model_fields)))


@pytest.mark.parametrize("record", ENTITIES.values(), ids=ENTITIES.keys())
def test_a_csv_template_is_empty_until_its_example_is_uncommented(
    record: type[Record], tmp_path: Path
) -> None:
    path = write_template(record, tmp_path, "csv")
    assert rows_of(tmp_path, record) == []
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    for field in fields_of(record).values():
        assert sum(line.startswith(f"# {field.name}: {field.description}") for line in lines) == 1
    bare = [line for line in lines[:-1] if not line.startswith("#")]
    path.write_text("\n".join([*bare, lines[-1].removeprefix("# ")]) + "\n", encoding="utf-8")
    assert rows_of(tmp_path, record) == [expected(record)]


@pytest.mark.parametrize("record", ENTITIES.values(), ids=ENTITIES.keys())
def test_a_workbook_template_is_empty_until_its_example_is_uncommented(
    record: type[Record], tmp_path: Path
) -> None:
    path = write_template(record, tmp_path, "xlsx")
    assert rows_of(tmp_path, record) == []
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for at, field in enumerate(fields_of(record).values(), 1):
        assert field.description in sheet.cell(1, at).comment.text
    lists = {str(item.sqref) for item in sheet.data_validations.dataValidation}
    assert len(lists) == sum(bool(f.choices) or f.kind is bool for f in fields_of(record).values())
    sheet.cell(2, 1).value = sheet.cell(2, 1).value.removeprefix("# ")
    book.save(path)
    assert rows_of(tmp_path, record) == [expected(record)]


def test_an_example_that_somebody_changed_is_not_dropped_in_silence(tmp_path: Path) -> None:
    record = ENTITIES["grade"]
    path = write_template(record, tmp_path, "csv")
    path.write_text(path.read_text(encoding="utf-8-sig").replace("G5,5", "G6,6") + "ACME-IN,G7,7\r\n")
    [row, landed] = rows_of(tmp_path, record)
    assert row.reason == "it begins with #, like a comment; comments stand above the header"
    assert landed == {"company_id": "ACME-IN", "grade_id": "G7", "grade_rank": 7}


def test_the_command_writes_lists_and_never_overwrites(tmp_path: Path) -> None:
    run = CliRunner().invoke
    done = run(main, ["template", "pay_range", "--folder", str(tmp_path), "--format", "xlsx"])
    assert done.exit_code == 0
    assert (tmp_path / "pay_ranges.xlsx").exists()
    again = run(main, ["template", "pay_ranges", "--folder", str(tmp_path), "--format", "xlsx"])
    assert again.exit_code == 1
    assert "nothing was written" in again.output
    near = run(main, ["template", "pay_rang"])
    assert near.exit_code == 1
    assert "did you mean pay_range?" in near.output
    listed = run(main, ["template", "--list"]).output
    assert [line.split()[0] for line in listed.splitlines()] == list(ENTITIES)


def test_the_page_of_the_contract_is_up_to_date() -> None:
    """Run `meritline docs` when this fails."""
    page = Path(__file__).resolve().parents[3] / "docs" / "contract.md"
    assert page.read_text(encoding="utf-8") == render()


def test_a_template_says_in_words_what_a_cell_may_hold(tmp_path: Path) -> None:
    text = write_template(ENTITIES["employment"], tmp_path, "csv").read_text(encoding="utf-8-sig")
    assert (
        "# exit_type: who ended it; empty while employed; may be empty; one of voluntary, involuntary, other"
        in text
    )
    assert "# start_date: first day employed; needed; a day as 2026-03-31" in text
    assert "# is_rescinded: the hire never took place; empty means false; true or false" in text
