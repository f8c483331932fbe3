"""Dated parameters and readings, from YAML.

    deposit_multiple:
      title: 存款限额为低保标准的月数
      unit: months
      by: [urban]                     # optional: quantities whose codes choose within the value
      values:
        2013-11-01: {value: {1: 12, 0: 12}, document: …, status: unverified, until: 2026-12-31}

A file may begin with `_area: "500111"`: its values hold only where the 12-digit code in the quantity `area` begins so, and
there go before values without an area. A value holds from its date to its `until`, or to the next value's date. A date
outside is refused: no other period's value is ever taken in its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

import yaml

from minzheng.policy.entities import LIMIT
from minzheng.policy.errors import NotPublished, ParameterError, nearest

UNVERIFIED, VERIFIED = "unverified", "verified"


@dataclass(frozen=True)
class Value:
    """One published value: `table` maps codes of `by` (a tuple, () without `by`) to integers."""

    start: date
    until: date | None
    area: str
    table: dict[tuple[int, ...], int] = field(hash=False)
    document: str
    status: str

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Parameter:
    name: str
    title: str
    unit: str
    by: tuple[str, ...]
    values: tuple[Value, ...]
    file: str

    def on(self, day: date) -> tuple[Value, ...]:
        """Values in force, the narrowest area first. Raises NotPublished."""
        found = []
        for area in sorted({v.area for v in self.values}, key=lambda a: (-len(a), a)):
            started = [v for v in self.values if v.area == area and v.start <= day]
            if started and started[-1].holds_on(day):
                found.append(started[-1])
        if not found:
            published = "；".join(f"{v.start} 至 {v.until or '今'}" for v in self.values)
            raise NotPublished(
                f"参数“{self.title}”（{self.name}）在 {day} 没有公布的值。已有：{published}。"
                f"请在 {self.file} 补充该日适用的值；系统不会沿用其他时期的值。"
            )
        return tuple(found)


@dataclass(frozen=True)
class ParameterStatus:
    """One value in force in a world: what, since when, by which document, confirmed or not ("unverified": 待核实)."""

    name: str
    title: str
    start: date
    until: date | None
    area: str
    document: str
    status: str


@dataclass(frozen=True)
class Option:
    key: str
    value: int
    title: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """Who chose which option from when on."""

    start: date
    option: str
    by: str
    document: str
    status: str


@dataclass(frozen=True)
class Reading:
    """A question on which the sources differ or are silent; every option can be computed."""

    name: str
    title: str
    question: str
    unit: str
    options: dict[str, Option] = field(hash=False)
    default: str
    choices: tuple[Choice, ...]

    def on(self, day: date) -> Choice:
        """The choice in force; before any decision the default, which is unverified."""
        decided = [c for c in self.choices if c.start <= day]
        return decided[-1] if decided else Choice(date.min, self.default, "默认", "", UNVERIFIED)

    def option(self, key: str) -> Option:
        if key not in self.options:
            raise ParameterError(f"口径“{self.title}”（{self.name}）没有选项 {key!r}，可选：{'、'.join(self.options)}")
        return self.options[key]


@dataclass(frozen=True)
class ReadingInForce:
    """A reading as a world uses it. `by` is 默认 until the bureau decides; status unverified is shown 待核实."""

    name: str
    title: str
    question: str
    option: str
    option_title: str
    value: int
    by: str
    start: date | None
    sources: tuple[str, ...]
    status: str


class _Loader(yaml.SafeLoader):
    """YAML in which a key written twice is an error, not the last one silently."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict:
    keys = [loader.construct_object(k) for k, _ in node.value]
    for i, key in enumerate(keys):
        if key in keys[:i]:
            raise ParameterError(f"{node.start_mark.name} 第 {node.value[i][0].start_mark.line + 1} 行：“{key}”重复")
    return {k: loader.construct_object(v, deep=True) for k, (_, v) in zip(keys, node.value, strict=True)}


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> dict:
    """A YAML file as a mapping. Raises ParameterError."""
    try:
        with path.open(encoding="utf-8") as f:
            data = yaml.load(f, _Loader)
    except yaml.YAMLError as e:
        raise ParameterError(f"{path.name} 不是有效的 YAML：{e}") from e
    return data or {}


def load(paths: Iterable[Path | str]) -> tuple[dict[str, Parameter], dict[str, Reading]]:
    """Parameters and readings of folders (every *.yaml) or files; later ones add to earlier ones. Raises ParameterError."""
    parameters: dict[str, Parameter] = {}
    readings: dict[str, Reading] = {}
    for file in _files(paths):
        data = read_yaml(file)
        area = str(data.pop("_area", ""))
        for name, entry in data.items():
            where = f"{file.name} 的 {name}"
            if "options" in entry or "decided" in entry or name in readings:
                readings[name] = _reading(where, name, entry, readings.get(name))
            else:
                parameters[name] = _parameter(where, name, entry, area, parameters.get(name), file.name)
    return parameters, readings


def _files(paths: Iterable[Path | str]) -> list[Path]:
    files: list[Path] = []
    for path in map(Path, paths):
        if not path.exists():
            raise ParameterError(f"参数目录或文件不存在：{path.name}")
        files += sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    return files


def _known(where: str, entry: object, allowed: tuple[str, ...]) -> dict:
    if not isinstance(entry, dict):
        raise ParameterError(f"{where}：应为若干“键: 值”，实为 {entry!r}")
    for key in entry:
        if key not in allowed:
            near = nearest(str(key), allowed)
            raise ParameterError(f"{where}：不认识“{key}”" + (f"，是否想写 {'、'.join(near)}？" if near else ""))
    return entry


def _parameter(where: str, name: str, entry: dict, area: str, old: Parameter | None, file: str) -> Parameter:
    _known(where, entry, ("title", "unit", "by", "values", "note"))
    by = tuple(entry.get("by", old.by if old else ()))
    title, unit = entry.get("title", old and old.title), entry.get("unit", old and old.unit)
    if not title or not unit:
        raise ParameterError(f"{where}：缺少 title 或 unit")
    if old and (by, unit) != (old.by, old.unit):
        raise ParameterError(f"{where}：by 或 unit 与已有参数不同")
    news = [_value(f"{where} {start}", start, v, area, len(by)) for start, v in (entry.get("values") or {}).items()]
    values = sorted([*(old.values if old else ()), *news], key=lambda v: (v.area, v.start))
    for a, b in pairwise(values):
        if a.area == b.area and (a.start == b.start or (a.until and a.until >= b.start)):
            raise ParameterError(f"{where}：{a.start} 与 {b.start} 的值在时间上重叠")
    if not values:
        raise ParameterError(f"{where}：没有任何值（values）")
    return Parameter(name, title, unit, by, tuple(values), file)


def _value(where: str, start: object, entry: object, area: str, depth: int) -> Value:
    e = _known(where, entry, ("value", "document", "status", "until", "note"))
    _day(where, start)
    until = e.get("until")
    if until is not None:
        _day(where, until)
    status = e.get("status", VERIFIED)
    if status not in (VERIFIED, UNVERIFIED):
        raise ParameterError(f"{where}：status 只能是 verified 或 unverified")
    if not e.get("document"):
        raise ParameterError(f"{where}：缺少 document（依据的文件）")
    return Value(start, until, area, _table(where, e.get("value"), depth), e["document"], status)


def _day(where: str, value: object) -> None:
    if type(value) is not date:
        raise ParameterError(f"{where}：日期应写作 2026-01-01，实为 {value!r}")


def _table(where: str, value: object, depth: int) -> dict[tuple[int, ...], int]:
    if depth == 0:
        return {(): _integer(where, value)}
    if not isinstance(value, dict):
        raise ParameterError(f"{where}：有 by 的参数，value 应按代码逐项写出")
    return {(_integer(where, k), *rest): v for k, sub in value.items() for rest, v in _table(where, sub, depth - 1).items()}


def _integer(where: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ParameterError(f"{where}：{value!r} 不是整数。金额以分为单位；比率写成整数并注明分母")
    if abs(value) > LIMIT:
        raise ParameterError(f"{where}：{value} 超出范围")
    return value


def _reading(where: str, name: str, entry: dict, old: Reading | None) -> Reading:
    e = _known(where, entry, ("title", "question", "unit", "options", "default", "decided"))
    choices = [*(old.choices if old else ()), *(_choice(where, d, c) for d, c in (e.get("decided") or {}).items())]
    options = {k: _option(f"{where} {k}", k, o) for k, o in e["options"].items()} if "options" in e else old and old.options
    if not options:
        raise ParameterError(f"{where}：没有 options，也没有先于它声明的口径")
    fields = {k: e.get(k, getattr(old, k, None)) for k in ("title", "question", "unit", "default")}
    if None in fields.values():
        raise ParameterError(f"{where}：缺少 {'、'.join(k for k, v in fields.items() if v is None)}")
    reading = Reading(name, fields["title"], fields["question"], fields["unit"], options, fields["default"],
                      tuple(sorted(choices, key=lambda c: c.start)))
    for key in (reading.default, *(c.option for c in choices)):
        reading.option(key)
    return reading


def _choice(where: str, start: object, entry: object) -> Choice:
    e = _known(where, entry, ("option", "by", "document", "status"))
    _day(where, start)
    if not e.get("option") or not e.get("by"):
        raise ParameterError(f"{where} {start}：缺少 option 或 by（由谁决定）")
    return Choice(start, e["option"], e["by"], e.get("document", ""), e.get("status", VERIFIED))


def _option(where: str, key: str, entry: object) -> Option:
    e = _known(where, entry, ("value", "title", "sources"))
    if not e.get("title") or not e.get("sources"):
        raise ParameterError(f"{where}：缺少 title 或 sources")
    return Option(key, _integer(where, e.get("value")), e["title"], tuple(e["sources"]))
