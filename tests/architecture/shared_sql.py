"""The lint that keeps models inside the SQL that DuckDB and Spark 4 both read the same way.

Belongs here: the refused constructs, each with what to write instead.
Does not belong here: style (sqlfluff). Engine differences belong in a dispatched macro (`default__`, `spark__`,
`duckdb__`), which this lint leaves alone.

Run as `python -m tests.architecture.shared_sql`: prints one line per finding and exits 1 when there is one.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import exp

PROJECT = Path(__file__).resolve().parents[2]
DBT = PROJECT / "dbt_project"

# Construct as it is written, and what to write instead.
REFUSED = (
    (r"\bdistinct\s+on\b", "distinct on", "row_number() over (…) = 1"),
    (r"\b(un)?pivot\b", "pivot", "case expressions or union all"),
    (r"\basof\b", "asof join", "a range join"),
    (r"\bignore\s+nulls\b", "ignore nulls", "max_by or a range join"),
    (r"->>?", "JSON operators", "flatten at landing"),
    (r"\blateral\s*\(", "lateral (…)", "union all"),
    (r"\bstring_agg\b|\blistagg\b|\bgroup_concat\b", "ordered string aggregation", "the dispatched macro"),
    (r"(?<!\|)\bconcat\s*\(", "concat()", "||"),
    (r"\bregexp_replace\b", "regexp_replace", "the dispatched macro"),
    (r"\b(dayofweek|isodow|weekday)\b", "day of week", "the dispatched macro"),
    (r"\bdatediff\b|\bdate_diff\b", "datediff", "days_between, months_between macros"),
    (r"\b(current_date|current_timestamp|now\s*\(|today\s*\()", "a clock", "as_of_date()"),
    (r"\brun_query\b|\bget_columns_in_relation\b", "a query at compile time", "columns by name"),
    (r"::", "::", "cast(… as …)"),
    (r"\bas\s+text\b", "type text", "string"),
    (
        r"(?<!approx_)\bpercentile_cont\b|\bquantile_cont\b",
        "percentile_cont",
        "median, or the dispatched macro",
    ),
    (r"~", "regular expression operator", "like, or a mapping seed"),
    (r"\bfilter\s*\(\s*where\b.*\bover\b", "filter with a window", "case inside the aggregate"),
)

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/|\{#.*?#\}", re.DOTALL)
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_STRING = re.compile(r"'(?:[^']|'')*'")
_CLOCK = re.compile(r"run_query|run_started_at|\bdatetime\.(now|utcnow|today)\b|\bdate\.today\b")
_DISPATCHED = re.compile(r"\{%-?\s*macro\s+(?:default|duckdb|spark)__.*?\{%-?\s*endmacro\s*-?%\}", re.DOTALL)


@dataclass(frozen=True)
class Finding:
    """A construct outside the shared subset."""

    file: str
    line: int
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} is not shared SQL; write {self.instead}."


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def text_findings(sql: str, file: str) -> Iterator[Finding]:
    """Refused words in a model's source, comments, strings and Jinja apart."""
    bare = _DISPATCHED.sub(_blank, sql)
    for hidden in (_COMMENT, _JINJA, _STRING):
        bare = hidden.sub(_blank, bare)
    for pattern, what, instead in REFUSED:
        for match in re.finditer(pattern, bare, re.IGNORECASE):
            yield Finding(file, bare.count("\n", 0, match.start()) + 1, what, instead)
    for match in re.finditer(r'"', bare):
        yield Finding(file, bare.count("\n", 0, match.start()) + 1, "a quoted identifier", "a plain one")
    # Clocks and compile-time queries hide in Jinja as well; dates computed from a var there are literals.
    for match in _CLOCK.finditer(_COMMENT.sub(_blank, sql)):
        yield Finding(file, sql.count("\n", 0, match.start()) + 1, match.group(), "a var")


_BOOLEAN = (
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.And,
    exp.Or,
    exp.Not,
    exp.In,
    exp.Is,
    exp.Between,
)


def tree_findings(compiled: str, file: str) -> Iterator[Finding]:
    """What only the parsed statement shows: unguarded division, sums of booleans, correlated scalar queries."""
    try:
        tree = sqlglot.parse_one(compiled, dialect="duckdb")
    except sqlglot.ParseError:
        yield Finding(file, 1, "a statement that cannot be parsed", "plain select statements")
        return
    for division in tree.find_all(exp.Div):
        divisor = division.expression.unnest()
        while isinstance(divisor, exp.Cast):
            divisor = divisor.this.unnest()
        if not isinstance(divisor, exp.Nullif | exp.Literal):
            yield Finding(
                file,
                1,
                f"a / {divisor.sql()[:40]} (infinite in DuckDB, an error in Spark)",
                "a / nullif(b, 0)",
            )
    for total in tree.find_all(exp.Sum):
        if isinstance(total.this.unnest(), _BOOLEAN):
            yield Finding(file, 1, "sum of a boolean", "count_if or sum(case …)")


def findings() -> list[Finding]:
    """All findings of the project's models, data tests and macros."""
    found: list[Finding] = []
    for folder in ("models", "tests", "macros"):
        for path in sorted((DBT / folder).rglob("*.sql")):
            found += text_findings(path.read_text(encoding="utf-8"), str(path.relative_to(PROJECT)))
    with tempfile.TemporaryDirectory() as target:
        command = [
            "dbt",
            "--quiet",
            "compile",
            "--no-introspect",
            "--project-dir",
            str(DBT),
            "--profiles-dir",
            str(DBT),
        ]
        # Nothing is asked of a warehouse, so an empty one in memory will do.
        environment = {**os.environ, "MERITLINE_WAREHOUSE": ":memory:"}
        command += ["--target-path", target]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=PROJECT)
        if run.returncode:
            return [
                Finding(
                    "dbt_project", 1, f"a project that does not compile: {run.stdout[-600:]}", "valid models"
                )
            ]
        compiled = Path(target) / "compiled" / "meritline" / "models"
        for path in sorted(compiled.rglob("*.sql")):
            name = f"dbt_project/models/{path.relative_to(compiled)}"
            found += tree_findings(path.read_text(encoding="utf-8"), name)
    return found


def main() -> int:
    """Print the findings; 1 when there is one."""
    found = findings()
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
