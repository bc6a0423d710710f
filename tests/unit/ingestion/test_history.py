"""History and accounting as a property: any rows, on any days, with any of them unreadable or repeated."""

from contextlib import closing
from datetime import datetime
from decimal import Decimal

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st
from landings import Parent

from ingestion.history import compare, drop_duplicates
from ingestion.rows import read_rows

UNREADABLE = "no number"
SENT = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["1.00", "2.00", None, UNREADABLE])),
    max_size=6,
    unique_by=lambda item: item[0],
)


@settings(max_examples=40, deadline=None)
@given(days=st.lists(st.tuples(SENT, st.booleans()), min_size=1, max_size=4))
def test_every_received_row_is_landed_unchanged_or_rejected(
    days: list[tuple[list[tuple[str, str | None]], bool]],
) -> None:
    known: dict[str, Decimal | None] = {}
    versions = 0
    with closing(duckdb.connect()) as connection:
        for day, (sent, is_repeated) in enumerate(days, 1):
            rows = [{"name": name, "amount": amount} for name, amount in sent]
            rows += rows[:1] if is_repeated else []
            arrival = read_rows(Parent, rows)
            drop_duplicates(connection, "hr", arrival)
            time = datetime(2026, 4, day)
            change = compare(connection, "hr", "landed" if day > 1 else None, arrival, time, f"hr-{day}")
            appended = change.rows
            connection.execute(
                "insert into landed select * from appended"
                if day > 1
                else "create table landed as select * from appended"
            )
            readable = {name: amount and Decimal(amount) for name, amount in sent if amount != UNREADABLE}
            kept = {name for name, amount in sent if amount == UNREADABLE}
            changed = {n for n, amount in readable.items() if n not in known or known[n] != amount}
            gone = known.keys() - readable.keys() - kept
            assert arrival.received == len(rows)
            assert arrival.received == change.landed + change.unchanged + len(arrival.rejected)
            assert (change.landed, change.deleted) == (len(changed), len(gone))
            assert (change.live, appended.num_rows) == (len(known), len(changed) + len(gone))
            known = {name: amount for name, amount in known.items() if name not in gone} | readable
            versions += appended.num_rows
            live = connection.execute(
                """
                select name, amount from landed
                qualify row_number() over (partition by name order by known_from desc) = 1 and not is_deleted
                """
            ).fetchall()
            assert dict(live) == known
            assert connection.execute(
                "select count(*), count(distinct (name, known_from)) from landed"
            ).fetchone() == (versions, versions)
