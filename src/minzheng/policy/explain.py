"""Works one case out, row by row, calling each rule as the Python function it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Any

from minzheng.policy import boundary
from minzheng.policy.entities import Entity
from minzheng.policy.errors import DataError, nearest
from minzheng.policy.expressions import Aggregate
from minzheng.policy.graph import Quantity
from minzheng.policy.interpreter import evaluate
from minzheng.policy.resolved import Resolved
from minzheng.policy.rules import Rule
from minzheng.policy.trace import Trace

NOTHING: frozenset[tuple] = frozenset()


def explain(world: Resolved, case: Mapping[str, Any]) -> Trace:
    return _Case(world, case).trace()


class _Case:
    def __init__(self, world: Resolved, case: Mapping[str, Any]):
        self.world, self.graph = world, world.graph
        self.entities = {e.name: e for e in world.rules.entities}
        self.values: dict[str, dict[Hashable, dict[str, Any]]] = {n: {} for n in self.entities}
        self.missing: dict[str, dict[Hashable, dict[str, frozenset]]] = {n: {} for n in self.entities}
        self.parents: dict[str, dict[Hashable, dict[str, Hashable]]] = {n: {} for n in self.entities}
        self.members: dict[tuple[str, str, Hashable], list[Hashable]] = defaultdict(list)
        self.snapshot = self._read(case)

    def trace(self) -> Trace:
        for q in self.graph.quantities.values():
            if q.expression is not None:
                for key in self.values[q.entity.name]:
                    self._compute(q, key)
        return Trace(self.world, self.snapshot, self.values, self.missing, self.parents)

    def _read(self, case: Mapping[str, Any]) -> dict[str, Any]:
        allowed = {n for e in self.entities.values() for n in (e.name, e.plural)}
        for name in case:
            if name not in allowed:
                near = "、".join(nearest(name, allowed))
                raise DataError(f"案例中没有名为“{name}”的部分" + (f"，相近的有：{near}" if near else ""))
        snapshot = {}
        for e in self._parents_first():
            rows = [case[e.name]] if e.name in case else list(case.get(e.plural, []))
            snapshot[e.plural] = [self._row(e, row, n) for n, row in enumerate(rows, 1)]
        for (parent, child, key), members in self.members.items():
            boundary.check_members(self.entities[child], self.entities[parent], key, len(members))
        return snapshot

    def _parents_first(self) -> list[Entity]:
        done: list[Entity] = []
        while len(done) < len(self.entities):
            done += [e for e in self.entities.values() if e not in done and all(p in done for p in e.belongs_to)]
        return done

    def _row(self, e: Entity, row: Mapping[str, Any], place: int) -> dict[str, Any]:
        key = row.get(e.key, place)
        if key in self.values[e.name]:
            raise DataError(f"{e.title}的 {e.key} {key!r} 重复")
        facts = boundary.clean_row(e, self.world.inputs(e) if self._has_inputs(e) else [], row, f"{e.title} {key}")
        self.values[e.name][key] = facts
        self.missing[e.name][key] = {n: frozenset({(e.name, key, n)}) for n, v in facts.items() if v is None}
        self.parents[e.name][key] = parents = {p.name: self._parent(e, p, row, key) for p in e.belongs_to}
        for p in e.belongs_to:
            self.members[p.name, e.name, parents[p.name]].append(key)
        return {e.key: key, **{p.key: parents[p.name] for p in e.belongs_to}, **{n: v for n, v in row.items() if n in facts}}

    def _has_inputs(self, e: Entity) -> bool:
        return any(i.entity is e for i in self.world.rules.inputs)

    def _parent(self, e: Entity, p: Entity, row: Mapping[str, Any], key: Hashable) -> Hashable:
        known = self.values[p.name]
        if p.key not in row and len(known) == 1:
            return next(iter(known))
        if row.get(p.key) not in known:
            raise DataError(f"{e.title} {key}：{p.key} {row.get(p.key)!r} 不在案例的{p.title}之中")
        return row[p.key]

    def _compute(self, q: Quantity, key: Hashable) -> None:
        entity = q.entity.name
        row = {n: self._seen(entity, key, n, self.values) for n in q.names}
        lists = {n: [self.values[c][k][n] for c, k in self._members(q, n, key)] for a in q.aggregates for n in a.names}
        unknown = None in row.values() or any(None in x for x in lists.values())
        if isinstance(q.origin, Rule) and not unknown:
            constants = self.graph.constants
            arguments = [lists[n] if n in lists else row[n] if n in row else constants[n] for n in q.origin.parameters]
            value = q.origin.function(*arguments)
        else:
            value = evaluate(q.expression, {**row, **lists})
        self.values[entity][key][q.name] = value
        if value is None:
            self.missing[entity][key][q.name] = self._lacking(q, key)

    def _members(self, q: Quantity, name: str, key: Hashable) -> list[tuple[str, Hashable]]:
        child = self.graph.quantities[name].entity.name
        return [(child, k) for k in self.members[q.entity.name, child, key]]

    def _seen(self, entity: str, key: Hashable, name: str, where: dict, default: Any = None) -> Any:
        owner = self.graph.quantities[name].entity.name
        own = key if owner == entity else self.parents[entity][key][owner]
        return where[owner][own].get(name, default)

    def _lacking(self, q: Quantity, key: Hashable) -> frozenset[tuple]:
        """For want of which facts `q` is unknown."""
        parts = [self._seen(q.entity.name, key, n, self.missing, NOTHING) for n in q.names]
        parts += [self._lacking_members(q, a, key) for a in q.aggregates]
        found = NOTHING.union(*parts)
        return found or (frozenset({(q.entity.name, key, q.name)}) if q.own_mask else NOTHING)

    def _lacking_members(self, q: Quantity, a: Aggregate, key: Hashable) -> frozenset[tuple]:
        members = self._members(q, a.of, key)
        rows = [self.values[c][k] for c, k in members]
        if evaluate(a, {n: [r[n] for r in rows] for n in a.names}) is not None:
            return NOTHING
        unsure = [(c, k) for (c, k), r in zip(members, rows, strict=True) if evaluate(a, {n: [r[n]] for n in a.names}) is None]
        return NOTHING.union(*(self.missing[c][k].get(n, NOTHING) for c, k in unsure for n in a.names))
