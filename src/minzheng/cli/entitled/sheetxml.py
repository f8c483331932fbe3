"""What the reader of values does not tell: hidden rows and columns, formulas never calculated, error values.

calamine gives an error cell (#N/A) and a formula without a stored result as empty, which a rule would take for zero; so the
sheet's own XML is read once more, as a stream.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_TRUE = ("1", "true")
NOT_CALCULATED = "公式尚未计算"


@dataclass
class Details:
    """Rows count from 1, columns from 0. `broken`: (row, column) → the error value, or NOT_CALCULATED."""

    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)
    broken: dict[tuple[int, int], str] = field(default_factory=dict)

    def hides(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.columns)


def column_index(reference: str) -> int:
    """ "AB12" → 27"""
    n = 0
    for c in re.match(r"[A-Z]*", reference.upper()).group():
        n = n * 26 + ord(c) - 64
    return n - 1


def column_letter(index: int) -> str:
    """27 → "AB" """
    text, n = "", index + 1
    while n:
        n, rest = divmod(n - 1, 26)
        text = chr(65 + rest) + text
    return text


def details(path: Path, place: int) -> Details:
    """Of the sheet at `place` (from 0) in the workbook's order. Raises zipfile.BadZipFile."""
    with zipfile.ZipFile(path) as z:
        name = _part(z, place)
        if name is None:
            return Details()
        scan = _Scan()
        try:
            with z.open(name) as f:
                scan.parser.ParseFile(f)
        except (expat.ExpatError, KeyError) as e:
            raise zipfile.BadZipFile(str(e)) from e
        return scan.found


def _part(z: zipfile.ZipFile, place: int) -> str | None:
    try:
        book = ElementTree.fromstring(z.read("xl/workbook.xml"))
        links = ElementTree.fromstring(z.read("xl/_rels/workbook.xml.rels"))
    except (ElementTree.ParseError, KeyError) as e:
        raise zipfile.BadZipFile(str(e)) from e
    sheet = [e for e in book.iter() if e.tag.endswith("}sheet")][place]
    wanted = sheet.get(_RELATION) or sheet.get(_STRICT_RELATION)
    target = next((e.get("Target", "") for e in links if e.get("Id") == wanted), None)
    return target and posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _nothing(size: str | None) -> bool:
    """A height or width of zero hides as well."""
    return size is not None and not size.strip("0.")


class _Scan:
    """Handlers for text and ends are only set inside a cell that has a formula or an error: most cells have neither."""

    def __init__(self):
        self.found, self.row, self.column = Details(), 0, -1
        self.kind, self.formula, self.text = "", False, None
        self.parser = expat.ParserCreate(namespace_separator="|")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start

    def _start(self, tag: str, a: dict[str, str]) -> None:
        tag = tag.rpartition("|")[2]
        if tag == "c":
            self.column = column_index(a["r"]) if "r" in a else self.column + 1
            self.kind, self.formula, self.text = a.get("t", ""), False, None
            if self.kind == "e":
                self._follow()
        elif tag == "f":
            self.formula = True
            self._follow()
        elif tag == "row":
            self.row = int(a["r"]) if a.get("r", "").isdigit() else self.row + 1
            self.column = -1
            if a.get("hidden") in _TRUE or _nothing(a.get("ht")):
                self.found.rows.add(self.row)
        elif tag == "col" and (a.get("hidden") in _TRUE or _nothing(a.get("width"))):
            self.found.columns.append((int(a["min"]) - 1, int(a["max"]) - 1))
        elif tag == "v":
            self.text = ""

    def _follow(self) -> None:
        self.parser.CharacterDataHandler, self.parser.EndElementHandler = self._characters, self._end

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.text += text

    def _end(self, tag: str) -> None:
        if not tag.endswith("|c"):
            return
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
        if self.kind == "e":
            self.found.broken[self.row, self.column] = self.text or "错误值"
        elif self.formula and not self.text and self.kind != "str":
            self.found.broken[self.row, self.column] = NOT_CALCULATED
