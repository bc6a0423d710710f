"""Explaining one person's recommendations: from the amount back over every rule to the rows that were landed.

Belongs here: finding the person, gathering what the warehouse or a sealed pack says, and telling it in lines.
Does not belong here: any figure (the compensation mart has them), logging: what is told names a person and is for
whoever asked, on their own terminal.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb

from exports import pack as packs
from exports.errors import ExportError
from exports.pack import Pack
from exports.release import attach_read_only
from exports.theme import numbers

SCENARIO: Final = "base"
_PEOPLE: Final = "reports.rpt_increments__recommendations"


@dataclass(frozen=True)
class _Place:
    """Where the mart keeps a decision: its table, what contributions add up to, and the budget it comes out of.

    Of a budget the columns of amount, wanted, recommended, left and why it is left, in this order.
    """

    table: str
    result: str
    is_money: bool
    holder: str
    budget: str
    budget_columns: tuple[str, str, str, str, str]


_PLACES: Final[Mapping[str, _Place]] = {
    "increment": _Place(
        *("compensation.increment_recommendation", "increment_amount", True),
        *("holder_org_unit_key", "compensation.increment_budget"),
        ("budget_amount", "wanted_amount", "recommended_amount", "unspent_amount", "unspent_reason"),
    ),
    "promotion": _Place(
        *("compensation.promotion_recommendation", "readiness_score", False),
        *("promotion_holder_org_unit_key", "compensation.promotion_budget"),
        (
            *("promotion_budget_amount", "ready_cost_amount", "funded_amount"),
            *("funding_unspent_amount", "funding_unspent_reason"),
        ),
    ),
    "bonus": _Place(
        *("compensation.bonus_recommendation", "bonus_amount", True),
        *("bonus_holder_org_unit_key", "compensation.bonus_budget"),
        (
            *("bonus_budget_amount", "bonus_wanted_amount", "bonus_recommended_amount"),
            *("bonus_unspent_amount", "bonus_unspent_reason"),
        ),
    ),
}

Row = dict[str, Any]


@dataclass(frozen=True)
class Reason:
    """One rule that was looked at; `contribution` in the decision's own unit."""

    rule_id: str
    outcome: str
    input_name: str
    input_value: str | None
    threshold: str | None
    contribution: Decimal
    text: str


@dataclass(frozen=True)
class Budget:
    """What a holder may spend on a decision and what became of it, in the holder's `currency`."""

    holder: str | None
    currency: str
    amount: Decimal | None
    wanted: Decimal | None
    recommended: Decimal | None
    left: Decimal | None
    left_reason: str | None


@dataclass(frozen=True)
class Decision:
    """One decision about a person.

    Attributes:
        name: `increment`, `promotion`, or another that the mart gives reasons for.
        status: as recommended, withheld and so on; None where the mart has reasons and no row of its own.
        currency: of the contributions; None for a score.
        result: the amount or score that contributions add up to; None where there is none.
        reasons: in the order in which rules were looked at.
        budget: what it comes out of; None where nobody holds one for the person.
        fairness: findings about this decision in the person's company that did not pass.
    """

    name: str
    status: str | None
    currency: str | None
    result: Decimal | None
    reasons: tuple[Reason, ...]
    budget: Budget | None
    fairness: tuple[str, ...]

    @property
    def total(self) -> Decimal:
        """The sum of the contributions."""
        return sum((r.contribution for r in self.reasons), Decimal(0))

    @property
    def adds_up(self) -> bool:
        """Whether the contributions add up to the result; nothing adds up to no result."""
        return self.total == (self.result or 0)


@dataclass(frozen=True)
class Source:
    """A landed row that an input came from; `load_id` is None where no row of the table was landed at `known_from`."""

    input_name: str
    input_value: str
    input_date: date
    table: str
    record: str
    known_from: datetime
    load_id: str | None


@dataclass(frozen=True)
class Story:
    """Everything that is told of one person in one cycle.

    Attributes:
        person: who, as the report for HR has it.
        cycle: cycle, company and its two dates.
        pay: the row of the increment recommendation.
        decisions: what was decided on.
        sources: where the inputs came from.
    """

    person: Row
    cycle: Row
    pay: Row
    decisions: tuple[Decision, ...]
    sources: tuple[Source, ...]


class Book:
    """Tables to tell from, under the names they have in the warehouse: the warehouse itself, or a sealed pack."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        self._connection = connection
        self._name = name

    def rows(self, query: str, **parameters: Any) -> list[Row]:
        """The rows of a query as dictionaries.

        Raises:
            ExportError: a table or column is not there: nothing was built, or by another version.
        """
        try:
            result = self._connection.execute(query, parameters or None)
        except (duckdb.CatalogException, duckdb.BinderException):
            raise ExportError(
                self._name,
                "it does not hold the recommendations as this version builds them",
                "build or seal again",
            ) from None
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def load_of(self, table: str, known_from: datetime) -> str | None:
        """The load that landed rows of a raw table at a time; None where there is no such table or row."""
        try:
            [row] = self.rows(
                f"select max(load_id) as load_id from {table} where known_from = $known_from",
                known_from=known_from,
            )
        except ExportError:
            return None
        return None if row["load_id"] is None else str(row["load_id"])


@contextmanager
def open_warehouse(path: Path) -> Iterator[Book]:
    """The tables of a warehouse.

    Raises:
        ExportError: there is none, or another process is writing it.
    """
    if not path.exists():
        raise ExportError(f"warehouse {path.name}", "the file does not exist", "run the build first")
    with duckdb.connect() as connection:
        attach_read_only(connection, path, "warehouse")
        connection.execute("use warehouse")
        yield Book(connection, f"warehouse {path.name}")


@contextmanager
def open_pack(pack: Pack) -> Iterator[Book]:
    """The tables of a pack, inputs and outputs.

    Raises:
        ExportError: a byte of the pack was touched.
    """
    found = packs.problems(pack)
    if found:
        raise ExportError(
            f"pack {pack.pack_id[:12]}", found[0].removesuffix("."), "take another copy of the pack"
        )
    with duckdb.connect() as connection:
        for kind in (packs.INPUTS, packs.OUTPUTS):
            for table in pack.tables(kind):
                file = str(pack.file(kind, table)).replace("'", "''")
                connection.execute(f"create schema if not exists {table.partition('.')[0]}")
                connection.execute(f"create view {table} as select * from read_parquet('{file}')")
        yield Book(connection, f"pack {pack.pack_id[:12]}")


def story(
    book: Book, number: str, cycle_id: str, *, company_id: str | None = None, decision: str | None = None
) -> Story:
    """What there is to tell of an employee number in a cycle.

    Args:
        book: where to read.
        number: the employee number, as HR writes it.
        cycle_id: the compensation cycle.
        company_id: needed where two companies gave the same number.
        decision: only this one.

    Raises:
        ExportError: nothing was built, there is no such cycle, number or decision, or the number is several people's.
    """
    person = _person(book, number, cycle_id, company_id)
    key = {"company_id": person["company_id"], "cycle_id": cycle_id, "person_key": person["person_key"]}
    [pay] = book.rows(
        f"""select * from compensation.increment_recommendation
        where company_id = $company_id and cycle_id = $cycle_id and person_key = $person_key
            and scenario_id = '{SCENARIO}'""",
        **key,
    )
    [cycle] = book.rows(
        f"""select * from compensation.compensation_cycle
        where company_id = $company_id and cycle_id = $cycle_id and scenario_id = '{SCENARIO}'""",
        company_id=key["company_id"],
        cycle_id=cycle_id,
    )
    return Story(
        person=person,
        cycle=cycle,
        pay=pay,
        decisions=_decisions(book, key, decision),
        sources=_sources(book, key),
    )


def _person(book: Book, number: str, cycle_id: str, company_id: str | None) -> Row:
    people = book.rows(f"select * from {_PEOPLE} where cycle_id = $cycle_id", cycle_id=cycle_id)
    if not people:
        there = [
            r["cycle_id"] for r in book.rows(f"select distinct cycle_id from {_PEOPLE} order by cycle_id")
        ]
        raise ExportError(
            f"cycle {cycle_id}", "nobody was decided on in it", f"name one of {', '.join(there) or 'none'}"
        )
    own = [p for p in people if (p["employee_number"] or "").casefold() == number.strip().casefold()]
    found = [p for p in own if company_id in (None, p["company_id"])]
    if len(found) == 1:
        return found[0]
    if not found:
        raise _nobody(book, number, cycle_id, own)
    companies = sorted({p["company_id"] for p in found})
    if len(companies) == 1:
        raise ExportError(
            f"cycle {cycle_id}",
            f"that employee number is of {len(found)} people",
            "have HR give each one of their own",
        )
    raise ExportError(
        f"cycle {cycle_id}",
        f"that employee number is given by {len(companies)} companies",
        f"add --company with one of {', '.join(companies)}",
    )


def _nobody(book: Book, number: str, cycle_id: str, own: Sequence[Row]) -> ExportError:
    """Why a number finds nobody: counts only, since a number that is nearly right may be somebody else's."""
    if own:
        return ExportError(
            f"cycle {cycle_id}",
            "that employee number is of another company",
            f"add --company with one of {', '.join(sorted({p['company_id'] for p in own}))}",
        )
    [near] = book.rows(
        f"""select count(distinct employee_number) as count from {_PEOPLE}
        where cycle_id = $cycle_id and levenshtein(lower(employee_number), lower($number)) <= 1""",
        cycle_id=cycle_id,
        number=number.strip(),
    )
    others = f"{near['count']} of the cycle differ from it by one character"
    return ExportError(
        f"cycle {cycle_id}",
        f"nobody with that employee number was active on its decision date ({others})",
        "look the number up in the workbook of increments",
    )


def _decisions(book: Book, key: Row, wanted: str | None) -> tuple[Decision, ...]:
    reasons = book.rows(
        f"""select * from compensation.recommendation_reason
        where company_id = $company_id and cycle_id = $cycle_id and person_key = $person_key
            and scenario_id = '{SCENARIO}' order by decision, sequence""",
        **key,
    )
    names = list(dict.fromkeys(r["decision"] for r in reasons))
    if wanted is not None and wanted not in names:
        raise ExportError(
            f"decision {wanted}", "there are no reasons for it", f"name one of {', '.join(names) or 'none'}"
        )
    return tuple(
        _decision(book, key, name, [r for r in reasons if r["decision"] == name])
        for name in names
        if wanted in (None, name)
    )


def _decision(book: Book, key: Row, name: str, reasons: Sequence[Row]) -> Decision:
    row: Row = {}
    place = _PLACES.get(name)
    if place is not None:
        [row] = book.rows(
            f"""select * from {place.table}
            where company_id = $company_id and cycle_id = $cycle_id and person_key = $person_key
                and scenario_id = '{SCENARIO}'""",
            **key,
        )
    findings = book.rows(
        f"""select finding_text from compensation.fairness
        where company_id = $company_id and cycle_id = $cycle_id and scenario_id = '{SCENARIO}'
            and decision in ($decision, 'high_' || $decision) and verdict not in ('pass', 'not_judged')
        order by attribute, group_id, measure""",
        company_id=key["company_id"],
        cycle_id=key["cycle_id"],
        decision=name,
    )
    return Decision(
        name=name,
        status=row.get("status"),
        currency=row["currency"] if place is not None and place.is_money else None,
        result=None if place is None else row[place.result],
        reasons=tuple(
            Reason(
                rule_id=r["rule_id"],
                outcome=r["outcome"],
                input_name=r["input_name"],
                input_value=r["input_value"],
                threshold=r["threshold"],
                contribution=r["contribution"],
                text=r["reason_text"],
            )
            for r in reasons
        ),
        budget=None if place is None else _budget(book, key, place, row[place.holder]),
        fairness=tuple(f["finding_text"] for f in findings),
    )


def _budget(book: Book, key: Row, place: _Place, holder: str | None) -> Budget | None:
    rows = book.rows(
        f"""select budgets.*, names.holder_org_unit_name from {place.budget} as budgets
        left join reports.rpt_increments__budgets as names
            using (company_id, cycle_id, holder_org_unit_key)
        where company_id = $company_id and cycle_id = $cycle_id and budgets.scenario_id = '{SCENARIO}'
            and holder_org_unit_key = $holder""",
        company_id=key["company_id"],
        cycle_id=key["cycle_id"],
        holder=holder,
    )
    if not rows:
        return None
    amount, wanted, recommended, left, reason = (rows[0][column] for column in place.budget_columns)
    return Budget(
        rows[0]["holder_org_unit_name"], rows[0]["currency"] or "", amount, wanted, recommended, left, reason
    )


def _sources(book: Book, key: Row) -> tuple[Source, ...]:
    rows = book.rows(
        """select * from compensation.recommendation_source
        where company_id = $company_id and cycle_id = $cycle_id and person_key = $person_key
        order by input_sequence, source_table, source_id""",
        **key,
    )
    return tuple(
        Source(
            input_name=r["input_name"],
            input_value=r["input_value"],
            input_date=r["input_date"],
            table=r["source_table"],
            record=r["source_id"],
            known_from=r["known_from"],
            load_id=book.load_of(r["source_table"], r["known_from"]),
        )
        for r in rows
    )


def lines(told: Story) -> list[str]:
    """A story as lines for a terminal; amounts as they are stored, so that a sum can be checked by hand."""
    person, cycle, pay = told.person, told.cycle, told.pay
    currency = pay["currency"] or ""
    said = [
        f"{person['employee_number']}  {person['employee_name'] or ''}".rstrip(),
        ", ".join(str(v) for v in (person["job_title"], person["grade_id"], person["org_unit_name"]) if v),
        f"{cycle['company_id']}, cycle {cycle['cycle_id']}: decided as of {numbers.day(cycle['decision_date'])}, "
        f"effective {numbers.day(cycle['effective_date'])}.",
    ]
    if pay["base_amount"] is not None:
        said.append(f"Base pay {_money(pay['base_amount'], currency)}{_position(pay)}.")
    for decision in told.decisions:
        said += ["", *_decision_lines(decision, _gives(decision, pay))]
    said += ["", "Where it came from"]
    for source in told.sources:
        load = f", load {source.load_id}" if source.load_id else ""
        said.append(f"  {_words(source.input_name)}: {source.input_value} ({numbers.day(source.input_date)})")
        said.append(
            f"      {source.table}  {source.record}  known since {source.known_from:%Y-%m-%d %H:%M} UTC{load}"
        )
    return said


def _gives(decision: Decision, pay: Row) -> str:
    """What an increment comes to, for its first line; nothing for another decision or where there is no amount."""
    if decision.name != "increment" or decision.result is None:
        return ""
    amount, lump, base, promotion = (
        _money(pay[column], pay["currency"])
        for column in ("increment_amount", "lump_sum_amount", "new_base_amount", "promotion_amount")
    )
    share = numbers.percent(pay["increment_ratio"], 2)
    apart = f", lump sum {lump}" if pay["lump_sum_amount"] else ""
    on_top = f", on top of {promotion} for the promotion" if pay["is_promoted"] else ""
    return f", {amount} or {share} of base pay{apart}{on_top}; new base pay {base}"


def _decision_lines(decision: Decision, gives: str) -> list[str]:
    unit = f" {decision.currency}" if decision.currency else ""
    said = [f"{_words(decision.name)}: {_words(decision.status or 'no status').lower()}{gives}"]
    for number, reason in enumerate(decision.reasons, 1):
        said.append(f"{number:>3}. {_words(reason.rule_id)}, {reason.outcome}{_contribution(reason, unit)}")
        against = "" if reason.threshold is None else f", held against {reason.threshold}"
        said.append(f"       {reason.input_name} = {reason.input_value or 'nothing'}{against}")
        said.append(f"       {reason.text}")
    if decision.result is None:
        said.append("     No amount." if decision.currency else "     No score.")
    else:
        result = f"{decision.result:,.2f}" if decision.currency else f"{decision.result:.6f}"
        said.append(f"     Sum of the contributions {_exact(decision.total)}{unit} = {result}{unit}")
    if decision.budget is not None:
        said.append(f"     {_budget_line(decision.budget)}")
    said += [f"     Fairness, to be looked at: {sentence}" for sentence in decision.fairness]
    return said


def _contribution(reason: Reason, unit: str) -> str:
    return f": {_exact(reason.contribution)}{unit}" if reason.contribution else ""


def _budget_line(budget: Budget) -> str:
    amount, wanted, recommended, left = (
        _money(value, budget.currency)
        for value in (budget.amount, budget.wanted, budget.recommended, budget.left)
    )
    why = f" ({_words(budget.left_reason).lower()})" if budget.left_reason else ""
    return (
        f"Out of the budget of {budget.holder or 'its holder'}: {amount}; asked for {wanted}, "
        f"recommended {recommended}, left {left}{why}"
    )


def _position(pay: Row) -> str:
    if pay["range_minimum_amount"] is None:
        return ", no range in force"
    low, high = (_money(pay[f"range_{end}_amount"], pay["currency"]) for end in ("minimum", "maximum"))
    return f", compa-ratio {numbers.ratio(pay['compa_ratio'])} in a range of {low} to {high}"


def _money(amount: Decimal | None, currency: str) -> str:
    return "nothing" if amount is None else numbers.money(amount, currency, 2)


def _exact(value: Decimal) -> str:
    """A contribution with every decimal that says something, at least two."""
    whole, _, fraction = f"{value:,.6f}".partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
