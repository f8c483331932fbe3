"""Links the rules in force on one day into a graph: names to quantities, types, what can be unknown, in which order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from minzheng.policy import expressions as ex
from minzheng.policy.entities import Entity, Input
from minzheng.policy.errors import CircularDefinition, LanguageError, ParameterError, unknown
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


class _Linker:
    def __init__(self, rules, day, parameters, readings, options):
        self.day, self.parameters, self.readings, self.options = day, parameters, readings, options
        self.rules = {r.name: r for r in rules.rules if r.holds_on(day)}
        self.inputs = {i.name: i for i in rules.inputs}
        self.constants: dict[str, int] = {}
        self.values: dict[str, tuple[Value, ...]] = {}
        self.done: dict[str, Quantity] = {}
        self.path: list[str] = []
        self.all_names = {*(r.name for r in rules.rules), *self.inputs, *parameters, *readings}
        self._distinct(rules)

    def _distinct(self, rules: RuleSet) -> None:
        kinds = [set(self.inputs), {r.name for r in rules.rules}, set(self.parameters), set(self.readings)]
        for i, a in enumerate(kinds):
            for b in kinds[i + 1:]:
                if a & b:
                    raise ParameterError(f"名称重复（事实、规则、参数、口径不得同名）：{'、'.join(sorted(a & b))}")

    def graph(self) -> Graph:
        for i in self.inputs.values():
            self.done[i.name] = Quantity(i.name, i.title, i.unit, i.entity, i.type, i, None,
                                         i.missing == "review", i.missing == "review")
        for name in self.rules:
            self.quantity(name, "")
        used = {n for n in self.constants if n in self.readings}
        return Graph(self.day, self.done, self.constants, self.values, {n: self.options[n] for n in sorted(used)},
                     {n: (x.title, x.unit) for n in self.constants for x in [self.parameters.get(n) or self.readings[n]]})

    def quantity(self, name: str, where: str) -> Quantity | None:
        """The linked quantity; None for a constant."""
        if name in self.done:
            return self.done[name]
        if name in self.constants:
            return None
        if name in self.path:
            raise CircularDefinition([*self.path[self.path.index(name):], name])
        if name in self.readings:
            self.constants[name] = self.readings[name].option(self.options[name]).value
            return None
        self.path.append(name)
        if name in self.rules:
            found = self._rule(self.rules[name])
        elif name in self.parameters:
            found = self._parameter(self.parameters[name], where)
        else:
            raise unknown("quantity", name, self.all_names, f"{where} on {self.day}" if where else "")
        self.path.pop()
        if found:
            self.done[name] = found
        return found

    def _parameter(self, p: Parameter, where: str) -> Quantity | None:
        values = self.values[p.name] = p.on(self.day)
        if not p.by and values[0].area == "":
            self.constants[p.name] = values[0].table[()]
            return None
        by = [self.quantity(n, where) for n in p.by]
        local = any(v.area for v in values)
        home = [q for q in [*by, self.quantity(AREA, where) if local else None] if q]
        entity = next((q.entity for q in home if all(_sees(q.entity, o.entity) for o in home)), None)
        if entity is None:
            raise ParameterError(f"参数“{p.title}”（{p.name}）的 by 分属互不相关的对象")
        expression = _by_area(values, list(zip(p.by, by, strict=True)), 0)
        return self._finish(Quantity(p.name, p.title, p.unit, entity, "int", p, expression), own=True)

    def _rule(self, r: Rule) -> Quantity:
        found = {n: self.quantity(n, r.where) for n in r.parameters}
        constants = {n: ex.Const(self.constants[n]) for n, q in found.items() if q is None}
        for a in ex.aggregates(r.expression):
            for n in a.names:
                if found[n] is None or r.entity not in found[n].entity.belongs_to:
                    raise _wrong(r, f"{a.fn}({n}): {n!r} is not a quantity of the members of a {r.entity.name}",
                                 "a rule on the member's entity")
        for n in ex.names(r.expression):
            if found[n] is not None and not _sees(r.entity, found[n].entity):
                raise _wrong(r, f"{n!r} is a quantity of each {found[n].entity.name}, not of a {r.entity.name}",
                             f"total({n}), any_member({n}) or count({n})")
        expression = ex.substitute(r.expression, constants)
        q = Quantity(r.name, r.title, r.unit, r.entity, "int", r, expression)
        q.type = self._type(r, expression)
        if (q.type == "bool") != (r.unit == "yes_no"):
            raise _wrong(r, f"{r.name} gives {q.type} but says unit={r.unit!r}", "unit=\"yes_no\" exactly for yes/no rules")
        self._divisors(r, expression)
        return self._finish(q, own=False)

    def _finish(self, q: Quantity, own: bool) -> Quantity:
        unknowns = {n for n, other in self.done.items() if other.nullable}
        q.names, q.aggregates = ex.names(q.expression), ex.aggregates(q.expression)
        q.nullable = ex.nullable(q.expression, unknowns)
        q.own_mask = own and q.nullable
        return q

    def _divisors(self, r: Rule, e: ex.Expr) -> None:
        published = {n: ex.Const(1) for n, vs in self.values.items() if all(x > 0 for v in vs for x in v.table.values())}
        for x in ex.walk(e):
            if isinstance(x, ex.Arith) and x.op == "//" and not ex.positive(ex.substitute(x.b, published)):
                raise _wrong(r, "divides by something that may be zero or negative", "x // max(1, n)")

    def _type(self, r: Rule, e: ex.Expr) -> str:
        """Checks the types below `e`; yes/no and numbers never mix."""
        def want(x: ex.Expr, kind: str, instead: str) -> None:
            if self._type(r, x) != kind:
                raise _wrong(r, f"uses a {'number as yes/no' if kind == 'bool' else 'yes/no as a number'}", instead)

        if isinstance(e, ex.Const):
            return "bool" if isinstance(e.value, bool) else "int"
        if isinstance(e, ex.Name):
            return self.done[e.id].type
        if isinstance(e, ex.Aggregate):
            needed = [("int" if e.fn == "total" else "bool", e.of), *([("bool", e.where)] if e.where else [])]
            for kind, n in needed:
                want(ex.Name(n), kind, "total of numbers; any_member and count of yes/no; where=yes/no")
            return "bool" if e.fn == "any_member" else "int"
        if isinstance(e, ex.And | ex.Or | ex.Not):
            for x in e.children():
                want(x, "bool", "a comparison, e.g. x > 0")
            return "bool"
        if isinstance(e, ex.Choose):
            want(e.cond, "bool", "a comparison, e.g. x > 0")
        same = {self._type(r, x) for x in e.children() if not (isinstance(e, ex.Choose) and x is e.cond)}
        if isinstance(e, ex.Choose | ex.Given):
            if len(same) > 1:
                raise _wrong(r, "gives a number on one path and yes/no on another", "the same kind on all paths")
            return same.pop()
        if same != {"int"}:
            raise _wrong(r, "uses a yes/no as a number", "`1 if x else 0`, or `x` / `not x` in place of x == 1")
        return "bool" if isinstance(e, ex.Compare | ex.Member) else "int"


def _wrong(r: Rule, what: str, instead: str) -> LanguageError:
    return LanguageError(r.source.file, r.source.line, f"rule {r.name}: {what}", instead)


def _sees(entity: Entity, other: Entity) -> bool:
    return other is entity or other in entity.belongs_to


def _by_area(values: tuple[Value, ...], by: list, i: int) -> ex.Expr:
    if i == len(values):
        return ex.Const(None)
    inner = _by_codes(values[i].table, by)
    if not values[i].area:
        return inner
    divisor = 10 ** (AREA_DIGITS - len(values[i].area))
    within = ex.Compare("==", ex.Arith("//", ex.Name(AREA), ex.Const(divisor)), ex.Const(int(values[i].area)))
    return ex.Choose(within, inner, _by_area(values, by, i + 1))


def _by_codes(table: dict[tuple[int, ...], int], by: list) -> ex.Expr:
    if not by:
        return ex.Const(table[()])
    name, quantity = by[0]
    subs = {code: _by_codes({k[1:]: v for k, v in table.items() if k[0] == code}, by[1:]) for code in sorted({k[0] for k in table})}
    if quantity.type == "bool":
        return ex.Choose(ex.Name(name), subs.get(1, ex.Const(None)), subs.get(0, ex.Const(None)))
    chain: ex.Expr = ex.Const(None)
    for code, sub in reversed(subs.items()):
        chain = ex.Choose(ex.Compare("==", ex.Name(name), ex.Const(code)), sub, chain)
    return chain
