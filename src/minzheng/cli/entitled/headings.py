"""Which column of the sheet is which; what in the headings, merged ranges and hidden columns must be corrected."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from minzheng.cli.entitled import cells
from minzheng.cli.entitled.cells import Raw
from minzheng.cli.entitled.columns import HOUSEHOLD, ID_NUMBER, NAME, UNREAD, Column, by_heading, normal
from minzheng.cli.entitled.sheetxml import column_letter
from minzheng.cli.entitled.workbook import Grid

_SEARCHED = 20  # rows from the top among which the headings are looked for
_ALIKE = 0.6  # a heading this much like a missing one is taken for a slip


@dataclass(frozen=True)
class Correction:
    """Row from 1 and column from 0, None where the whole column, row or sheet is meant."""

    sheet: str
    row: int | None
    column: int | None
    title: str
    found: str
    wrong: str
    write: str


@dataclass
class Heading:
    """`columns`: (place from 0, column). Not `sound`: answering would leave out what somebody wrote."""

    row: int = 0
    columns: list[tuple[int, Column]] = field(default_factory=list)
    sound: bool = False
    corrections: list[Correction] = field(default_factory=list)

    def title(self, at: int) -> str:
        return next((c.heading for i, c in self.columns if i == at), "")

    def place(self, key: str) -> int:
        """Of a column that is there."""
        return next(i for i, c in self.columns if c.key == key)


def find(grid: Grid, columns: Sequence[Column]) -> Heading:
    """The row among the first that has most of the known headings, and what each column is."""
    known = by_heading([*columns, *UNREAD])
    top = []
    for number, row in grid.rows():
        if number > _SEARCHED:
            break
        top.append((sum(normal(c) in known for c in row), number, row))
    matched, number, row = max(top, key=lambda t: t[0], default=(0, 0, []))
    if matched < 2:
        seen = "、".join(cells.show(c) for c in (top[0][2] if top else []) if c != "")[:100]
        wrong = "没有找到表头" if top else "工作表是空的"
        return Heading(corrections=[Correction(
            grid.name, 1, None, "", seen, wrong, "用 --template 生成空白名册，把数据填到“名册”表，不要改动表头")])
    return _Finder(grid, columns, known, number, row).heading()


class _Finder:
    def __init__(self, grid: Grid, columns: Sequence[Column], known: dict[str, Column], number: int, row: list[Raw]):
        self.grid, self.columns, self.known, self.number, self.row = grid, columns, known, number, row
        self.present = {normal(c) for c in row}
        self.found: dict[str, int] = {}
        self.corrections: list[Correction] = []

    def heading(self) -> Heading:
        sound = all([self._one(at, cell) for at, cell in enumerate(self.row)])
        missing = [c for c in self.columns if c.key in (HOUSEHOLD, NAME, ID_NUMBER) and c.key not in self.found]
        for c in missing:
            self._say(None, c.heading, "", f"缺少“{c.heading}”一列", f"补上表头为“{c.heading}”的列")
        placed = [(self.found[c.key], c) for c in self.columns if c.key in self.found]
        return Heading(self.number, placed, sound and not missing, self.corrections)

    def _say(self, at: int | None, title: str, seen: str, wrong: str, write: str) -> None:
        self.corrections.append(Correction(self.grid.name, self.number, at, title, seen, wrong, write))

    def _one(self, at: int, cell: Raw) -> bool:
        """Is it safe to answer with this heading as it is?"""
        column = self.known.get(normal(cell))
        if (self.number, at) in self.grid.details.broken:
            self._say(at, "", self.grid.details.broken[self.number, at], "表头是没有结果的公式", "把公式换成文字")
            return False
        if column is None:
            return self._unknown(at, cell)
        if column.key in self.found:
            other = column_letter(self.found[column.key])
            self._say(at, column.heading, cells.show(cell), f"与 {other} 列同名，整份名册暂不测算", "只保留其中一列")
            return False
        self.found[column.key] = at
        return True

    def _unknown(self, at: int, cell: Raw) -> bool:
        text = normal(cell) or ("" if isinstance(cell, str) else cells.show(cell))
        if not text:
            return True
        near = difflib.get_close_matches(text, [k for k in self.known if k not in self.present], 1, _ALIKE)
        if near:
            self._say(at, "", cells.show(cell), "不认识这个表头，整份名册暂不测算",
                      f"是否应为“{self.known[near[0]].heading}”？请照模板改正；确实无关的列请删去")
        else:
            self._say(at, "", cells.show(cell), "不认识这个表头，此列没有用到", "无关的列请删去；有关的请照模板写表头")
        return not near


def hidden_columns(grid: Grid, heading: Heading) -> list[Correction]:
    """Hidden columns are read like the others, but somebody must have looked at them."""
    return [Correction(grid.name, None, at, c.heading, "", "此列被隐藏，测算仍用了其中的内容", "取消隐藏并核对")
            for at, c in heading.columns if grid.details.hides(at)]


def merged_rows(grid: Grid, heading: Heading) -> tuple[set[int], list[Correction]]:
    """Rows below the headings that a merged range touches, and a correction for each range."""
    rows: set[int] = set()
    corrections = []
    last = max(at for at, _ in heading.columns)
    for (top, left), (bottom, right) in grid.merged:
        if bottom > heading.row and left <= last:
            area = f"{column_letter(left)}{top}:{column_letter(right)}{bottom}"
            corrections.append(Correction(grid.name, top, left, heading.title(left), area,
                                          "单元格被合并，只有左上角一格有内容", "取消合并，每人每格分别填写"))
            rows |= set(range(max(top, heading.row + 1), min(bottom, grid.sheet.total_height) + 1))
    return rows, corrections
