"""`@rule` and `@helper`: plain functions that know what they need, what they cite and when they hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import ModuleType

from minzheng.policy.entities import Entity, Input
from minzheng.policy.errors import LanguageError, OverlappingVariants
from minzheng.policy.expressions import Expr
from minzheng.policy.language import Source, compile_function
from minzheng.policy.programmes import Programme, Registry


@dataclass(frozen=True, eq=False)
class Rule:
    """One variant of one quantity. Callable as the function it is: `severely_disabled(1, 5)`."""

    name: str
    entity: Entity
    title: str
    cites: tuple[str, ...]
    since: date | None
    until: date | None  # the last day it holds
    unit: str
    function: Callable
    expression: Expr = field(repr=False)
    source: Source = field(repr=False)

    def __call__(self, *args):
        return self.function(*args)

    @property
    def parameters(self) -> tuple[str, ...]:
        return self.source.parameters

    @property
    def where(self) -> str:
        return f"{self.source.file}:{self.source.line}"

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, eq=False)
class Helper:
    """A function of the language that rules may call; it is written in the language itself and read in place."""

    function: Callable
    title: str
    cites: tuple[str, ...]
    expression: Expr
    parameters: tuple[str, ...]
    is_helper: bool = True

    def __call__(self, *args):
        return self.function(*args)


def _cites(cites: str | Sequence[str]) -> tuple[str, ...]:
    return (cites,) if isinstance(cites, str) else tuple(cites)


def rule(
    entity: Entity, *, title: str, cites: str | Sequence[str] = (), since: str | None = None, until: str | None = None,
    unit: str = "count", name: str | None = None,
) -> Callable[[Callable], Rule]:
    """Declare a rule.

    title  Chinese, shown to users
    cites  "instrument#article", one or several
    since, until  ISO dates, both days included; variants of one quantity share `name` and may not overlap
    unit   fen | fen_12m | count | months | years | dm2 | percent | yes_no | code

    Raises LanguageError at import when the function leaves the small language.
    """

    def declare(function: Callable) -> Rule:
        expression, source = compile_function(function)
        if not title:
            raise LanguageError(source.file, source.line, f"{function.__name__} has no title", "title=\"…\" in Chinese")
        days = [date.fromisoformat(d) if d else None for d in (since, until)]
        return Rule(name or function.__name__, entity, title, _cites(cites), *days, unit, function, expression, source)

    return declare


def helper(*, title: str, cites: str | Sequence[str] = ()) -> Callable[[Callable], Helper]:
    """Declare a function of plain arguments that rules may call."""

    def declare(function: Callable) -> Helper:
        expression, source = compile_function(function)
        return Helper(function, title, _cites(cites), expression, source.parameters)

    return declare


@dataclass(frozen=True, eq=False)
class RuleSet:
    """Everything a line declares in code: entities, inputs, rules (all variants) and programmes."""

    entities: tuple[Entity, ...]
    inputs: tuple[Input, ...]
    rules: tuple[Rule, ...]
    programmes: Registry[Programme]

    @classmethod
    def collect(cls, modules: Sequence[ModuleType], programmes: Registry[Programme]) -> RuleSet:
        """What stands in `modules`. Raises OverlappingVariants, or ValueError when two inputs share a name."""
        things = {id(v): v for m in modules for v in vars(m).values()}.values()
        inputs = tuple(v for v in things if isinstance(v, Input))
        for values in (vars(m).values() for m in modules):
            inputs += tuple(i for v in values if isinstance(v, list | tuple) for i in v if isinstance(i, Input))
        inputs = tuple({id(i): i for i in inputs}.values())
        rules = tuple(v for v in things if isinstance(v, Rule))
        entities = tuple(dict.fromkeys(e for x in (*inputs, *rules) for e in (*x.entity.belongs_to, x.entity)))
        _no_overlap(rules)
        names = [i.name for i in inputs]
        if len(set(names)) != len(names):
            raise ValueError(f"inputs declared twice: {sorted({n for n in names if names.count(n) > 1})}")
        return cls(entities, inputs, rules, programmes)

    def swapped(self, *rules: Rule) -> RuleSet:
        """The same with `rules` in the place of all variants of their names: a law to try out."""
        names = {r.name for r in rules}
        kept = tuple(r for r in self.rules if r.name not in names)
        _no_overlap(rules)
        return RuleSet(self.entities, self.inputs, (*kept, *rules), self.programmes)


def _no_overlap(rules: Sequence[Rule]) -> None:
    for i, a in enumerate(rules):
        for b in rules[i + 1:]:
            if a.name == b.name and (a.since or date.min) <= (b.until or date.max) and (
                (b.since or date.min) <= (a.until or date.max)
            ):
                raise OverlappingVariants(f"two variants of {a.name!r} hold on the same day: {a.where} and {b.where}")


def _pairs(values: Sequence, where: Sequence | None) -> list[tuple]:
    return [(v, True) for v in values] if where is None else list(zip(values, where, strict=True))


def total(values: Sequence[int | None], where: Sequence[bool | None] | None = None) -> int | None:
    """Sum over the members (where the condition holds); unknown when any part that counts is unknown."""
    pairs = [(v, w) for v, w in _pairs(values, where) if w is not False]
    return None if any(v is None or w is None for v, w in pairs) else sum(v for v, _ in pairs)


def any_member(values: Sequence[bool | None], where: Sequence[bool | None] | None = None) -> bool | None:
    """Does it hold for any member? One certain yes is enough; otherwise unknown when any is unknown."""
    flags = [False if v is False or w is False else None if v is None or w is None else True
             for v, w in _pairs(values, where)]
    return True if True in flags else None if None in flags else False


def count(values: Sequence[bool | None], where: Sequence[bool | None] | None = None) -> int | None:
    """For how many members does it hold? Unknown when it is unknown for any."""
    flags = [False if v is False or w is False else None if v is None or w is None else True
             for v, w in _pairs(values, where)]
    return None if None in flags else sum(flags)


def given(value: int | bool | None, default: int | bool) -> int | bool:
    """`value`, or `default` when it is unknown."""
    return default if value is None else value
