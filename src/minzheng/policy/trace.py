"""What one case gave and why: every value, what it came from, what is missing; kept with a decision, replayed later."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from minzheng.policy.entities import Input
from minzheng.policy.errors import unknown
from minzheng.policy.gaps import Gap, area_of, gaps
from minzheng.policy.outcomes import Condition, MissingFact, Outcome
from minzheng.policy.parameters import Parameter
from minzheng.policy.programmes import Programme
from minzheng.policy.resolved import Resolved
from minzheng.policy.rows import Row
from minzheng.policy.rules import Rule
from minzheng.policy.sentences import about, sentences

SCHEMA = 1  # of to_json: raise when a reader of the old form would misread the new


@dataclass
class Trace:
    """`values[entity][key][name]`, and the same for `missing` (sets of (entity, key, name))."""

    world: Resolved
    case: dict[str, Any]
    values: dict[str, dict[Hashable, dict[str, int | bool | None]]]
    missing: dict[str, dict[Hashable, dict[str, frozenset[tuple]]]]
    parents: dict[str, dict[Hashable, dict[str, Hashable]]]

    def value(self, name: str, key: Hashable = None) -> int | bool | None:
        """A quantity's value; `key` may be left out where the entity has one row. None = undetermined."""
        entity = self.world.quantity(name).entity.name
        return self.values[entity][self._key(entity, key)][name]

    def _key(self, entity: str, key: Hashable) -> Hashable:
        rows = self.values[entity]
        if key is None and len(rows) == 1:
            return next(iter(rows))
        if key not in rows:
            raise unknown(f"{entity} key", str(key), map(str, rows))
        return key

    def outcome(self, programme: str, key: Hashable = None) -> Outcome:
        """Raises UnknownName for a programme or key that is not there."""
        p = self.world.programmes.get(programme)
        key = self._key(p.entity.name, key)
        return self._outcome(p, key)

    @property
    def outcomes(self) -> list[Outcome]:
        """Of every programme, for every row of its entity."""
        return [self._outcome(p, key) for p in self.world.programmes for key in self.values[p.entity.name]]

    def _outcome(self, p: Programme, key: Hashable) -> Outcome:
        row, gaps = self.values[p.entity.name][key], self.missing[p.entity.name][key]
        conditions = tuple(
            Condition(c, q.title, self.find(p.entity.name, key, c), getattr(q.origin, "cites", ()))
            for c in p.conditions if (q := self.world.quantity(c)))
        lacking = frozenset().union(*(gaps.get(o, frozenset()) for o in p.outputs))
        return Outcome(p.key, p.title, p.entity.name, key, row[p.entitled], row[p.amount] if p.amount else None,
                       conditions, self._facts(lacking))

    def _facts(self, lacking: frozenset[tuple]) -> tuple[MissingFact, ...]:
        order = {n: i for i, n in enumerate(self.world.graph.quantities)}
        facts = sorted(lacking, key=lambda f: (order[f[2]], f[0], str(f[1])))
        return tuple(
            MissingFact(n, self.world.quantity(n).title, e, k, getattr(self.world.quantity(n).origin, "sources", ()))
            for e, k, n in facts)

    def find(self, entity: str, key: Hashable, name: str) -> int | bool | None:
        """The value a row sees under a name: its own, or that of what it belongs to."""
        return Row(self.world, self.values, self.parents, entity, key).find(name)

    @property
    def unverified(self) -> list[str]:
        """Titles of the parameters and readings this world uses that are not confirmed (待核实)."""
        return self.world.unverified()

    def sentences(self, programme: str, key: Hashable = None, *, sensitive: bool = False) -> list[str]:
        """The decisive steps in plain Chinese, for a letter or the counter. `sensitive`: also what would give a sensitive
        fact away, for those whose own facts these are."""
        p = self.world.programmes.get(programme)
        row = self._row(p, self._key(p.entity.name, key))
        return sentences(self.world, p, self._outcome(p, row.key), row, sensitive)

    def why_not(self, programme: str, key: Hashable = None, *, sensitive: bool = False) -> list[str]:
        """Of those lines, the ones about conditions that do not hold."""
        p = self.world.programmes.get(programme)
        row = self._row(p, self._key(p.entity.name, key))
        return about(self.world, tuple(c for c in p.conditions if row.find(c) is False), row, sensitive)

    def _row(self, p: Programme, key: Hashable) -> Row:
        return Row(self.world, self.values, self.parents, p.entity.name, key)

    def failing(self, programme: str, key: Hashable = None) -> tuple[Gap, ...]:
        """The comparisons for which the programme's conditions do not hold, and by how much. Empty when all hold or are open."""
        p = self.world.programmes.get(programme)
        key = self._key(p.entity.name, key)
        row = self._row(p, key)
        return gaps(self.world, p.conditions, row.find, area_of(self.world, row.find, row.seen))

    def to_json(self) -> dict[str, Any]:
        """JSON-safe, same for the same case and world. `values` are in order of computation."""
        w = self.world
        return {
            "schema": SCHEMA, "date": w.date.isoformat(), "version": w.version, "case": self.case,
            "values": [self._value_json(e, k, n) for e in self.values for k in self.values[e] for n in w.graph.quantities
                       if n in self.values[e][k]],
            "parameters": [{**s.__dict__, "start": s.start.isoformat(), "until": s.until and s.until.isoformat()}
                           for s in w.parameter_statuses()],
            "constants": {n: v for n, v in sorted(w.graph.constants.items())},
            "readings": [{**r.__dict__, "start": r.start and r.start.isoformat(), "sources": list(r.sources)}
                         for r in w.readings_in_force()],
            "outcomes": [self._outcome_json(o) for o in self.outcomes],
        }

    def _value_json(self, entity: str, key: Hashable, name: str) -> dict[str, Any]:
        q, value = self.world.quantity(name), self.values[entity][key][name]
        kind = {Input: "input", Rule: "rule", Parameter: "parameter"}[type(q.origin)]
        entry = {"entity": entity, "key": key, "name": name, "title": q.title, "kind": kind, "unit": q.unit, "value": value}
        if isinstance(q.origin, Rule):
            entry |= {"cites": list(q.origin.cites), "inputs": list(q.origin.parameters), "where": q.origin.where}
        lacking = self.missing[entity][key].get(name)
        if lacking:
            entry["missing"] = [f.name for f in self._facts(lacking)]
        return entry

    @staticmethod
    def _outcome_json(o: Outcome) -> dict[str, Any]:
        return {**o.__dict__, "conditions": [{**c.__dict__, "cites": list(c.cites)} for c in o.conditions],
                "missing": [{**m.__dict__, "sources": list(m.sources)} for m in o.missing]}
