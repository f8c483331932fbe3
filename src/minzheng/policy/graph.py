"""Links the rules in force on one day into a graph: names to quantities, types, what can be unknown, in which order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from minzheng.policy import expressions as ex
from minzheng.policy.checks import Kind, Kinds, Range, Ranges, unit_words
from minzheng.policy.entities import UNITS, Entity, Input
from minzheng.policy.errors import CircularDefinition, LanguageError, ParameterError, UnknownQuantity, hint, nearest
from minzheng.policy.parameters import Parameter, Reading, Value
from minzheng.policy.rules import Rule, RuleSet

AREA = "area"  # the quantity whose 12-digit code chooses between national and local values
AREA_DIGITS = 12


@dataclass(eq=False)
class Quantity:
    """A node: an input, a rule, or a parameter whose value depends on the row. `expression` of an input is None."""

    name: str
    title: str
    unit: str
    entity: Entity
    type: str  # int | bool
    origin: Input | Rule | Parameter
    expression: ex.Expr | None
    nullable: bool = False
    own_mask: bool = False  # can be unknown by itself: an input to record, a parameter to publish
    range: Range = None  # the least and the greatest it can be; None: always unknown
    names: list[str] = field(default_factory=list)  # quantities of the row (or of what it belongs to) it reads
    aggregates: list[ex.Aggregate] = field(default_factory=list)

    @property
    def needs(self) -> list[str]:
        return list(dict.fromkeys([*self.names, *(n for a in self.aggregates for n in a.names)]))


@dataclass
class Graph:
    day: date
    quantities: dict[str, Quantity]  # in an order in which each comes after what it needs
    constants: dict[str, int]  # scalar parameters and readings
    values: dict[str, tuple[Value, ...]]  # parameters in force that some rule reads
    readings: dict[str, str]  # readings that some rule reads → option in force
    constant_words: dict[str, tuple[str, str]]  # title and unit of each constant

    @property
    def unknowns(self) -> frozenset[str]:
        return frozenset(q.name for q in self.quantities.values() if q.nullable)

    def closure(self, outputs: list[str]) -> list[str]:
        """Everything needed for `outputs`, in order."""
        wanted, todo = set(), list(outputs)
        while todo:
            name = todo.pop()
            if name not in wanted:
                wanted.add(name)
                todo += self.quantities[name].needs
        return [n for n in self.quantities if n in wanted]


def link(rules: RuleSet, day: date, parameters: dict[str, Parameter], readings: dict[str, Reading],
         options: dict[str, str]) -> Graph:
    """The graph of the day. Raises UnknownName, CircularDefinition, LanguageError, NotPublished, ParameterError."""
    return _Linker(rules, day, parameters, readings, options).graph()


Place = tuple[str, int]  # file and line


class _Linker:
    def __init__(self, rules, day, parameters, readings, options):
        self.day, self.parameters, self.readings, self.options = day, parameters, readings, options
        self.rules = {r.name: r for r in rules.rules if r.holds_on(day)}
        self.variants = rules.rules
        self.inputs = {i.name: i for i in rules.inputs}
        self.constants: dict[str, int] = {}
        self.values: dict[str, tuple[Value, ...]] = {}
        self.done: dict[str, Quantity] = {}
        self.path: list[str] = []
        self.places: list[Place] = []  # where each name of the path is read
        self.all_names = {*(r.name for r in rules.rules), *self.inputs, *parameters, *readings}
        self._distinct()

    def _distinct(self) -> None:
        declared = {**{i.name: i.where for i in self.inputs.values()}, **{r.name: r.where for r in self.variants}}
        for p in (*self.parameters.values(), *self.readings.values()):
            if p.unit not in UNITS:
                near = nearest(p.unit, UNITS)
                raise ParameterError(f"“{p.title}”（{p.name}）的单位 {p.unit!r} 不在单位表内，请改用：{'、'.join(near or UNITS)}")
            if p.name in declared or (p.name in self.parameters and p.name in self.readings):
                other = declared.get(p.name, "口径文件")
                raise ParameterError(f"名称重复（事实、规则、参数、口径不得同名）：{p.name} 已在 {other} 使用，请把其中一个改名")

    def graph(self) -> Graph:
        for i in self.inputs.values():
            limits = (0, 1) if i.type == "bool" else (i.low, i.high)
            self.done[i.name] = Quantity(i.name, i.title, i.unit, i.entity, i.type, i, None,
                                         i.missing == "review", i.missing == "review", limits)
        for r in self.rules.values():
            self.quantity(r.name, (r.source.file, r.source.line))
        used = {n for n in self.constants if n in self.readings}
        return Graph(self.day, self.done, self.constants, self.values, {n: self.options[n] for n in sorted(used)},
                     {n: (x.title, x.unit) for n in self.constants for x in [self.parameters.get(n) or self.readings[n]]})

    def quantity(self, name: str, place: Place) -> Quantity | None:
        """The linked quantity, read at `place`; None for a constant."""
        if name in self.done:
            return self.done[name]
        if name in self.constants:
            return None
        if name in self.path:
            start = self.path.index(name)
            raise CircularDefinition([*self.path[start:], name], [*self.places[start + 1:], place])
        if name in self.readings:
            self.constants[name] = self.readings[name].option(self.options[name]).value
            return None
        self.path.append(name)
        self.places.append(place)
        if name in self.rules:
            found = self._rule(self.rules[name])
        elif name in self.parameters:
            found = self._parameter(self.parameters[name])
        else:
            raise self._unknown(name, place)
        self.path.pop()
        self.places.pop()
        if found:
            self.done[name] = found
        return found

    def _unknown(self, name: str, place: Place) -> UnknownQuantity:
        others = sorted((r for r in self.variants if r.name == name), key=lambda r: r.since or self.day)
        if others:
            told = ", ".join(f"{r.where} {r.since or '…'} to {r.until or '…'}" for r in others)
            return UnknownQuantity(*place, f"no variant of {name!r} holds on {self.day}: {told}",
                                   "since= and until= that meet, or a variant for the days between that says what holds then")
        return UnknownQuantity(*place, f"unknown quantity {name!r} on {self.day}{hint(name, self.all_names)}",
                               "the name of an input, rule, parameter or reading; or declare it")

    def _parameter(self, p: Parameter) -> Quantity | None:
        values = self.values[p.name] = p.on(self.day)
        if not p.by and values[0].area == "":
            self.constants[p.name] = values[0].table[()]
            return None
        by = [self._by(p, n) for n in p.by]
        home = [*by, *([self._by(p, AREA)] if any(v.area for v in values) else [])]
        entity = next((q.entity for q in home if all(_sees(q.entity, o.entity) for o in home)), None)
        if entity is None:
            raise ParameterError(f"{p.file}：参数“{p.title}”（{p.name}）的 by 分属互不相关的对象："
                                 + "、".join(f"{q.name}（{q.entity.title}）" for q in home) + "。请改用同一对象或其上级的量")
        expression = _by_area(values, list(zip(p.by, by, strict=True)), 0)
        limits = self._ranges(entity, lambda e, what, instead: ParameterError(f"{p.file} {p.name}: {what}. {instead}")).of(expression)
        return self._finish(Quantity(p.name, p.title, p.unit, entity, "int", p, expression, range=limits), own=True)

    def _by(self, p: Parameter, name: str) -> Quantity:
        if name not in self.all_names:
            near = "、".join(nearest(name, self.all_names))
            raise ParameterError(f"{p.file}：参数“{p.title}”（{p.name}）的 by 中没有名为“{name}”的量" + (f"，相近的有：{near}" if near else ""))
        found = self.quantity(name, (p.file, 0))
        if found is None:
            raise ParameterError(f"{p.file}：参数“{p.title}”（{p.name}）的 by 中“{name}”对所有人相同，不能据以分列。请改用逐户或逐人的量")
        return found

    def _rule(self, r: Rule) -> Quantity:
        found = {n: self.quantity(n, (r.source.file, _line(r, n))) for n in r.parameters}
        self._places_fit(r, found)

        def wrong(e: ex.Expr, what: str, instead: str) -> LanguageError:
            return LanguageError(r.source.file, e.line or r.source.line, f"rule {r.name}: {what}", instead)

        expression = ex.substitute(r.expression, {n: ex.Const(self.constants[n]) for n, q in found.items() if q is None})
        kind, units = Kinds(self._kind, wrong).of(r.expression)
        if (kind == "bool") != (r.unit == "yes_no"):
            raise wrong(r.expression, f"gives a {'yes/no' if kind == 'bool' else 'number'} but says unit={r.unit!r}",
                        'unit="yes_no" exactly for yes/no rules')
        if r.unit not in units:
            raise wrong(r.expression, f"says unit={r.unit!r} but gives {unit_words(units)}",
                        f"unit=\"{sorted(units)[0]}\", or multiply or divide to come to {r.unit}")
        limits = self._ranges(r.entity, wrong).of(expression)
        return self._finish(Quantity(r.name, r.title, r.unit, r.entity, kind, r, expression, range=limits), own=False)

    def _places_fit(self, r: Rule, found: dict[str, Quantity | None]) -> None:
        """Is each quantity where the rule takes it from: its own row, what it belongs to, or its members?"""
        for x in ex.walk(r.expression):
            for n in x.names if isinstance(x, ex.Aggregate) else (x.id,) if isinstance(x, ex.Name) else ():
                q = found[n]
                if isinstance(x, ex.Aggregate) and (q is None or r.entity not in q.entity.belongs_to):
                    whose = "the same for all" if q is None else f"a quantity of a {q.entity.name}"
                    raise LanguageError(r.source.file, x.line, f"rule {r.name}: {ex.written(x)}: {n!r} is {whose}, "
                                        f"not of the members of a {r.entity.name}", f"{n} by itself, or a rule on the member's entity")
                if isinstance(x, ex.Name) and q is not None and not _sees(r.entity, q.entity):
                    members = r.entity in q.entity.belongs_to
                    instead = f"total({n}), any_member({n}) or count({n})" if members else f"a quantity that a {r.entity.name} can see"
                    raise LanguageError(r.source.file, x.line, f"rule {r.name}: {n!r} is a quantity of each {q.entity.name}, "
                                        f"not of a {r.entity.name}", instead)
                if isinstance(x, ex.Aggregate) and q.entity is not found[x.of].entity:
                    raise LanguageError(r.source.file, x.line, f"rule {r.name}: {ex.written(x)} mixes two kinds of members: "
                                        f"{found[x.of].entity.name} and {q.entity.name}", "a condition on the same members")

    def _kind(self, name: str) -> Kind:
        if name in self.done:
            return self.done[name].type, frozenset({self.done[name].unit})
        return "int", frozenset({(self.parameters.get(name) or self.readings[name]).unit})

    def _ranges(self, entity: Entity, wrong) -> Ranges:
        return Ranges(lambda n: self.done[n].range, entity.members, wrong, self._narrow)

    def _narrow(self, e: ex.Expr) -> str:
        """Which inputs to narrow: the widest below the expression."""
        below, todo = {}, list({*ex.names(e), *(n for a in ex.aggregates(e) for n in a.names)})
        while todo:
            q = self.done[todo.pop()]
            if q.name not in below:
                below[q.name] = q
                todo += q.needs
        inputs = sorted((q for q in below.values() if isinstance(q.origin, Input) and q.type == "int"),
                        key=lambda q: (q.range[0] - q.range[1], q.name))
        told = ", ".join(f"{q.name} ({q.range[0]:,} to {q.range[1]:,}{'; ' + q.origin.where if q.origin.where else ''})" for q in inputs[:3])
        return f"narrower low= and high= on the widest inputs below it: {told}" if told else "smaller numbers"

    def _finish(self, q: Quantity, own: bool) -> Quantity:
        unknowns = {n for n, other in self.done.items() if other.nullable}
        q.names, q.aggregates = ex.names(q.expression), ex.aggregates(q.expression)
        q.nullable = ex.nullable(q.expression, unknowns)
        q.own_mask = own and q.nullable
        return q


def _line(r: Rule, name: str) -> int:
    """The first line of the rule that reads the name."""
    lines = [x.line for x in ex.walk(r.expression) if name in (x.names if isinstance(x, ex.Aggregate) else (getattr(x, "id", None),))]
    return min((n for n in lines if n), default=r.source.line)


def _sees(entity: Entity, other: Entity) -> bool:
    return other is entity or other in entity.belongs_to


def _by_area(values: tuple[Value, ...], by: list, i: int) -> ex.Expr:
    if i == len(values):
        return ex.Const(None)
    inner = _by_codes(values[i].table, by)
    if not values[i].area:
        return inner
    return ex.Choose(_within(values[i].area), inner, _by_area(values, by, i + 1))


def _by_codes(table: dict[tuple[int, ...], int], by: list) -> ex.Expr:
    """A code of `area` in a table stands for all areas that begin so, the longest first; other codes stand for themselves."""
    if not by:
        return ex.Const(table[()])
    name, quantity = by[0]
    subs = {code: _by_codes({k[1:]: v for k, v in table.items() if k[0] == code}, by[1:]) for code in sorted({k[0] for k in table})}
    if quantity.type == "bool":
        return ex.Choose(ex.Name(name), subs.get(1, ex.Const(None)), subs.get(0, ex.Const(None)))
    chain: ex.Expr = ex.Const(None)
    for code in sorted(subs, key=lambda c: len(str(c))) if name == AREA else reversed(subs):
        cond = _within(str(code)) if name == AREA else ex.Compare("==", ex.Name(name), ex.Const(code))
        chain = ex.Choose(cond, subs[code], chain)
    return chain


def _within(prefix: str) -> ex.Expr:
    """Does the row's area code begin so?"""
    return ex.Compare("==", ex.Arith("//", ex.Name(AREA), ex.Const(10 ** (AREA_DIGITS - len(prefix)))), ex.Const(int(prefix)))
