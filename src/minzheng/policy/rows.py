"""One row of a trace among the others: what it sees, who belongs to it, and what its neighbours are called."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from minzheng.policy import expressions as ex
from minzheng.policy.resolved import Resolved

Values = dict[str, dict[Hashable, dict[str, int | bool | None]]]
Parents = dict[str, dict[Hashable, dict[str, Hashable]]]


@dataclass(frozen=True)
class Row:
    """`values` and `parents` as a trace has them."""

    world: Resolved
    values: Values
    parents: Parents
    entity: str
    key: Hashable

    def find(self, name: str) -> int | bool | None:
        """The value seen under a name: its own, or that of what it belongs to."""
        owner = self.world.quantity(name).entity.name
        return self.values[owner][self.key if owner == self.entity else self.parents[self.entity][self.key][owner]][name]

    @property
    def seen(self) -> set[str]:
        """Names of the entities whose values it sees."""
        return {self.entity, *self.parents[self.entity][self.key]}

    def holders(self, a: ex.Aggregate) -> list[str]:
        """What those of its members are called for whom `any_member` finds it true."""
        child = self.world.quantity(a.of).entity.name
        mine = [k for k, parents in self.parents[child].items() if parents.get(self.entity) == self.key]
        rows = [Row(self.world, self.values, self.parents, child, k) for k in mine]
        return [r.called for r in rows if r.called and r.find(a.of) and (a.where is None or r.find(a.where))]

    def neighbour(self, entity: str, key: Hashable) -> str:
        return Row(self.world, self.values, self.parents, entity, key).called

    @property
    def called(self) -> str:
        """By place among those who belong to the same: 配偶, 子女（2）. "" where it is alone, or its entity has no places."""
        beside = [k for k, parents in self.parents[self.entity].items() if parents == self.parents[self.entity][self.key]]
        declared = next(e for e in self.world.rules.entities if e.name == self.entity)
        place = next((i for i in self.world.rules.inputs if i.entity == declared and i.name == declared.named_by), None)
        if place is None or len(beside) < 2:
            return ""
        words = {k: place.labels.get(self.values[self.entity][k][place.name], "") for k in beside}
        alike = [k for k in beside if words[k] == words[self.key]]
        word = words[self.key] or declared.title
        return f"{word}（{alike.index(self.key) + 1}）" if len(alike) > 1 else word
