"""Settings: what is read, what is refused, who may hold the warehouse."""

import json
import stat
from datetime import date, datetime
from pathlib import Path

import pytest

from orchestration.settings import Settings, SettingsError


def test_defaults_need_nothing_configured(tmp_path: Path) -> None:
    settings = Settings.from_environment({"MERITLINE_HOME": str(tmp_path)})
    assert settings.sources == {}
    assert settings.alert == {}
    assert settings.warehouse == tmp_path / "warehouse.duckdb"


def test_dates_are_read_and_times_become_utc(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "MERITLINE_HOME": str(tmp_path),
            "MERITLINE_AS_OF": "2026-03-31",
            # half past five in India is midnight UTC
            "MERITLINE_LOAD_TIME": "2026-04-01T05:30:00+05:30",
            "MERITLINE_KNOWN_AT": "2026-02-28",
        }
    )
    assert settings.as_of_date == date(2026, 3, 31)
    assert settings.load_time == datetime(2026, 4, 1)
    assert json.loads(settings.dbt_variables) == {
        "as_of_date": "2026-03-31",
        "known_at": "2026-02-28 00:00:00",
    }


@pytest.mark.parametrize("variable", ["MERITLINE_AS_OF", "MERITLINE_LOAD_TIME", "MERITLINE_KNOWN_AT"])
def test_a_date_that_cannot_be_read_is_named(variable: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable} cannot be read: write a"):
        Settings.from_environment({variable: "31.03.2026"})


def test_a_whole_reading_is_asked_for_in_words(tmp_path: Path) -> None:
    settings = Settings.from_environment({"MERITLINE_FULL_LOAD": "yes", "MERITLINE_FULL_RELOAD_DAYS": "3"})
    assert (settings.is_full_load, settings.full_reload_days) == (True, 3)
    settings = Settings.from_environment({"MERITLINE_FULL_LOAD": "no"})
    assert (settings.is_full_load, settings.full_reload_days) == (False, 7)
    with pytest.raises(SettingsError, match="MERITLINE_FULL_LOAD cannot be read: write yes or no"):
        Settings.from_environment({"MERITLINE_FULL_LOAD": "perhaps"})


def test_a_source_configured_by_half_names_what_is_missing() -> None:
    with pytest.raises(
        SettingsError, match="frappe_hr is configured by half: set MERITLINE_FRAPPE_API_SECRET too"
    ):
        Settings.from_environment({"MERITLINE_FRAPPE_URL": "http://x", "MERITLINE_FRAPPE_API_KEY": "k"})


def test_the_secret_is_made_once_closed_to_others_and_never_shown(tmp_path: Path) -> None:
    settings = Settings.from_environment({"MERITLINE_HOME": str(tmp_path / "home")})
    secret = settings.secret()
    assert len(secret) == 64
    assert settings.secret() == secret
    assert stat.S_IMODE((tmp_path / "home" / "person_key_secret").stat().st_mode) == 0o600
    given = Settings.from_environment(
        {"MERITLINE_HOME": str(tmp_path), "MERITLINE_PERSON_KEY_SECRET": "kept"}
    )
    assert given.secret() == "kept"
    assert "kept" not in repr(given)


def test_the_warehouse_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    settings = Settings.from_environment({"MERITLINE_HOME": str(tmp_path)})
    with (
        settings.turn_at_warehouse(),
        pytest.raises(TimeoutError, match="another run has held it"),
        settings.turn_at_warehouse(patience_seconds=0.0),
    ):
        pass
    with settings.turn_at_warehouse(patience_seconds=0.0):
        """Free again."""
