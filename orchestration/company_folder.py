"""The folder of one's own company: a commented configuration and places for files, made once and never overwritten.

Belongs here: what such a folder holds, and what is said next.
Does not belong here: reading the configuration (`settings.py`), any policy's values (seeds).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import PROJECT

COMPONENTS = """\
# Columns of your payroll registers, beyond those that Meritline knows: earning, deduction or ignored.
# Point MERITLINE_PAYROLL_COMPONENTS at this file once it holds a line without a # before it.
#
# Shift Allowance: earning
# Canteen: deduction
# Cost Centre: ignored
"""

MAPPING = """\
# Files whose headers are not the contract's own: which column fills which field. Everything here is commented
# out; a file that is named as its entity (pay_ranges.csv) and has the contract's headers needs no line.
#
# files:
#   Bands 2026.csv:
#     dates: dd/mm/yyyy
#     fills:
#       - entity: pay_range
#         fields:
#           company_id: {constant: ACME}
#           grade_id: {column: Band}
#           currency: {constant: EUR}
#           minimum_amount: {column: Min}
#           midpoint_amount: {column: Mid}
#           maximum_amount: {column: Max}
#           valid_from: {column: Valid from}
#     ignore: [Notes]
"""

POLICIES = """\
# Before the first run: the company's own policies

Each policy is a csv file of the project, dated, with `*` for every company or a row per company. What stands there is
an example and not advice.

| Decide | In dbt_project/seeds/policy/ |
|---|---|
| the month in which the financial year begins | fiscal_calendar.csv |
| how small a group may be shown | disclosure_policy.csv |
| who takes part in an increment or a promotion | eligibility_rule.csv |
| what a rating and a place in the range earn | merit_matrix.csv, merit_policy.csv, rating_band.csv, position_band.csv |
| which what-ifs every run works out beside the recommendation | compensation_scenario.csv |
| to what unit amounts are rounded, by currency | payment_unit.csv |
| what makes somebody ready for promotion | promotion_policy.csv, promotion_weight.csv, readiness_band.csv |
| what a bonus is made of | bonus_target.csv, bonus_company_factor.csv, bonus_individual_factor.csv, bonus_policy.csv |
| which decisions in a workbook are refused, and who corrects them | decision_policy.csv |
| how deep KPIs go, and how service is grouped | kpi_policy.csv, tenure_band.csv |
| how old benchmarks are brought to today | benchmark_trend.csv |
| how scorecards are weighed and coloured | scorecard_policy.csv, rag_band.csv |
| when a goal counts as reached, stale or well made | goal_policy.csv, outcome_verb.csv |
| how far recommendations may differ between groups | fairness_policy.csv, age_band.csv |
| when a pay gap is shown, and what a remedy costs | pay_equity_policy.csv |
| how far payroll, HR and finance may differ | reconciliation_policy.csv |
| the boxes of the talent grid | talent_grid_cut.csv, talent_grid_box.csv, succession_policy.csv |
| which roles are critical | criticality_level.csv, criticality_weight.csv |
| what makes somebody ready for a critical role | succession_weight.csv, readiness_gate.csv |
| how likely somebody of a readiness can take a role in a year | readiness_chance.csv |
| what a development plan takes on, and how many people a course's effect needs | development_policy.csv |
| what speaks of somebody's leaving, and when a score is believed | flight_risk_driver.csv, flight_risk_policy.csv |

The currency of a company comes with the company (Frappe HR's Company, or the file companies), the one of the group is
that of the company with most people; rates between them are the file exchange_rates.

Words of your systems (employment types, genders, pay components, reasons of leaving) are mapped in
dbt_project/seeds/mappings/. A word that is missing there stops the run and names the row to add.
"""


@dataclass(frozen=True)
class Made:
    """What became of one path of the folder."""

    path: Path
    is_new: bool


def make(folder: Path) -> list[Made]:
    """Make the folder of a company; what is there already stays as it is.

    Args:
        folder: where; it is made when missing, closed to everybody else.

    Returns:
        Each path in the order in which a person would look at it, and whether it is new.
    """
    folder = folder.expanduser().resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files, payroll, decisions = folder / "files", folder / "payroll", folder / "decisions"
    made = [_folder(files), _folder(payroll), _folder(decisions)]
    texts: Mapping[Path, str] = {
        folder / ".env": configuration(folder),
        folder / "POLICIES.md": POLICIES,
        files / "mapping.yml": MAPPING,
        folder / "payroll_components.yml": COMPONENTS,
    }
    return [*made, *(_file(path, text) for path, text in texts.items())]


def configuration(folder: Path) -> str:
    """Return `.env.example` with the places of this folder filled in; every variable is there."""
    given = {
        "MERITLINE_HOME": folder / "var",
        "MERITLINE_FILES_FOLDER": folder / "files",
    }
    hints = {
        "MERITLINE_PAYROLL_FOLDER": ("register", folder / "payroll"),
        "MERITLINE_DECISIONS_FOLDER": ("decided workbook", folder / "decisions"),
    }
    lines = []
    for line in (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines():
        name = line.partition("=")[0]
        if name in hints:
            thing, place = hints[name]
            lines.append(f"# Once the first {thing} is there: {name}={place}")
        lines.append(f"{name}={given[name]}" if name in given else line)
    return "\n".join(lines) + "\n"


def next_steps(folder: Path) -> list[str]:
    """Return what to do now, in order."""
    return [
        f"Fill in {folder / '.env'}: the lines of the systems you have; the others stay empty.",
        "See `meritline sources` for what each can say. For what none holds, write files: `meritline template --list`, "
        f"then for instance `meritline template pay_range --folder {folder / 'files'}`.",
        f"Read {folder / 'POLICIES.md'}.",
        f"In {folder}: `meritline doctor` until nothing needed fails, then `meritline run`.",
    ]


def _folder(path: Path) -> Made:
    is_new = not path.exists()
    path.mkdir(mode=0o700, exist_ok=True)
    return Made(path, is_new)


def _file(path: Path, text: str) -> Made:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Made(path, False)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return Made(path, True)
