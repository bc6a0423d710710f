"""The canonical contract: every entity can be explained, written and read back.

Belongs here: what holds for all entities. Does not belong here: reading files (`test_canonical_files.py`).
"""

import re

import pytest
from pydantic import ValidationError

from ingestion.contract import ENTITIES
from ingestion.rows import read_rows, record_schema


@pytest.mark.parametrize("record", ENTITIES.values(), ids=ENTITIES.keys())
def test_an_entity_explains_itself_and_lands_its_own_examples(record):
    assert "Grain:" in record.__doc__, "the docstring says what one row is"
    assert set(record.key) <= set(record.model_fields)
    for name, field in record.model_fields.items():
        assert field.description and field.examples, name
        assert not field.description.endswith("."), name
    arrival = read_rows(record, [{name: field.examples[0] for name, field in record.model_fields.items()}])
    assert (arrival.table.num_rows, arrival.rejected) == (1, [])


@pytest.mark.parametrize("record", ENTITIES.values(), ids=ENTITIES.keys())
def test_a_row_of_the_needed_fields_alone_is_enough(record):
    needed = {n: f.examples[0] for n, f in record.model_fields.items() if f.is_required()}
    assert read_rows(record, [needed]).table.num_rows == 1


def test_tables_are_plural_snake_case_and_belong_to_one_entity():
    tables = [record.table for record in ENTITIES.values()]
    assert len(set(tables)) == len(tables)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*s", table) for table in tables)


def test_the_same_field_has_the_same_type_everywhere():
    types: dict[str, set] = {}
    for record in ENTITIES.values():
        for item in record_schema(record):
            types.setdefault(item.name, set()).add(item.type)
    assert {name for name, found in types.items() if len(found) > 1} == set()


def test_a_value_outside_a_closed_list_is_refused_by_naming_the_list():
    with pytest.raises(ValidationError, match="is none of female, male, other, unknown"):
        ENTITIES["person"](company_id="A", employee_number="1", gender="F")
