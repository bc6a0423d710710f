"""What dbt's unit test of appraisals reads is what the real site answered.

Belongs here: the fixtures beside the recordings. Does not belong here: what the model makes of them (its unit test).
"""

import pytest

from tests.fixtures.recorded_appraisals import FILES, FOLDER, text_of


@pytest.mark.parametrize("name", FILES)
def test_the_fixture_is_the_recording(name: str) -> None:
    assert (FOLDER / f"{name}.csv").read_text(encoding="utf-8") == text_of(FILES[name]())


def test_there_are_appraisals_by_progress_and_by_hand() -> None:
    submitted = [row for row in FILES["recorded_appraisals"]() if row["docstatus"] == 1]
    assert {row["is_goal_rated_manually"] for row in submitted} == {"true", "false"}
    assert len(submitted) > 40
