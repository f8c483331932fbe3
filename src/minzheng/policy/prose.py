"""A rule as Chinese text for people who do not program: read from the same tree that the executors run.

    told = prose(world, "income_below_standard")
    told.text                       “人均月收入低于低保标准”：
                                      “人均月收入”低于“低保标准”（城市 775.00 元、农村 650.00 元，待核实）。
    told.lines                      the same as nested lines of pieces; a piece about a quantity, parameter or reading
                                    carries its name, so that a page can link it

Values and options shown are those in force in the world. Every quantity that a rule reads appears by its title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from minzheng.policy import expressions as ex
from minzheng.policy.clauses import Clauses, Piece, Pieces
from minzheng.policy.errors import unknown
from minzheng.policy.resolved import Resolved
from minzheng.policy.rules import Rule

_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Line:
    pieces: tuple[Piece, ...]
    children: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        return "".join(p.text for p in self.pieces)


@dataclass(frozen=True)
class Prose:
    name: str
    title: str
    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        """Plain text, two spaces a level."""
        return "\n".join([f"“{self.title}”：", *_indented(self.lines, 1)])

    @property
    def names(self) -> list[str]:
        """Everything named, in order, without repeats."""
        def walk(lines: Sequence[Line]) -> Iterator[str]:
            for line in lines:
                yield from (p.name for p in line.pieces if p.name)
                yield from walk(line.children)
        return list(dict.fromkeys(walk(self.lines)))


def _indented(lines: Sequence[Line], level: int) -> list[str]:
    return [text for line in lines for text in ["  " * level + line.text, *_indented(line.children, level + 1)]]


def prose(world: Resolved, name: str, variant: Rule | None = None) -> Prose:
    """The rule of that name in force in the world, or one `variant` of it. Raises UnknownName where there is none."""
    rules = {r.name: r for r in world.rules.rules if r.holds_on(world.date)}
    rule = variant or rules.get(name)
    if rule is None:
        raise unknown("rule", name, rules)
    writer = _Writer(world, rule)
    lines = writer.decision(rule.expression, rule.unit)
    return Prose(rule.name, rule.title, tuple(closed(lines)))


def closed(lines: Sequence[Line]) -> list[Line]:
    """Punctuated: items end with ；, the last with 。 and what has items under it with ：."""
    done = []
    for i, line in enumerate(lines):
        end = "：" if line.children else "。" if i == len(lines) - 1 else "；"
        done.append(Line(tuple(_spaced([*line.pieces, Piece(end)])), tuple(closed(line.children))))
    return done


def _spaced(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A space between Chinese characters and digits, as printers set it."""
    before = ""
    for p in pieces:
        gap = _IDEOGRAPH.match(before) and p.text[:1].isdigit() or before.isdigit() and _IDEOGRAPH.match(p.text[:1])
        yield Piece(f" {p.text}", p.name) if gap else p
        before = p.text[-1:]


class _Writer(Clauses):
    """A decision: one line, a list, or if … else."""

    def decision(self, e: ex.Expr, unit: str) -> list[Line]:
        if isinstance(e, ex.Choose):
            return self._choices(e, unit)
        if isinstance(e, ex.And | ex.Or):
            return self._list("下列各项同时成立" if isinstance(e, ex.And) else "下列任何一项成立", e.items, self._item)
        if isinstance(e, ex.Extreme) and (len(e.items) > 2 or any(isinstance(x, ex.Choose) for x in e.items)):
            head = "下列各项中的最高者" if e.fn == "max" else "下列各项中的最低者"
            return self._list(head, e.items, lambda x: self.decision_line(x, unit))
        return [self.decision_line(e, unit)]

    def decision_line(self, e: ex.Expr, unit: str) -> Line:
        return Line(tuple(self._const_decision(e) or (self.holds(e) if unit == "yes_no" else self.value(e, unit))))

    def _const_decision(self, e: ex.Expr) -> Pieces:
        return [Piece("成立" if e.value else "不成立")] if isinstance(e, ex.Const) and isinstance(e.value, bool) else []

    def _list(self, head: str, items: Sequence[ex.Expr], item: Callable[[ex.Expr], Line]) -> list[Line]:
        return [Line((Piece(head),), tuple(item(x) for x in items))]

    def _item(self, e: ex.Expr) -> Line:
        """One of a list of conditions: itself a list where it has several parts."""
        if isinstance(e, ex.And | ex.Or) and len(e.items) > 2:
            return self.decision(e, "yes_no")[0]
        return Line(tuple(self.holds(e)))

    def _choices(self, e: ex.Expr, unit: str) -> list[Line]:
        lines, word = [], "如果"
        while isinstance(e, ex.Choose):
            lines += self._branch([Piece(word), *self.holds(e.cond)], "，则", e.then, unit)
            e, word = e.other, "否则，如果"
        return lines + self._branch([Piece("否则")], "，" if unit == "yes_no" else "", e, unit)

    def _branch(self, head: Pieces, then: str, e: ex.Expr, unit: str) -> list[Line]:
        below = self.decision(e, unit)
        if len(below) > 1 or below[0].children:
            return [Line(tuple(head), tuple(below))]
        result = self._const_decision(e) or (
            [Piece("当"), *below[0].pieces, Piece("时成立")] if unit == "yes_no" else [Piece("为"), *below[0].pieces])
        return [Line((*head, Piece(then), *result))]
