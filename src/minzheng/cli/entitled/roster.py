"""Rows of the sheet → households of people with their facts, and everything that must be corrected first."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from minzheng.cli.entitled import cells, headings
from minzheng.cli.entitled.cells import BadCell, Raw
from minzheng.cli.entitled.columns import (
    ALIVE,
    AREA,
    BIRTH,
    HEAD,
    HOUSEHOLD,
    ID_NUMBER,
    NAME,
    RELATION,
    Column,
    District,
    place_index,
)  # fmt: skip
from minzheng.cli.entitled.headings import Correction, Heading
from minzheng.cli.entitled.sheetxml import NOT_CALCULATED, column_letter
from minzheng.cli.entitled.workbook import Grid
from minzheng.core.identity import BadIdNumber, IdNumber, age_on


@dataclass
class Person:
    row: int
    name: str = ""
    id_number: str = ""
    birth: dt.date | None = None
    sex: int | None = None
    facts: dict[str, int] = field(default_factory=dict)

    def age(self, day: dt.date) -> int | None:
        return None if self.birth is None else age_on(self.birth, day)


@dataclass
class Household:
    """`bad`: rows with something to correct; such a household is not answered."""

    key: str
    people: list[Person] = field(default_factory=list)
    facts: dict[str, int] = field(default_factory=dict)
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    bad: list[int] = field(default_factory=list)

    @property
    def head(self) -> Person:
        return next((p for p in self.people if p.facts.get(RELATION) == HEAD), self.people[0])


@dataclass
class Roster:
    """`fatal`: the headings cannot be relied on, so nobody was read."""

    households: dict[str, Household]
    corrections: list[Correction]
    fatal: bool = False


def read(grid: Grid, columns: Sequence[Column], place: District, day: dt.date) -> Roster:
    """The roster of one sheet."""
    return _Reader(grid, columns, place, day).read()


class _Reader:
    def __init__(self, grid: Grid, columns: Sequence[Column], place: District, day: dt.date):
        self.grid, self.columns, self.place, self.day = grid, columns, place, day
        self.places = place_index(place.places)
        self.corrections: list[Correction] = []
        self.households: dict[str, Household] = {}
        self.people: dict[tuple, tuple[Person, Household]] = {}
        self.last: Household | None = None
        self.heading = Heading()
        self.own: dict[str, Callable[[Person, Raw], None]] = {
            NAME: self._name, ID_NUMBER: self._id_number, BIRTH: self._birth}

    def read(self) -> Roster:
        if self.grid.hidden:
            self._say(None, None, "", "", "名册工作表被隐藏", "取消隐藏，核对内容后重新测算")
            return Roster({}, self.corrections, True)
        self.heading = headings.find(self.grid, self.columns)
        self.corrections += self.heading.corrections
        if not self.heading.sound:
            return Roster({}, self.corrections, True)
        merged, told = headings.merged_rows(self.grid, self.heading)
        self.corrections += told + headings.hidden_columns(self.grid, self.heading)
        for number, row in self.grid.rows():
            if number > self.heading.row:
                self._row(number, row, merged)
        if not self.households:
            self._say(None, None, "", "", "名册没有人员行", "在表头下面每人填一行")
        for household in self.households.values():
            self._whole(household)
        return Roster(self.households, self.corrections)

    def _say(self, row: int | None, column: int | None, title: str, found: str, wrong: str, write: str) -> None:
        self.corrections.append(Correction(self.grid.name, row, column, title, found, wrong, write))

    def _row(self, number: int, row: list[Raw], merged: set[int]) -> None:
        used = [(at, c, row[at] if at < len(row) else "") for at, c in self.heading.columns]
        if all(_blank(v) and (number, at) not in self.grid.details.broken for at, _, v in used):
            return
        before = len(self.corrections)
        person = Person(number)
        household = self._household(number, used)
        household.people.append(person)
        for at, column, raw in used:
            if raw != "" or column.demanding or (number, at) in self.grid.details.broken:
                self._cell(person, household, at, column, raw)
        if person.birth is None:
            self._no_birth(number, before)
        self._duplicate(person, household)
        if number in self.grid.details.rows:
            self._say(number, None, "", person.name, "此行被隐藏", "取消隐藏（或清除筛选）并核对；不需要的行请删去")
        if len(self.corrections) > before or number in merged:
            household.bad.append(number)

    def _household(self, number: int, used: list[tuple[int, Column, Raw]]) -> Household:
        """A row without a number stays with the household above it, which then cannot be answered."""
        at, raw = next((at, raw) for at, c, raw in used if c.key == HOUSEHOLD)
        key = cells.tidy(raw) if not isinstance(raw, bool | dt.date | dt.time | dt.timedelta) else ""
        if not key:
            hint = f"与上一行同户请填“{self.last.key}”" if self.last else "填写本户的编号"
            broken = self.grid.details.broken.get((number, at))
            self._say(number, at, "户编号", broken or cells.show(raw), "户编号没有填写" if raw == "" else "不是户编号", hint)
            if self.last is not None:
                return self.last
        self.last = self.households.setdefault(key, Household(key))
        return self.last

    def _cell(self, person: Person, household: Household, at: int, column: Column, raw: Raw) -> None:
        if column.key == HOUSEHOLD:
            return
        broken = self.grid.details.broken.get((person.row, at))
        try:
            if broken is not None:
                raise _broken(broken)
            self._value(person, household, at, column, raw)
        except BadIdNumber as e:
            self._say(person.row, at, column.heading, cells.show(raw), str(e), "按证件填写 18 位号码，单元格设为“文本”")
        except BadCell as e:
            self._say(person.row, at, column.heading, broken or cells.show(raw), e.wrong, e.write)

    def _value(self, person: Person, household: Household, at: int, column: Column, raw: Raw) -> None:
        """Put what the cell says where it belongs. Raises BadCell, BadIdNumber."""
        if column.key in self.own:
            self.own[column.key](person, raw)
            return
        value = self._place(raw) if column.key == AREA else cells.read(column.input, raw, column.labels)
        if column.of == "household":
            self._shared(household, person.row, at, column, raw, value)
        elif value is not None:
            person.facts[column.key] = value
        elif column.input.missing == "reject":
            raise BadCell("必填的内容没有填写", f"请填写{cells.what(column.input, column.labels)}")

    def _name(self, person: Person, raw: Raw) -> None:
        person.name = str(raw).strip() if isinstance(raw, str) else ""
        if not person.name:
            raise BadCell("姓名没有填写" if raw == "" else "不是姓名", "按证件填写姓名")

    def _id_number(self, person: Person, raw: Raw) -> None:
        if isinstance(raw, str) and not cells.tidy(raw):
            return
        if not isinstance(raw, str):
            raise BadCell("号码被存成了数字、日期或逻辑值，可能已丢失末几位", "把单元格设为“文本”后按证件重新录入 18 位号码")
        number = IdNumber.parse(cells.tidy(raw), today=self.day)
        self._born(person, number.birth)
        person.id_number, person.sex = number.text, number.sex

    def _birth(self, person: Person, raw: Raw) -> None:
        day = cells.read_date(raw)
        if day is not None:
            self._born(person, day)

    def _born(self, person: Person, day: dt.date) -> None:
        if day > self.day:
            raise BadCell(f"出生日期晚于测算日期 {self.day}", "请核对出生日期或测算日期")
        if day.year < 1900:
            raise BadCell("出生年份早于 1900 年", "请核对")
        if person.birth not in (None, day):
            raise BadCell(f"与公民身份号码中的出生日期 {person.birth} 不一致", "请核对两者")
        person.birth = day

    def _place(self, raw: Raw) -> int | None:
        text = "".join(cells.tidy(raw).split())
        if not text:
            return None
        codes = self.places.get(text, [])
        if len(codes) == 1:
            return codes[0]
        if codes:
            raise BadCell(f"{self.place.name}有 {len(codes)} 处叫“{text}”", "请填 12 位代码：" + "、".join(map(str, codes)))
        near = difflib.get_close_matches(text, self.places, 3, 0.5)
        raise BadCell(f"{self.place.name}没有这个镇街、村（社区）", "是否想写：" + "、".join(near) if near else "请填写全称或 12 位代码")

    def _shared(self, household: Household, row: int, at: int, column: Column, raw: Raw, value: int | None) -> None:
        """A household's fact may stand on one row or on all, but must be the same."""
        if value is None:
            return
        first = household.cells.setdefault(column.key, (row, at))
        known = household.facts.setdefault(column.key, value)
        if known != value:
            raise BadCell(f"与同户第 {first[0]} 行的 {column_letter(first[1])}{first[0]} 单元格不一致",
                          f"同一户只能有一个值：核对 {column_letter(first[1])}{first[0]} 与 {column_letter(at)}{row}")

    def _no_birth(self, number: int, before: int) -> None:
        if any(c.title in ("公民身份号码", "出生日期") for c in self.corrections[before:]):
            return
        at = self.heading.place(ID_NUMBER)
        self._say(number, at, "公民身份号码", "", "没有公民身份号码", "填写 18 位号码；未登记户口的，填写出生日期")

    def _duplicate(self, person: Person, household: Household) -> None:
        key = (person.id_number,) if person.id_number else (household.key, person.name, person.birth)
        if person.birth is None:
            return
        first, other = self.people.setdefault(key, (person, household))
        if first is not person:
            at = self.heading.place(ID_NUMBER)
            self._say(person.row, at, "公民身份号码", person.id_number or person.name,
                      f"与第 {first.row} 行（户 {other.key} {first.name}）是同一个人", "每人只留一行；确非同一人的，核对两行的号码")
            other.bad.append(first.row)

    def _whole(self, household: Household) -> None:
        heads = [p.row for p in household.people if p.facts.get(RELATION) == HEAD]
        if len(heads) > 1:
            at = self.heading.place(RELATION)
            for row in heads[1:]:
                self._say(row, at, "与户主关系", "户主", f"户 {household.key} 在第 {heads[0]} 行已有户主", "一户只有一个户主；两户的请用不同的户编号")
                household.bad += [heads[0], row]
        for column in (c for c in self.columns if c.of == "household" and c.input.missing == "reject"):
            if column.key not in household.facts:
                row = household.head.row
                self._say(row, None, column.heading, "", "必填的内容没有填写", f"请填写{cells.what(column.input, column.labels)}")
                household.bad.append(row)
        if any(c.key == AREA for c in self.columns):
            household.facts.setdefault(AREA, self.place.code)
        for person in household.people:  # whoever is on a roster lives, unless it says otherwise
            if any(c.key == ALIVE for c in self.columns):
                person.facts.setdefault(ALIVE, 1)


def _blank(raw: Raw) -> bool:
    return raw == "" or (isinstance(raw, str) and not cells.tidy(raw))


def _broken(what: str) -> BadCell:
    if what == NOT_CALCULATED:
        return BadCell("公式还没有计算结果", "用 Excel 打开并保存一次，或把公式换成数值")
    return BadCell("公式的结果是错误值", "改正公式，或把公式换成数值")
