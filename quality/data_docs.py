"""The Data Docs: a static site of what every suite asked for and how it came out.

Belongs here: rendering of results that hold counts only. Does not belong here: running suites, rules.

Great Expectations' own site builds its index in the browser from scripts of five other servers and shows
nothing without them, so these pages are rendered here: no script, no request, readable offline.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from quality.suite import Suite, TableResult

_STYLE = """
:root{--ink:#1F2933;--paper:#fff;--line:#D9DEE3;--soft:#F4F6F8;--accent:#0B6E99;--good:#2E7D5B;--watch:#8A5A0B;--act:#B83232}
@media(prefers-color-scheme:dark){:root{--ink:#E6EAEE;--paper:#14191E;
--line:#36414B;--soft:#1D242B;--accent:#6CB8DC;
--good:#7CC9A4;--watch:#E3B55B;--act:#F08A8A}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;
margin:0 auto;padding:1.5rem 1rem}
h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}a{color:var(--accent)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.45rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
th{background:var(--soft);font-weight:600}td.n,th.n{text-align:right}
td.holds,td.warns,td.blocks{white-space:nowrap}
.holds{color:var(--good)}.warns{color:var(--watch)}.blocks{color:var(--act);font-weight:600}
p.note{max-width:70ch}
"""


def write(folder: Path, suite: Suite, results: Sequence[TableResult]) -> None:
    """Write the page of one suite and renew the index.

    Args:
        folder: the site's folder.
        suite: the suite that was run.
        results: its results, one per table.
    """
    store = folder / "results"
    store.mkdir(parents=True, exist_ok=True)
    entry = _entry(suite, results)
    (store / f"{entry['name']}.json").write_text(json.dumps(entry, indent=1), encoding="utf-8")
    _write_page(folder / f"{entry['name']}.html", _suite_page(entry))
    entries = [json.loads(f.read_text(encoding="utf-8")) for f in sorted(store.glob("*.json"))]
    _write_page(folder / "index.html", _index_page(entries))


def _entry(suite: Suite, results: Sequence[TableResult]) -> dict[str, Any]:
    return {
        "name": f"{suite.stage}.{suite.name}",
        "checked_at": datetime.now(UTC).strftime("%d %b %Y %H:%M UTC"),
        "tables": [
            {
                "table": result.table,
                "rules": [
                    {
                        "column": r.rule.column or "",
                        "says": r.rule.says,
                        "remedy": r.rule.remedy,
                        "severity": r.rule.severity,
                        "because": r.rule.because,
                        "state": "holds"
                        if r.passed
                        else "blocks"
                        if r.rule.severity == "critical"
                        else "warns",
                        "checked": r.checked_count,
                        "unexpected": r.unexpected_count,
                        "error": r.error,
                    }
                    for r in result.rules
                ],
            }
            for result in results
        ],
    }


def _count(entry: dict[str, Any], state: str) -> int:
    return sum(rule["state"] == state for table in entry["tables"] for rule in table["rules"])


def _index_page(entries: Sequence[dict[str, Any]]) -> str:
    blocking = sum(_count(e, "blocks") for e in entries)
    warning = sum(_count(e, "warns") for e in entries)
    finding = f"{blocking} rule(s) block" if blocking else "Every blocking rule holds"
    finding += f", {warning} warn" if warning else ", none warns"
    rows = "".join(
        f'<tr><td><a href="{escape(e["name"])}.html">{escape(e["name"])}</a></td>'
        f"<td>{escape(e['checked_at'])}</td>"
        f'<td class="n">{len(e["tables"])}</td>'
        + "".join(
            f'<td class="n {s if _count(e, s) else ""}">{_count(e, s)}</td>'
            for s in ("holds", "warns", "blocks")
        )
        + "</tr>"
        for e in entries
    )
    head = (
        "<tr><th>Suite</th><th>Checked</th><th class=n>Tables</th><th class=n>Rules that hold</th>"
        "<th class=n>Warn</th><th class=n>Block</th></tr>"
    )
    note = "Landing suites stand between a load and the models, release suites between reports and readers."
    return _page(f"Data Docs: {finding}", f'<p class="note">{note}</p>{_table(head, rows)}')


def _suite_page(entry: dict[str, Any]) -> str:
    parts = ['<p><a href="index.html">All suites</a></p>']
    head = (
        "<tr><th>Column</th><th>Rule</th><th>Severity</th><th>Result</th><th class=n>Rows checked</th>"
        "<th class=n>Rows against it</th><th>What to do</th></tr>"
    )
    for table in entry["tables"]:
        rows = "".join(_rule_row(rule) for rule in table["rules"])
        parts.append(f"<h2>{escape(table['table'])}</h2>{_table(head, rows)}")
    parts.append('<p class="note">Results hold counts, never values of a person.</p>')
    blocking, warning = _count(entry, "blocks"), _count(entry, "warns")
    return _page(
        f"{entry['name']}: {blocking} block, {warning} warn, {_count(entry, 'holds')} hold", "".join(parts)
    )


def _rule_row(rule: dict[str, Any]) -> str:
    word = {"holds": "✓ holds", "warns": "! warns", "blocks": "✗ blocks"}[rule["state"]]
    severity = rule["severity"] + (f": {rule['because']}" if rule["because"] else "")
    remedy = rule["error"] or ("" if rule["state"] == "holds" else rule["remedy"])
    cells = "".join(f"<td>{escape(text)}</td>" for text in (rule["column"], rule["says"], severity))
    counts = "".join(
        f'<td class="n">{"" if rule[k] is None else format(rule[k], ",")}</td>'
        for k in ("checked", "unexpected")
    )
    return f'<tr>{cells}<td class="{rule["state"]}">{word}</td>{counts}<td>{escape(remedy)}</td></tr>'


def _table(head: str, rows: str) -> str:
    return f'<div class="scroll"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>'


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1>{body}</body></html>\n"
    )


def _write_page(path: Path, text: str) -> None:
    """Replace a page in one step, so that a reader never sees half of it."""
    fresh = path.with_suffix(".tmp")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
