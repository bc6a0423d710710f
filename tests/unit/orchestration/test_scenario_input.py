"""What is asked of a what-if is read as it is meant, or refused with a sentence."""

from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.scenario_input import Band, Matrix, ScenarioError, frontier, move, read_matrix, share

BANDS = (
    Band("low", Decimal(0), Decimal("0.9")),
    Band("middle", Decimal("0.9"), Decimal("1.1")),
    Band("high", Decimal("1.1"), None),
)
RIGHT = """rating_band,low,middle,high
1,2%,0%,0%
2,12.5 %,10%,7%
"""


def read(folder: Path, text: str) -> Matrix:
    path = folder / "alt.csv"
    path.write_text(text, encoding="utf-8")
    return read_matrix(path, [1, 2], BANDS)


@pytest.mark.parametrize(
    ("text", "ratio"),
    [("6.5%", "0.0650"), (" 6.5 % ", "0.0650"), ("6,25%", "0.0625"), ("100%", "1.0000"), ("0.01%", "0.0001")],
)
def test_a_share_is_a_ratio_of_four_decimals(text: str, ratio: str) -> None:
    assert share(text, "--budget") == Decimal(ratio)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("6.5", "--budget: 6.5 is not a percentage; write one such as 6.5%."),
        ("lots", "--budget: lots is not a percentage; write one such as 6.5%."),
        ("-4%", "--budget: -4% is not a percentage; write one such as 6.5%."),
        ("6.555%", "--budget: 6.555% has more than two decimals; write one such as 6.5%."),
        ("0%", "--budget: 0% is not above 0 % to 100 %."),
        ("650%", "--budget: 650% is not above 0 % to 100 %."),
    ],
)
def test_a_bad_percentage_is_refused(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        share(text, "--budget")
    assert str(refused.value) == said


def test_a_frontier_goes_from_one_budget_to_another() -> None:
    assert [str(b) for b in frontier("4%:6%:1%")] == ["0.0400", "0.0500", "0.0600"]
    # 4 + 0.7 + 0.7 = 5.4; the next would be beyond 6.
    assert [str(b) for b in frontier("4%:6%:0.7%")] == ["0.0400", "0.0470", "0.0540"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4%:9%", "--frontier: 4%:9% is not from, to and step; write them such as 4%:9%:1%."),
        ("9%:4%:1%", "--frontier: 9%:4%:1% does not rise; write from, to and step such as 4%:9%:1%."),
        ("4%:9%:0%", "--frontier: 0% is not above 0 % to 100 %."),
        ("1%:9%:0.1%", "--frontier: 1%:9%:0.1% is 81 budgets, at most 25; take a larger step."),
        ("4:9:1", "--frontier: 4 is not a percentage; write one such as 4%:9%:1%."),
    ],
)
def test_a_bad_frontier_is_refused(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        frontier(text)
    assert str(refused.value) == said


def test_a_move_names_its_purpose() -> None:
    assert move("10%:lump_sum") == (Decimal("0.1000"), "lump_sum")
    with pytest.raises(ScenarioError, match="one of lump_sum, promotion, bonus, such as 10%:lump_sum"):
        move("10%:parties")
    with pytest.raises(ScenarioError, match="ten is not a percentage"):
        move("ten:bonus")


def test_a_matrix_is_read_by_the_names_of_the_bands_in_force(tmp_path: Path) -> None:
    matrix = read(tmp_path, RIGHT)
    assert matrix.bands == BANDS
    assert matrix.cells[2, "low"] == Decimal("0.1250")
    assert len(matrix.cells) == 6


def test_a_matrix_may_bring_bands_of_its_own_and_decimal_commas(tmp_path: Path) -> None:
    matrix = read(tmp_path, "rating_band;1.00-;0-0.85;0.85 - 1.00\n2;5%;7,5%;6%\n1;0%;1%;1%\n")
    assert [(b.lower, b.upper) for b in matrix.bands] == [
        (Decimal(0), Decimal("0.85")),
        (Decimal("0.85"), Decimal("1.00")),
        (Decimal("1.00"), None),
    ]
    assert matrix.cells[2, "0-0.85"] == Decimal("0.0750")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "alt.csv: the first line is not a header; write rating_band and then the bands of the compa-ratio, "
             "such as rating_band,low,middle,high."),
        (RIGHT.replace("rating_band", "rating"), "alt.csv: the first line is not a header"),
        (RIGHT.replace("7%", ""), "alt.csv: rating band 2 has no cell at position high; fill it in."),
        ("rating_band,low,middle,high\n1,2%,0%,0%\n2,12%,10%\n", "rating band 2 has no cell at position high"),
        (RIGHT.replace("7%", "7"), "alt.csv, rating band 2 at position high: 7 is not a percentage; write one such"),
        (RIGHT.replace("7%", "700%"), "alt.csv, rating band 2 at position high: 700% is not from 0 % to 100 %."),
        (RIGHT.replace("2,12.5 %,10%,7%\n", ""), "alt.csv: there is no row for rating band 2; add it."),
        (RIGHT.replace("\n1,", "\n9,"), "alt.csv: there is no rating band 9; those in force are 1, 2."),
        (RIGHT.replace("\n1,", "\nbest,"), "alt.csv: there is no rating band best; those in force are 1, 2."),
        (RIGHT + "2,12%,10%,7%\n", "alt.csv: rating band 2 stands there twice; take one row out."),
        (RIGHT.replace("1,2%", "1,13%"), "at position low rating band 2 gets 12.50 % and rating band 1 13.00 %; "
                                         "a better rating never earns less."),
        (RIGHT.replace("7%", "11%"), "alt.csv: rating band 2 gets 11.00 % at position high and 10.00 % at middle; "
                                     "a higher position never earns more."),
        (RIGHT.replace("middle,high", "middle,low"), "alt.csv: the column low stands there twice; take one out."),
        ("rating_band,low,middle\n1,0%,0%\n2,1%,1%\n", "alt.csv: there is no column for the position high; add it."),
        (RIGHT.replace("high", "top"), "is neither a position in force (low, middle, high) nor a range"),
        ("rating_band,0-0.95,0.90-\n1,0%,0%\n2,1%,1%\n",
         "alt.csv: the bands 0-0.95 and 0.90- overlap; end one where the next begins."),
        ("rating_band,0-,0.90-\n1,0%,0%\n2,1%,1%\n", "alt.csv: the bands 0- and 0.90- overlap"),
        ("rating_band,0-0.85,0.90-\n1,0%,0%\n2,1%,1%\n",
         "alt.csv: the bands 0-0.85 and 0.90- leave a gap; end one where the next begins."),
        ("rating_band,0.5-0.9,0.9-\n1,0%,0%\n2,1%,1%\n", "alt.csv: the lowest band, 0.5-0.9, does not begin at 0"),
        ("rating_band,0-0.9,0.9-1.1\n1,0%,0%\n2,1%,1%\n", "the highest band, 0.9-1.1, has an end; write 0.9- to"),
    ],
)  # fmt: skip
def test_a_matrix_that_cannot_be_right_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        read(tmp_path, text)
    assert said in str(refused.value)


def test_a_matrix_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"nowhere\.csv: No such file or directory; name the file"):
        read_matrix(tmp_path / "nowhere.csv", [1], BANDS)
    (tmp_path / "alt.csv").write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(ScenarioError, match=r"alt\.csv is no text file; save the matrix as csv"):
        read_matrix(tmp_path / "alt.csv", [1], BANDS)
