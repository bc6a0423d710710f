"""The ledger only grows, and shows when it was touched."""

import json
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from exports.errors import ExportError
from exports.ledger import Entry, append, entries, entry_for, verify


def entry(number: int) -> Entry:
    when = datetime(2026, 4, 1, 12, number)
    return Entry(when, "20260331-0123abcd", "increments", "xlsx", f"f{number}.xlsx", f"{number:064x}", "hr")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger" / "deliveries.jsonl"
    append(path, [entry(1), entry(2)])
    append(path, [entry(3)])
    return path


def test_entries_are_chained_across_appends(ledger: Path) -> None:
    lines = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    assert [line["sequence"] for line in lines] == [1, 2, 3]
    assert [line["previous"] for line in lines] == ["0" * 64, lines[0]["hash"], lines[1]["hash"]]
    assert lines[2]["delivered_at"] == "2026-04-01T12:03:00"
    assert verify(ledger) == 3
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600


def test_a_ledger_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    assert verify(tmp_path / "none.jsonl") == 0


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (lambda lines: [lines[0].replace("increments", "promotions"), *lines[1:]], 1),
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: [lines[1], lines[0], lines[2]], 1),
        (lambda lines: [*lines[:2], lines[2].replace('"audience": "hr"', '"audience": "bi"')], 3),
        (lambda lines: [*lines[:1], "not json", *lines[2:]], 2),
    ],
    ids=["edited", "removed", "reordered", "last edited", "garbled"],
)
def test_every_edit_is_found_and_stops_further_entries(
    ledger: Path, edit: Callable[[list[str]], list[str]], line: int
) -> None:
    lines = ledger.read_text(encoding="utf-8").splitlines()
    ledger.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")
    with pytest.raises(ExportError, match=f"line {line}: it does not follow"):
        verify(ledger)
    with pytest.raises(ExportError, match=f"line {line}"):
        append(ledger, [entry(4)])


def test_an_entry_takes_name_format_and_hash_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pack.html"
    path.write_bytes(b"abc")
    made = entry_for(
        path, delivered_at=datetime(2026, 4, 1), release="r", delivery="pack", audience="leadership"
    )
    assert (made.file, made.format) == ("pack.html", "html")
    # Sha256 of "abc", the first test vector of FIPS 180-2.
    assert made.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_entries_come_in_order_and_only_from_a_chain_that_holds(ledger: Path) -> None:
    assert [e["file"] for e in entries(ledger)] == ["f1.xlsx", "f2.xlsx", "f3.xlsx"]
    ledger.write_text(ledger.read_text(encoding="utf-8").replace("f2.xlsx", "f9.xlsx"), encoding="utf-8")
    with pytest.raises(ExportError, match="line 2"):
        entries(ledger)
