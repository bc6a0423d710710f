"""Workbooks (xlsx): every cell of every sheet as it is stored, with what its format says about it.

Belongs here: the parts of an xlsx file, dates of both systems, number formats that make an identifier, formulas,
merged cells, bounds against files that are bombs. Does not belong here: what the rows mean.

The parts are read here and not by a library because one pass has to see a formula together with its stored
value, the digits as they are written, the merged cells and the formats.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import IO
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse

from ingestion.cells import (
    DIGITS,
    ERROR,
    FORMULA,
    NO_DAY,
    Cell,
    Percent,
    Row,
    Shown,
    Unread,
    clean,
    column_letters,
)

MAX_UNPACKED_BYTES = 1 << 30
MAX_ROWS = 1_048_576
MAX_COLUMNS = 1_000
_LARGEST_EXACT = 10**15
_LAST_SERIAL = 2_958_465
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_LITERAL = "\0"
"""Stands before a text that a number format shows as it is."""
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)
"""What the standard library raises for a zip or xml that is damaged, cut short or encrypted."""


class WorkbookError(ValueError):
    """A workbook that cannot be read: the problem as a clause, and what to do.

    Attributes:
        remedy: an imperative clause.
    """

    def __init__(self, problem: str, remedy: str = "save it again as xlsx or as CSV UTF-8") -> None:
        super().__init__(problem)
        self.remedy = remedy


@dataclass
class Sheet:
    """One sheet.

    Attributes:
        name: its title.
        is_hidden: whether a person who opens the workbook does not see it.
        rows: its rows from the first on; hidden and filtered rows are among them.
    """

    name: str
    is_hidden: bool
    rows: list[Row] = field(default_factory=list)


def read_workbook(content: bytes) -> list[Sheet]:
    """Return every sheet of an xlsx file.

    Args:
        content: the whole file.

    Raises:
        WorkbookError: when it is damaged, protected, another format, or larger than a person's file can be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return list(_sheets(archive))
    except WorkbookError:
        raise
    except (*_DAMAGE, MemoryError, RecursionError) as error:
        raise WorkbookError(
            "the file cannot be opened as xlsx: it is damaged, cut short or protected"
        ) from error


def _sheets(archive: zipfile.ZipFile) -> Iterator[Sheet]:
    """Yield the sheets of an opened file in the workbook's order."""
    parts = {info.filename.lstrip("/"): info for info in archive.infolist()}
    if "mimetype" in parts and b"opendocument" in archive.read("mimetype"):
        raise WorkbookError("the file is an OpenDocument spreadsheet")
    if sum(info.file_size for info in parts.values()) > MAX_UNPACKED_BYTES:
        raise WorkbookError(
            f"the file unpacks to more than {MAX_UNPACKED_BYTES >> 30} GiB", "split it into several files"
        )
    if any(name.endswith("workbook.bin") for name in parts):
        raise WorkbookError("the file is a binary workbook (xlsb)")

    def part(name: str) -> IO[bytes]:
        return archive.open(parts[name])

    book_name = next(
        (
            target
            for kind, _, target in _relations(_tree(part("_rels/.rels")), "")
            if kind.endswith("/officeDocument")
        ),
        "xl/workbook.xml",
    )
    book = _tree(part(book_name))
    folder, _, base = book_name.rpartition("/")
    relations = list(_relations(_tree(part(f"{folder}/_rels/{base}.rels")), folder))
    by_kind = {kind.rpartition("/")[2]: target for kind, _, target in relations}
    by_id = {identifier: target for _, identifier, target in relations}
    strings = _strings(part(by_kind["sharedStrings"])) if by_kind.get("sharedStrings") in parts else []
    formats = _formats(_tree(part(by_kind["styles"]))) if by_kind.get("styles") in parts else [_General]
    properties = next((e for e in book if _local(e) == "workbookPr"), None)
    is_1904 = properties is not None and properties.get("date1904", "0") in ("1", "true")
    for entry in (e for group in book if _local(group) == "sheets" for e in group):
        identifier = next(v for k, v in entry.attrib.items() if k.endswith("}id"))
        target = by_id[identifier]
        if target not in parts or "/worksheets/" not in f"/{target}":
            continue  # A chart or a macro sheet holds no cells.
        sheet = Sheet(entry.get("name", ""), entry.get("state", "visible") != "visible")
        with part(target) as stream:
            sheet.rows = _Rows(strings, formats, is_1904).read(stream)
        yield sheet


class _Rows:
    """Reads the rows of one sheet."""

    def __init__(self, strings: Sequence[str], formats: Sequence["_Format"], is_1904: bool) -> None:
        self.strings = strings
        self.formats = formats
        self.is_1904 = is_1904
        self.rows: dict[int, list[Cell]] = {}
        self.merged: list[str] = []

    def read(self, stream: IO[bytes]) -> list[Row]:
        """Return the rows, blank ones included, so that a row's place is its number less one."""
        number = 0
        for element in _elements(stream, ("row", "mergeCell")):
            if _local(element) == "mergeCell":
                self.merged.append(element.get("ref", ""))
                continue
            number = int(element.get("r") or number + 1)
            if not 0 < number <= MAX_ROWS:
                raise WorkbookError("the file has a row beyond the last one of a spreadsheet")
            cells = self.rows.setdefault(number, [])
            at = -1
            for item in element:
                reference = item.get("r")
                at = _column(reference) if reference else at + 1
                value = self.cell(item)
                if value is None:
                    continue
                if at >= MAX_COLUMNS:
                    raise WorkbookError(
                        f"a cell stands beyond column {MAX_COLUMNS:,}", "remove the columns beside the table"
                    )
                cells.extend([None] * (at + 1 - len(cells)))
                cells[at] = value
        for reference in self.merged:
            self.mark(reference)
        last = max((number for number, cells in self.rows.items() if cells), default=0)
        return [self.rows.get(number, ()) for number in range(1, last + 1)]

    def mark(self, reference: str) -> None:
        """Mark the cells of a merged range: which rows its one value is meant for, nobody can tell."""
        first, _, last = reference.partition(":")
        top, bottom = (int("".join(filter(str.isdigit, corner))) for corner in (first, last or first))
        left, right = _column(first), min(_column(last or first), MAX_COLUMNS)
        filled = [number for number in self.rows if top <= number <= bottom]
        if not any(cell is not None for number in filled for cell in self.rows[number]):
            return
        merged = Unread(
            f"is merged with other cells ({column_letters(left)}{top}:{column_letters(right)}{bottom})"
        )
        for number in filled:
            cells = self.rows[number]
            cells.extend([None] * (right + 1 - len(cells)))
            cells[left : right + 1] = [merged] * (right + 1 - left)

    def cell(self, item: Element) -> Cell:
        """Return the value of one cell."""
        kind = item.get("t", "n")
        value: str | None = None
        has_formula = False
        for child in item:
            name = _local(child)
            if name == "v":
                value = child.text or ""
            elif name == "f":
                has_formula = True
            elif name == "is":
                value = _text(child)
        if value is None or (value == "" and kind != "str"):
            return FORMULA if has_formula else None
        if kind == "s":
            return clean(self.strings[int(value)])
        if kind in ("str", "inlineStr"):
            return clean(_unescaped(value))
        if kind == "b":
            return value.strip() in ("1", "true")
        if kind == "e":
            return ERROR
        if kind == "d":
            return datetime.fromisoformat(value)
        index = int(item.get("s") or 0)
        return self.number(value.strip(), self.formats[index] if index < len(self.formats) else _General)

    def number(self, written: str, shown: "_Format") -> Cell:
        """Return a number as its format shows it: a number, a date, a time or an identifier."""
        try:
            exact = Decimal(written)
        except InvalidOperation as error:
            raise ValueError("a number of a sheet is none") from error
        if shown.is_date:
            return self.moment(exact)
        if shown.is_percent:
            return Percent(number=exact)
        if abs(exact) >= _LARGEST_EXACT:
            return DIGITS
        if exact == int(exact):
            whole = int(exact)
            return Shown(whole, text) if whole >= 0 and (text := shown.identifier(whole)) else whole
        return float(written)

    def moment(self, serial: Decimal) -> Cell:
        """Return a stored day number as date, time or both, by the workbook's date system."""
        days, part = divmod(serial, 1)
        seconds = round(float(part) * 86_400, 3)
        if not 0 <= days <= _LAST_SERIAL or (self.is_1904 and days > _LAST_SERIAL - 1462):
            return NO_DAY
        if days == 0 and seconds and not self.is_1904:
            return (datetime.min + timedelta(seconds=seconds)).time()
        if self.is_1904:
            first = datetime(1904, 1, 1)
        elif days in (0, 60):  # Spreadsheets show 0 as 1900-01-00 and think that 1900 was a leap year.
            return NO_DAY
        else:
            first = datetime(1899, 12, 31) if days < 60 else datetime(1899, 12, 30)
        return first + timedelta(days=int(days), seconds=seconds)


@dataclass(frozen=True)
class _Format:
    """What a number format says about the numbers shown by it."""

    is_date: bool = False
    is_percent: bool = False
    pattern: tuple[str, ...] = ()

    def identifier(self, number: int) -> str:
        """Return a number as the format's pattern of literals and digits shows it; "" without one."""
        if not self.pattern:
            return ""
        digits = str(number)
        places = [at for at, token in enumerate(self.pattern) if token in ("0", "#")]
        shown = list(self.pattern)
        for at in reversed(places[1:]):
            shown[at] = digits[-1:] or ("0" if shown[at] == "0" else "")
            digits = digits[:-1]
        shown[places[0]] = digits or ("0" if shown[places[0]] == "0" else "")
        return "".join(token.removeprefix(_LITERAL) for token in shown)


_General = _Format()
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(.)', re.DOTALL)


def _format(code: str) -> _Format:
    """Return what a number format's code says; only its part for positive numbers counts."""
    first = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)[0]
    tokens: list[str] = []
    is_plain = True
    letters = ""
    for quoted, escaped, bracket, single in _TOKEN.findall(first):
        literal = quoted or escaped
        if literal:
            tokens.append(_LITERAL + literal)
        elif bracket:
            letters += bracket.lower() if re.fullmatch(r"[hms]+", bracket, re.IGNORECASE) else ""
        elif single in ("0", "#"):
            tokens.append(single)
        elif single in "-/() ":
            tokens.append(_LITERAL + single)
            letters += single
        elif single:
            is_plain = False
            letters += single.lower()
    if "%" in letters:
        return _Format(is_percent=True)
    if code.lower() != "general" and re.search(r"[ymdhs]", letters):
        return _Format(is_date=True)
    zeros = sum(token == "0" for token in tokens)
    has_literal = any(token.startswith(_LITERAL) and token[1:].strip() for token in tokens)
    if is_plain and zeros + tokens.count("#") and (zeros > 1 or has_literal):
        return _Format(pattern=tuple(tokens))
    return _General


def _formats(styles: Element) -> list[_Format]:
    """Return the number format of every cell style, in the order in which cells name them."""
    codes = {
        int(item.get("numFmtId", "0")): item.get("formatCode", "")
        for group in styles
        if _local(group) == "numFmts"
        for item in group
    }
    found: list[_Format] = []
    for item in (e for group in styles if _local(group) == "cellXfs" for e in group):
        number = int(item.get("numFmtId", "0"))
        if number in codes:
            found.append(_format(codes[number]))
        else:
            found.append(_Format(number in _DATE_FORMATS, number in _PERCENT_FORMATS))
    return found or [_General]


def _strings(stream: IO[bytes]) -> list[str]:
    """Return the shared strings."""
    return [_text(item) for item in _elements(stream, ("si",))]


def _text(item: Element) -> str:
    """Return the text of a string item: of all its runs, without what only helps to pronounce it."""
    parts = []
    for child in item:
        if _local(child) == "t":
            parts.append(child.text or "")
        elif _local(child) == "r":
            parts += [run.text or "" for run in child if _local(run) == "t"]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """Return a text with its escapes of unprintable characters resolved."""
    return (
        re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
    )


def _relations(tree: Element, folder: str) -> Iterator[tuple[str, str, str]]:
    """Yield kind, identifier and part name of each relation of a part in `folder`."""
    for item in tree:
        target = item.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
        while "/../" in path:
            path = re.sub(r"[^/]+/\.\./", "", path, count=1)
        yield item.get("Type", ""), item.get("Id", ""), path


def _tree(stream: IO[bytes]) -> Element:
    """Return a small part as a tree."""
    with stream:
        content = stream.read()
    if b"<!DOCTYPE" in content:
        raise WorkbookError("the file holds definitions that no spreadsheet program writes")
    return fromstring(content)


def _elements(stream: IO[bytes], names: Sequence[str]) -> Iterator[Element]:
    """Yield the elements with one of some names, whole, and forget each once it was used."""
    parents: list[Element] = []
    for event, element in iterparse(_NoDefinitions(stream), events=("start", "end")):
        if event == "start":
            parents.append(element)
            continue
        parents.pop()
        if _local(element) in names:
            yield element
            if parents:
                parents[-1].remove(element)


class _NoDefinitions:
    """A stream of xml in which entities would be a bomb: a definition in it is refused."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.is_first = True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        piece = self.stream.read(size)
        if self.is_first and b"<!DOCTYPE" in piece:
            raise WorkbookError("the file holds definitions that no spreadsheet program writes")
        self.is_first = False
        return piece


def _local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def _column(reference: str) -> int:
    """Return the 0-based column of a cell reference such as AB12."""
    index = 0
    for letter in reference:
        if not letter.isalpha():
            break
        index = index * 26 + ord(letter.upper()) - ord("A") + 1
    return index - 1
