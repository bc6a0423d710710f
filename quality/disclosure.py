"""Rules of a release about people: small groups, names, who may see whom.

Belongs here: rules that several release suites share, so that they say the same everywhere.
Does not belong here: which tables they hold for (`release/`), how figures are suppressed (dbt macros).
"""

from quality.suite import Rule, Table, at_least_rows, filled, never, unique

_HIDE = "Do not publish: withhold the figure in the report model (macros/suppression.sql)."
_DROP = "Do not publish: drop the column from the report model."
# The minimum group of the policy in force, and never less than what the project promises when there is no policy.
_MINIMUM = "coalesce((select max(minimum_group) from policy.disclosure_policy where valid_to is null), 5)"
_NAMING = "^(employee|person|manager|incumbent|successor|rater)_name$|(^|_)(first|last)_name$|employee_number|e_?mail"


def large_enough(size: str, where: str = "true") -> Rule:
    """A shown figure stands for the minimum group or for nobody at all, and says for how many."""
    return never(
        f"(({size} > 0 and {size} < {_MINIMUM}) or ({size} is null and t.withheld_reason is null)) and ({where})",
        f"every shown figure stands for at least the minimum group of people ({size})",
        _HIDE,
    )


def empty_when_withheld(*figures: str) -> Rule:
    """What is withheld is physically empty, and what is empty says why."""
    some = " or ".join(f"t.{figure} is not null" for figure in figures)
    none = " and ".join(f"t.{figure} is null" for figure in figures)
    return never(
        f"(t.withheld_reason is not null and ({some})) or (t.withheld_reason is null and {none})",
        f"{', '.join(figures)}: empty where withheld, and a reason where empty",
        _HIDE,
    )


def names_nobody(table: str, *, pseudonyms: bool = False) -> Rule:
    """No column of a `schema.table` is for a name, number or address, nor, without `pseudonyms`, for a person."""
    schema, name = table.split(".")
    pattern = _NAMING if pseudonyms else f"{_NAMING}|person_key"
    return Rule(
        "unexpected_rows_expectation",
        {
            "unexpected_rows_query": f"""select column_name from information_schema.columns
            where table_schema = '{schema}' and table_name = '{name}'
                and regexp_matches(column_name, '{pattern}') and (select count(*) from {{batch}}) >= 0"""
        },
        "no column names or numbers a person" if pseudonyms else "no column is about a single person",
        _DROP,
    )


def aggregates(table: str, *rules: Rule) -> Table:
    """A table of figures about groups: it may have no column about a person."""
    return Table(table, rules=(names_nobody(table), *rules))


def says_no_name(*texts: str) -> Rule:
    """No text holds the name or number of anybody in the identity map."""
    found = " or ".join(
        f"contains(t.{text}, i.employee_name) or contains(t.{text}, i.employee_number)" for text in texts
    )
    return never(
        f"exists (select 1 from identity.person_identity as i where {found})",
        f"nobody is named in {', '.join(texts)}",
        "Do not publish: say it of a role or a unit, never of a person.",
    )


def defines_terms(remedy: str) -> tuple[Rule, ...]:
    """The rules of a table of definitions."""
    return (
        at_least_rows(1, remedy),
        unique(["term", "definition"], remedy),
        never(
            "(select count(*) from (select * from {batch}) as d where d.term = t.term) > 1",
            "a term has one definition",
            "Give the columns labels that tell them apart.",
        ),
        filled("definition", remedy),
    )
