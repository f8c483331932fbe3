"""The workbook of conclusions: household, person, reasons, corrections, and what they rest on."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from minzheng.cli.entitled.answer import ENTITLED, REFUSED, UNDETERMINED, WHOLE, Answer, Answered, answer
from minzheng.cli.entitled.columns import District
from minzheng.cli.entitled.headings import Correction
from minzheng.cli.entitled.roster import Household, Person, Roster
from minzheng.cli.entitled.sheets import Field, Table, Writer
from minzheng.cli.entitled.sheetxml import column_letter
from minzheng.cli.entitled.workings import articles
from minzheng.policy import DataError, World
from minzheng.policy.parameters import UNVERIFIED, Parameter, ParameterStatus
from minzheng.policy.words import amount, citation

HOUSEHOLDS, PEOPLE, REASONS, CORRECTIONS, BASIS = "结论(户)", "结论(人)", "依据与算式", "需更正", "说明"
WITHHELD, SUMS = "未测算", "算式"
_TELL_EVERY = 10  # seconds

_MARKS = {ENTITLED: ("#DDEFE3", "#14532D"), UNDETERMINED: ("#FFF1D6", "#7A4B00"), WITHHELD: ("#FBE3E3", "#8A1C1C")}
_OUTCOME = (Field("项目", 13), Field("结论", 8, marked=tuple(_MARKS)), Field("每月金额（元）", 11, "money"), Field("未满足的条件", 44),
            Field("缺少的事实（可向谁取得）", 26), Field("依据", 30))
_HOUSEHOLD = (Field("户编号", 9), Field("户主", 13), Field("人数", 5, "count"), *_OUTCOME)
_PERSON = (Field("户编号", 9), Field("姓名", 13), Field("公民身份号码", 21), Field("年龄", 5, "count"), Field("随户可享", 14), *_OUTCOME)
_REASON = (Field("户编号", 9), Field("对象", 13), Field("项目", 13), Field("结论", 8, marked=tuple(_MARKS)), Field("依据与算式", 100))
_CORRECTION = (Field("工作表", 10), Field("行", 6, "count"), Field("列", 24), Field("现在的内容", 24), Field("问题", 36), Field("怎样改", 46))
_BASIS = (Field("类别", 7), Field("名称", 32), Field("内容", 46), Field("起始", 15), Field("依据文件或出处", 46), Field("状态", 8))


@dataclass
class Tally:
    """What the summary on screen says."""

    households: int = 0
    people: int = 0
    withheld: int = 0
    verdicts: dict[str, Counter] = field(default_factory=dict)
    fen: Counter = field(default_factory=Counter)
    corrections: int = 0


def write(path: Path, roster: Roster, world: World, place: District, source: str) -> Tally:
    """All sheets at once, household by household; `source` is the roster's file name."""
    writer = Writer(path, _MARKS)
    note = f"{place.name}　测算日期 {world.date}　规则版本 {world.version[:12]}".replace("&", "&&")
    result = _Result(writer, note, world, roster)
    result.all_households()
    result.corrections()
    result.basis(place, source)
    writer.close()
    return result.tally


class _Result:
    def __init__(self, writer: Writer, note: str, world: World, roster: Roster):
        self.world, self.roster, self.tally = world, roster, Tally()
        self.found = list(roster.corrections)
        names = ((HOUSEHOLDS, _HOUSEHOLD), (PEOPLE, _PERSON), (REASONS, _REASON), (CORRECTIONS, _CORRECTION), (BASIS, _BASIS))
        self.tables: dict[str, Table] = {name: writer.table(name, fields, note) for name, fields in names}

    def all_households(self) -> None:
        told = time.monotonic()
        households = list(self.roster.households.values())
        for n, household in enumerate(households, 1):
            self.household(household)
            if time.monotonic() - told > _TELL_EVERY:
                told = time.monotonic()
                print(f"已测算 {n} / {len(households)} 户……", file=sys.stderr)
        for name in (HOUSEHOLDS, PEOPLE, REASONS):
            self.tables[name].close()

    def household(self, household: Household) -> None:
        self.tally.households += 1
        self.tally.people += len(household.people)
        if household.bad:
            self._withhold(household, "该户有需更正的行：第 " + "、".join(map(str, sorted(set(household.bad)))) + " 行")
            return
        try:
            answered = answer(self.world, household)
        except DataError as e:
            row = household.head.row
            self.found.append(Correction("", row, None, "", f"户 {household.key}", str(e), "请核对该户各行"))
            self._withhold(household, f"该户有需更正的内容：{e}")
            return
        self._conclusions(household, answered.answers)
        self._reasons(household, answered)

    def _withhold(self, household: Household, why: str) -> None:
        self.tally.withheld += 1
        self.tables[HOUSEHOLDS].add([household.key, household.head.name, len(household.people), "", WITHHELD, None, why, "", ""])
        for p in household.people:
            self.tables[PEOPLE].add([household.key, *self._who(p), "", "", WITHHELD, None, why, "", ""])

    def _conclusions(self, household: Household, answers: list[Answer]) -> None:
        shared = [a for a in answers if a.person is None]
        for a in shared:
            self.tables[HOUSEHOLDS].add([household.key, household.head.name, len(household.people), *_cells(a)])
        granted = "、".join(a.programme.title for a in shared if a.outcome.entitled)
        for p in household.people:
            own = [a for a in answers if a.person is p]
            for cells in map(_cells, own) if own else [[""] * 2 + [None] + [""] * 3]:
                self.tables[PEOPLE].add([household.key, *self._who(p), granted, *cells])
        for a in answers:
            self.tally.verdicts.setdefault(a.programme.title, Counter())[a.verdict] += 1
            self.tally.fen[a.programme.title] += a.amount or 0

    def _reasons(self, household: Household, answered: Answered) -> None:
        table = self.tables[REASONS]
        for a in answered.answers:
            who = a.person.name if a.person else WHOLE
            table.add([household.key, who, a.programme.title, a.verdict, "\n".join(a.told)])
        for who, lines in answered.sums:
            if lines:
                table.add([household.key, who, SUMS, "", "\n".join(lines)])

    def _who(self, p: Person) -> list[str | int | None]:
        return [p.name, p.id_number, p.age(self.world.date)]

    def corrections(self) -> None:
        table = self.tables[CORRECTIONS]
        for c in sorted(self.found, key=lambda c: (c.row or 0, -1 if c.column is None else c.column)):
            where = "" if c.column is None else f"{column_letter(c.column)} "
            table.add([c.sheet, c.row, where + c.title, c.found, c.wrong, c.write])
        table.close()
        self.tally.corrections = len(self.found)

    def basis(self, place: District, source: str) -> None:
        table = self.tables[BASIS]
        for name, text in (("测算日期", str(self.world.date)), ("地区", place.name), ("名册文件", source), ("规则版本", self.world.version)):
            table.add(["测算", name, text, "", "", ""])
        for text in _REMARKS:
            table.add(["须知", "", text, "", "", ""])
        for s in self.world.parameter_statuses():
            table.add(["参数", s.title, _values(self.world, s), str(s.start), s.document, _status(s.status)])
        for r in self.world.readings_in_force():
            sources = "、".join(citation(c) for c in r.sources)
            table.add(["口径", r.title, f"{r.question}\n现按：{r.option_title}（{r.by}）", str(r.start or ""), sources, _status(r.status)])
        table.close()


_REMARKS = (
    "本结果按名册所填内容测算，供经办参考，不是审核确认决定；凡数据比对不得单独作为减发、停发的理由。",
    f"“{ENTITLED}”“{REFUSED}”按名册已填的内容得出；“{UNDETERMINED}”表示缺少事实，补填后重新测算；"
    f"“{WITHHELD}”表示该户有需更正的行，见“{CORRECTIONS}”。",
    "金额单位为元，按月。标明“待核实”的参数和口径尚未经正式文件确认。",
    "本文件含个人信息，请按规定保管，不要外传。",
)


def _cells(a: Answer) -> list[str | int | float | None]:
    cites = articles((*a.programme.cites, *(c for x in a.outcome.conditions for c in x.cites)))
    money = None if a.amount is None else a.amount / 100
    return [a.programme.title, a.verdict, money, "\n".join(a.fails), "\n".join(a.missing), cites]


def _status(status: str) -> str:
    return "待核实" if status == UNVERIFIED else "已确认"


def _values(world: World, s: ParameterStatus) -> str:
    """The value, or each with the words of the codes that choose it; the area first where it holds only there."""
    value = next(v for v in world.graph.values[s.name] if (v.start, v.area) == (s.start, s.area))
    origin = world.quantity(s.name).origin if s.name in world.graph.quantities else None
    by = [getattr(world.quantity(n).origin, "labels", {}) for n in origin.by] if isinstance(origin, Parameter) else []
    shown = []
    for codes, number in value.table.items():
        words = "、".join(labels.get(c, str(c)) for c, labels in zip(codes, by, strict=True))
        shown.append(f"{words} {amount(number, world.unit(s.name))}".strip())
    return (f"（{s.area}）" if s.area else "") + "；".join(shown)
