"""In which steps a graph is computed column by column: the same steps for Polars and for SQL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from minzheng.policy.entities import Entity
from minzheng.policy.errors import DataError
from minzheng.policy.expressions import Aggregate
from minzheng.policy.graph import Graph

MASK_BITS = 63  # of an int64: its sign is left alone


@dataclass(frozen=True)
class Compute:
    """New columns of one entity, each from columns already there."""

    entity: Entity
    names: tuple[str, ...]


@dataclass(frozen=True)
class Gather:
    """Members' columns aggregated into columns of what they belong to."""

    parent: Entity
    child: Entity
    aggregates: tuple[Aggregate, ...]


@dataclass(frozen=True)
class Spread:
    """Columns of what the members belong to, copied to each member."""

    parent: Entity
    child: Entity
    names: tuple[str, ...]


Step = Compute | Gather | Spread


@dataclass
class Plan:
    """Steps for `outputs`; `entities` that take part; `inputs` read; `maskable`: facts and parameters that may be missing."""

    outputs: list[str]
    entities: list[Entity]
    inputs: list[str]
    steps: list[Step]
    maskable: list[str]

    @cached_property
    def bits(self) -> dict[str, int]:
        """A bit of an int64 for each fact that may be missing. Raises DataError beyond 63 of them."""
        if len(self.maskable) > MASK_BITS:
            raise DataError(f"一次计算涉及 {len(self.maskable)} 项可能缺失的事实，超过 {MASK_BITS} 项，无法逐项列出。"
                            "请分几次计算（每次少要几个结果），或以 missing=False 不列缺失的事实")
        return {n: 1 << i for i, n in enumerate(self.maskable)}


def make_plan(graph: Graph, outputs: list[str]) -> Plan:
    """Greedy: on each entity all that is ready, level by level; only then the transfers between entities, together."""
    order = graph.closure(outputs)
    qs = {n: graph.quantities[n] for n in order}
    inputs = [n for n in order if qs[n].expression is None]
    have = {(qs[n].entity.name, n) for n in inputs}
    todo = [n for n in order if qs[n].expression is not None]
    steps: list[Step] = []

    def ready(n: str) -> bool:
        columns = [*qs[n].names, *(a.column for a in qs[n].aggregates)]
        return all((qs[n].entity.name, c) in have for c in columns)

    while todo:
        level = [n for n in todo if ready(n)]
        if level:
            for entity in dict.fromkeys(qs[n].entity for n in level):
                steps.append(Compute(entity, tuple(n for n in level if qs[n].entity is entity)))
            have |= {(qs[n].entity.name, n) for n in level}
            todo = [n for n in todo if n not in level]
        else:
            new = _transfers(qs, todo, have)
            steps += new
            for s in new:
                columns = [a.column for a in s.aggregates] if isinstance(s, Gather) else s.names
                have |= {((s.parent if isinstance(s, Gather) else s.child).name, c) for c in columns}
    entities = list(dict.fromkeys(e for s in steps for e in _of(s))) or [qs[n].entity for n in outputs[:1]]
    entities += [e for e in dict.fromkeys(q.entity for q in qs.values()) if e not in entities]
    maskable = [n for n in order if qs[n].own_mask]
    return Plan(outputs, entities, inputs, steps, maskable)


def _of(s: Step) -> list[Entity]:
    return [s.entity] if isinstance(s, Compute) else [s.parent, s.child]


def _transfers(qs: dict, todo: list[str], have: set[tuple[str, str]]) -> list[Step]:
    """All transfers that can be made now."""
    gathers: dict[tuple[Entity, Entity], list[Aggregate]] = {}
    spreads: dict[tuple[Entity, Entity], list[str]] = {}
    for n in todo:
        entity = qs[n].entity
        for a in qs[n].aggregates:
            child = qs[a.of].entity
            if (entity.name, a.column) not in have and all((child.name, x) in have for x in a.names):
                gathers.setdefault((entity, child), []).append(a)
        for x in qs[n].names:
            parent = qs[x].entity
            if parent is not entity and (entity.name, x) not in have and (parent.name, x) in have:
                spreads.setdefault((parent, entity), []).append(x)
    return [
        *(Gather(p, c, tuple(dict.fromkeys(a))) for (p, c), a in gathers.items()),
        *(Spread(p, c, tuple(dict.fromkeys(x))) for (p, c), x in spreads.items()),
    ]
