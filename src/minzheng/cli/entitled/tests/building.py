"""Rosters for tests: one sound household and, beside it, whatever a test spoils. Everybody is made up (虚构)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl

from minzheng.cli.entitled.columns import columns, district
from minzheng.cli.entitled.command import run
from minzheng.core.identity import check_digit
from minzheng.lines.assistance.programmes import DISTRICTS, world_on

DAY = dt.date(2026, 12, 1)
WORLD = world_on(DAY)
PLACE = district(DISTRICTS / "dazu")
COLUMNS = columns(WORLD, PLACE)
HEADING = {c.key: c.heading for c in COLUMNS}
HEADINGS = list(HEADING.values())


def id_number(n: int, birth: str = "19700101") -> str:
    """A sound number of nobody: 999999 is no area."""
    first17 = f"999999{birth}{n:03}"
    return first17 + check_digit(first17)


def person(n: int, household: str = "甲", relation: str = "户主", birth: str = "19700101", **facts: Any) -> dict[str, Any]:
    """An adult of whom everything that decides is known, and who has nothing. Keys are those of columns."""
    known = {c.key: 0 for c in COLUMNS if c.of == "person" and c.input and c.input.missing == "review"}
    own = {"household_id": household, "name": f"甄某{n}（虚构）", "id_number": id_number(n, birth), "relation": relation, "alive": "是",
           "labour_capacity": "有劳动能力", "employment": "未就业"}
    shared = {"urban": "城市", "holds_minimum_living": "否"} if relation == "户主" else {}
    return known | own | shared | facts


def sound(household: str = "好") -> list[dict[str, Any]]:
    """Two people without any income: 低保 of twice the standard."""
    return [person(901, household), person(902, household, "配偶")]


def sheet(people: Iterable[dict[str, Any]], headings: list[str] | None = None) -> openpyxl.Workbook:
    """A workbook with the sheet 名册; headings on row 1, people from row 2."""
    book = openpyxl.Workbook()
    roster = book.active
    roster.title = "名册"
    roster.append(headings or HEADINGS)
    for p in people:
        roster.append([p.get(c.key) for c in COLUMNS])
    return book


def letter(key: str) -> str:
    return openpyxl.utils.get_column_letter(list(HEADING).index(key) + 1)


class Result:
    """The exit code and the sheets of a result, as rows of texts and numbers below the headings."""

    def __init__(self, code: int, path: Path):
        self.code, self.path = code, path
        book = openpyxl.load_workbook(path)
        self.sheets = {s.title: [[c if c is not None else "" for c in row] for row in s.iter_rows(min_row=2, values_only=True)]
                       for s in book}

    @property
    def corrections(self) -> list[list[Any]]:
        return self.sheets["需更正"]

    def household(self, key: str, programme: str = "最低生活保障") -> list[Any]:
        """结论 and 每月金额 of a household; 结论 alone says 未测算 when it was withheld."""
        rows = [r for r in self.sheets["结论(户)"] if r[0] == key and r[3] in (programme, "")]
        assert len(rows) == 1, rows
        return rows[0][4:6]


def answer(book: openpyxl.Workbook | Path, folder: Path) -> Result:
    """Run the command on a workbook."""
    source, target = folder / "名册.xlsx", folder / "结论.xlsx"
    if isinstance(book, Path):
        source = book
    else:
        book.save(source)
    return Result(run([str(source), "-o", str(target), "--date", DAY.isoformat()]), target)
