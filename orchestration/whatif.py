"""What-ifs: another budget, matrix or cap, tried on a scratch copy of the warehouse, beside the recommendation.

Belongs here: the copy, the rows a question adds to its policies, which models are built, what is said and filed.
Does not belong here: what a scenario does (models of the mart `compensation`), reading a question (`scenario_input`).
"""

import csv
import fcntl
import hashlib
import os
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
from rich.console import Console

from exports.theme import numbers
from orchestration.scenario_input import Band, Matrix, ScenarioError, read_matrix
from orchestration.settings import DBT, DBT_PROJECT, Settings, variables
from orchestration.terminal import dbt_failures

ASKED: Final = "whatif"
"""The scenario that is asked for, and the matrix that comes with it."""
_FRONTIER_PREFIX: Final = "frontier_"
_MODELS: Final = ("+scenario_outcome,compensation_cycle+", "+scenario_change,compensation_cycle+")
_RECOMMENDATION: Final = """
    select
        (select count(*) || ':' || coalesce(sum(hash(person_key, status, increment_amount, lump_sum_amount)), 0)
         from compensation.increment_recommendation where scenario_id = 'base'),
        (select count(*) || ':' || coalesce(sum(hash(person_key, status)), 0)
         from compensation.promotion_recommendation where scenario_id = 'base')
"""
_CHANGES: Final = """
    select
        change.company_id, identity.employee_number, identity.employee_name, unit.division_name, unit.org_unit_name,
        change.direction, change.currency, change.recommended_status, change.scenario_status,
        change.recommended_increment_amount, change.scenario_increment_amount,
        change.recommended_lump_sum_amount, change.scenario_lump_sum_amount,
        change.recommended_bonus_amount, change.scenario_bonus_amount,
        change.is_promotion_recommended, change.is_promoted_in_scenario,
        change.recommended_new_base_amount, change.scenario_new_base_amount, change.new_base_difference_amount
    from compensation.scenario_change as change
    left join identity.person_identity as identity using (person_key)
    left join core.dim_org_unit as unit using (org_unit_key)
    where change.cycle_id = $cycle and change.scenario_id = $scenario
    order by all
"""

Row = Mapping[str, Any]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Question:
    """What is asked of one cycle.

    Attributes:
        budget: the merit budget as a ratio of base payroll; None leaves budgets as given.
        matrix: the file of another merit matrix; None is the one in force.
        cap: the largest increment as a ratio of base pay; None is the policy's.
        moved: which ratio of the merit budget goes to which purpose; None moves nothing.
        frontier: budgets to try one after another, as ratios of base payroll, each with the same matrix and cap.
        company: only this company; None asks of all.
        cycle: the compensation cycle; None is the latest.
    """

    budget: Decimal | None = None
    matrix: Path | None = None
    cap: Decimal | None = None
    moved: tuple[Decimal, str] | None = None
    frontier: tuple[Decimal, ...] = ()
    company: str | None = None
    cycle: str | None = None

    @property
    def has_scenario(self) -> bool:
        """Whether one scenario is asked for, beside or without a frontier."""
        changed = self.budget, self.matrix, self.cap, self.moved
        return self.budget is not None or (not self.frontier and any(c is not None for c in changed))


@dataclass(frozen=True)
class Answer:
    """What came of a question.

    Attributes:
        cycle: the cycle that was asked.
        outcomes: rows of compensation.scenario_outcome of the cycle: `base`, what was asked, the frontier.
        changes: for each company, people by division and direction; nobody is named.
        findings: for each company, what the fairness policy would block in the scenario asked for.
        folder: where the files for HR lie.
    """

    cycle: str
    outcomes: tuple[Row, ...]
    changes: Mapping[str, Mapping[str, Counter[str]]]
    findings: Mapping[str, Sequence[str]]
    folder: Path


def answer(settings: Settings, question: Question, progress: Progress = lambda _: None) -> Answer:
    """Try a question on a scratch copy of the warehouse; the warehouse and the publication stay as they are.

    Args:
        settings: where the warehouse lies; the copy and the answer go below `settings.whatif`.
        question: what to try.
        progress: called with a word for each step as it begins.

    Raises:
        ScenarioError: there is no built warehouse, cycle or company, the matrix cannot be, or the recommendation
            itself would come out otherwise today.
        TimeoutError: a run has kept the warehouse for too long.
    """
    with _scratch(settings, progress) as scratch:
        with _opened(scratch, settings) as warehouse:
            asked = _AskedCycle.find(warehouse, question)
            before = warehouse.execute(_RECOMMENDATION).fetchone()
            asked.add_to_policies(warehouse)
        progress("build what differs")
        _build(settings, scratch)
        with duckdb.connect(str(scratch), read_only=True) as warehouse:
            if warehouse.execute(_RECOMMENDATION).fetchone() != before:
                raise ScenarioError(
                    f"{settings.warehouse}: the recommendation comes out otherwise today than when it was built. "
                    "Run `meritline build` with the same --as-of first, then ask again."
                )
            return _filed(warehouse, asked, settings)


@dataclass(frozen=True)
class _AskedCycle:
    """A question with what it is about: the cycle, and each company's day of decision and matrix."""

    question: Question
    cycle: str
    days: Mapping[str, date]
    matrices: Mapping[str, Matrix]

    @classmethod
    def find(cls, warehouse: duckdb.DuckDBPyConnection, question: Question) -> "_AskedCycle":
        rows = warehouse.execute(
            """select cycle_id, company_id, decision_date from compensation.compensation_cycle
            where scenario_id = 'base' order by decision_date desc, cycle_id desc, company_id"""
        ).fetchall()
        cycles = list(dict.fromkeys(cycle for cycle, _, _ in rows))
        if not cycles:
            raise ScenarioError(
                "No compensation cycle has a budget yet: deliver comp_budget, then run again."
            )
        cycle = question.cycle or cycles[0]
        if cycle not in cycles:
            raise ScenarioError(
                f"--cycle: there is no compensation cycle {cycle}; there are {', '.join(cycles)}."
            )
        days = {company: day for of, company, day in rows if of == cycle}
        if question.company is not None:
            if question.company not in days:
                raise ScenarioError(
                    f"--company: there is no company {question.company}; there are {', '.join(days)}."
                )
            days = {question.company: days[question.company]}
        matrices = {}
        if question.matrix is not None:
            for company, day in days.items():
                ratings = [row[0] for row in _in_force(warehouse, "rating_band", "rating_band", company, day)]
                matrices[company] = read_matrix(question.matrix, ratings, _bands(warehouse, company, day))
        return cls(question, cycle, days, matrices)

    def add_to_policies(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        """Add the scenarios, in force on the day of decision alone, and the matrix."""
        matrix = ASKED if self.matrices else "standard"
        moved, purpose = self.question.moved or (Decimal(0), None)
        for company, day in self.days.items():
            in_force = day, day + timedelta(days=1)
            for scenario, name, budget in self._scenarios():
                factor = None if budget is not None else Decimal(1)
                warehouse.execute(
                    """insert into policy.compensation_scenario by name select $1 as company_id, $2 as scenario_id,
                    $3 as scenario_name, $4 as budget_factor, $5 as budget_ratio, $6 as matrix_id,
                    $7 as policy_cap_ratio, $8 as moved_ratio, $9 as moved_purpose, $10 as valid_from,
                    $11 as valid_to""",
                    [
                        company,
                        scenario,
                        name,
                        factor,
                        budget,
                        matrix,
                        self.question.cap,
                        moved,
                        purpose,
                        *in_force,
                    ],
                )
        for company, own in self.matrices.items():
            in_force = self.days[company], self.days[company] + timedelta(days=1)
            for number, band in enumerate(own.bands, 1):
                warehouse.execute(
                    """insert into policy.position_band by name select $1 as company_id, $2 as matrix_id,
                    $3 as position_band, $4 as position_order, $5 as lower_ratio, $6 as upper_ratio,
                    $7 as valid_from, $8 as valid_to""",
                    [company, ASKED, band.name, number, band.lower, band.upper, *in_force],
                )
            for (rating, position), ratio in own.cells.items():
                warehouse.execute(
                    """insert into policy.merit_matrix by name select $1 as company_id, $2 as matrix_id,
                    $3 as rating_band, $4 as position_band, $5 as matrix_ratio, $6 as valid_from, $7 as valid_to""",
                    [company, ASKED, rating, position, ratio, *in_force],
                )

    def _scenarios(self) -> Iterator[tuple[str, str, Decimal | None]]:
        if self.question.has_scenario:
            yield ASKED, "what if", self.question.budget
        for budget in self.question.frontier:
            yield f"{_FRONTIER_PREFIX}{budget:.4f}", f"{budget * 100:.2f} %", budget

    @property
    def name(self) -> str:
        """A name that the same question of the same cycle always has."""
        matrix = sorted((c, r, b, str(v)) for c, m in self.matrices.items() for (r, b), v in m.cells.items())
        asked = self.question
        words = repr((asked.budget, asked.cap, asked.moved, asked.frontier, sorted(self.days), matrix))
        return f"{self.cycle}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


@contextmanager
def _scratch(settings: Settings, progress: Progress) -> Iterator[Path]:
    """A copy of the warehouse, made while nobody writes it and gone at the end; one at a time."""
    if not settings.warehouse.exists():
        raise ScenarioError(f"There is no warehouse at {settings.warehouse}: run `meritline run` first.")
    settings.whatif.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = settings.whatif / "scratch"
    with (settings.whatif / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ScenarioError(
                f"Another what-if is under way in {settings.whatif}: wait for it to end."
            ) from None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        # The views of the warehouse name it, so its copy keeps the name.
        copy = folder / settings.warehouse.name
        try:
            progress("copy the warehouse")
            with settings.turn_at_warehouse():
                for part in settings.warehouse.parent.glob(f"{settings.warehouse.name}*"):
                    if part.name in (copy.name, f"{copy.name}.wal"):
                        shutil.copyfile(part, folder / part.name)
                        (folder / part.name).chmod(0o600)
            yield copy
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _opened(scratch: Path, settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(scratch)) as connection:
        try:
            connection.execute("select scenario_id from compensation.scenario_outcome limit 1")
            connection.execute("select scenario_id from policy.compensation_scenario limit 1")
        except duckdb.CatalogException:
            raise ScenarioError(
                f"{settings.warehouse} holds no recommendations to compare with: run `meritline build` first."
            ) from None
        yield connection


def _build(settings: Settings, scratch: Path) -> None:
    target = settings.whatif / "dbt"
    target.mkdir(mode=0o700, exist_ok=True)
    command = [
        *(DBT, "--quiet", "run", "--select", *_MODELS, "--vars", settings.dbt_variables),
        *("--target-path", str(target), "--log-path", str(target)),
    ]
    environment = {**variables(), "MERITLINE_WAREHOUSE": str(scratch)}
    run = subprocess.run(
        command, cwd=DBT_PROJECT, env=environment, capture_output=True, check=False, umask=0o077
    )
    if run.returncode:
        said = " ".join(dbt_failures(target, scratch)) or "dbt stopped."
        raise ScenarioError(f"The scenario could not be built: {said} See {target / 'dbt.log'}.")


def _in_force(
    warehouse: duckdb.DuckDBPyConnection,
    policy: str,
    columns: str,
    company: str,
    day: date,
    where: str = "true",
) -> list[tuple[Any, ...]]:
    """Rows of a policy seed that bind a company on a day, as macros/policy.sql has it."""
    return warehouse.execute(
        f"""select {columns} from policy.{policy}
        where company_id in ($1, '*') and valid_from <= $2 and (valid_to is null or valid_to > $2) and {where}
        qualify dense_rank() over (order by company_id = '*') = 1
        order by all""",
        [company, day],
    ).fetchall()


def _bands(warehouse: duckdb.DuckDBPyConnection, company: str, day: date) -> list[Band]:
    columns = "lower_ratio, upper_ratio, position_band"
    rows = _in_force(warehouse, "position_band", columns, company, day, "matrix_id = 'standard'")
    return [Band(name, lower, upper) for lower, upper, name in rows]


def _filed(warehouse: duckdb.DuckDBPyConnection, asked: _AskedCycle, settings: Settings) -> Answer:
    outcomes = [
        row
        for row in _rows(
            warehouse,
            """select * from compensation.scenario_outcome where cycle_id = $cycle
            order by company_id, scenario_id <> 'base', scenario_id <> $scenario, scenario_id""",
            cycle=asked.cycle,
            scenario=ASKED,
        )
        if row["company_id"] in asked.days
    ]
    changed = _rows(warehouse, _CHANGES, cycle=asked.cycle, scenario=ASKED)
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in changed:
        counts[row["company_id"]][row["division_name"] or "no division"][row["direction"]] += 1
    findings = defaultdict(list)
    for row in _rows(
        warehouse,
        """select company_id, finding_text from compensation.fairness
        where cycle_id = $cycle and scenario_id = $scenario and verdict = 'block' order by all""",
        cycle=asked.cycle,
        scenario=ASKED,
    ):
        findings[row["company_id"]].append(row["finding_text"])
    folder = settings.whatif / asked.name
    folder.mkdir(mode=0o700, exist_ok=True)
    _write(folder / "outcomes.csv", outcomes)
    if asked.question.has_scenario:
        _write(folder / "changes.csv", changed)
    return Answer(asked.cycle, tuple(outcomes), counts, findings, folder)


def _rows(warehouse: duckdb.DuckDBPyConnection, sql: str, **parameters: str) -> list[Row]:
    found = warehouse.execute(sql, {k: v for k, v in parameters.items() if f"${k}" in sql})
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row)) for row in found.fetchall()]


def _write(path: Path, rows: Sequence[Row]) -> None:
    """A csv that only its owner reads, in which no text can become a formula."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        if not rows:
            file.write("nobody changes\r\n")
            return
        lines = csv.writer(file)
        lines.writerow(rows[0])
        lines.writerows([_harmless(value) for value in row.values()] for row in rows)


def _harmless(value: object) -> object:
    return (
        f"'{value}"
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
        else value
    )


def say(found: Answer, console: Console) -> None:
    """Print what came of a question: figures and counts, and nobody's name."""
    companies = dict.fromkeys(row["company_id"] for row in found.outcomes)
    for company in companies:
        rows = {row["scenario_id"]: row for row in found.outcomes if row["company_id"] == company}
        base, asked = rows["base"], rows.get(ASKED)
        frontier = [row for name, row in rows.items() if name.startswith(_FRONTIER_PREFIX)]
        console.print(f"\n{company}, cycle {found.cycle}, {base['currency']}", style="bold", highlight=False)
        if asked is not None:
            _print_table(console, _comparison(base, asked))
            divisions = found.changes.get(company)
            if divisions:
                _print_table(console, _who_changes(divisions))
            else:
                console.print("Nobody changes.", highlight=False)
            for finding in found.findings.get(company, ()):
                console.print(f"[yellow]![/] fairness would block: {finding}", highlight=False)
        if frontier:
            _print_table(console, _frontier([base, *frontier]))
    console.print(f"For HR, closed to others: {found.folder}", highlight=False)


_LINES: Final = (
    ("merit budget", "budget_amount", "money"),
    ("increments, annual", "recommended_amount", "money"),
    ("lump sums", "lump_sum_amount", "money"),
    ("promotions, annual", "promotion_amount", "money"),
    ("bonuses", "bonus_amount", "money"),
    ("base pay rises by, a year", "base_rise_amount", "money"),
    ("cost in the year", "in_year_cost_amount", "money"),
    ("people with an increment", "increased_count", "count"),
    ("recommended for promotion", "promoted_count", "count"),
    ("mean increment (%)", "mean_increment_ratio", "percent"),
    ("median increment (%)", "median_increment_ratio", "percent"),
    ("top rating over the middle one", "differentiation_ratio", "ratio"),
    ("share that goes to the top rating (%)", "top_share_ratio", "percent"),
    ("limited by a cap", "at_cap_count", "count"),
    ("at the range maximum afterwards", "at_range_maximum_count", "count"),
    ("women's increments, against men alike (%)", "increment_gap_ratio", "percent"),
    ("women's pay within grades, afterwards (%)", "pay_gap_after_ratio", "percent"),
    ("fairness findings that block", "block_count", "count"),
    ("fairness findings that warn", "warning_count", "count"),
)
_FRONTIER: Final = (
    ("cost in the year", "in_year_cost_amount", "money"),
    ("mean (%)", "mean_increment_ratio", "percent"),
    ("top/middle", "differentiation_ratio", "ratio"),
    ("women's pay (%)", "pay_gap_after_ratio", "percent"),
    ("at cap", "at_cap_count", "count"),
)


def _print_table(console: Console, rows: Sequence[Sequence[str]]) -> None:
    """Columns side by side, the first to the left and figures to the right; the first row is the header."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]
        style = "bold" if number == 0 else None
        console.print("  ".join(cells).rstrip(), style=style, highlight=False, markup=False)
    console.print()


def _cell(row: Row, column: str, kind: str) -> str:
    value = row[column]
    if kind == "percent" and value is not None:
        return numbers.number(value * 100, 2)
    return numbers.value_text(value, kind, row["currency"])


def _comparison(base: Row, asked: Row) -> list[tuple[str, ...]]:
    table = [("", "recommended", "what if", "change")]
    for label, column, kind in _LINES:
        change = numbers.NOTHING
        if base[column] is not None and asked[column] is not None:
            change = numbers.with_sign(_cell({**asked, column: asked[column] - base[column]}, column, kind))
        table.append((label, _cell(base, column, kind), _cell(asked, column, kind), change))
    return [*table, ("fairness verdict", _verdict(base), _verdict(asked), "")]


def _who_changes(divisions: Mapping[str, Counter[str]]) -> list[tuple[str, ...]]:
    whole = sum(divisions.values(), Counter())
    counted = [*sorted(divisions.items()), ("all", whole)]
    ways = ("more", "less", "other")
    return [("people who get", *ways), *((name, *(str(counts[w]) for w in ways)) for name, counts in counted)]


def _frontier(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    table = [("budget of base pay", *(label for label, _, _ in _FRONTIER), "fairness")]
    for row in rows:
        name = "as given" if row["scenario_id"] == "base" else row["scenario_name"]
        table.append((name, *(_cell(row, column, kind) for _, column, kind in _FRONTIER), _verdict(row)))
    return table


def _verdict(row: Row) -> str:
    return str(row["fairness_verdict"]).replace("_", " ")
