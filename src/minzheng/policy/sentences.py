"""The decisive steps of an outcome in plain Chinese: which conditions hold, which fails and by how much, what is missing."""

from __future__ import annotations

from minzheng.policy import expressions as ex
from minzheng.policy import words
from minzheng.policy.gaps import area_of
from minzheng.policy.graph import Quantity
from minzheng.policy.interpreter import evaluate
from minzheng.policy.outcomes import Outcome
from minzheng.policy.parameters import Parameter
from minzheng.policy.programmes import Programme
from minzheng.policy.resolved import Resolved
from minzheng.policy.rows import Row
from minzheng.policy.rules import Rule


def sentences(world: Resolved, p: Programme, o: Outcome, row: Row, sensitive: bool) -> list[str]:
    """Result first, then the conditions, then what is missing; at the end a word on what is not confirmed.

    `sensitive`: also by which way a condition holds, or who fulfils it, where that gives a sensitive fact away."""
    doubtful = world.unverified([*p.outputs, *p.conditions], area_of(world, row.find, row.seen))
    lines = [_result(world, p, o, row.called, bool(doubtful)), *about(world, p.conditions, row, sensitive)]
    if o.entitled is None or (o.amount is None and p.amount):
        lines += _missing(o, row)
    if doubtful:
        lines.append(f"以上用到 {len(doubtful)} 项尚未经正式文件确认的标准或口径（待核实），逐项见计算书。")
    return lines


def about(world: Resolved, conditions: tuple[str, ...], row: Row, sensitive: bool) -> list[str]:
    """Of each condition what decides it; once where two rest on the same."""
    teller = _Teller(world, row, sensitive)
    return list(dict.fromkeys(line for c in conditions for line in teller.about(c)))


def _result(world: Resolved, p: Programme, o: Outcome, called: str, doubtful: bool) -> str:
    title = f"{p.title}，{called}" if called else p.title
    if o.entitled is None:
        return f"{title}：暂无法确定，请先补充下列信息。"
    if not o.entitled:
        return f"{title}：不符合条件。"
    if p.amount is None:
        return f"{title}：符合条件。"
    if o.amount is None:
        return f"{title}：符合条件，金额暂无法确定，请先补充下列信息。"
    return f"{title}：符合条件，每月 {words.amount(o.amount, world.unit(p.amount))}{'（待核实）' if doubtful else ''}。"


def _missing(o: Outcome, row: Row) -> list[str]:
    """Each fact once, with those who lack it."""
    lacking: dict[str, list[str]] = {}
    for m in o.missing:
        lacking.setdefault(m.name, []).append(row.neighbour(m.entity, m.key))
    facts = {m.name: m for m in o.missing}
    whom = {n: f"：{'、'.join(called)}" if all(called) else "" for n, called in lacking.items()}
    return [f"缺少“{m.title}”{whom[n]}" + (f"，可向{'、'.join(m.sources)}取得" if m.sources else "") + "。"
            for n, m in facts.items()]


class _Teller:
    """Tells about yes/no quantities as one row sees them, in the words of the rule as written."""

    def __init__(self, world: Resolved, row: Row, sensitive: bool):
        self.world, self.row, self.sensitive = world, row, sensitive
        self.area = area_of(world, row.find, row.seen)

    def value(self, name: str) -> int | bool | None:
        constants = self.world.graph.constants
        return constants[name] if name in constants else self.row.find(name)

    def about(self, name: str) -> list[str]:
        q = self.world.quantity(name)
        value = self.value(name)
        told = self._expression(q, q.origin.expression, value) if isinstance(q.origin, Rule) else []
        return told or [self._plain(q, value)]

    def _plain(self, q: Quantity, value: int | bool | None, more: str = "") -> str:
        said = "还不能确定" if value is None else words.amount(value, q.unit)
        return f"{q.title}：{said}{more}{words.citations(getattr(q.origin, 'cites', ()))}。"

    def _expression(self, q: Quantity, e: ex.Expr, value: int | bool | None) -> list[str]:
        """Sentences for the parts that decide; empty when only the title of the rule can say it."""
        if isinstance(e, ex.Aggregate):
            return self._some(q, e, value)
        if ex.aggregates(e):
            return []
        if isinstance(e, ex.And):
            return self._all(q, e, value)
        if isinstance(e, ex.Or):
            return self._any(q, e, value)
        if isinstance(e, ex.Choose) and self._known(e.cond) is not None:
            return self._expression(q, e.then if self._known(e.cond) else e.other, value)
        if isinstance(e, ex.Not) and self._named(e.x):
            return [self._against(q, e.x.id)] if value is False else self.about(e.x.id)
        if self._named(e):
            return self.about(e.id)
        if value is not None and self._tellable(e):
            return [self._compare(q, e, value)]
        return []

    def _against(self, q: Quantity, name: str) -> str:
        """That `name` holds is what stands in the way; why it does would read as if it were wanted."""
        granted = next((p.title for p in self.world.programmes if p.entitled == name), "")
        if granted:
            return f"已符合“{granted}”的条件，不能同时享受{words.citations(q.origin.cites)}。"
        return self._plain(q, False, f"，因为“{self.world.titles[name]}”")

    def _all(self, q: Quantity, e: ex.And, value: int | bool | None) -> list[str]:
        """All that holds, or only what fails; having nothing where little is allowed is said once for all."""
        parts = [x for x in e.items if self._known(x) is value]
        empty = {x: found for x in parts if value and (found := self._nothing(q, x))}
        if len(empty) < 2:
            empty = {}
        lines = [line for x in parts if x not in empty for line in self._expression(q, x, value)]
        cites = tuple(dict.fromkeys(c for _, cs in empty.values() for c in cs))
        titles = "、".join(title for title, _ in empty.values())
        return [*lines, f"{titles}均为 0，没有超过限额{words.citations(cites)}。"] if empty else lines

    def _nothing(self, q: Quantity, e: ex.Expr) -> tuple[str, tuple[str, ...]] | None:
        """Of a comparison that holds because there is nothing (a named quantity is 0, at most …): its title, and the articles."""
        while self._named(e) and isinstance(self.world.quantity(e.id).origin, Rule):
            q = self.world.quantity(e.id)
            e = q.origin.expression
        e = e.items[0] if isinstance(e, ex.Or) else e
        if not ex.aggregates(e) and self._tellable(e) and e.op == "<=" and self._known(e.a) == 0 and self._known(e):
            return self.world.titles[e.a.id], q.origin.cites
        return None

    def _any(self, q: Quantity, e: ex.Or, value: int | bool | None) -> list[str]:
        """The first way that is open; or, where none is, all of them."""
        parts = [x for x in e.items if self._known(x) is value]
        if value is None or not all(self._tellable(x) or self._open(x) for x in (parts[:1] if value else parts)):
            return []
        if value:
            return [self._compare(q, parts[0], True) if self._tellable(parts[0]) else self._plain(q, True, f"，属于{self._titles(parts[:1])}")]
        named = [x for x in parts if self._named(x)]
        lines = [self._plain(q, False, f"，不属于{self._titles(named)}")] if named else []
        return lines + [self._compare(q, x, False) for x in parts if not self._named(x)]

    def _named(self, e: ex.Expr) -> bool:
        return isinstance(e, ex.Name) and e.id not in self.world.graph.constants

    def _open(self, e: ex.Expr) -> bool:
        """May its title be said of this row?"""
        return self._named(e) and (self.sensitive or not self._gives_away(e.id))

    def _gives_away(self, name: str) -> bool:
        return any(getattr(self.world.quantity(n).origin, "sensitive", False) for n in self.world.graph.closure([name]))

    def _titles(self, parts: list[ex.Expr]) -> str:
        return "、".join(f"“{self.world.titles[x.id]}”" for x in parts) + ("中的任何一种" if len(parts) > 1 else "")

    def _some(self, q: Quantity, a: ex.Aggregate, value: int | bool | None) -> list[str]:
        who = self.row.holders(a) if a.fn == "any_member" and value and (self.sensitive or not self._gives_away(a.of)) else []
        return [self._plain(q, value, f"，即{'、'.join(who)}")] if who else []

    def _tellable(self, e: ex.Expr) -> bool:
        """A comparison of a quantity with a name: codes say nothing to a citizen."""
        if not isinstance(e, ex.Compare) or not isinstance(e.a, ex.Name) or not isinstance(e.b, ex.Name | ex.Const | ex.Arith):
            return False
        return self.world.unit(e.a.id) not in ("code", "yes_no")

    def _known(self, e: ex.Expr) -> int | bool | None:
        return evaluate(e, {n: self.value(n) for n in ex.names(e)})

    def _compare(self, q: Quantity, e: ex.Compare, value: bool) -> str:
        a, b = self._known(e.a), self._known(e.b)
        unit = next((self.world.unit(n) for x in (e.a, e.b) for n in ex.names(x)), "count")
        cites = words.citations(q.origin.cites)
        if value and isinstance(e.b, ex.Const) and (e.op, b) in (("==", a), (">=", 1), (">", 0)):
            return f"{self._side(e.a, a, unit)}{cites}。"  # "3 people, at least 1" says no more than "3 people"
        word = (words.TRUE_WORDS if value else words.FALSE_WORDS)[e.op]
        gap = "" if value or not a or not b else words.gap(e.op, a, b, unit)
        return f"{self._side(e.a, a, unit)}，{word}{self._side(e.b, b, unit)}{gap}{cites}。"

    def _side(self, e: ex.Expr, value: int | bool, unit: str) -> str:
        doubt = "（待核实）" if any(self.world.doubtful(n, self.area) for n in ex.names(e)) else ""
        if not isinstance(e, ex.Name):
            return f" {words.amount(value, unit)}{doubt}"
        if e.id in self.world.graph.constants:
            return f"{self.world.titles[e.id]} {words.amount(value, self.world.unit(e.id))}{doubt}"
        q = self.world.quantity(e.id)
        return f"{self._labels(q)}{q.title} {words.amount(value, q.unit, getattr(q.origin, 'labels', None))}{doubt}"

    def _labels(self, q: Quantity) -> str:
        if not isinstance(q.origin, Parameter):
            return ""
        by = [self.world.quantity(n) for n in q.origin.by]
        known = [(b, self.row.find(b.name)) for b in by]
        return "".join(b.origin.labels.get(int(v), "") for b, v in known if v is not None and hasattr(b.origin, "labels"))
