"""The decisive steps of an outcome in plain Chinese: which conditions hold, which fails and by how much, what is missing."""

from __future__ import annotations

from collections.abc import Callable

from minzheng.policy import expressions as ex
from minzheng.policy import words
from minzheng.policy.graph import AREA, Quantity
from minzheng.policy.interpreter import evaluate
from minzheng.policy.outcomes import Outcome
from minzheng.policy.parameters import Parameter
from minzheng.policy.programmes import Programme
from minzheng.policy.resolved import Resolved
from minzheng.policy.rules import Rule

Find = Callable[[str], int | bool | None]


def sentences(world: Resolved, p: Programme, o: Outcome, find: Find, seen: set[str]) -> list[str]:
    """Result first, then the conditions, then what is missing; at the end a word on what is not confirmed.

    `find` gives a quantity's value as the row sees it; `seen` names the entities it can see.
    """
    teller = _Teller(world, find, seen)
    doubtful = world.unverified([*p.outputs, *p.conditions], teller.area)
    lines = [_result(p, o, bool(doubtful))]
    for c in p.conditions:
        lines += [line for line in teller.about(c) if line not in lines]
    if o.entitled is None or (o.amount is None and p.amount):
        lines += [f"缺少“{m.title}”" + (f"，可向{'、'.join(m.sources)}取得" if m.sources else "") + "。" for m in o.missing]
    if doubtful:
        lines.append(f"以上用到 {len(doubtful)} 项尚未经正式文件确认的标准或口径（待核实），逐项见计算书。")
    return lines


def _result(p: Programme, o: Outcome, doubtful: bool) -> str:
    if o.entitled is None:
        return f"{p.title}：暂无法确定，请先补充下列信息。"
    if not o.entitled:
        return f"{p.title}：不符合条件。"
    if p.amount is None:
        return f"{p.title}：符合条件。"
    if o.amount is None:
        return f"{p.title}：符合条件，金额暂无法确定，请先补充下列信息。"
    return f"{p.title}：符合条件，每月 {words.amount(o.amount, 'fen')}{'（待核实）' if doubtful else ''}。"


class _Teller:
    """Tells about yes/no quantities as one row sees them, in the words of the rule as written."""

    def __init__(self, world: Resolved, find: Find, seen: set[str]):
        self.world, self.find = world, find
        area = world.graph.quantities.get(AREA)
        self.area = find(AREA) if area and area.entity.name in seen else None

    def value(self, name: str) -> int | bool | None:
        constants = self.world.graph.constants
        return constants[name] if name in constants else self.find(name)

    def about(self, name: str) -> list[str]:
        q = self.world.quantity(name)
        value = self.value(name)
        told = self._expression(q, q.origin.expression, value) if isinstance(q.origin, Rule) else []
        return told or [f"{q.title}：{words.amount(value, q.unit)}{words.citations(getattr(q.origin, 'cites', ()))}。"]

    def _expression(self, q: Quantity, e: ex.Expr, value: int | bool | None) -> list[str]:
        """Sentences for the parts that decide; empty when only the title of the rule can say it."""
        if ex.aggregates(e):
            return []
        if isinstance(e, ex.And) or (isinstance(e, ex.Or) and all(map(self._tellable, e.items))):
            return [line for x in e.items if self._known(x) is value for line in self._expression(q, x, value)]
        if isinstance(e, ex.Choose) and self._known(e.cond) is not None:
            return self._expression(q, e.then if self._known(e.cond) else e.other, value)
        if isinstance(e, ex.Not) and isinstance(e.x, ex.Name):
            return self.about(e.x.id)
        if isinstance(e, ex.Name):
            return self.about(e.id)
        if value is not None and self._tellable(e):
            return [self._compare(q, e, value)]
        return []

    def _tellable(self, e: ex.Expr) -> bool:
        """A comparison of quantities with names: codes and formulas say nothing to a citizen."""
        if not isinstance(e, ex.Compare) or not isinstance(e.a, ex.Name) or not isinstance(e.b, ex.Name | ex.Const):
            return False
        return self.world.unit(e.a.id) not in ("code", "yes_no")

    def _known(self, e: ex.Expr) -> int | bool | None:
        return evaluate(e, {n: self.value(n) for n in ex.names(e)})

    def _compare(self, q: Quantity, e: ex.Compare, value: bool) -> str:
        a, b = self._known(e.a), self._known(e.b)
        unit = next((self.world.unit(n) for x in (e.a, e.b) for n in ex.names(x)), "count")
        word = (words.TRUE_WORDS if value else words.FALSE_WORDS)[e.op]
        gap = "" if value else words.gap(e.op, a, b, unit)
        return f"{self._side(e.a, a, unit)}，{word}{self._side(e.b, b, unit)}{gap}{words.citations(q.origin.cites)}。"

    def _side(self, e: ex.Expr, value: int | bool, unit: str) -> str:
        if not isinstance(e, ex.Name):
            return " " + words.amount(value, unit)
        doubt = "（待核实）" if self.world.doubtful(e.id, self.area) else ""
        if e.id in self.world.graph.constants:
            return f"{self.world.titles[e.id]} {words.amount(value, self.world.unit(e.id))}{doubt}"
        q = self.world.quantity(e.id)
        return f"{self._labels(q)}{q.title} {words.amount(value, q.unit, getattr(q.origin, 'labels', None))}{doubt}"

    def _labels(self, q: Quantity) -> str:
        if not isinstance(q.origin, Parameter):
            return ""
        by = [self.world.quantity(n) for n in q.origin.by]
        known = [(b, self.find(b.name)) for b in by]
        return "".join(b.origin.labels.get(int(v), "") for b, v in known if v is not None and hasattr(b.origin, "labels"))
