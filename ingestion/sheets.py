"""Files of rows that people make, opened: csv and xlsx, with nothing guessed about encoding or separator.

Belongs here: the bytes of such a file as rows of cells. Does not belong here: reading a cell (`cells.py`), the
inside of a workbook (`workbook.py`), which columns a file has, what its rows mean.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingestion.cells import Cell, Row, Unread, clean
from ingestion.errors import SourceError
from ingestion.workbook import WorkbookError, read_workbook

ENCODINGS: Mapping[str, str] = {
    "utf-8": "utf-8",
    "windows-1252": "cp1252",
    "latin-1": "latin-1",
    "utf-16": "utf-16",
}
"""The encodings that a file may declare, and Python's names of them."""
SEPARATORS: Mapping[str, str] = {",": ",", ";": ";", "tab": "\t", "|": "|"}
"""The separators that a csv file may declare."""
CUT_SHORT = Unread("is cut short: the file ends in the middle of the row")

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROBED_RECORDS = 50
COMMENT = "# "
_NO_CSV = "save it again as CSV UTF-8"


@dataclass(frozen=True)
class Form:
    """What is declared about how a file is written; None leaves it to what is certain in the file itself.

    Attributes:
        encoding: a key of `ENCODINGS`.
        separator: a key of `SEPARATORS`.
        has_comments: whether lines that begin with # above the header are comments.
    """

    encoding: str | None = None
    separator: str | None = None
    has_comments: bool = False


@dataclass(frozen=True)
class Opened:
    """An opened file.

    Attributes:
        sheets: the rows of each sheet by its title, from its first row on; a csv file is one sheet, "".
        separator: what separates the cells of a csv file; "" in a workbook.
    """

    sheets: Mapping[str, Sequence[Row]]
    separator: str = ""


def read_sheets(source: str, file_name: str, content: bytes) -> Mapping[str, Sequence[Row]]:
    """Return the rows of every sheet of a csv or xlsx file of which nothing is declared."""
    return open_file(source, file_name, content).sheets


def open_file(source: str, file_name: str, content: bytes, form: Form | None = None) -> Opened:
    """Open a csv or xlsx file.

    Hidden sheets are left out; hidden and filtered rows are read like others.

    Args:
        source: name of the source, for the error.
        file_name: name of the file; its ending tells the format.
        content: the whole file.
        form: what is declared about it.

    Raises:
        SourceError: when the file is empty, damaged, of another format, or its encoding or separator is in doubt.
    """

    def refuse(problem: str, remedy: str) -> SourceError:
        return SourceError(source, file_name, problem, remedy)

    if not content:
        raise refuse("the file is empty", "put the whole file in its place")
    if content.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise refuse("the file is protected by a password", "save it without one")
        raise refuse("the file is an old Excel file (xls)", "open it and save it as xlsx")
    is_zip = content.startswith(b"PK\x03\x04")
    if file_name.lower().endswith(".csv"):
        if is_zip:
            raise refuse("the file is a workbook or a zip, not csv", "name it xlsx, or save it as CSV UTF-8")
        return _csv(source, file_name, content, form or Form())
    if content.lstrip()[:1] == b"<":
        raise refuse("the file is a web page or xml that is named xlsx", "open it and save it as xlsx")
    try:
        sheets = read_workbook(content)
    except WorkbookError as error:
        raise refuse(str(error), error.remedy) from error
    visible = {sheet.name: sheet.rows for sheet in sheets if not sheet.is_hidden}
    if not any(visible.values()) and any(sheet.rows for sheet in sheets):
        raise refuse("only hidden sheets hold anything", "unhide the sheet that is meant")
    return Opened(visible)


def _csv(source: str, file_name: str, content: bytes, form: Form) -> Opened:
    """Return the rows of a csv file."""

    def refuse(problem: str, remedy: str) -> SourceError:
        return SourceError(source, file_name, problem, remedy)

    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    encoding = encoding or ENCODINGS[form.encoding or "utf-8"]
    if encoding == "utf-32":
        raise refuse("the file is in UTF-32", _NO_CSV)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refuse(
            f"the file is not in {encoding.removesuffix('-sig').upper()}: line {line:,} holds other bytes",
            "save it as CSV UTF-8 (comma delimited)",
        ) from error
    if "\0" in text:
        raise refuse("the file holds NUL characters: it is damaged, or in UTF-16 without its mark", _NO_CSV)
    lines = _Lines(text)
    skipped = lines.skip_comments() if form.has_comments else 0
    separator = SEPARATORS[form.separator] if form.separator else ""
    if lines.first().startswith("sep=") and len(lines.first().strip()) == len("sep=x"):
        separator = separator or lines.first()[len("sep=")]
        lines.next()
        skipped += 1 + (lines.skip_comments() if form.has_comments else 0)
    separator = separator or _certain_separator(source, file_name, lines.rest())
    rows: list[Row] = [()] * skipped
    try:
        for record in csv.reader(lines, delimiter=separator, strict=True):
            rows.append([clean(cell) for cell in record])
    except csv.Error as error:
        where = f"row {len(rows) + 1:,}"
        if "field limit" in str(error):
            raise refuse(
                f"a cell of {where} is longer than {csv.field_size_limit():,} characters: a quotation mark is "
                "probably not closed",
                "close it",
            ) from error
        raise refuse(
            f"the file is no csv: a quotation mark of {where} is not closed or follows its field", _NO_CSV
        ) from error
    _mark_cut_row(rows, text)
    return Opened({"": rows}, separator)


def _mark_cut_row(rows: list[Row], text: str) -> None:
    """Mark a last row with fewer cells than the first that no line break ends: what it lacks is lost."""
    widths = [len(row) for row in rows if any(cell is not None for cell in row)]
    if len(widths) < 2 or text.endswith(("\n", "\r")) or not rows[-1] or widths[-1] >= widths[0]:
        return
    rows[-1] = [*rows[-1][:-1], CUT_SHORT]


def _certain_separator(source: str, file_name: str, text: str) -> str:
    """Return what separates the cells of a csv file, when only one reading gives rows of one width."""
    first = text.partition("\n")[0]
    candidates = [mark for mark in SEPARATORS.values() if mark in _unquoted(first)]
    if len(candidates) < 2:
        return candidates[0] if candidates else ","
    fitting = [mark for mark in candidates if _has_one_width(text, mark)]
    if len(fitting) == 1:
        return fitting[0]
    raise SourceError(
        source,
        file_name,
        "it cannot be told which character separates the columns",
        "save it as CSV UTF-8 (comma delimited)",
    )


def _unquoted(line: str) -> str:
    """Return what of a line stands outside quotation marks."""
    return "".join(line.split('"')[::2])


def _has_one_width(text: str, separator: str) -> bool:
    """Return whether the first records of a text all have as many cells as the first, and more than one."""
    widths: set[int] = set()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for record, _ in zip(reader, range(_PROBED_RECORDS)):
            if record:
                widths.add(len(record))
    except csv.Error:
        return False
    return len(widths) == 1 and widths != {1}


class _Lines:
    """The lines of a text, of which some were skipped before a csv reader takes the others."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._stream = io.StringIO(text, newline="")

    def __iter__(self) -> Iterator[str]:
        return iter(self._stream)

    def first(self) -> str:
        """Return the next line, which stays the next."""
        at = self._stream.tell()
        line = self._stream.readline()
        self._stream.seek(at)
        return line

    def next(self) -> None:
        """Skip the next line."""
        self._stream.readline()

    def rest(self) -> str:
        """Return everything that is not skipped, from the first line that is not blank."""
        return self._text[self._stream.tell() :].lstrip("\r\n")

    def skip_comments(self) -> int:
        """Skip blank lines and comments; return how many."""
        skipped = 0
        while (line := self.first()) and (not line.strip() or line.lstrip("\ufeff").startswith("#")):
            self.next()
            skipped += 1
        return skipped


def is_comment(cell: Cell) -> bool:
    """Return whether a row whose first cell this is was marked as a comment."""
    return isinstance(cell, str) and cell.startswith(COMMENT)
