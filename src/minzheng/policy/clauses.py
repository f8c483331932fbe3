"""Words for the parts of a rule: a condition, a number, a name with what is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from minzheng.policy import expressions as ex
from minzheng.policy import rounding, words
from minzheng.policy.entities import Input
from minzheng.policy.parameters import UNVERIFIED, Parameter, Reading, Value
from minzheng.policy.resolved import Resolved
from minzheng.policy.rules import Helper, Rule

OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
CODE_WORDS = {"<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于", "==": "为", "!=": "不为"}
# How binding a text is: a looser one stands in brackets inside a tighter one.
LOOSE, SUM, PRODUCT, ATOM = range(4)
PHRASES = {
    rounding.divide_floor: "{a}除以{b}，舍去余数", rounding.divide_ceil: "{a}除以{b}，有余数进一",
    rounding.divide_half_up: "{a}除以{b}，四舍五入", rounding.floor_to: "{x}，舍到{unit}的整倍数",
    rounding.ceil_to: "{x}，进到{unit}的整倍数", rounding.round_half_up_to: "{x}，四舍五入到{unit}的整倍数",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """Some words; `name` of the quantity, parameter or reading that they name, if they do."""

    text: str
    name: str = ""


Pieces = list[Piece]


def shown_value(world: Resolved, parameter: Parameter, value: Value) -> str:
    """One value by its classes: 城市 775.00 元、农村 650.00 元."""
    def classes(codes: tuple[int, ...]) -> str:
        return "".join(_label(world, by, code) for by, code in zip(parameter.by, codes, strict=True))
    places = [list(i.labels) for n in parameter.by for i in world.rules.inputs if i.name == n]

    def order(codes: tuple[int, ...]) -> list[int]:
        """As the labels of the classes stand, whoever wrote the table."""
        return [p.index(c) if c in p else c for p, c in zip(places, codes, strict=False)]
    return "、".join(f"{classes(k)} {words.amount(value.table[k], parameter.unit)}".strip() for k in sorted(value.table, key=order))


def _label(world: Resolved, name: str, code: int) -> str:
    """The word for a code; `title 代码 n` where there is none."""
    source = next((i for i in world.rules.inputs if i.name == name), None)
    return source.labels.get(code, f"{source.title} {code}") if source else str(code)


def in_force(world: Resolved, name: str) -> str:
    """What holds on the world's day for a parameter or reading, with 待核实 where nobody confirmed it; "" for others."""
    if name in world.questions:
        reading, choice = world.questions[name], world.questions[name].on(world.date)
        option = reading.options[world.graph.readings.get(name, choice.option)]
        amount = "" if reading.unit in ("yes_no", "code") else f"，即 {words.amount(option.value, reading.unit)}"
        return f"现取“{option.title}”{amount}" + ("，待核实" if choice.status == UNVERIFIED else "")
    values = world.graph.values.get(name, ())
    parts = [(f"代码以 {v.area} 开头的地区 " if v.area and len(values) > 1 else "")
             + shown_value(world, world.parameters[name], v) + ("，待核实" if v.status == UNVERIFIED else "") for v in values]
    return "；".join(parts)


class Clauses:
    """Writes for one rule in one world; what is in force is said the first time a name appears."""

    def __init__(self, world: Resolved, rule: Rule):
        self.world, self.rule = world, rule
        self.explained: set[str] = set()
        helpers = {h for h in rule.source.scope.values() if isinstance(h, Helper)} | set(PHRASES)
        self.helpers = sorted(helpers, key=lambda h: (-sum(1 for _ in ex.walk(h.expression)), h.title))
        rules = {r.name: r for r in world.rules.rules} | {r.name: r for r in world.rules.rules if r.holds_on(world.date)}
        self.things: dict[str, Rule | Input | Parameter | Reading] = {
            **world.questions, **world.parameters, **{i.name: i for i in world.rules.inputs}, **rules}

    # Conditions

    def holds(self, e: ex.Expr, yes: bool = True, tight: bool = False) -> Pieces:
        """A condition, or its opposite; `tight`: in brackets if it has several parts."""
        if isinstance(e, ex.Not):
            return self.holds(e.x, not yes, tight)
        if isinstance(e, ex.And | ex.Or):
            return self._several(e, yes, tight)
        if isinstance(e, ex.Compare):
            return self._compare(e, yes)
        if isinstance(e, ex.Member):
            codes = [[Piece(self._code(e.x, c))] for c in e.codes]
            return [*self.value(e.x, ""), Piece("为" if yes else "不是"), *joined(codes, "或")]
        if isinstance(e, ex.Aggregate):
            return [*self._among(e), Piece("中至少有一个" if yes else "中没有一个"), self.name(e.of)]
        if isinstance(e, ex.Given):
            return [*self.holds(e.x, yes), Piece(f"（不明的视为{'成立' if e.default.value else '不成立'}）")]
        if isinstance(e, ex.Choose):
            text = [Piece("如果"), *self.holds(e.cond), Piece("则"), *self.holds(e.then, yes), Piece("，否则"), *self.holds(e.other, yes)]
            return bracketed(text, tight)
        if isinstance(e, ex.Const):
            return [Piece("成立" if e.value is yes else "不成立")]
        labels = getattr(self.things[e.id], "labels", {})
        return [*self.term(e.id), Piece(f"为{labels[yes]}" if labels else "成立" if yes else "不成立")]

    def _several(self, e: ex.And | ex.Or, yes: bool, tight: bool) -> Pieces:
        both = isinstance(e, ex.And) is yes
        parts = [self.holds(x, yes, tight=True) for x in e.items]
        return bracketed(joined(parts, "，并且" if both else "，或者"), tight)

    def _compare(self, e: ex.Compare, yes: bool) -> Pieces:
        a, b, op = (e.b, e.a, TURNED[e.op]) if isinstance(e.a, ex.Const) else (e.a, e.b, e.op)
        op = op if yes else OPPOSITE[op]
        reading = self.things.get(a.id) if isinstance(a, ex.Name) else None
        if isinstance(reading, Reading) and isinstance(b, ex.Const) and op in ("==", "!="):
            option = next((o.title for o in reading.options.values() if o.value == b.value), str(b.value))
            return [*self.term(a.id), Piece(f"{'取' if op == '==' else '不取'}“{option}”")]
        unit = self.unit(a) or self.unit(b)
        if unit == "code":
            right = [Piece(self._code(a, b.value))] if isinstance(b, ex.Const) else self.value(b, unit, SUM)
            plain = isinstance(b, ex.Const) and not self._labels(a)
            return [*self.value(a, unit, SUM), Piece(("的代码" if plain else "") + CODE_WORDS[op]), *right]
        right = [Piece("零")] if isinstance(b, ex.Const) and b.value == 0 and op in ("==", "!=") else self.value(b, unit, SUM)
        return [*self.value(a, unit, SUM), Piece(words.TRUE_WORDS[op]), *right]

    def _labels(self, e: ex.Expr) -> dict[int, str]:
        name = next(iter(ex.names(e)), "")
        return getattr(self.things.get(name), "labels", {}) or {}

    def _code(self, e: ex.Expr, code: int) -> str:
        label = self._labels(e).get(code)
        return f"“{label}”" if label else str(code)

    # Numbers

    def unit(self, e: ex.Expr) -> str:
        """Of the first quantity in a sum; "" for a bare number or a quotient of unknown unit."""
        if isinstance(e, ex.Name):
            return self.things[e.id].unit
        if isinstance(e, ex.Aggregate):
            return self.things[e.of].unit if e.fn == "total" else "people"
        if isinstance(e, ex.Arith) and e.op in "*//":
            return ""
        return next((u for c in e.children() if (u := self.unit(c))), "")

    def value(self, e: ex.Expr, unit: str, level: int = LOOSE) -> Pieces:
        """A number in words, in brackets when it binds looser than `level` wants."""
        found = self._called(e) or self._plain(e, unit)
        return found[1] if found[0] >= level else [Piece("（"), *found[1], Piece("）")]

    def _plain(self, e: ex.Expr, unit: str) -> tuple[int, Pieces]:
        if isinstance(e, ex.Const):
            return ATOM, [Piece("零" if e.value == 0 else words.amount(e.value, unit) if unit else str(e.value))]
        if isinstance(e, ex.Name):
            return ATOM, self.term(e.id)
        if isinstance(e, ex.Aggregate):
            return PRODUCT, self._aggregate(e)
        if isinstance(e, ex.Given):
            default = self._code(e.x, e.default.value) if unit in ("", "code") and self._labels(e.x) else None
            return ATOM, [*self.value(e.x, unit, ATOM), Piece("（不明的按"),
                          *([Piece(default)] if default else self.value(e.default, self.unit(e.x))), Piece("）")]
        if isinstance(e, ex.Extreme):
            return self._extreme(e, unit)
        if isinstance(e, ex.Neg):
            return PRODUCT, [Piece("负的"), *self.value(e.x, unit, ATOM)]
        if isinstance(e, ex.Choose):
            return LOOSE, [Piece("如果"), *self.holds(e.cond), Piece("则为"), *self.value(e.then, unit, SUM), Piece("，否则为"),
                           *self.value(e.other, unit, SUM)]
        if isinstance(e, ex.Arith):
            return self._product(e) if e.op == "*" else self._sum(e, unit)
        raise TypeError(f"no words for {type(e).__name__}")

    def _sum(self, e: ex.Arith, unit: str) -> tuple[int, Pieces]:
        plus, minus = _signed(e, True)
        added = joined([self.value(x, unit, PRODUCT) for x in plus], "、")
        if len(plus) > 1:
            added.append(Piece("之和"))
        if not minus:
            return SUM, added
        return SUM, [*added, Piece("减去"), *joined([self.value(x, unit, PRODUCT) for x in minus], "、")]

    def _product(self, e: ex.Arith) -> tuple[int, Pieces]:
        return PRODUCT, joined([self.value(x, "", PRODUCT) for x in _factors(e)], "乘以")

    def _extreme(self, e: ex.Extreme, unit: str) -> tuple[int, Pieces]:
        limits = [x for x in e.items if isinstance(x, ex.Const)]
        others = [x for x in e.items if not isinstance(x, ex.Const)]
        if len(limits) == len(others) == 1:
            limit = self.value(limits[0], unit or self.unit(others[0]))
            word = "为负的" if (e.fn, limits[0].value) == ("max", 0) else "不足" if e.fn == "max" else "超过"
            note = [Piece(word), *([] if word == "为负的" else [*limit, Piece("的")]), Piece("按"), *limit]
            if isinstance(others[0], ex.Name):
                return ATOM, [*self.value(others[0], unit), Piece("（"), *note, Piece("）")]
            return LOOSE, [*self.value(others[0], unit, SUM), Piece("，"), *note]
        items = joined([self.value(x, unit, PRODUCT) for x in e.items], "、")
        return SUM, [*items, Piece("中的最高者" if e.fn == "max" else "中的最低者")]

    def _called(self, e: ex.Expr) -> tuple[int, Pieces] | None:
        """A helper's shape told by its phrase, or by its title where it has none."""
        for helper in self.helpers:
            found: dict[str, ex.Expr] = {}
            if isinstance(helper.expression, ex.Name | ex.Const) or not _matches(helper.expression, e, found):
                continue
            parts = {n: self.value(found[n], "", ATOM if n == "b" else PRODUCT) for n in helper.parameters if n in found}
            if helper in PHRASES:
                return LOOSE, _filled(PHRASES[helper], parts)
            return ATOM, [Piece(f"{helper.title}（"), *joined(list(parts.values()), "，"), Piece("）")]
        return None

    # Names

    def name(self, name: str) -> Piece:
        return Piece(f"“{self.things[name].title}”", name)

    def term(self, name: str) -> Pieces:
        """A quantity by its title; a parameter or reading, the first time, with what is in force."""
        thing = self.things[name]
        pieces = [Piece(f"{'口径' if isinstance(thing, Reading) else ''}“{thing.title}”", name)]
        now = in_force(self.world, name) if isinstance(thing, Parameter | Reading) and name not in self.explained else ""
        self.explained.add(name)
        return [*pieces, Piece(f"（{now}）")] if now else pieces

    def _among(self, e: ex.Aggregate) -> Pieces:
        members = self.things[e.of].entity.title if isinstance(self.things[e.of], Rule | Input) else "成员"
        return [Piece("符合"), self.name(e.where), Piece(f"的{members}")] if e.where else [Piece(f"全部{members}")]

    def _aggregate(self, e: ex.Aggregate) -> Pieces:
        if e.fn == "total":
            return [*self._among(e), Piece("的"), self.name(e.of), Piece("之和")]
        return [*self._among(e), Piece("中"), self.name(e.of), Piece("的个数")]


def bracketed(pieces: Pieces, tight: bool) -> Pieces:
    return [Piece("（"), *pieces, Piece("）")] if tight else pieces


def joined(parts: Sequence[Pieces], word: str) -> Pieces:
    return [p for i, part in enumerate(parts) for p in ([Piece(word)] if i else []) + part]


def _filled(phrase: str, parts: dict[str, Pieces]) -> Pieces:
    pieces: Pieces = []
    for bit in phrase.replace("{", "}").split("}"):
        pieces += parts.get(bit) or [Piece(bit)]
    return pieces


def _signed(e: ex.Expr, plus: bool) -> tuple[list[ex.Expr], list[ex.Expr]]:
    """What is added and what is taken off, of a chain of + and -."""
    if not isinstance(e, ex.Arith) or e.op not in "+-":
        return ([e], []) if plus else ([], [e])
    left, right = _signed(e.a, plus), _signed(e.b, plus if e.op == "+" else not plus)
    return left[0] + right[0], left[1] + right[1]


def _factors(e: ex.Expr) -> list[ex.Expr]:
    return [*_factors(e.a), *_factors(e.b)] if isinstance(e, ex.Arith) and e.op == "*" else [e]


def _matches(pattern: ex.Expr, e: object, found: dict[str, ex.Expr]) -> bool:
    """Has `e` the shape of a helper whose parameters are the names in `pattern`? Fills `found`."""
    if isinstance(pattern, ex.Name):
        return found.setdefault(pattern.id, e) == e
    if not isinstance(pattern, ex.Expr):
        return pattern == e
    if type(pattern) is not type(e):
        return False
    for f in fields(pattern):
        if f.compare:
            want, have = getattr(pattern, f.name), getattr(e, f.name)
            pairs = list(zip(want, have, strict=False)) if isinstance(want, tuple) else [(want, have)]
            if (isinstance(want, tuple) and len(want) != len(have)) or not all(_matches(w, h, found) for w, h in pairs):
                return False
    return True
