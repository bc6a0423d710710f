"""Tries a folder of decided workbooks: it is there, and every workbook in it can be taken.

Belongs here: what a person would check before the decisions are loaded.
Does not belong here: reading for a load (`client.py`), whether a decision may stand (the marts).
"""

from collections.abc import Iterator

from ingestion.doctor import Finding, State, bad, doubtful, folder, good, until_refused
from ingestion.sources.increment_decisions.client import DecisionReader, IncrementDecisionsConfig


def examine(config: IncrementDecisionsConfig) -> Iterator[Finding]:
    """Yield what is found in a folder of workbooks: a line per file that would be refused, and how many rows count."""
    return until_refused(_examined(config))


def _examined(config: IncrementDecisionsConfig) -> Iterator[Finding]:
    found = list(folder(config.folder, "decided workbooks"))
    yield from found
    if any(finding.state is not State.GOOD for finding in found):
        return
    reader = DecisionReader(config)
    for row in reader.refused():
        yield bad(row["file_name"], row["problem"], row["remedy"])
    rows = list(reader.rows())
    doubtful_rows = sum(row.get("problem") is not None for row in rows)
    decided = sum(row.get("decision") is not None for row in rows)
    text = f"{len(rows)} rows in {len(list(reader.files()))} workbooks, {decided} decided"
    if doubtful_rows:
        yield doubtful(
            "decisions",
            f"{text}; {doubtful_rows} rows cannot be taken",
            "see the findings of the next run, and correct those rows",
        )
    elif rows:
        yield good("decisions", text)
