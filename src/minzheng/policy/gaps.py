"""Which conditions a case misses, and by how much: from a condition that does not hold down to the comparisons that decide."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from minzheng.policy import expressions as ex
from minzheng.policy.graph import AREA
from minzheng.policy.interpreter import evaluate
from minzheng.policy.resolved import Resolved
from minzheng.policy.rules import Rule

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
Find = Callable[[str], int | bool | None]


@dataclass(frozen=True)
class Gap:
    """One comparison that stands in the way: `name` would have to be `operator` `threshold`.

    condition      the condition of the programme; title and cites are those of the rule that compares
    threshold      in `unit`, as `value`; None where only a list of codes or a fact about some member would do
    threshold_name the quantity or parameter it comes from, "" for a number written in the rule or a formula
    difference     |value - threshold|; 0 where a strict comparison is missed by being equal; None for codes and yes/no
    alternatives   gaps with the same number > 0 are ways of which one is enough; 0: this one has to close
    unverified     the threshold rests on a value that is 待核实
    """

    condition: str
    rule: str
    title: str
    name: str
    operator: str
    value: int | bool | None
    threshold: int | bool | None
    threshold_name: str
    unit: str
    difference: int | None
    cites: tuple[str, ...]
    alternatives: int
    unverified: bool


def gaps(world: Resolved, conditions: tuple[str, ...], find: Find, area: int | None) -> tuple[Gap, ...]:
    """Of every condition known not to hold, in order, each comparison once."""
    finder = _Finder(world, find, area)
    for condition in conditions:
        if finder.known(ex.Name(condition)) is False:
            finder.condition = condition
            finder.name(condition, True, 0)
    return tuple(finder.found.values())


class _Finder:
    def __init__(self, world: Resolved, find: Find, area: int | None):
        self.world, self.find, self.area = world, find, area
        self.condition, self.ways = "", 0
        self.found: dict[tuple, Gap] = {}

    def known(self, e: ex.Expr) -> int | bool | None:
        constants = self.world.graph.constants
        return evaluate(e, {n: constants[n] if n in constants else self.find(n) for n in ex.names(e)})

    def name(self, name: str, want: bool, way: int) -> None:
        """A yes/no quantity that is the opposite of what is wanted."""
        q = self.world.quantity(name)
        if not isinstance(q.origin, Rule) or ex.aggregates(q.expression):
            self._add(name, name, q.title, "==", (not want, want, ""), "yes_no", getattr(q.origin, "cites", ()), way)
        else:
            self.expression(name, q.origin.expression, want, way)

    def expression(self, rule: str, e: ex.Expr, want: bool, way: int) -> None:
        """What of `e`, known and not `want`, stands in the way."""
        if isinstance(e, ex.Not):
            self.expression(rule, e.x, not want, way)
        elif isinstance(e, ex.Name) and e.id not in self.world.graph.constants:
            self.name(e.id, want, way)
        elif isinstance(e, ex.And | ex.Or):
            self._several(rule, e, want, way)
        elif isinstance(e, ex.Choose) and self.known(e.cond) is not None:
            self.expression(rule, e.then if self.known(e.cond) else e.other, want, way)
        elif isinstance(e, ex.Compare):
            self._compare(rule, e, want, way)
        else:
            self._whole(rule, want, way)

    def _several(self, rule: str, e: ex.And | ex.Or, want: bool, way: int) -> None:
        """All parts that are wrong have to change, or (an `or` wanted to hold, an `and` not to) one of them."""
        wrong = [x for x in e.items if self.known(x) is (not want)]
        if isinstance(e, ex.Or) is want and len(wrong) > 1 and not way:
            self.ways += 1
            way = self.ways
        for x in wrong:
            self.expression(rule, x, want, way)

    def _compare(self, rule: str, e: ex.Compare, want: bool, way: int) -> None:
        q = self.world.quantity(rule)
        operator = e.op if want else OPPOSITE[e.op]
        a, b = self.known(e.a), self.known(e.b)
        if not isinstance(e.a, ex.Name) or a is None or b is None:
            return self._whole(rule, want, way)
        limit = e.b.id if isinstance(e.b, ex.Name) else ""
        return self._add(rule, e.a.id, q.title, operator, (a, b, limit), self.world.unit(e.a.id), q.origin.cites, way)

    def _whole(self, rule: str, want: bool, way: int) -> None:
        q = self.world.quantity(rule)
        self._add(rule, rule, q.title, "==", (not want, want, ""), "yes_no", q.origin.cites, way)

    def _add(self, rule: str, name: str, title: str, operator: str, sides: tuple, unit: str, cites: tuple[str, ...],
             way: int) -> None:
        value, threshold, limit = sides
        difference = None if unit in ("yes_no", "code") else abs(value - threshold)
        unsure = bool(limit) and self.world.doubtful(limit, self.area)
        self.found.setdefault((rule, name, operator, threshold), Gap(
            self.condition, rule, title, name, operator, value, threshold, limit, unit, difference, cites, way, unsure))


def area_of(world: Resolved, find: Find, seen: set[Hashable]) -> int | None:
    """The area code that a row sees, for what is 待核实 there."""
    q = world.graph.quantities.get(AREA)
    return find(AREA) if q and q.entity.name in seen else None
