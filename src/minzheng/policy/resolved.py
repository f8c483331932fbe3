"""Rules, parameters and readings resolved for one date: what they are, what they need, what is not confirmed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from minzheng.policy.entities import Entity, Input
from minzheng.policy.errors import unknown
from minzheng.policy.graph import AREA_DIGITS, Graph, Quantity
from minzheng.policy.parameters import UNVERIFIED, Parameter, ParameterStatus, Reading, ReadingInForce
from minzheng.policy.programmes import Programme, Registry
from minzheng.policy.rules import Rule, RuleSet


@dataclass(eq=False)
class Resolved:
    """What a world is made of, and what it can say about itself before any case."""

    date: date
    rules: RuleSet
    graph: Graph
    parameters: dict[str, Parameter]  # with all their dates, whether a rule of the day reads them or not
    questions: dict[str, Reading]
    overridden: frozenset[str]

    @property
    def programmes(self) -> Registry[Programme]:
        return self.rules.programmes

    def quantity(self, name: str) -> Quantity:
        """Raises UnknownName with the three nearest."""
        if name not in self.graph.quantities:
            raise unknown("quantity", name, self.graph.quantities)
        return self.graph.quantities[name]

    @cached_property
    def version(self) -> str:
        """Changes when any rule, parameter or reading in force does; not when a comment does."""
        quantities = [
            (q.name, q.entity.name, q.unit, repr(q.expression), getattr(q.origin, "cites", ()), getattr(q.origin, "missing", ""))
            for q in sorted(self.graph.quantities.values(), key=lambda q: q.name)]
        values = [(n, [(str(v.start), v.area, sorted(v.table.items()), v.document, v.status) for v in vs])
                  for n, vs in sorted(self.graph.values.items())]
        text = json.dumps([quantities, values, sorted(self.graph.constants.items()), sorted(self.graph.readings.items())],
                          ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def inputs(self, entity: Entity | str) -> list[Input]:
        """The facts to bring for an entity, in order of declaration."""
        name = entity if isinstance(entity, str) else entity.name
        found = [i for i in self.rules.inputs if i.entity.name == name]
        if not found:
            raise unknown("entity", name, {i.entity.name for i in self.rules.inputs})
        return found

    def parameter_statuses(self) -> list[ParameterStatus]:
        """Every value in force that some rule reads."""
        return [ParameterStatus(n, self.titles[n], v.start, v.until, v.area, v.document, v.status)
                for n, vs in sorted(self.graph.values.items()) for v in vs]

    def unit(self, name: str) -> str:
        """Of a quantity, parameter or reading."""
        return self.graph.constant_words[name][1] if name in self.graph.constants else self.quantity(name).unit

    @cached_property
    def titles(self) -> dict[str, str]:
        """Chinese titles of quantities, parameters and readings."""
        return {**{q.name: q.title for q in self.graph.quantities.values()},
                **{n: title for n, (title, _) in self.graph.constant_words.items()}}

    def readings_in_force(self) -> list[ReadingInForce]:
        """Every reading that some rule of the day reads, with the option in force and who decided."""
        found = []
        for name, key in self.graph.readings.items():
            r, choice = self.questions[name], self.questions[name].on(self.date)
            option, tried = r.options[key], name in self.overridden
            found.append(ReadingInForce(
                name, r.title, r.question, key, option.title, option.value, "试算" if tried else choice.by,
                None if tried or choice.start == date.min else choice.start, option.sources,
                UNVERIFIED if tried else choice.status))
        return found

    def unverified(self, outputs: Sequence[str] | None = None, area: int | None = None) -> list[str]:
        """Titles of parameters and readings that `outputs` (default: everything) rest on and that are not confirmed.
        With `area`, only the values that hold there count."""
        return list(self._doubts(tuple(outputs or ()), area))

    @cached_property
    def _doubts(self) -> Callable[[tuple[str, ...], int | None], list[str]]:
        """Remembered: pages and letters ask for the same few outputs again and again, and a world does not change."""
        return lru_cache(maxsize=4096)(self._find_doubts)

    def _find_doubts(self, outputs: tuple[str, ...], area: int | None) -> list[str]:
        names = self.graph.closure(list(outputs or self.graph.quantities))
        read = {n for q in names for n in (getattr(self.quantity(q).origin, "parameters", ()) or ())} | set(names)
        doubtful = [self.titles[n] for n in sorted(self.graph.values) if n in read and self.unconfirmed(n, area)]
        doubtful += [f"{r.title}（按：{r.option_title}）" for r in self.readings_in_force()
                     if r.status == UNVERIFIED and r.name in read]
        return list(dict.fromkeys(doubtful))

    def unconfirmed(self, parameter: str, area: int | None = None) -> bool:
        """Is the parameter's value not confirmed: the one that holds in `area`, or (None) any in force?"""
        values = self.graph.values[parameter]
        code = "" if area is None else f"{area:0{AREA_DIGITS}d}"
        applied = values if area is None else [v for v in values if code.startswith(v.area)][:1]
        return any(v.status == UNVERIFIED for v in applied)

    def doubtful(self, name: str, area: int | None = None) -> bool:
        """Is 待核实 to stand beside the value: a parameter not confirmed, or a limit made of one of the same unit?"""
        if name in self.graph.values:
            return self.unconfirmed(name, area)
        q = self.graph.quantities.get(name)
        read = q.origin.parameters if q and isinstance(q.origin, Rule) else ()
        return any(self.unconfirmed(n, area) and self.unit(n) == q.unit for n in read if n in self.graph.values)
