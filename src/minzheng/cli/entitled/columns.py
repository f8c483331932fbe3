"""The roster's columns: a few of our own, then one for each fact that the rules of the day ask for.

A new input of the rules appears as a column by itself, with its title, unit, codes and what an empty cell means.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from minzheng.cli.entitled.cells import tidy
from minzheng.core.facts.catalogue import catalogue
from minzheng.core.people.codes import RELATIONS
from minzheng.policy import Input, World

HOUSEHOLD, NAME, ID_NUMBER, BIRTH = "household_id", "name", "id_number", "birth"
SERIAL, REMARK = "serial", "remark"
RELATION, HEAD, AREA, ALIVE = "relation", 2, "area", "alive"
# Worked out from the ID number or the date of birth on the day of the answer: never typed.
DERIVED = ("age", "sex")
UNITS = {
    "fen": "元", "fen_12m": "元，近12个月", "dm2": "平方米", "months": "月", "years": "周岁", "percent": "%", "yes_no": "", "code": "",
    "count": "",
}  # fmt: skip
SYNONYMS = {"身份证号": "公民身份号码", "身份证号码": "公民身份号码", "户号": "户编号", "家庭编号": "户编号"}


@dataclass(frozen=True)
class Column:
    """`of`: person, household or 说明 columns that are not read; `input` None for a column of our own."""

    key: str
    heading: str
    of: str
    required: str
    how: str
    empty: str
    text: bool = False
    input: Input | None = None
    labels: Mapping[int, str] = field(default_factory=dict, hash=False)
    cites: tuple[str, ...] = ()

    @property
    def demanding(self) -> bool:
        """Is an empty cell an error on every person's row?"""
        return self.key == NAME or (self.of == "person" and self.input is not None and self.input.missing == "reject")

    @property
    def choices(self) -> list[str]:
        """Words of the drop-down; empty when the cell takes a number or text."""
        if self.labels:
            return list(self.labels.values())
        return ["是", "否"] if self.input and self.input.unit == "yes_no" else []


OWN = (
    Column(HOUSEHOLD, "户编号", "person", "必填", "同一户的每一行写同一个编号，数字或文字均可", "须更正", text=True),
    Column(NAME, "姓名", "person", "必填", "与证件一致", "须更正", text=True),
    Column(ID_NUMBER, "公民身份号码", "person", "必填（未登记户口的改填出生日期）",
           "18 位，按文本填写；年龄、性别由它推算", "没有出生日期时须更正", text=True),
    Column(BIRTH, "出生日期", "person", "没有身份号码时必填", "如 1980-01-31；两者都填时须一致", "由公民身份号码推算"),
)
UNREAD = (Column(SERIAL, "序号", "不参与测算", "", "", ""), Column(REMARK, "备注", "不参与测算", "", "", ""))


@dataclass(frozen=True)
class District:
    """`places`: 12-digit code → name of the district, its towns and villages, in the order of the file."""

    key: str
    code: int
    name: str
    places: dict[int, str] = field(hash=False)


def district(folder: Path) -> District:
    """Read districts/<key>/areas.csv. Raises OSError."""
    with (folder / "areas.csv").open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    top = next(r for r in rows if r["level"] == "district")
    return District(folder.name, int(top["code12"]), top["name"], {int(r["code12"]): r["name"] for r in rows})


def columns(world: World, place: District) -> list[Column]:
    """All columns in the order of the template."""
    inputs = [i for e in ("household", "person") for i in world.inputs(e) if i.name not in DERIVED]
    relation = [i for i in inputs if i.name == RELATION]
    rest = [i for i in inputs if i.name != RELATION]
    taken = [i.title for i in inputs]
    return [*OWN, *(_column(world, i, place, taken) for i in relation + rest)]


def _column(world: World, i: Input, place: District, taken: list[str]) -> Column:
    title = f"本户{i.title}" if i.entity.name == "household" and taken.count(i.title) > 1 else i.title
    unit = UNITS[i.unit]
    empty = {"zero": "按“无”或 0 计", "reject": "须更正", "review": "相关结论为“待补充”（无法判定）"}[i.missing]
    required = {"zero": "有则填", "reject": "必填", "review": "应填"}[i.missing]
    if i.name == AREA:
        required, empty = "有则填", f"按{place.name}计"
    if i.name == ALIVE:
        required, empty = "已故的填“否”", "按在世计"
    return Column(i.name, f"{title}（{unit}）" if unit else title, i.entity.name, required, _how(i, place), empty,
                  text=i.name == AREA, input=i, labels=_labels(i), cites=_cites(world, i.name))


def _how(i: Input, place: District) -> str:
    if i.name == AREA:
        return f"{place.name}的镇街、村（社区）名称，同名的填 12 位代码"
    codes = _labels(i)
    if codes:
        return "选填：" + "、".join(f"{code} {word}" for code, word in codes.items()) + "（写词或代码均可）"
    return {
        "yes_no": "是、否", "fen": "元，最多两位小数", "fen_12m": "测算日期前 12 个月的合计，元，最多两位小数",
        "dm2": "平方米，最多两位小数", "months": "整数，月", "years": "整数，周岁", "percent": "整数，%",
    }.get(i.unit, "整数")


def _labels(i: Input) -> dict[int, str]:
    if i.name == RELATION:
        return RELATIONS
    kind = catalogue().get(i.name)
    return i.labels or (kind.codes if kind and i.unit == "code" else {})


def _cites(world: World, name: str) -> tuple[str, ...]:
    """The articles of the rules in force that read a fact."""
    rules = [r for r in world.rules.rules if r.holds_on(world.date) and name in r.parameters]
    return tuple(dict.fromkeys(c for r in rules for c in r.cites))


def normal(heading: object) -> str:
    """Headings are the same when they differ only in width, blanks or a mark for *required*."""
    text = "".join(tidy(heading).split()).strip("*") if isinstance(heading, str) else ""
    return SYNONYMS.get(text, text)


def place_index(places: Mapping[int, str]) -> dict[str, list[int]]:
    """Names and codes, as people write them → codes; a name in several places has several."""
    index: dict[str, list[int]] = {str(code): [code] for code in places}
    for code, name in places.items():
        index.setdefault(name, []).append(code)
    return index


def by_heading(all_columns: Iterable[Column]) -> dict[str, Column]:
    return {normal(c.heading): c for c in all_columns}
