"""Which facts still matter: the next questions for somebody whose case is known in part.

    while questions := ask(world, case):
        …answer questions[0], put the answer (None: nobody knows) under its name into its row of the case…
    world.explain(case)             now says as much as can be said

A fact that nobody has spoken of counts as open, also where `missing="zero"` or `given(…)` would settle it: those say what
holds when nothing is on record, and here the person is present. Only for asking: what `world.explain` makes of a fact that is
missing stays as declared. A fact given as None was asked and is not known: it is not asked again, and where its declaration or
`given` settles it, that holds. What is declared `missing="reject"` is always asked: without it no case is worked out.

What is asked can change some outcome as far as the logic of three values sees; what is not asked cannot change any.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from minzheng.policy import expressions as ex
from minzheng.policy.entities import Input
from minzheng.policy.explain import explain
from minzheng.policy.interpreter import evaluate
from minzheng.policy.programmes import Programme
from minzheng.policy.resolved import Resolved
from minzheng.policy.trace import Trace

Fact = tuple[str, Hashable, str]  # entity, key, name
COSTS = {"yes_no": 0, "code": 1, "people": 2, "count": 2, "years": 2, "months": 2}
HARDEST = 3  # amounts and areas: somebody has to look them up


@dataclass(frozen=True)
class Question:
    """A fact to ask for. `programmes`: keys of those that cannot be told without it, as far as is known now."""

    entity: str
    key: Hashable
    input: Input
    programmes: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.input.name

    @property
    def cost(self) -> int:
        """0 easiest. Codes of which there is no list are looked up."""
        return HARDEST if self.input.unit == "code" and not self.input.labels else COSTS.get(self.input.unit, HARDEST)


def ask(world: Resolved, case: Mapping[str, Any], programmes: Iterable[str] | None = None) -> list[Question]:
    """Facts that may still change whether a programme (default: any) is due or how much, most useful first: those that
    most programmes wait for, then the easiest to answer, then in order of rows and of declaration. Empty: nothing helps.

    Raises DataError for unusable facts, UnknownName for a programme that is not there."""
    chosen = [world.programmes.get(p) for p in programmes] if programmes is not None else list(world.programmes)
    trace = explain(_all_open(world), _settled(world, case))
    asked = {(e.name, row[e.key], n) for e in world.rules.entities for row in trace.case[e.plural] for n in row}
    waiting: dict[Fact, list[str]] = {}
    demanded = {(i.entity.name, k, i.name) for i in world.rules.inputs if i.missing == "reject" for k in trace.values[i.entity.name]}
    for p in chosen:
        for fact in sorted(_facts(trace, p) | demanded, key=str):
            if fact not in asked and p.key not in waiting.setdefault(fact, []):
                waiting[fact].append(p.key)
    inputs = {i.name: i for i in world.rules.inputs}
    places = {(e, k): n for n, (e, k) in enumerate((e, k) for e in trace.values for k in trace.values[e])}
    order = {n: at for at, n in enumerate(inputs)}
    questions = [Question(e, k, inputs[n], tuple(keys)) for (e, k, n), keys in waiting.items()]
    return sorted(questions, key=lambda q: (-len(q.programmes), q.cost, places[q.entity, q.key], order[q.name]))


@lru_cache(maxsize=64)
def _all_open(world: Resolved) -> Resolved:
    """The same world, where no fact is settled by its absence."""
    inputs = tuple(replace(i, missing="review") for i in world.rules.inputs)
    quantities = {n: replace(q, expression=None if q.expression is None else _open(q.expression))
                  for n, q in world.graph.quantities.items()}
    return replace(world, rules=replace(world.rules, inputs=inputs), graph=replace(world.graph, quantities=quantities))


def _open(e: ex.Expr) -> ex.Expr:
    return _open(e.x) if isinstance(e, ex.Given) else e.map(_open)


def _settled(world: Resolved, case: Mapping[str, Any]) -> dict[str, Any]:
    """Facts given as None as the world will take them, where it does without them."""
    defaults = _defaults(world)

    def row(facts: Mapping[str, Any]) -> dict[str, Any]:
        return {n: defaults.get(n) if v is None else v for n, v in facts.items()}
    return {part: row(rows) if isinstance(rows, Mapping) else [row(r) for r in rows] for part, rows in case.items()}


@lru_cache(maxsize=64)
def _defaults(world: Resolved) -> dict[str, int]:
    """What stands for a fact that is not known, for facts that no rule reads in any other way."""
    bare: set[str] = set()
    given: dict[str, set[int]] = {}

    def read(e: ex.Expr) -> None:
        if isinstance(e, ex.Given) and isinstance(e.x, ex.Name) and isinstance(e.default, ex.Const):
            given.setdefault(e.x.id, set()).add(e.default.value)
            return
        bare.update(n for n in ([e.id] if isinstance(e, ex.Name) else e.names if isinstance(e, ex.Aggregate) else ()))
        for child in e.children():
            read(child)

    for q in world.graph.quantities.values():
        if q.expression is not None:
            read(q.expression)
    always = {n: next(iter(ds)) for n, ds in given.items() if len(ds) == 1 and n not in bare}
    return always | {i.name: 0 for i in world.rules.inputs if i.missing == "zero"}


def _facts(trace: Trace, p: Programme) -> set[Fact]:
    finder = _Finder(trace)
    for key in trace.values[p.entity.name]:
        for output in p.outputs:
            finder.quantity(p.entity.name, key, output)
    return finder.found


class _Finder:
    """Walks from what is not known down to the facts it waits for, leaving out what can no longer count."""

    def __init__(self, trace: Trace):
        self.trace, self.graph = trace, trace.world.graph
        self.found: set[Fact] = set()
        self.seen: set[Fact] = set()
        self.members = {}
        for child, rows in trace.parents.items():
            for key, parents in rows.items():
                for parent, parent_key in parents.items():
                    self.members.setdefault((parent, parent_key, child), []).append(key)

    def quantity(self, entity: str, key: Hashable, name: str) -> None:
        """As the row (entity, key) sees it: its own, or that of what it belongs to."""
        q = self.graph.quantities[name]
        own = key if q.entity.name == entity else self.trace.parents[entity][key][q.entity.name]
        fact = (q.entity.name, own, name)
        if fact in self.seen or self.trace.values[q.entity.name][own][name] is not None:
            return
        self.seen.add(fact)
        if q.expression is None:
            self.found.add(fact)
        else:
            self.expression(q.entity.name, own, q.expression)

    def expression(self, entity: str, key: Hashable, e: ex.Expr) -> None:
        """`e` is not known for the row."""
        if isinstance(e, ex.Name):
            self.quantity(entity, key, e.id)
        elif isinstance(e, ex.Aggregate):
            self.aggregate(entity, key, e)
        elif isinstance(e, ex.Choose):
            known = self.value(entity, key, e.cond)
            # The branches wait until it is known which of them counts.
            self.expression(entity, key, e.cond if known is None else e.then if known else e.other)
        else:
            for child in e.children():
                if self.value(entity, key, child) is None:
                    self.expression(entity, key, child)

    def aggregate(self, entity: str, key: Hashable, a: ex.Aggregate) -> None:
        child = self.graph.quantities[a.of].entity.name
        for member in self.members.get((entity, key, child), ()):
            seen = {n: self.trace.find(child, member, n) for n in a.names}
            if evaluate(a, {n: [v] for n, v in seen.items()}) is not None:
                continue
            # Whether a member counts comes before what it would add.
            unsure = a.where is not None and seen[a.where] is None
            self.quantity(child, member, a.where if unsure else a.of)

    def value(self, entity: str, key: Hashable, e: ex.Expr) -> int | bool | None:
        row: dict[str, Any] = {n: self.trace.find(entity, key, n) for n in ex.names(e)}
        for a in ex.aggregates(e):
            child = self.graph.quantities[a.of].entity.name
            row |= {n: [self.trace.find(child, m, n) for m in self.members.get((entity, key, child), ())] for n in a.names}
        return evaluate(e, row)
