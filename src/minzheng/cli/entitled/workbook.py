"""Opening what people hand in: is it a workbook at all, which sheet is the roster, what is merged, hidden or broken in it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    load_workbook,
)

from minzheng.cli.entitled.cells import Raw
from minzheng.cli.entitled.sheetxml import Details, details

ROSTER, GUIDE, EXAMPLE, CODES = "名册", "填写说明", "示例", "代码表"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_LARGEST = 2 << 30  # bytes unpacked; a million rows of ours are a third of it


class NotReadable(Exception):
    """The file cannot be used at all; the message says in Chinese what to do."""


@dataclass
class Grid:
    """The roster's sheet. Rows and columns count from 1 and 0; `merged` holds ((row, column), (row, column)), both ends in."""

    name: str
    sheet: CalamineSheet
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    details: Details = field(default_factory=Details)
    hidden: bool = False

    def rows(self) -> Iterator[tuple[int, list[Raw]]]:
        """(row number, cells from column A on), without the rows that are empty throughout."""
        broken = {row for row, _ in self.details.broken}
        blanks = [""] * (self.sheet.start[1] if self.sheet.start else 0)
        for number, cells in enumerate(self.sheet.iter_rows() if self.sheet.start else (), 1):
            if number in broken or any(c != "" for c in cells):
                yield number, blanks + cells


@dataclass
class Book:
    """`old`: an .xls, in which hidden parts and error values cannot be seen. `hidden`: names of hidden sheets with content."""

    roster: Grid
    old: bool
    hidden: list[str]


def open_book(path: Path) -> Book:
    """Raises NotReadable."""
    old = _check(path)
    try:
        book = load_workbook(str(path))
    except PasswordError:
        raise NotReadable(f"“{path.name}”有密码保护。请在 Excel 中取消密码（另存为 → 工具 → 常规选项）后重试。") from None
    except (CalamineError, OSError, ValueError) as e:
        raise NotReadable(f"“{path.name}”已损坏，无法打开。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。（{e}）") from None
    try:
        return _book(book, path, old)
    except (CalamineError, zipfile.BadZipFile) as e:
        raise NotReadable(f"“{path.name}”的内容已损坏，无法读取。请用 Excel 或 WPS 打开后另存为 .xlsx 再试。（{e}）") from None


def _check(path: Path) -> bool:
    """Is it the old format? Raises NotReadable for what is no workbook."""
    if not path.is_file():
        raise NotReadable(f"找不到名册文件“{path}”。请检查文件名和所在文件夹。")
    try:
        with path.open("rb") as f:
            start = f.read(8)
    except OSError as e:
        raise NotReadable(f"无法读取“{path.name}”（{e.strerror}）。请检查权限，或先关闭打开它的程序。") from None
    if not start:
        raise NotReadable(f"“{path.name}”是空文件（0 字节）。请重新保存名册后再试。")
    if start == _OLE:
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise NotReadable(f"“{path.name}”有密码保护。请在 Excel 中取消密码（文件 → 信息 → 保护工作簿）后重试。")
        return True
    _check_zip(path)
    return False


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as z:
            parts = z.infolist()
    except (zipfile.BadZipFile, OSError):
        raise NotReadable(f"“{path.name}”不是 Excel 工作簿。请用 Excel 或 WPS 另存为 .xlsx 后再试。") from None
    if not any(p.filename.lower() == "xl/workbook.xml" for p in parts):
        raise NotReadable(f"“{path.name}”不是 .xlsx 工作簿（可能是 .ods、.docx 或 .xlsb）。请另存为 .xlsx 后再试。")
    if sum(p.file_size for p in parts) > _LARGEST:
        raise NotReadable(f"“{path.name}”解开后超过 2 GB，无法处理。请拆成几份名册，分别测算。")


def _book(book: CalamineWorkbook, path: Path, old: bool) -> Book:
    visible = {m.name: m.visible == SheetVisibleEnum.Visible for m in book.sheets_metadata}
    name = _which(book, path, visible)
    sheet = book.get_sheet_by_name(name)
    merged = [((a[0] + 1, a[1]), (b[0] + 1, b[1])) for a, b in sheet.merged_cell_ranges or []]
    found = Details() if old else details(path, book.sheet_names.index(name))
    hidden = [n for n, shown in visible.items() if not shown and n != name and book.get_sheet_by_name(n).start]
    return Book(Grid(name, sheet, merged, found, not visible[name]), old, hidden)


def _which(book: CalamineWorkbook, path: Path, visible: dict[str, bool]) -> str:
    named = [n for n in visible if n.strip() == ROSTER]
    others = [n for n, shown in visible.items() if shown and n.strip() not in (GUIDE, EXAMPLE, CODES)]
    filled = [n for n in others if book.get_sheet_by_name(n).start]
    found = named or filled or others
    if len(found) != 1:
        seen = "、".join(visible) or "无"
        raise NotReadable(f"“{path.name}”里分不清哪个工作表是名册（有：{seen}）。请把名册所在的工作表改名为“{ROSTER}”。")
    return found[0]
