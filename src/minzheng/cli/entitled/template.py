"""The empty workbook: a roster to fill in, what each column means, two made-up rows, and the lists behind drop-downs."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from minzheng.cli.entitled.columns import BIRTH, HOUSEHOLD, ID_NUMBER, NAME, RELATION, UNREAD, Column, District
from minzheng.cli.entitled.sheets import height
from minzheng.cli.entitled.workbook import CODES, EXAMPLE, GUIDE, ROSTER
from minzheng.cli.entitled.workings import articles
from minzheng.core.identity import check_digit
from minzheng.policy import World

_ROWS = 5000  # rows that get drop-downs
_LIST_LIMIT = 255  # characters Excel takes for a list written into the cell's own rule
_A4 = 9
# 999999 is nobody's area code, so these numbers are nobody's.
_PEOPLE = (("1", "甄样例（虚构）", "99999919590308001", "户主"), ("1", "贾示范（虚构）", "99999919610512002", "配偶"))
_GUIDE_WIDTHS = {"列名": 28, "填写范围": 11, "是否必填": 14, "怎样填写": 40, "留空时": 18, "可向谁取得": 16, "哪些条款用到": 44}
_RULES = (
    "每人一行，同一户写同一个户编号。深蓝表头按人填写；绿色表头按户填写，写在户主一行即可，各行都写时须一致。",
    "金额一律以元为单位；“近12个月”指测算日期之前 12 个月的合计，不是月均数。没有就填 0，不清楚就留空。",
    "表头请勿改动，可以删去不用的列；不要合并单元格，不要隐藏行、列；公民身份号码按文本填写。",
    "填好后运行：./minzheng entitled 名册.xlsx -o 结论.xlsx",
)


def write(path: Path, world: World, place: District, columns: list[Column]) -> None:
    """Write the template for the columns of `world`."""
    with xlsxwriter.Workbook(str(path)) as book:
        _Template(book, world, place, [*UNREAD[:1], *columns, *UNREAD[1:]]).all_sheets()


class _Template:
    def __init__(self, book: xlsxwriter.Workbook, world: World, place: District, columns: list[Column]):
        self.book, self.world, self.place, self.columns = book, world, place, columns
        base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
        white = {"bold": True, "font_color": "#FFFFFF", "border": 1}
        self.head = {"person": book.add_format(base | white | {"bg_color": "#1F3B64"}),
                     "household": book.add_format(base | white | {"bg_color": "#2B6A4A"})}
        self.text, self.plain = book.add_format(base | {"num_format": "@"}), book.add_format(base)
        self.cell = book.add_format(base | {"border": 1, "valign": "top"})
        self.lists: dict[str, str] = {}

    def all_sheets(self) -> None:
        roster = self.book.add_worksheet(ROSTER)
        guide, example = self.book.add_worksheet(GUIDE), self.book.add_worksheet(EXAMPLE)
        self._codes()
        self._headings(roster)
        for at, c in enumerate(self.columns):
            self._drop_down(roster, at, c)
        self._guide(guide)
        self._headings(example)
        for n, row in enumerate(_example(self.columns), 1):
            example.write_row(n, 0, row, self.text)

    def _headings(self, sheet: Worksheet) -> None:
        name = next(at for at, c in enumerate(self.columns) if c.key == NAME)
        sheet.set_row(0, 72)
        sheet.freeze_panes(1, name + 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(4, 0)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0, name)
        for at, c in enumerate(self.columns):
            width = 21 if c.key == ID_NUMBER else 14 if c.text or c.key in (NAME, BIRTH) else 12
            sheet.set_column(at, at, width, self.text if c.text else None)
            sheet.write_string(0, at, c.heading, self.head.get(c.of, self.head["person"]))

    def _drop_down(self, sheet: Worksheet, at: int, c: Column) -> None:
        if not c.choices:
            return
        source = c.choices if len(",".join(c.choices)) <= _LIST_LIMIT else self.lists[c.key]
        sheet.data_validation(1, at, _ROWS, at, {
            "validate": "list", "source": source, "ignore_blank": True, "error_type": "warning",
            "error_title": "不在列表中", "error_message": "请从列表中选择；不清楚的请留空。"})

    def _codes(self) -> None:
        """Every list of words, and the district's places with their codes."""
        sheet = self.book.add_worksheet(CODES)
        sheet.set_column(0, 60, 16)
        lists = [(c.key, c.heading, c.choices) for c in self.columns if c.labels]
        for at, (key, heading, words) in enumerate(lists):
            sheet.write_string(0, at, heading, self.head["person"])
            for n, word in enumerate(words, 1):
                sheet.write_string(n, at, word)
            self.lists[key] = "=" + xlsxwriter.utility.xl_range_formula(CODES, 1, at, len(words), at)
        at = len(lists)
        sheet.write_row(0, at, [f"{self.place.name}各地", "12 位代码"], self.head["household"])
        for n, (code, name) in enumerate(self.place.places.items(), 1):
            sheet.write_string(n, at, name)
            sheet.write_string(n, at + 1, str(code))

    def _guide(self, sheet: Worksheet) -> None:
        for n, line in enumerate(_RULES):
            sheet.write_string(n, 0, f"{n + 1}. {line}")
        sheet.write_string(len(_RULES), 0, f"本表按 {self.world.date} 适用的规则生成（规则版本 {self.world.version[:12]}）。")
        top = len(_RULES) + 2
        for at, (heading, width) in enumerate(_GUIDE_WIDTHS.items()):
            sheet.set_column(at, at, width)
            sheet.write_string(top, at, heading, self.head["person"])
        for n, c in enumerate(self.columns, top + 1):
            explained = _explained(c)
            sheet.set_row(n, height(explained, list(_GUIDE_WIDTHS.values())))
            for at, value in enumerate(explained):
                sheet.write_string(n, at, value, self.cell)
        sheet.freeze_panes(top + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)


def _explained(c: Column) -> list[str]:
    of = {"person": "每人一行", "household": "每户一个值"}.get(c.of, "")
    sources = "、".join(c.input.sources) if c.input else ""
    return [c.heading, of, c.required or c.of, c.how, c.empty, sources, articles(c.cites)]


def _example(columns: list[Column]) -> list[list[str | int]]:
    """Two people of one household, every column that should be filled filled with the plainest value."""
    rows = []
    for n, (household, name, first17, relation) in enumerate(_PEOPLE):
        own = {HOUSEHOLD: household, NAME: name, ID_NUMBER: first17 + check_digit(first17), RELATION: relation}
        rows.append([own.get(c.key, _plain(c, n == 0)) for c in columns])
    return rows


def _plain(c: Column, head: bool) -> str | int:
    if c.input is None or c.input.missing == "zero" or (c.of == "household" and not head):
        return ""
    if c.choices:
        return c.choices[0]
    return 0 if c.input.unit in ("fen", "fen_12m", "count", "months", "percent") else ""
