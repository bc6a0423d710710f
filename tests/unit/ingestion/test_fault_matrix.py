"""Every fault at every request of a load: it completes right, or stops with the earlier tables untouched.

What a connector read decides what lands; each different reading is landed once, by dlt, over an earlier load.
"""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pytest
from matrix import (
    SYSTEMS,
    TIMEOUT_SECONDS,
    Landed,
    Reading,
    changes,
    live_rows,
    read,
    read_on_socket,
    small,
)

from company.servers import SystemFaults
from ingestion.landing import Landing

FAULTS = {
    "rate_limit": "rate_limit_at",
    "error_500": "error_500_at",
    "reset": "reset_at",
    "truncated": "truncate_at",
    "broken_off": "break_off_at",
    "duplicated_page": "duplicate_page_at",
    "expired_token": "expire_token_at",
    "slow": "slow_at",
}
HEALED = {"rate_limit", "error_500", "reset", "broken_off", "slow"}
"""Faults of one request that asking again heals, wherever asking again is allowed."""
NOT_REPEATED = {"frappe_hr": 0, "moodle": 0, "limesurvey": 1}
"""Requests that are never repeated: the login to LimeSurvey."""


@pytest.fixture(scope="module", params=SYSTEMS)
def landed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Landed:
    return Landed(SYSTEMS[request.param], tmp_path_factory.mktemp(request.param))


def accounts_for_every_row(tables: Mapping[str, pa.Table]) -> None:
    """Received = landed + unchanged + quarantined, in every load of every table."""
    for row in tables["loads"].to_pylist():
        assert row["received_count"] == (
            row["landed_count"] + row["unchanged_count"] + row["quarantined_count"]
        ), row["table_name"]


def stopped_plainly(landed: Landed, reading: Reading) -> bool:
    """Whether a load was stopped; if so, by one sentence and with every earlier table as it was."""
    if reading.error is None:
        return False
    assert str(reading.error).startswith(f"{landed.system.name}, ")
    assert str(reading.error).endswith(".") and "\n" not in str(reading.error)
    assert landed.after(reading) == landed.earlier
    return True


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_request_heals_or_stops_the_load(landed: Landed, fault: str) -> None:
    whole = landed.read(small())
    expected = landed.after(whole)
    assert expected != landed.earlier and whole.requests > 20
    accounts_for_every_row(expected)
    stopped = 0
    for position in range(1, whole.requests + 1):
        faults = SystemFaults(**{FAULTS[fault]: position}, slow_seconds=TIMEOUT_SECONDS + 1)
        reading = landed.read(small(), faults)
        if stopped_plainly(landed, reading):
            stopped += 1
        else:
            assert landed.after(reading) == expected, position
    if fault in HEALED:
        assert stopped == NOT_REPEATED[landed.system.name]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_among_many_connections_heals_or_stops_the_load(fault: str, landing: Landing) -> None:
    moodle = SYSTEMS["moodle"]
    many = replace(moodle, config=moodle.config.model_copy(update={"max_connections": 4}))
    whole = read(many, landing, small())
    assert whole.identity == read(moodle, landing, small()).identity
    for position in range(1, whole.requests + 1):
        faults = SystemFaults(**{FAULTS[fault]: position}, slow_seconds=TIMEOUT_SECONDS + 1)
        reading = read(many, landing, small(), faults)
        assert reading.error is not None or reading.identity == whole.identity, position


def test_a_fault_that_stays_stops_the_load_wherever_it_begins(landed: Landed) -> None:
    whole = landed.read(small())
    # The last request of LimeSurvey gives the session back, and nothing depends on its answer.
    needed = whole.requests - NOT_REPEATED[landed.system.name]
    for position in range(1, needed + 1):
        for fault in ("rate_limit_at", "error_500_at", "reset_at", "truncate_at", "break_off_at"):
            faults = SystemFaults(**{fault: range(position, 10_000)})
            assert stopped_plainly(landed, landed.read(small(), faults)), (fault, position)


def test_a_row_that_changes_before_any_request_is_read_as_it_was_or_as_it_is(landed: Landed) -> None:
    whole = landed.read(small())
    before = landed.live(whole)
    for name, later in changes(landed.system.name).items():
        last = landed.read(later)
        after = landed.live(last)
        mixtures: dict[str, Reading] = {}
        for position in range(1, whole.requests + 1):
            reading = landed.read(small(), SystemFaults(change_at=position), later)
            if stopped_plainly(landed, reading):
                assert reading.error is not None and reading.error.is_transient, (name, position)
                continue
            mixtures[reading.identity] = reading
            found = landed.live(reading)
            for record in landed.records:
                old, new, rows = (tables[record] for tables in (before, after, found))
                where = (name, position, record.table)
                assert old.keys() & new.keys() <= rows.keys() <= old.keys() | new.keys(), where
                for key in old.keys() & new.keys():
                    assert rows[key] in (old[key], new[key]), where
                assert min(len(old), len(new)) <= len(rows) <= max(len(old), len(new)), where
        # One of each that is neither the one nor the other is landed too, over the earlier load.
        for reading in [m for i, m in mixtures.items() if i not in (whole.identity, last.identity)][:1]:
            tables = landed.after(reading)
            accounts_for_every_row(tables)
            for record, rows in landed.live(reading).items():
                assert live_rows(record, tables[record.table]) == rows, (name, record.table)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_fault_on_a_real_connection_ends_as_it_does_without_one(
    system: str, fault: str, landing: Landing
) -> None:
    faults = SystemFaults(**{FAULTS[fault]: 5}, slow_seconds=0.6)
    alike = replace(faults, slow_seconds=TIMEOUT_SECONDS + 1)
    on_socket = read_on_socket(SYSTEMS[system], landing, small(), faults, timeout_seconds=0.3)
    assert on_socket.identity == read(SYSTEMS[system], landing, small(), alike).identity
