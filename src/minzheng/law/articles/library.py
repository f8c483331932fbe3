"""Every line's law on one day, as the pages ask for it: where a name leads, what reads what, which cases speak of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.urls import reverse

from minzheng.law.provisions import amendments
from minzheng.law.registries import BODIES, Body
from minzheng.policy import Input, Parameter, Programme, Reading, Rule, World
from minzheng.policy.cases import Case
from minzheng.policy.clauses import in_force
from minzheng.policy.law import Article, Instrument
from minzheng.policy.prose import Line, Prose, prose

Thing = Rule | Input | Parameter | Reading
PAGES = {Rule: "law:rule", Parameter: "law:value", Reading: "law:question", Input: "law:fact"}
STATES = {
    "implemented": ("由规则计算", "green"), "procedural": ("由办理程序落实", "blue"), "judgement": ("由人判断", "amber"), "outside": ("不涉及个案", "grey"),
}  # fmt: skip


@dataclass(frozen=True)
class Shelf:
    """One line's law on a day. `query`: what to append to addresses so that the reader stays on that day."""

    line: str
    body: Body
    world: World
    query: str = ""

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Those in force."""
        return {r.name: r for r in self.body.rules.rules if r.holds_on(self.world.date)}

    @cached_property
    def things(self) -> dict[str, Thing]:
        """All that has a name, of any day; rules in force before others."""
        w = self.world
        return {**w.questions, **w.parameters, **{i.name: i for i in w.rules.inputs}, **{r.name: r for r in w.rules.rules}, **self.rules}

    def title(self, name: str) -> str:
        return self.things[name].title

    def url(self, name: str) -> str:
        """The page of a rule, parameter, reading or fact."""
        return reverse(PAGES[type(self.things[name])], args=[self.line, name]) + self.query

    def programme_url(self, p: Programme) -> str:
        return reverse("law:programme", args=[p.key]) + self.query

    def told(self, name: str, variant: Rule | None = None) -> list[dict]:
        """The rule as text: nested {"pieces": [(text, address)], "children": […]}."""
        return [self._line(line) for line in _prose(self.world, name, variant).lines]

    def _line(self, line: Line) -> dict:
        return {"pieces": [(p.text, self.url(p.name) if p.name else "") for p in line.pieces], "children": [self._line(c) for c in line.children]}

    def in_force(self, name: str) -> str:
        return in_force(self.world, name)

    def read_by(self, name: str) -> list[Rule]:
        return [r for r in self.rules.values() if name in r.parameters]

    def programmes_of(self, rule: str) -> list[Programme]:
        return [p for p in self.body.rules.programmes if rule in (*p.outputs, *p.conditions)]

    def below(self, names: list[str], kind: type) -> list[str]:
        """Names of that kind which the rules read, themselves or through limits made of nothing else but parameters."""
        found = [n for r in names if r in self.rules for n in self.rules[r].parameters]
        return [n for n in dict.fromkeys(found) if isinstance(self.things[n], kind)]

    def cases_of(self, cite: str) -> list[Case]:
        return [c for c in self.body.cases() if c.source == cite]

    def cases_expecting(self, name: str) -> list[Case]:
        return [c for c in self.body.cases() if any(n == name for n, _ in c.expected)]


@lru_cache(maxsize=1024)
def _prose(world: World, name: str, variant: Rule | None) -> Prose:
    return prose(world, name, variant)


def shelves(day: dt.date, query: str = "") -> list[Shelf]:
    """Of every line. Raises NotPublished (Chinese) where nothing was published for the day."""
    return [shelf(line, day, query) for line, _ in BODIES]


def shelf(line: str, day: dt.date, query: str = "") -> Shelf:
    """Raises UnknownName, NotPublished."""
    body = BODIES.get(line)
    return Shelf(line, body, body.resolve(day, {}, amendments(line), body.rules), query)


def lines_with(instrument: str) -> list[tuple[str, Instrument]]:
    """Lines that keep a register of the instrument, with it."""
    return [(line, found) for line, body in BODIES if (found := body.instruments().get(instrument))]


def instruments() -> dict[str, Instrument]:
    """All registers, by name: the first line's where two keep one."""
    return {name: i for _, body in reversed(list(BODIES)) for name, i in body.instruments().items()}


def readings_about(shelf: Shelf, cite: str, rules: list[str]) -> list[Reading]:
    """Readings that name the article as a source, or that its rules read."""
    read = {n for r in rules if r in shelf.rules for n in shelf.rules[r].parameters}
    return [q for q in shelf.world.questions.values() if q.name in read or any(cite in o.sources for o in q.options.values())]


def neighbours(instrument: Instrument, number: int) -> tuple[Article | None, Article | None, Article | None]:
    """The article before, the article, the one after."""
    at = next((i for i, a in enumerate(instrument.articles) if a.number == number), None)
    if at is None:
        return None, None, None
    return (instrument.articles[at - 1] if at else None), instrument.articles[at], (instrument.articles[at + 1 : at + 2] or (None,))[0]
