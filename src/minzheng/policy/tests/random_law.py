"""Random laws: rule sets over three entities, written out as the Python that an author would write.

`draw_law(draw)` gives the source, `draw_country(draw)` facts for it. Numbers stay small: a rule that could grow is clipped,
as an author would have to when the engine refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

HEAD = '''
from minzheng.policy import Entity, any_member, count, given, input_, rule, total
from minzheng.policy.rounding import ceil_to, divide_ceil, divide_half_up, floor_to

town = Entity("town", "镇", "town_id", "towns")
house = Entity("house", "户", "house_id", "houses", (town,))
soul = Entity("soul", "人", "soul_id", "souls", (house, town))
FACTS = [
    input_(town, "area", title="地区", unit="code", missing="review", low=0),
    input_(town, "coal", title="煤", unit="count", missing="zero", low=-9, high=9),
    input_(house, "rent", title="租", unit="count", missing="review", low=-99, high=99),
    input_(house, "rooms", title="间", unit="count", missing="zero", low=1, high=9),
    input_(house, "urban", title="城", unit="yes_no", missing="review"),
    input_(soul, "wage", title="工资", unit="count", missing="review", low=-99, high=99),
    input_(soul, "debt", title="债", unit="count", missing="zero", low=0, high=99),
    input_(soul, "ill", title="病", unit="yes_no", missing="review"),
    input_(soul, "kin", title="关系", unit="count", missing="zero", low=0, high=3),
]
'''
PARAMETERS = '''
base: {title: 基数, unit: count, values: {2000-01-01: {value: 7, document: 令}}}
by_kin: {title: 按关系, unit: count, by: [kin], values: {2000-01-01: {value: {0: 3, 1: -4, 2: 5}, document: 令}}}
by_place:
  title: 按地区与城乡
  unit: count
  by: [area, urban]
  values:
    2000-01-01: {value: {50: {1: 10, 0: 20}, 5001: {1: 30}, 51: {1: 40, 0: -50}}, document: 令}
local: {title: 地方值, unit: count, values: {2000-01-01: {value: 6, document: 令}}}
'''
LOCAL = '_area: "5001"\nlocal: {values: {2000-01-01: {value: -8, document: 令}}}\n'

PARENTS = {"town": (), "house": ("town",), "soul": ("house", "town")}
START = {  # names by entity and type; each with the greatest it can be
    "town": {"int": {"coal": 9, "local": 8}, "bool": {}},
    "house": {"int": {"rent": 99, "rooms": 9, "by_place": 50}, "bool": {"urban": 1}},
    "soul": {"int": {"wage": 99, "debt": 99, "by_kin": 5}, "bool": {"ill": 1}},
}
LARGE = 10**6


@dataclass
class Law:
    """What is written so far: names to choose from, and the source."""

    known: dict = field(default_factory=lambda: {e: {t: dict(n) for t, n in kinds.items()} for e, kinds in START.items()})
    source: list[str] = field(default_factory=list)
    names: list[tuple[str, str, str]] = field(default_factory=list)  # entity, type, name


@dataclass
class Writer:
    """One rule's expression: `used` gathers the parameters it needs. Numbers come with the greatest they can be."""

    draw: object
    law: Law
    entity: str
    used: dict = field(default_factory=dict)

    def pick(self, options):
        return self.draw(st.sampled_from(list(options)))

    def name(self, kind: str, entities) -> tuple[str, int] | None:
        names = {n: b for e in entities for n, b in self.law.known[e][kind].items()}
        if not names:
            return None
        name = self.pick(sorted(names))
        self.used[name] = None
        return name, names[name]

    def own(self, kind: str):
        return self.name(kind, (self.entity, *PARENTS[self.entity]))

    def members(self) -> list[str]:
        return [e for e, parents in PARENTS.items() if self.entity in parents]

    def number(self, depth: int) -> tuple[str, int]:
        kinds = ["name", "name", "const"] if depth == 0 else [
            "name", "arith", "arith", "product", "divide", "round", "extreme", "choose", "given", "neg", "total", "count"]
        return getattr(self, f"_{self.pick(kinds)}")(depth - 1)

    def _name(self, depth):
        found = None if self.draw(st.integers(0, 4)) == 0 else self.own("int")
        self.used["base"] = None
        return found or ("base", 7)

    def _const(self, depth):
        n = self.draw(st.integers(-12, 12))
        return (f"({n})" if n < 0 else str(n)), abs(n)

    def _arith(self, depth):
        (a, x), (b, y) = self.number(depth), self.number(depth)
        return f"({a} {self.pick('+-')} {b})", x + y

    def _product(self, depth):
        (a, x), n = self.number(depth), self.draw(st.integers(-5, 5))
        return f"({a} * {n})", 5 * x

    def _divide(self, depth):
        (a, x), (b, _) = self.number(depth), self.number(depth)
        return f"({a} // {self.pick([f'max(1, {b})', '3', '7'])})", x + 1

    def _round(self, depth):
        (a, x), (b, _) = self.number(depth), self.number(depth)
        fn, unit = self.pick(["divide_half_up", "divide_ceil", "floor_to", "ceil_to"]), self.pick([f"max(1, min({b}, 50))", "5"])
        return f"{fn}({a}, {unit})", x + 60

    def _extreme(self, depth):
        (a, x), (b, y) = self.number(depth), self.number(depth)
        return f"{self.pick(['max', 'min'])}({a}, {b}, 2)", max(x, y, 2)

    def _choose(self, depth):
        (a, x), (b, y) = self.number(depth), self.number(depth)
        return f"({a} if {self.yes_no(depth)} else {b})", max(x, y)

    def _given(self, depth):
        (a, x), (b, y) = self.number(depth), self.number(depth)
        return f"given({a}, {b})", max(x, y)

    def _neg(self, depth):
        a, x = self.number(depth)
        return f"(-{a})", x

    def _aggregate(self, fn, kind, depth):
        for entity in self.members():
            of = self.name(kind, (entity,))
            where = self.name("bool", (entity,)) if self.draw(st.booleans()) else None
            if of:
                return f"{fn}({of[0]}{f', where={where[0]}' if where else ''})", of[1] * 1000
        return None

    def _total(self, depth):
        return self._aggregate("total", "int", depth) or self.number(0)

    def _count(self, depth):
        return self._aggregate("count", "bool", depth) or self.number(0)

    def yes_no(self, depth: int) -> str:
        if depth <= 0:
            return (self.own("bool") or (f"({self.number(0)[0]} > 0)",))[0]
        kind = self.pick(["name", "compare", "compare", "chain", "member", "and", "or", "not", "given", "any"])
        if kind == "compare":
            return f"({self.number(depth - 1)[0]} {self.pick(['<', '<=', '>', '>=', '==', '!='])} {self.number(depth - 1)[0]})"
        if kind == "chain":
            return f"(-5 < {self.number(depth - 1)[0]} <= {self.number(depth - 1)[0]})"
        if kind == "member":
            return f"({self.number(depth - 1)[0]} {self.pick(['in', 'not in'])} (-1, 0, 2, 5))"
        if kind in ("and", "or"):
            return f"({self.yes_no(depth - 1)} {kind} {self.yes_no(depth - 1)})"
        if kind == "not":
            return f"(not {self.yes_no(depth - 1)})"
        if kind == "given":
            return f"given({self.yes_no(depth - 1)}, {self.pick(['True', 'False'])})"
        any_one = self._aggregate("any_member", "bool", depth) if kind == "any" else None
        return any_one[0] if any_one else self.yes_no(0)

    def expression(self, kind: str) -> tuple[str, int]:
        if kind == "bool":
            return self.yes_no(2), 1
        text, most = self.number(2)
        return (text, most) if most <= LARGE else (f"min({LARGE}, max(-{LARGE}, {text}))", LARGE)


def draw_law(draw) -> Law:
    """Five to nine rules, each from what stands before it; some with two variants by date."""
    law = Law()
    for n in range(draw(st.integers(5, 9))):
        entity, kind = draw(st.sampled_from(list(PARENTS))), draw(st.sampled_from(["int", "bool"]))
        name = f"{entity}_{n}"
        dates = draw(st.sampled_from([[""], [""], [', until="2009-12-31"', ', since="2010-01-01"']]))
        bounds = [_rule(draw, law, entity, kind, name, i, when) for i, when in enumerate(dates)]
        law.known[entity][kind][name] = max(bounds)
        law.names.append((entity, kind, name))
    return law


def _rule(draw, law: Law, entity: str, kind: str, name: str, variant: int, when: str) -> int:
    w = Writer(draw, law, entity)
    (first, x), shape = w.expression(kind), draw(st.sampled_from(["return", "if", "elif"]))
    lines, most = [f"    return {first}"], x
    if shape != "return":
        second, y = w.expression(kind)
        lines, most = [f"    if {w.yes_no(1)}:", f"        return {second}", *lines], max(x, y)
    if shape == "elif":
        third, z = w.expression(kind)
        lines[2:2], most = [f"    elif {w.yes_no(1)}:", f"        return {third}"], max(most, z)
    body = "\n".join(lines)
    parameters = ", ".join(n for n in w.used if _reads(body, n))
    unit = "yes_no" if kind == "bool" else "count"
    law.source.append(f'@rule({entity}, title="试", unit="{unit}", name="{name}"{when})\n'
                      f"def {name}_{variant}({parameters}):\n{body}\n")
    return most


def _reads(body: str, name: str) -> bool:
    words = "".join(c if c.isalnum() or c == "_" else " " for c in body).split()
    return name in words


def draw_country(draw) -> dict:
    """{entity plural: [rows]} with gaps in what is known."""
    def maybe(low, high):
        return draw(st.none() | st.integers(low, high))

    towns = [{"town_id": n, "area": draw(st.sampled_from([500111001000, 501200000000, 510000000000, 440000000000, None])),
              "coal": maybe(-9, 9)} for n in range(draw(st.integers(1, 2)))]
    houses = [{"house_id": n, "town_id": draw(st.integers(0, len(towns) - 1)), "rent": maybe(-99, 99),
               "rooms": draw(st.integers(1, 9)), "urban": maybe(0, 1)} for n in range(draw(st.integers(1, 3)))]
    souls = []
    for n in range(draw(st.integers(0, 5))):
        home = draw(st.sampled_from(houses))
        souls.append({"soul_id": n, "house_id": home["house_id"], "town_id": home["town_id"], "wage": maybe(-99, 99),
                      "debt": maybe(0, 99), "ill": maybe(0, 1), "kin": maybe(0, 3)})
    return {"towns": towns, "houses": houses, "souls": souls}
