"""Mapping of foreign headers: a small YAML that says which column of a file or table fills which field.

Belongs here: the form of that YAML and every problem of it, with its line. Does not belong here: reading rows by
it (`reading.py`), opening files or databases. There is no expression language: what needs one belongs in SQL.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from ingestion.cells import DATE_ORDERS, PLAIN, CellError, Notation, clean
from ingestion.contract import ENTITIES
from ingestion.contract.reading import Fill, Rule, fields_of
from ingestion.errors import SourceError
from ingestion.record import Record
from ingestion.sheets import ENCODINGS, SEPARATORS

SECTIONS = ("files", "tables")
"""`files` is read by canonical_files, `tables` by sql_database; each leaves the other's alone."""

_FOREIGN_KEYS = (
    "encoding",
    "separator",
    "sheet",
    "header",
    "dates",
    "decimal",
    "empty",
    "ignore",
    "query",
    "fills",
)
_FILL_KEYS = ("entity", "where", "distinct", "fields")
_ORIGINS = ("column", "columns", "constant", "row")
_RULE_KEYS = (*_ORIGINS, "with", "values", "empty", "percent", "whole")
EVERY_OTHER = "*"
MANY = 5
_ROW = re.compile(r"[^{}]*\{row(:0\d{1,2})?\}[^{}]*")


TABLES: Mapping[str, type[Record]] = {record.table: record for record in ENTITIES.values()}
"""Every entity by the name of its table."""


@dataclass(frozen=True)
class Foreign:
    """A file, table or query with headers of its own.

    Attributes:
        name: its name: of the file in the folder, of the table in the database.
        fills: the entities that it fills, each with its rules; none for a file whose name and headers are the
            contract's own, of which only the notation is declared.
        notation: how it writes dates and numbers.
        encoding: of a csv file; None: UTF-8.
        separator: of a csv file; None: told from the file where that is certain.
        sheet: the sheet of a workbook; None: its only one.
        header: number of the row that holds the header; None: the first that is not blank.
        query: the SQL that gives the rows, in place of a table; databases only.
        ignore: columns that are knowingly left out; `EVERY_OTHER` among them is every column that is not mapped.
    """

    name: str
    fills: tuple[Fill, ...]
    notation: Notation = PLAIN
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header: int | None = None
    query: str | None = None
    ignore: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read, each once."""
        return tuple(dict.fromkeys(name for fill in self.fills for name in fill.columns))

    def problems(self, header: Sequence[str | None]) -> Iterator[tuple[str, str]]:
        """Yield what a header lacks or has too much, each as problem and remedy.

        Args:
            header: the columns' names; None for a column without one.
        """
        missing = [name for name in self.columns if name not in header]
        if missing:
            yield (
                f"the column{_s(missing)} {', '.join(missing)} {_is(missing)} not there",
                "correct the mapping, or the file"
                if len(missing) < len(self.columns)
                else "see that it is this file",
            )
        known = {*self.columns, *self.ignore}
        strange = [name for name in header if name is not None and name not in known]
        if EVERY_OTHER in self.ignore:
            strange = []
        if strange and len(missing) < len(self.columns):
            yield (
                f"the column{_s(strange)} {', '.join(strange)} {_is(strange)} neither mapped nor ignored",
                f"map {_it(strange)}, or list {_it(strange)} under ignore"
                + (f' ("{EVERY_OTHER}" is every column that is not mapped)' if len(strange) > MANY else ""),
            )


def read_mapping(source: str, path: Path, section: str) -> Mapping[str, Foreign]:
    """Return the files or tables that a mapping declares, by name.

    Args:
        source: name of the source, for the error.
        path: the YAML file.
        section: one of `SECTIONS`.

    Raises:
        SourceError: naming every problem of the file with its line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise SourceError(
            source, path.name, "there is no such file", "make it, or correct the setting"
        ) from error
    except (OSError, UnicodeError) as error:
        raise SourceError(source, path.name, "it cannot be read as UTF-8", "save it as UTF-8") from error
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name}, line {mark.line + 1}" if mark else path.name
        raise SourceError(
            source,
            where,
            f"it is no YAML: {getattr(error, 'problem', None) or 'it cannot be read'}",
            "correct the line; quote what holds a colon or a bracket",
        ) from error
    parser = _Parser()
    foreign = parser.sections(tree, section)
    if parser.found:
        told = [f"line {line}: {problem}" for line, problem in sorted(parser.found)]
        count = f"{len(told)} problems: " if len(told) > 1 else ""
        raise SourceError(source, path.name, f"{count}{'; '.join(told)}", "correct the mapping")
    return foreign


class _Parser:
    """Reads the nodes of a mapping and notes every problem with its line."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []

    def note(self, node: yaml.Node, problem: str) -> None:
        """Note a problem."""
        self.found.append((node.start_mark.line + 1, problem))

    def sections(self, tree: yaml.Node | None, wanted: str) -> Mapping[str, Foreign]:
        """Return what the wanted section declares."""
        if tree is None:
            return {}
        foreign: dict[str, Foreign] = {}
        for section, _, node in self.pairs(tree, SECTIONS, "a mapping holds"):
            for name, _, body in self.pairs(node, None, f"{section} holds"):
                read = self.foreign(name, body, section)
                if section == wanted:
                    foreign[name] = read
        return foreign

    def foreign(self, name: str, node: yaml.Node, section: str) -> Foreign:
        """Return one file or table."""
        parts = {key: value for key, _, value in self.pairs(node, _FOREIGN_KEYS, f"{name} may hold")}
        is_own = section == "files" and Path(name).stem.partition(".")[0] in TABLES
        if "fills" not in parts and not is_own:
            self.note(node, f"{name} says under fills what it fills")
        for key in ("encoding", "separator", "sheet", "header") if section == "tables" else ("query",):
            if key in parts:
                self.note(parts[key], f"{key} has no meaning for {section}")
        header = self.text(parts.get("header"))
        if header is not None and not (header.isdigit() and int(header)):
            self.note(parts["header"], "header is the number of a row, from 1")
            header = None
        fills = parts.get("fills")
        return Foreign(
            name,
            tuple(found for item in self.items(fills) if (found := self.fill(item)) is not None),
            Notation(
                self.choice(parts.get("dates"), DATE_ORDERS, "dates"),
                self.choice(parts.get("decimal"), {".": "", ",": ""}, "decimal"),
                empty=self.words(parts.get("empty")),
            ),
            self.choice(parts.get("encoding"), ENCODINGS, "encoding"),
            self.choice(parts.get("separator"), SEPARATORS, "separator"),
            self.text(parts.get("sheet")),
            int(header) if header else None,
            self.text(parts.get("query")),
            self.words(parts.get("ignore")),
        )

    def fill(self, node: yaml.Node) -> Fill | None:
        """Return how one entity is filled; None when the entity is not known."""
        parts = {key: value for key, _, value in self.pairs(node, _FILL_KEYS, "an entry of fills may hold")}
        name = self.text(parts.get("entity")) or ""
        record = ENTITIES.get(name) or TABLES.get(name)
        if record is None:
            self.note(
                parts.get("entity", node), f"the contract has no entity {name}{_nearest(name, ENTITIES)}"
            )
            return None
        fields = parts.get("fields")
        rules: dict[str, Rule] = {}
        for field, key, body in self.pairs(fields, tuple(fields_of(record)), f"{name} has the fields"):
            rules[field] = self.rule(record, field, key, body)
        needed = [f.name for f in fields_of(record).values() if f.is_required and f.name not in rules]
        if needed:
            self.note(fields or node, f"{name} needs {', '.join(needed)} too")
        filters = self.pairs(parts.get("where"), None, "where holds")
        where = {column: self.text(body) or "" for column, _, body in filters}
        return Fill(record, rules, where, self.flag(parts.get("distinct"), "distinct"))

    def rule(self, record: type[Record], name: str, key: yaml.Node, node: yaml.Node) -> Rule:
        """Return where one field's value comes from."""
        field = fields_of(record)[name]
        if isinstance(node, yaml.ScalarNode):
            if not node.value.strip():
                self.note(key, f"{name} names no column")
            return Rule((clean(node.value) or "",))
        parts = {k: value for k, _, value in self.pairs(node, _RULE_KEYS, f"{name} may hold")}
        if sum(origin in parts for origin in _ORIGINS) != 1:
            self.note(key, f"{name} comes from one of {', '.join(_ORIGINS)}")
        columns = self.words(parts.get("columns"))
        if column := clean(self.text(parts.get("column")) or ""):
            columns = (column,)
        if not columns:
            for option in ("with", "values", "empty", "percent", "whole"):
                if option in parts:
                    self.note(parts[option], f"{option} belongs to a column")
        row = self.text(parts.get("row")) or ""
        if row and not _ROW.fullmatch(row):
            self.note(parts["row"], "row holds {row} or {row:06} once, and no other braces")
            row = ""
        is_percent, is_whole = (self.flag(parts.get(option), option) for option in ("percent", "whole"))
        if is_percent and field.places is None and field.kind is not float:
            self.note(parts["percent"], f"{name} is no ratio")
        if is_whole and field.kind is not str:
            self.note(parts["whole"], f"{name} is no identifier")
        values: dict[str, str | None] | None = None
        if "values" in parts:
            values = {}
            for word, _, meaning in self.pairs(parts["values"], None, "values holds"):
                values[word] = clean(self.text(meaning) or "")
                if values[word] is not None and not (is_percent or is_whole):
                    self.read(field.name, record, meaning, values[word])
        constant = None
        if "constant" in parts:
            constant = self.read(name, record, parts["constant"], clean(self.text(parts["constant"]) or ""))
        joined_by = parts["with"].value if isinstance(parts.get("with"), yaml.ScalarNode) else " "
        return Rule(
            columns, joined_by, constant, row, values, self.words(parts.get("empty")), is_percent, is_whole
        )

    def read(self, name: str, record: type[Record], node: yaml.Node, word: str | None) -> object:
        """Return a word of the mapping itself as a field's value."""
        try:
            return fields_of(record)[name].read(word)
        except CellError as error:
            self.note(node, f"what {name} is given here {error}")
            return None

    def pairs(
        self, node: yaml.Node | None, allowed: Sequence[str] | None, what: str
    ) -> list[tuple[str, yaml.Node, yaml.Node]]:
        """Return key, its node and value of a node that holds pairs; unknown and repeated keys are noted."""
        if node is None:
            return []
        if not isinstance(node, yaml.MappingNode):
            self.note(node, f"{what} names, each with a colon after it")
            return []
        found: dict[str, tuple[str, yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = clean(key.value) if isinstance(key, yaml.ScalarNode) else None
            if name is None:
                self.note(key, "a name is missing before the colon")
            elif name in found:
                self.note(key, f"{name} stands there twice")
            elif allowed is not None and name not in allowed:
                self.note(key, f"{what} {', '.join(allowed)}, not {name}{_nearest(name, allowed)}")
            else:
                found[name] = (name, key, value)
        return list(found.values())

    def items(self, node: yaml.Node | None) -> list[yaml.Node]:
        """Return the items of a node that holds a list."""
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.note(node, "here stands a list, each item after a dash")
            return []
        return list(node.value)

    def words(self, node: yaml.Node | None) -> tuple[str, ...]:
        """Return a list of texts; one text alone is a list of one."""
        if isinstance(node, yaml.ScalarNode):
            return (clean(node.value) or "",)
        return tuple(clean(self.text(item) or "") or "" for item in self.items(node))

    def text(self, node: yaml.Node | None) -> str | None:
        """Return a text as it stands there: NO is a country, not a negation."""
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.note(node, "here stands a single word or text")
            return None
        return str(node.value)

    def choice(self, node: yaml.Node | None, allowed: Mapping[str, str], what: str) -> str | None:
        """Return one word of a closed list."""
        word = self.text(node)
        if node is not None and word is not None and word not in allowed:
            self.note(node, f"{what} is one of {' '.join(allowed)}")
            return None
        return word

    def flag(self, node: yaml.Node | None, what: str) -> bool:
        """Return true or false."""
        return self.choice(node, {"true": "", "false": ""}, what) == "true"


def _nearest(name: str, known: Sequence[str] | Mapping[str, object]) -> str:
    """Return a suggestion for a name that is not known; "" without one."""
    near = difflib.get_close_matches(name, list(known), 1)
    return f" (did you mean {near[0]}?)" if near else ""


def _s(names: Sequence[str]) -> str:
    return "s" if len(names) > 1 else ""


def _is(names: Sequence[str]) -> str:
    return "are" if len(names) > 1 else "is"


def _it(names: Sequence[str]) -> str:
    return "them" if len(names) > 1 else "it"
