"""What a suite is: rules on tables, as plain data.

Belongs here: the types that suites are written in.
Does not belong here: Great Expectations itself (imported only when a suite is run, it is slow to import),
the rules of one source or delivery (`landing/`, `release/`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["critical", "warning"]


@dataclass(frozen=True)
class Rule:
    """One expectation on one table.

    Args:
        expectation: the Great Expectations type, e.g. `expect_column_values_to_be_in_set`.
        arguments: its arguments, without values of any person.
        says: what holds when the rule holds, in plain words.
        remedy: what to do when it does not.
        severity: `critical` blocks what follows; `warning` reports.
        because: why the weaker severity is enough; required for a warning.
    """

    expectation: str
    arguments: Mapping[str, Any]
    says: str
    remedy: str
    severity: Severity = "critical"
    because: str = ""

    def __post_init__(self) -> None:
        if self.severity == "warning" and not self.because:
            raise ValueError(f"{self.expectation}: a warning states why it does not block (because=...)")

    @property
    def column(self) -> str | None:
        """The column the rule is about, when it is about one."""
        return self.arguments.get("column")


@dataclass(frozen=True)
class Table:
    """The rules of one table.

    Args:
        name: `schema.table` as it stands in the warehouse.
        rules: its rules.
        key: for a landed table the fields that identify a row; the rules then see the latest version of each
            row that is not deleted, not the whole history. Empty for a table that is checked as it is.
    """

    name: str
    rules: tuple[Rule, ...]
    key: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The rows that the rules see."""
        if not self.key:
            return f"select * from {self.name}"
        keys = ", ".join(self.key)
        latest = f"row_number() over (partition by {keys} order by known_from desc)"
        ranked = f"select *, {latest} as version_rank from {self.name}"
        return f"select * from ({ranked}) where version_rank = 1 and not is_deleted"


@dataclass(frozen=True)
class Suite:
    """The rules of one arrival or release; `name` is the source or the delivery."""

    name: str
    stage: Literal["landing", "release"]
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class RuleResult:
    """How one rule came out: counts only, never a value."""

    rule: Rule
    passed: bool
    checked_count: int | None = None
    unexpected_count: int | None = None
    error: str = ""

    def sentence(self, table: str) -> str:
        """One sentence for a person: where, what is wrong, what to do."""
        where = f"{table}.{self.rule.column}" if self.rule.column else table
        if self.error:
            return f"{where}: the rule could not be checked ({self.error}). {self.rule.remedy}"
        of = "" if self.checked_count is None else f" of {self.checked_count}"
        count = "" if self.unexpected_count is None else f" ({self.unexpected_count}{of} rows)"
        return f"{where}: does not hold{count}: {self.rule.says}. {self.rule.remedy}"


@dataclass(frozen=True)
class Entity:
    """A table of the canonical contract, as far as its fields' names tell what must hold of it.

    Args:
        table: its name below a source's schema.
        fields: the names of its fields.
        key: those that identify a row.
        needed: those that every row holds.
    """

    table: str
    fields: tuple[str, ...]
    key: tuple[str, ...]
    needed: frozenset[str]


@dataclass(frozen=True)
class TableResult:
    """How the rules of one table came out."""

    table: str
    rules: tuple[RuleResult, ...] = field(default=())

    @property
    def failures(self) -> tuple[RuleResult, ...]:
        """The rules that do not hold."""
        return tuple(r for r in self.rules if not r.passed)

    @property
    def blocks(self) -> bool:
        """Whether a critical rule does not hold."""
        return any(r.rule.severity == "critical" for r in self.failures)

    @property
    def sentences(self) -> list[str]:
        """A sentence for each rule that does not hold, critical ones first."""
        ordered = sorted(self.failures, key=lambda r: r.rule.severity)
        return [r.sentence(self.table) for r in ordered]


# The rules that suites are mostly made of, so that a suite reads as sentences.


def at_least_rows(count: int, remedy: str, because: str = "") -> Rule:
    """The table holds at least so many rows; with `because` it only warns."""
    return Rule(
        "expect_table_row_count_to_be_between",
        {"min_value": count},
        f"at least {count} rows",
        remedy,
        "warning" if because else "critical",
        because,
    )


def filled(column: str, remedy: str, mostly: float = 1.0, because: str = "") -> Rule:
    """The column is filled in; with `because` it only warns."""
    share = "every row" if mostly == 1.0 else f"{mostly:.0%} of rows"
    return Rule(
        "expect_column_values_to_not_be_null",
        {"column": column, "mostly": mostly},
        f"{share} has a value",
        remedy,
        "warning" if because else "critical",
        because,
    )


def one_of(column: str, values: list[Any], remedy: str, because: str = "") -> Rule:
    """The column holds only values of a closed list (null passes)."""
    return Rule(
        "expect_column_values_to_be_in_set",
        {"column": column, "value_set": values},
        f"one of {', '.join(map(str, values))}",
        remedy,
        "warning" if because else "critical",
        because,
    )


def between(column: str, low: Any, high: Any, remedy: str, because: str = "") -> Rule:
    """The column lies between two bounds, both included; None leaves a side open (null passes)."""
    arguments = {"column": column, "min_value": low, "max_value": high}
    return Rule(
        "expect_column_values_to_be_between",
        {k: v for k, v in arguments.items() if v is not None},
        f"at least {low}"
        if high is None
        else f"at most {high}"
        if low is None
        else f"between {low} and {high}",
        remedy,
        "warning" if because else "critical",
        because,
    )


def unique(columns: list[str], remedy: str) -> Rule:
    """These columns together name a row once."""
    if len(columns) == 1:
        return Rule(
            "expect_column_values_to_be_unique",
            {"column": columns[0]},
            f"{columns[0]} names a row once",
            remedy,
        )
    return Rule(
        "expect_compound_columns_to_be_unique",
        {"column_list": columns},
        f"{', '.join(columns)} name a row once",
        remedy,
    )


def not_before(later: str, earlier: str, remedy: str, because: str = "") -> Rule:
    """One date is not before another (a null on either side passes)."""
    return Rule(
        "expect_column_pair_values_a_to_be_greater_than_b",
        {
            "column_A": later,
            "column_B": earlier,
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
        f"{later} is not before {earlier}",
        remedy,
        "warning" if because else "critical",
        because,
    )


def never(condition: str, says: str, remedy: str, because: str = "") -> Rule:
    """No row `t` of the table meets a condition in SQL, in which other tables may be asked (null passes)."""
    return Rule(
        "unexpected_rows_expectation",
        {"unexpected_rows_query": f"select * from (select * from {{batch}}) as t where {condition}"},
        says,
        remedy,
        "warning" if because else "critical",
        because,
    )
