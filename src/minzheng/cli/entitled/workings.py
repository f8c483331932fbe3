"""The sums of a household line by line: each amount that a rule gave, from which values, by which article."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache

from minzheng.policy import Rule, Trace, World
from minzheng.policy.words import MONEY, amount, citation, citations


def workings(trace: Trace, entity: str, key: Hashable, names: Mapping[Hashable, str]) -> list[str]:
    """Sentences for one row of `entity`; `names` says who the people are. Sums that come to nothing are left out."""
    lines = []
    for name, rule in _sums(trace.world):
        value = trace.values[entity][key].get(name) if rule.entity.name == entity else None
        if value:
            parts = "、".join(_part(trace, entity, key, p, names) for p in rule.parameters)
            title = trace.world.quantity(name).title
            lines.append(f"{title} {amount(value, rule.unit)} ← {parts}{citations(rule.cites)}")
    return lines


@lru_cache(maxsize=8)
def _sums(world: World) -> list[tuple[str, Rule]]:
    """The rules in money on which some programme rests, in order of computation."""
    outputs = [o for p in world.programmes for o in (*p.outputs, *p.conditions)]
    found = [(n, world.quantity(n).origin) for n in world.graph.closure(outputs)]
    return [(n, r) for n, r in found if isinstance(r, Rule) and r.unit in MONEY]


def _part(trace: Trace, entity: str, key: Hashable, name: str, names: Mapping[Hashable, str]) -> str:
    world = trace.world
    title = world.titles[name] + ("（待核实）" if world.doubtful(name, _area(trace)) else "")
    if name in world.graph.readings:
        return f"{title}：{world.questions[name].options[world.graph.readings[name]].title}"
    if name in world.graph.constants:
        return f"{title} {amount(world.graph.constants[name], world.unit(name))}"
    q = world.quantity(name)
    labels = getattr(q.origin, "labels", None)
    if q.entity.name == entity or q.entity.name in trace.parents[entity][key]:
        return f"{title} {amount(trace.find(entity, key, name), q.unit, labels)}"
    each = (f"{names.get(k, k)} {amount(row[name], q.unit, labels)}" for k, row in trace.values[q.entity.name].items())
    return f"{title}（{'；'.join(each)}）"


def _area(trace: Trace) -> int | None:
    """Of the household, when its area is known."""
    return next((row.get("area") for row in trace.values["household"].values()), None)


def articles(cites: tuple[str, ...]) -> str:
    """Each instrument once: 《最低生活保障审核确认办法》第八条、第十四条."""
    by: dict[str, list[str]] = {}
    for cite in dict.fromkeys(cites):
        name = f"《{cite.partition('#')[0]}》"
        by.setdefault(name, []).append(citation(cite).removeprefix(name))
    return "\n".join(name + "、".join(articles) for name, articles in by.items())
