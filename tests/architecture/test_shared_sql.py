"""The shared-SQL lint finds each trap, and leaves dispatched macros, strings and comments alone."""

import pytest

from tests.architecture.shared_sql import text_findings, tree_findings


@pytest.mark.parametrize(
    "sql",
    [
        "select distinct on (a) a from t",
        "select a from t pivot (x for y in (1))",
        "select a->>'b' from t",
        "select string_agg(a, ',') from t",
        "select concat(a, b) from t",
        "select current_date",
        "select a::int from t",
        "select date_diff('month', a, b) from t",
        'select "a" from t',
        "select percentile_cont(0.5) within group (order by a) from t",
        "select cast(a as text) from t",
        "select {{ run_query('x') }}",
        "select '{{ modules.datetime.datetime.now() }}'",
        "select '{{ modules.datetime.date.today() }}'",
        "select '{{ run_started_at }}'",
    ],
)
def test_a_construct_outside_the_subset_is_refused(sql: str) -> None:
    assert list(text_findings(sql, "m.sql"))


@pytest.mark.parametrize(
    "sql",
    [
        "select 'it''s a pivot -> now()' as a from t -- concat(a, b)",
        "{% macro duckdb__joined(a) %} string_agg({{ a }}, ',') {% endmacro %}",
        "select {{ modules.datetime.datetime.strptime(var('as_of_date'), '%Y-%m-%d').year }} as a from t",
        "select a || b as c, median(d) as e from {{ ref('t') }}",
    ],
)
def test_what_both_engines_read_alike_is_left_alone(sql: str) -> None:
    assert not list(text_findings(sql, "m.sql"))


@pytest.mark.parametrize(
    "sql", ["select a / b as c from t", "select sum(a > 1) as c from t", "select sum(a is null) as c from t"]
)
def test_the_parsed_statement_shows_the_rest(sql: str) -> None:
    assert list(tree_findings(sql, "m.sql"))


def test_a_guarded_division_passes() -> None:
    sql = "select a / nullif(b, 0) as c, a / 12 as d, a / cast(nullif(b, 0) as double) as e from t"
    assert not list(tree_findings(sql, "m.sql"))


def test_a_finding_names_file_and_line() -> None:
    [finding] = text_findings("select\n  a::int\nfrom t", "models/m.sql")
    assert str(finding) == "models/m.sql:2: :: is not shared SQL; write cast(… as …)."
