"""What a rule means once its syntax is read: a small tree that three executors share (Python, Polars, SQL).

Unknown (None, null) follows the logic of three values: `False and unknown` is False, `unknown < 3` is unknown, a choice
on an unknown condition is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any


@dataclass(frozen=True)
class Expr:
    """Base: knows its children, so that walks need no cases. `line` (in the rule's file) is for messages alone: it is no
    part of what an expression means, so neither equality nor a world's version sees it."""

    line: int = field(default=0, compare=False, repr=False, kw_only=True)

    def children(self) -> Iterator[Expr]:
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, Expr):
                yield value
            elif isinstance(value, tuple):
                yield from (v for v in value if isinstance(v, Expr))

    def map(self, change: Callable[[Expr], Expr]) -> Expr:
        """A copy with `change` applied to each child."""
        news: dict[str, Any] = {}
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, Expr):
                news[f.name] = change(value)
            elif isinstance(value, tuple) and any(isinstance(v, Expr) for v in value):
                news[f.name] = tuple(change(v) if isinstance(v, Expr) else v for v in value)
        return replace(self, **news) if news else self


@dataclass(frozen=True)
class Const(Expr):
    value: int | bool | None


@dataclass(frozen=True)
class Name(Expr):
    id: str


@dataclass(frozen=True)
class Neg(Expr):
    x: Expr


@dataclass(frozen=True)
class Not(Expr):
    x: Expr


@dataclass(frozen=True)
class Arith(Expr):
    op: str  # + - * //
    a: Expr
    b: Expr


@dataclass(frozen=True)
class Compare(Expr):
    op: str  # < <= > >= == !=
    a: Expr
    b: Expr


@dataclass(frozen=True)
class Member(Expr):
    """x in (1, 2, 3)"""

    x: Expr
    codes: tuple[int, ...]


@dataclass(frozen=True)
class And(Expr):
    items: tuple[Expr, ...]


@dataclass(frozen=True)
class Or(Expr):
    items: tuple[Expr, ...]


@dataclass(frozen=True)
class Choose(Expr):
    cond: Expr
    then: Expr
    other: Expr


@dataclass(frozen=True)
class Extreme(Expr):
    """max or min of two or more."""

    fn: str
    items: tuple[Expr, ...]


@dataclass(frozen=True)
class Given(Expr):
    """x, or `default` when x is unknown."""

    x: Expr
    default: Expr


@dataclass(frozen=True)
class Aggregate(Expr):
    """total | any_member | count of a quantity over the members, optionally only `where` another one holds."""

    fn: str
    of: str
    where: str | None = None

    @property
    def column(self) -> str:
        return f"{self.fn}__{self.of}" + (f"__{self.where}" if self.where else "")

    @property
    def names(self) -> tuple[str, ...]:
        return (self.of,) if self.where is None else (self.of, self.where)


def walk(e: Expr) -> Iterator[Expr]:
    """The expression and everything below it."""
    yield e
    for child in e.children():
        yield from walk(child)


def names(e: Expr) -> list[str]:
    """Quantities of the same row that the expression reads, in reading order, without repeats."""
    return list(dict.fromkeys(x.id for x in walk(e) if isinstance(x, Name)))


def aggregates(e: Expr) -> list[Aggregate]:
    """The aggregations in the expression, without repeats."""
    return list(dict.fromkeys(x for x in walk(e) if isinstance(x, Aggregate)))


def substitute(e: Expr, values: Mapping[str, Expr]) -> Expr:
    """Names replaced by expressions."""
    if isinstance(e, Name):
        new = values.get(e.id, e)
        return new if new.line else replace(new, line=e.line)
    return e.map(lambda child: substitute(child, values))


def moved(e: Expr, line: int) -> Expr:
    """The same expression as if written on one line: what a helper says, at the place that calls it."""
    return replace(e.map(lambda child: moved(child, line)), line=line)


def nullable(e: Expr, unknowns: set[str] | frozenset[str]) -> bool:
    """Can the expression be unknown, if the quantities (and aggregate columns) in `unknowns` can?"""
    if isinstance(e, Const):
        return e.value is None
    if isinstance(e, Name):
        return e.id in unknowns
    if isinstance(e, Aggregate):
        return any(n in unknowns for n in e.names)
    if isinstance(e, Given):
        return nullable(e.x, unknowns) and nullable(e.default, unknowns)
    return any(nullable(c, unknowns) for c in e.children())


def written(e: Expr) -> str:
    """The expression as one would write it in a rule: for messages."""
    parts = [written(c) for c in e.children()]
    if isinstance(e, Const | Name):
        return str(e.value if isinstance(e, Const) else e.id)
    if isinstance(e, Aggregate):
        return f"{e.fn}({e.of}{', where=' + e.where if e.where else ''})"
    if isinstance(e, Extreme | Given):
        return f"{'given' if isinstance(e, Given) else e.fn}({', '.join(parts)})"
    if isinstance(e, Neg | Not):
        return f"{'-' if isinstance(e, Neg) else 'not '}{parts[0]}"
    if isinstance(e, Choose):
        return f"({parts[1]} if {parts[0]} else {parts[2]})"
    if isinstance(e, Member):
        return f"{parts[0]} in {e.codes}"
    word = {And: " and ", Or: " or "}.get(type(e)) or f" {e.op} "
    return f"({word.join(parts)})" if isinstance(e, Arith | And | Or) else word.join(parts)
