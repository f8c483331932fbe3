"""The decisive steps of an outcome in plain Chinese: which conditions hold, which fails and by how much, what is missing."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from minzheng.policy import expressions as ex
from minzheng.policy import words
from minzheng.policy.graph import Quantity
from minzheng.policy.interpreter import evaluate
from minzheng.policy.parameters import Parameter
from minzheng.policy.programmes import Programme
from minzheng.policy.rules import Rule

if TYPE_CHECKING:
    from minzheng.policy.trace import Trace


def sentences(trace: Trace, p: Programme, key: Hashable) -> list[str]:
    """Result first, then the conditions; at the end what is still to be confirmed."""
    o, teller = trace.outcome(p.key, key), _Teller(trace, p.entity.name, key)
    if o.entitled is None:
        first = f"{p.title}：暂无法确定，请先补充下列信息。"
    elif not o.entitled:
        first = f"{p.title}：不符合条件。"
    else:
        money = f"，每月 {words.amount(o.amount, 'fen')}" if o.amount is not None else ""
        first = f"{p.title}：符合条件{money}。"
    lines = [first]
    for c in p.conditions:
        lines += [line for line in teller.about(c) if line not in lines]
    lines += [f"缺少“{m.title}”" + (f"，可向{'、'.join(m.sources)}取得" if m.sources else "") + "。" for m in o.missing]
    doubtful = trace.world.unverified([*p.outputs, *p.conditions])
    if doubtful:
        lines.append(f"待核实（依据尚未经正式文件确认）：{'；'.join(doubtful)}。")
    return lines


class _Teller:
    """Tells about yes/no quantities as one row sees them."""

    def __init__(self, trace: Trace, entity: str, key: Hashable):
        self.trace, self.entity, self.key = trace, entity, key

    def value(self, name: str):
        return self.trace.find(self.entity, self.key, name)

    def about(self, name: str) -> list[str]:
        q = self.trace.world.quantity(name)
        value = self.value(name)
        if isinstance(q.origin, Rule):
            told = self._expression(q, q.expression, value)
            if told:
                return told
        return [f"{q.title}：{words.amount(value, q.unit)}{words.citations(getattr(q.origin, 'cites', ()))}。"]

    def _expression(self, q: Quantity, e: ex.Expr, value) -> list[str]:
        """Sentences for the parts that decide; empty when only the title can say it."""
        if isinstance(e, ex.And):
            parts = [x for x in e.items if isinstance(x, ex.Name | ex.Compare | ex.And)]
            if len(parts) < len(e.items):
                return []
            told = [(x, self._known(x)) for x in parts]
            return [line for x, v in told if v is value for line in self._expression(q, x, v)]
        if isinstance(e, ex.Name):
            return self.about(e.id)
        if isinstance(e, ex.Compare) and value is not None and not ex.aggregates(e):
            return [self._compare(q, e, value)]
        return []

    def _known(self, e: ex.Expr):
        return evaluate(e, {n: self.value(n) for n in ex.names(e)})

    def _compare(self, q: Quantity, e: ex.Compare, value: bool) -> str:
        a, b = self._known(e.a), self._known(e.b)
        unit = next((self.trace.world.quantity(n).unit for x in (e.a, e.b) for n in ex.names(x)), "count")
        word = (words.TRUE_WORDS if value else words.FALSE_WORDS)[e.op]
        gap = "" if value else words.gap(e.op, a, b, unit)
        return f"{self._side(e.a, a, unit)}，{word}{self._side(e.b, b, unit)}{gap}{words.citations(q.origin.cites)}。"

    def _side(self, e: ex.Expr, value, unit: str) -> str:
        if not isinstance(e, ex.Name):
            return words.amount(value, unit)
        q = self.trace.world.quantity(e.id)
        doubt = "（待核实）" if e.id in self.trace.world.doubtful_amounts else ""
        return f"{self._labels(q)}{q.title} {words.amount(value, q.unit, getattr(q.origin, 'labels', None))}{doubt}"

    def _labels(self, q: Quantity) -> str:
        if not isinstance(q.origin, Parameter):
            return ""
        by = [self.trace.world.quantity(n) for n in q.origin.by]
        known = [(b, self.trace.find(self.entity, self.key, b.name)) for b in by]
        return "".join(b.origin.labels.get(int(v), "") for b, v in known if v is not None and hasattr(b.origin, "labels"))


