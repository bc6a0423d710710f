"""A question about a KPI is answered from the publication, or refused with what to ask instead."""

from pathlib import Path

import duckdb
import pytest

from orchestration.kpi_terminal import QuestionError, ask

COLUMNS = (
    "kpi_id varchar, kpi_name varchar, variant varchar, is_default_variant boolean, unit varchar, period_type varchar,"
    " period_start date, period_end date, org_unit_name varchar, org_level int, is_whole boolean,"
    " value decimal(18, 4), currency varchar, standard_error decimal(18, 4), n decimal(18, 1), withheld_reason varchar"
)
HIDDEN = "fewer than 5 people, or it would give such a group away"
YEAR, QUARTER = ("year", "2025-04-01", "2026-03-31"), ("quarter", "2026-01-01", "2026-03-31")
TURNOVER = ("turnover", "Turnover", "daily_average", True, "ratio")
ROWS = (
    (*TURNOVER, "year", "2024-04-01", "2025-03-31", "All", 1, True, 0.16, None, None, 447.0, None),
    (*TURNOVER, *YEAR, "All", 1, True, 0.1738, None, None, 460.0, None),
    (*TURNOVER, *QUARTER, "All", 1, True, 0.04, None, None, 460.0, None),
    (*TURNOVER, *QUARTER, "Sales", 2, False, 0.1, None, None, 20.0, None),
    (*TURNOVER, *QUARTER, "Yard", 2, False, None, None, None, None, HIDDEN),
    ("turnover", "Turnover", "fte", False, "ratio", *YEAR, "All", 1, True, 0.17, None, None, 450.0, None),
    (
        "voluntary_turnover",
        "Voluntary turnover",
        "x",
        True,
        "ratio",
        *YEAR,
        "All",
        1,
        True,
        0.1,
        None,
        None,
        9,
        None,
    ),
    ("enps", "eNPS", "pooled", True, "points", *YEAR, "All", 1, True, 15, None, 17.713, 20, None),
    (
        "hcva",
        "Human capital value added",
        "fte",
        True,
        "money",
        *YEAR,
        "All",
        1,
        True,
        3332369,
        "INR",
        None,
        460,
        None,
    ),
)


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    path = tmp_path / "meritline.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema reports")
        connection.execute(f"create table reports.rpt_bi__kpi_values ({COLUMNS})")
        connection.executemany(
            f"insert into reports.rpt_bi__kpi_values values ({', '.join('?' * 16)})", [list(r) for r in ROWS]
        )
    return path


def test_the_last_year_of_the_whole_is_shown_where_nothing_is_said(publication: Path) -> None:
    answer = ask(publication, "turnover")
    assert answer.title == "Turnover: variant daily_average, 1 Apr 2025 to 31 Mar 2026, All."
    assert answer.rows == (("All", "17.4\N{NO-BREAK SPACE}%", "460", ""),)


def test_units_of_a_quarter_stand_below_the_whole_and_hidden_ones_say_why(publication: Path) -> None:
    answer = ask(publication, "turnover", by="org_unit", period="2026-Q1")
    assert answer.rows == (
        ("All", "4.0\N{NO-BREAK SPACE}%", "460", ""),
        ("  Sales", "10.0\N{NO-BREAK SPACE}%", "20", ""),
        ("  Yard", "withheld", "", HIDDEN),
    )


def test_periods_and_variants_stand_below_each_other(publication: Path) -> None:
    assert [row[1] for row in ask(publication, "turnover", by="period").rows] == [
        "16.0\N{NO-BREAK SPACE}%",
        "17.4\N{NO-BREAK SPACE}%",
    ]
    assert [row[0] for row in ask(publication, "turnover", by="variant").rows] == ["daily_average", "fte"]
    assert ask(publication, "turnover", variant="fte").rows[0][1] == "17.0\N{NO-BREAK SPACE}%"
    assert ask(publication, "turnover", period="2024/25").rows[0][1] == "16.0\N{NO-BREAK SPACE}%"


def test_a_value_is_told_in_its_unit_with_its_error(publication: Path) -> None:
    # 1.96 x 17.713 = 34.72
    assert ask(publication, "enps").rows == (("All", "15.00", "20", "± 34.72"),)
    assert ask(publication, "hcva").rows[0][1] == "₹33,32,369"


@pytest.mark.parametrize("name", ["attrition", "Turnover", "turnov", "TURNOVER"])
def test_short_and_other_names_are_understood(publication: Path, name: str) -> None:
    assert ask(publication, name).title.startswith("Turnover:")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"name": "volontary turnover"}, "near are .*voluntary_turnover"),
        ({"name": "turnover", "variant": "none"}, "has no variant 'none': it has daily_average, fte"),
        ({"name": "turnover", "period": "lately"}, "is no period: write 2026-Q1"),
        ({"name": "turnover", "period": "2020-Q1"}, "the last quarter ends on 31 Mar 2026"),
        ({"name": "turnover", "period": "2026-03"}, "it has no month"),
        ({"name": "turnover", "period": "2026-13"}, "is no period"),
        ({"name": ""}, "there are enps"),
    ],
)
def test_what_cannot_be_answered_says_what_to_ask(
    publication: Path, question: dict[str, str], sentence: str
) -> None:
    with pytest.raises(QuestionError, match=sentence):
        ask(publication, **question)


def test_nothing_is_published_yet(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="do `meritline run` first"):
        ask(tmp_path / "meritline.duckdb", "turnover")
    with duckdb.connect(str(tmp_path / "old.duckdb")) as connection:
        connection.execute("create schema reports")
    with pytest.raises(QuestionError, match="earlier version"):
        ask(tmp_path / "old.duckdb", "turnover")
