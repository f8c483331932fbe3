"""Which law a trial speaks of: a specification → a world, and what differs between two worlds, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from minzheng.core import clock
from minzheng.core.actions import Refused
from minzheng.law import provisions
from minzheng.law.models import Provision
from minzheng.law.registries import BODIES, Body
from minzheng.policy import Amendment, NotPublished, Parameter, PolicyError, Rule, RuleSet, UnknownName, Value, World
from minzheng.policy.clauses import shown_value
from minzheng.policy.words import citation

Spec = Mapping[str, Any]
KEYS = {"date", "readings", "provisions", "values"}
TRIED = "试算用的值，没有文件"


def world_of(line: str, spec: Spec, rules: RuleSet | None = None) -> World:
    """The law of spec's date (default: today): what is approved here, then spec's provisions, values and readings over it.

    spec: see `models.Trial`; `rules` replace the line's own. Raises Refused in Chinese; its `field` is date, readings,
    provisions or values.
    """
    body = body_of(line)
    if unknown := set(spec) - KEYS:
        raise Refused(f"试算方案里不认识“{'、'.join(sorted(unknown))}”，只能有 {'、'.join(sorted(KEYS))}。")
    day = _day(spec.get("date"), "date")
    base = provisions.amendments(line)
    tried = (*_provisions(line, spec.get("provisions") or ()), *_values(body, base, day, spec.get("values") or ()))
    readings = dict(spec.get("readings") or {})
    try:
        world = body.resolve(day, {}, (*base, *tried), rules or body.rules)
        _readings_exist(world, readings)
        return body.resolve(day, readings, (*base, *tried), rules or body.rules) if readings else world
    except NotPublished as error:
        raise Refused(f"{error} 请换一个日期，或同时试填这项标准。", field="date") from None
    except PolicyError as error:
        raise Refused(str(error), field="values" if tried else "date") from None


def body_of(line: str) -> Body:
    """Raises Refused."""
    try:
        return BODIES.get(line)
    except LookupError:
        raise Refused(f"没有“{line}”这个业务条线。") from None


def _day(text: Any, field: str) -> dt.date:
    if text in (None, ""):
        return clock.today()
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        raise Refused(f"日期“{text}”不正确，请写成 2026-12-01 的样子。", field=field) from None


def _provisions(line: str, keys: Iterable[int]) -> tuple[Amendment, ...]:
    keys = list(keys)
    rows = list(Provision.objects.filter(pk__in=keys, line=line).select_related("area", "decided_by", "document").order_by("pk"))
    if len(rows) < len(set(keys)):
        raise Refused("要试算的标准已不存在，或不属于这个业务条线，请返回重新选择。", field="provisions")
    return provisions.of(rows)


def _values(body: Body, base: tuple[Amendment, ...], day: dt.date, rows: Iterable[Spec]) -> list[Amendment]:
    """Values to try; without an area they hold where the value in force does that is narrowest."""
    known = {p.name: p for p in _parameters(body, base, day)}
    found = []
    for row in rows:
        p = known.get(row.get("name", ""))
        if p is None:
            raise Refused(f"没有名为“{row.get('name')}”的参数。可以试算的有：{'、'.join(sorted(known))}。", field="values")
        start = _day(row.get("start") or day.isoformat(), "values")
        area = prefix_of(row["area"]) if row.get("area") is not None else narrowest(p)
        found.append((p.name, Value(start, None, area, _table(p, row.get("value")), TRIED, "unverified")))
    return found


def _parameters(body: Body, base: tuple[Amendment, ...], day: dt.date) -> Iterable[Parameter]:
    """Also when the day itself has no law yet, its parameters have names: those of today's law."""
    try:
        return body.resolve(day, {}, base, body.rules).parameters.values()
    except PolicyError:
        return body.resolve(clock.today(), {}, base, body.rules).parameters.values()


def prefix_of(code: str) -> str:
    """What every code inside an area begins with: 500111000000 or 500111 → 500111."""
    return next((code[:n] for n in (2, 6, 9) if len(code) == 12 and not code[n:].strip("0")), code)


def narrowest(p: Parameter) -> str:
    """The area prefix of the values published for the smallest area ("": the whole country)."""
    return max((v.area for v in p.values), key=len)


def _table(p: Parameter, value: Any) -> dict[tuple[int, ...], int]:
    """Checked against the shape that the published values have."""
    try:
        table = provisions.table(value)
    except (AttributeError, TypeError, ValueError):
        table = {}
    expected = set(latest(p).table)
    if set(table) != expected or not all(isinstance(v, int) and not isinstance(v, bool) for v in table.values()):
        raise Refused(f"“{p.title}”应填 {len(expected)} 个整数（金额以分为单位），实为 {value!r}。", field="values")
    return table


def latest(p: Parameter) -> Value:
    return max(p.values, key=lambda v: (v.start, len(v.area)))


def _readings_exist(world: World, readings: Mapping[str, str]) -> None:
    for name, option in readings.items():
        if name not in world.questions:
            raise Refused(f"没有名为“{name}”的口径。可以试算的有：{'、'.join(sorted(world.questions))}。", field="readings")
        try:
            world.questions[name].option(option)
        except (PolicyError, UnknownName) as error:
            raise Refused(str(error), field="readings") from None


def changes(before: World, after: World) -> list[dict[str, Any]]:
    """What differs between two laws: {title, before, after, basis, unverified}; values, then readings, then rules."""
    return [*_changed_values(before, after), *_changed_readings(before, after), *_changed_rules(before, after)]


def _changed_values(before: World, after: World) -> list[dict]:
    found = []
    for name in sorted({*before.graph.values, *after.graph.values}):
        old, new = before.graph.values.get(name, ()), after.graph.values.get(name, ())
        if [(v.area, v.table) for v in old] != [(v.area, v.table) for v in new]:
            p = after.parameters.get(name) or before.parameters[name]
            found.append({"title": p.title, "before": _shown(before, old, p), "after": _shown(after, new, p),
                          "basis": "；".join(dict.fromkeys(v.document for v in new)), "unverified": any(v.status == "unverified" for v in new)})
    return found


def _shown(world: World, values: tuple[Value, ...], p: Parameter) -> str:
    """The narrowest value: the one that holds here."""
    return shown_value(world, p, values[0]) if values else "没有"


def _changed_readings(before: World, after: World) -> list[dict]:
    olds = {r.name: r for r in before.readings_in_force()}
    found = []
    for r in after.readings_in_force():
        old = olds.get(r.name)
        if old is None or old.option != r.option:
            sources = "、".join(citation(s) if "#" in s else s for s in r.sources)
            found.append({"title": r.title, "before": old.option_title if old else "不适用", "after": r.option_title, "basis": sources,
                          "unverified": r.status == "unverified"})
    return found


def _changed_rules(before: World, after: World) -> list[dict]:
    """Rules written differently. As written: in the graph values and readings already stand in place of their names."""
    found = []
    for name, q in after.graph.quantities.items():
        old, new = getattr(before.graph.quantities.get(name), "origin", None), q.origin
        if isinstance(new, Rule) and new is not old and not (isinstance(old, Rule) and repr(old.expression) == repr(new.expression)):
            found.append({"title": f"算法：{q.title}", "before": "原算法" if old else "没有", "after": "另一种算法",
                          "basis": "、".join(map(citation, new.cites)), "unverified": False})
    return found
