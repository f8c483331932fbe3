"""Writing sheets row by row in little memory, so that they read and print well in Excel, WPS and LibreOffice."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

LAST_ROW = 1_048_575  # of a sheet, from 0
_LONGEST = 32_000  # characters of a cell, a little under Excel's limit
_A4 = 9
_LINE, _TALLEST = 13.5, 409  # points: a line of text at 10 points, and the highest row there may be



class NotWritable(Exception):
    """The result cannot be put where it was asked for; the message says in Chinese what to do."""


@dataclass(frozen=True)
class Field:
    """A column of a result: heading, width in characters, kind text | money | count, words shown in a colour."""

    heading: str
    width: float
    kind: str = "text"
    marked: tuple[str, ...] = ()


class Writer:
    """A workbook; `marks`: word → its (ground, text) colours. Text is always written as text: an ID number keeps its 18 digits, and `=…` is no formula."""

    def __init__(self, path: Path, marks: Mapping[str, tuple[str, str]]):
        self.book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
        base = {"font_name": "宋体", "font_size": 10, "valign": "top", "border": 1, "border_color": "#C8CDD5"}
        self.formats = {
            "text": self.book.add_format(base | {"text_wrap": True, "num_format": "@"}),
            "money": self.book.add_format(base | {"num_format": "#,##0.00"}),
            "count": self.book.add_format(base | {"num_format": "0", "align": "center"}),
            "head": self.book.add_format(base | {"bold": True, "bg_color": "#DCE6F2", "text_wrap": True, "valign": "vcenter"}),
        }
        self.marks = {w: self.book.add_format({"bg_color": a, "font_color": b}) for w, (a, b) in marks.items()}

    def table(self, name: str, fields: Sequence[Field], note: str) -> Table:
        return Table(self, name, fields, note)

    def close(self) -> None:
        self.book.close()


class Table:
    """One sheet with headings, and further sheets of the same kind when it is full. `note` stands in the page's foot."""

    def __init__(self, writer: Writer, name: str, fields: Sequence[Field], note: str):
        self.writer, self.name, self.fields, self.note = writer, name, fields, note
        self.count, self.row, self.sheet = 0, 0, self._open(name)

    def add(self, values: Sequence[str | int | float | None]) -> None:
        if self.row == LAST_ROW:
            self._finish()
            self.count += 1
            self.row, self.sheet = 0, self._open(f"{self.name} {self.count + 1}")
        self.row += 1
        # Neither Excel nor LibreOffice grows the rows of a file it did not write itself.
        self.sheet.set_row(self.row, height(values, [f.width for f in self.fields]))
        for at, (f, value) in enumerate(zip(self.fields, values, strict=True)):
            form = self.writer.formats[f.kind]
            if value is None or value == "":
                self.sheet.write_blank(self.row, at, None, form)
            elif isinstance(value, str):
                self.sheet.write_string(self.row, at, value[:_LONGEST], form)
            else:
                self.sheet.write_number(self.row, at, value, form)

    def close(self) -> None:
        self._finish()

    def _open(self, name: str) -> Worksheet:
        sheet = self.writer.book.add_worksheet(name)
        for at, f in enumerate(self.fields):
            sheet.set_column(at, at, f.width)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        sheet.set_footer(f"&L{self.note}&R{name}　第 &P 页，共 &N 页")
        for at, f in enumerate(self.fields):
            sheet.write_string(0, at, f.heading, self.writer.formats["head"])
        return sheet

    def _finish(self) -> None:
        last = max(1, self.row)
        self.sheet.autofilter(0, 0, last, len(self.fields) - 1)
        for at, f in enumerate(self.fields):
            for word in f.marked:
                rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self.writer.marks[word]}
                self.sheet.conditional_format(1, at, last, at, rule)


def height(values: Sequence[str | int | float | None], widths: Sequence[float]) -> float:
    """Points that a row needs, so that nothing is clipped."""
    return min(_TALLEST, _LINE * max(map(_lines, values, widths)) + 4)


def _lines(value: str | int | float | None, width: float) -> int:
    """Lines that a value takes in its column."""
    if not isinstance(value, str):
        return 1
    return sum(1 + int(_width(line) * 1.03 / (width - 1)) for line in value.split("\n"))


def _width(text: str) -> float:
    """A Chinese character (three bytes) is two wide; figures and letters up to 1.3, where the font is not at hand."""
    chinese = (len(text.encode()) - len(text)) / 2
    return 2 * chinese + 1.3 * (len(text) - chinese)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when all went well. Raises NotWritable."""
    check_target(path)
    try:
        folder = tempfile.TemporaryDirectory(prefix=".名册测算-", dir=path.parent)
    except OSError as e:
        raise _not_writable(path, e) from None
    with folder as name:
        temporary = Path(name) / path.name
        try:
            yield temporary
            os.replace(temporary, path)
        except (OSError, xlsxwriter.exceptions.FileCreateError) as e:
            raise _not_writable(path, e) from None


def check_target(path: Path) -> None:
    """Say at once, before any work, that the result cannot be written there. Raises NotWritable."""
    if path.suffix.lower() != ".xlsx":
        raise NotWritable(f"结果文件名应以 .xlsx 结尾，现为“{path.name}”。")
    if not path.parent.is_dir():
        raise NotWritable(f"文件夹“{path.parent}”不存在，请先建立。")
    if path.is_dir():
        raise NotWritable(f"“{path}”是文件夹，请写明结果文件名。")
    for lock in (f".~lock.{path.name}#", f"~${path.name}"):
        if (path.parent / lock).exists():
            raise NotWritable(f"“{path.name}”正被打开（{lock}）。请先关闭它，或用 -o 换一个文件名。")
    if path.exists() and not os.access(path, os.W_OK):
        raise NotWritable(f"“{path.name}”是只读的。请用 -o 换一个文件名。")


def _not_writable(path: Path, e: Exception) -> NotWritable:
    why = getattr(e, "strerror", None) or str(e)
    return NotWritable(f"无法写入“{path}”（{why}）。请检查该文件是否正被打开、文件夹是否可写、磁盘是否已满，或用 -o 换一个位置。")
