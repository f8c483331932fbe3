"""Evaluates expressions for one row with the logic of three values. Used when something is unknown; rules whose values are
all known are called as the Python functions they are."""

from __future__ import annotations

from collections.abc import Mapping

from minzheng.policy import expressions as ex
from minzheng.policy import rules

COMPARE = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}
ARITH = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "//": lambda a, b: a // b}
AGGREGATE = {"total": rules.total, "any_member": rules.any_member, "count": rules.count}

Values = Mapping[str, object]


def evaluate(e: ex.Expr, row: Values) -> int | bool | None:
    """`row` holds values by name; for names that an aggregation reads, the list of the members' values."""
    return HANDLERS[type(e)](e, row)


def _aggregate(e: ex.Aggregate, row: Values):
    return AGGREGATE[e.fn](row[e.of], None if e.where is None else row[e.where])


def _strict(fn):
    """Unknown when any operand is unknown."""
    def run(e, row):
        values = [evaluate(c, row) for c in e.children()]
        return None if None in values else fn(e, *values)
    return run


def _and(e: ex.And, row: Values):
    values = [evaluate(c, row) for c in e.items]
    return False if any(v is False for v in values) else None if None in values else True


def _or(e: ex.Or, row: Values):
    values = [evaluate(c, row) for c in e.items]
    return True if any(v is True for v in values) else None if None in values else False


def _choose(e: ex.Choose, row: Values):
    cond = evaluate(e.cond, row)
    return None if cond is None else evaluate(e.then if cond else e.other, row)


def _given(e: ex.Given, row: Values):
    value = evaluate(e.x, row)
    return evaluate(e.default, row) if value is None else value


HANDLERS = {
    ex.Const: lambda e, row: e.value,
    ex.Name: lambda e, row: row[e.id],
    ex.Aggregate: _aggregate,
    ex.And: _and,
    ex.Or: _or,
    ex.Choose: _choose,
    ex.Given: _given,
    ex.Neg: _strict(lambda e, x: -x),
    ex.Not: _strict(lambda e, x: not x),
    ex.Arith: _strict(lambda e, a, b: ARITH[e.op](a, b)),
    ex.Compare: _strict(lambda e, a, b: COMPARE[e.op](a, b)),
    ex.Member: _strict(lambda e, x: x in e.codes),
    ex.Extreme: _strict(lambda e, *xs: max(xs) if e.fn == "max" else min(xs)),
}
