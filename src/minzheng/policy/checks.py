"""What is checked of each rule once its names are known: yes/no and numbers apart, units that fit, no overflow, no division
by zero. Each finding is told with the line of the expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn

from minzheng.policy import expressions as ex
from minzheng.policy.entities import UNITS

INT64 = 2**63 - 1
ANY = frozenset(UNITS)  # a bare number, a product, a quotient: fits what stands beside it
YES_NO = frozenset({"yes_no"})
NUMBER_OF = frozenset({"count", "people"})  # what count() gives

Kind = tuple[str, frozenset[str]]  # int | bool, and the units it may have
Range = tuple[int, int] | None  # None: always unknown
Wrong = Callable[[ex.Expr, str, str], Exception]  # makes the error


class Kinds:
    """Types and units. `look` gives the kind of a name."""

    def __init__(self, look: Callable[[str], Kind], wrong: Wrong):
        self.look, self.wrong = look, wrong

    def of(self, e: ex.Expr) -> Kind:
        return self.RULES[type(e)](self, e)

    def _const(self, e: ex.Const) -> Kind:
        return ("bool", YES_NO) if isinstance(e.value, bool) else ("int", ANY)

    def _name(self, e: ex.Name) -> Kind:
        return self.look(e.id)

    def _logic(self, e: ex.And | ex.Or | ex.Not) -> Kind:
        for x in e.children():
            self._yes_no(x)
        return "bool", YES_NO

    def _choose(self, e: ex.Choose) -> Kind:
        self._yes_no(e.cond)
        return self._alike(e, e.then, e.other)

    def _given(self, e: ex.Given) -> Kind:
        return self._alike(e, e.x, e.default)

    def _compare(self, e: ex.Compare) -> Kind:
        self._meet(e, [e.a, e.b])
        return "bool", YES_NO

    def _member(self, e: ex.Member) -> Kind:
        self._number(e.x)
        return "bool", YES_NO

    def _neg(self, e: ex.Neg) -> Kind:
        return "int", self._number(e.x)

    def _arith(self, e: ex.Arith) -> Kind:
        if e.op in "+-":
            return "int", self._meet(e, [e.a, e.b])
        self._number(e.a)
        self._number(e.b)
        return "int", ANY

    def _extreme(self, e: ex.Extreme) -> Kind:
        return "int", self._meet(e, e.items)

    def _aggregate(self, e: ex.Aggregate) -> Kind:
        kind, units = self.look(e.of)
        if (kind == "int") != (e.fn == "total"):
            raise self.wrong(e, f"{ex.written(e)}: {e.of} is {'a number' if kind == 'int' else 'a yes/no'}",
                             f"total({e.of})" if kind == "int" else f"count({e.of}) or any_member({e.of})")
        if e.where and self.look(e.where)[0] != "bool":
            raise self.wrong(e, f"{ex.written(e)}: {e.where} is a number", "where= a yes/no rule of the member")
        return {"total": ("int", units), "count": ("int", NUMBER_OF), "any_member": ("bool", YES_NO)}[e.fn]

    def _yes_no(self, x: ex.Expr) -> None:
        if self.of(x)[0] != "bool":
            raise self.wrong(x, f"uses the number {ex.written(x)} as a yes/no", f"a comparison, e.g. {ex.written(x)} > 0")

    def _number(self, x: ex.Expr) -> frozenset[str]:
        kind, units = self.of(x)
        if kind != "int":
            raise self.wrong(x, f"uses the yes/no {ex.written(x)} as a number",
                             f"`1 if {ex.written(x)} else 0`, or `{ex.written(x)}` / `not {ex.written(x)}` in place of a comparison")
        return units

    def _alike(self, e: ex.Expr, a: ex.Expr, b: ex.Expr) -> Kind:
        kinds = self.of(a)[0], self.of(b)[0]
        if kinds[0] != kinds[1]:
            raise self.wrong(e, f"gives a number on one path and a yes/no on another: {ex.written(a)} and {ex.written(b)}",
                             "the same kind on all paths")
        return kinds[0], self._fit(e, [a, b]) if kinds[0] == "int" else YES_NO

    def _meet(self, e: ex.Expr, items: Iterable[ex.Expr]) -> frozenset[str]:
        for x in items:
            self._number(x)
        return self._fit(e, items)

    def _fit(self, e: ex.Expr, items: Iterable[ex.Expr]) -> frozenset[str]:
        units, before = ANY, None
        for x in items:
            mine = self.of(x)[1]
            if not units & mine:
                raise self.wrong(e, f"{ex.written(before)} is in {unit_words(units)}, {ex.written(x)} in {unit_words(mine)}",
                                 "the same unit on both sides: multiply or divide one of them first, or mend unit= where it is declared")
            before = x if before is None or mine < units else before
            units &= mine
        return units

    RULES = {
        ex.Const: _const, ex.Name: _name, ex.And: _logic, ex.Or: _logic, ex.Not: _logic, ex.Choose: _choose, ex.Given: _given,
        ex.Compare: _compare, ex.Member: _member, ex.Neg: _neg, ex.Arith: _arith, ex.Extreme: _extreme, ex.Aggregate: _aggregate,
    }


def unit_words(units: frozenset[str]) -> str:
    return " or ".join(sorted(units))


class Ranges:
    """Interval arithmetic: from what inputs and parameters can be, what an expression can be.

    `look` gives the range of a name, `members` how many rows an aggregation of it can meet. Columns of int64 wrap silently,
    and both branches of a choice are computed: so every part of every rule has to stay inside, whatever the data.
    """

    def __init__(self, look: Callable[[str], Range], members: int, wrong: Wrong, advice: Callable[[ex.Expr], str]):
        self.look, self.members, self.wrong, self.advice = look, members, wrong, advice

    def of(self, e: ex.Expr) -> Range:
        if isinstance(e, ex.Compare | ex.Member | ex.And | ex.Or | ex.Not):
            for x in e.children():
                self.of(x)
            return 0, 1
        found = self.RULES[type(e)](self, e)
        if found and not (-INT64 <= found[0] and found[1] <= INT64):
            self._overflows(e, found)
        return found

    def _overflows(self, e: ex.Expr, found: tuple[int, int]) -> NoReturn:
        far = max(found[::-1], key=abs)
        raise self.wrong(e, f"{ex.written(e)} can reach {far:.1e}, more than a whole number of 64 bits holds (9.2e+18)", self.advice(e))

    def _const(self, e: ex.Const) -> Range:
        return None if e.value is None else (int(e.value), int(e.value))

    def _name(self, e: ex.Name) -> Range:
        return self.look(e.id)

    def _neg(self, e: ex.Neg) -> Range:
        x = self.of(e.x)
        return x and (-x[1], -x[0])

    def _arith(self, e: ex.Arith) -> Range:
        a, b = self.of(e.a), self.of(e.b)
        if e.op == "//" and (b is None or b[0] < 1):
            raise self.wrong(e, f"divides by {ex.written(e.b)}, which may be zero or negative (columns compute every branch)",
                             f"x // max(1, {ex.written(e.b)})")
        if a is None or b is None:
            return None
        if e.op == "+":
            return a[0] + b[0], a[1] + b[1]
        if e.op == "-":
            return a[0] - b[1], a[1] - b[0]
        corners = [x * y if e.op == "*" else x // y for x in a for y in b]
        return min(corners), max(corners)

    def _extreme(self, e: ex.Extreme) -> Range:
        fn = max if e.fn == "max" else min
        items = [self.of(x) for x in e.items]
        return None if None in items else (fn(x[0] for x in items), fn(x[1] for x in items))

    def _either(self, e: ex.Choose | ex.Given) -> Range:
        if isinstance(e, ex.Choose):
            self.of(e.cond)
        a, b = (self.of(x) for x in ((e.then, e.other) if isinstance(e, ex.Choose) else (e.x, e.default)))
        return (min(a[0], b[0]), max(a[1], b[1])) if a and b else a or b

    def _aggregate(self, e: ex.Aggregate) -> Range:
        if e.fn != "total":
            return 0, self.members if e.fn == "count" else 1
        x = self.look(e.of)
        return x and (min(0, x[0] * self.members), max(0, x[1] * self.members))

    RULES = {
        ex.Const: _const, ex.Name: _name, ex.Neg: _neg, ex.Arith: _arith, ex.Extreme: _extreme, ex.Choose: _either,
        ex.Given: _either, ex.Aggregate: _aggregate,
    }
