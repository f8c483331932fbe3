"""`@rule` and `@helper`: plain functions that know what they need, what they cite and when they hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import ModuleType

from minzheng.policy.entities import Entity, Input, caller, known_unit
from minzheng.policy.errors import LanguageError, NameClash, OverlappingVariants
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
    entity: Entity, *, title: str = "", cites: str | Sequence[str] = (), since: str | None = None, until: str | None = None,
    unit: str = "count", name: str | None = None,
) -> Callable[[Callable], Rule]:
    """Declare a rule.

    title  Chinese, shown to users
    cites  "instrument#article", one or several
    since, until  ISO dates, both days included; variants of one quantity share `name` and may not overlap
    unit   one of entities.UNITS; what a known expression gives must match it

    Raises LanguageError at import when the function leaves the small language.
    """
    if not isinstance(entity, Entity):
        raise LanguageError(*caller(2), f"@rule got {entity!r} for an Entity", '@rule(household, title="…", cites="…", unit="…")')

    def declare(function: Callable) -> Rule:
        expression, source = compile_function(function)
        days = _dates(source, function.__name__, since, until)
        if not title:
            raise _wrong(source, f"{function.__name__} has no title", 'title="…" in Chinese')
        known_unit(unit, lambda what, instead: _wrong(source, f"{function.__name__}: {what}", instead))
        return Rule(name or function.__name__, entity, title, _cites(cites), *days, unit, function, expression, source)

    return declare


def _wrong(source: Source, what: str, instead: str) -> LanguageError:
    return LanguageError(source.file, source.line, what, instead)


def _dates(source: Source, name: str, since: str | None, until: str | None) -> tuple[date | None, date | None]:
    try:
        start, end = (date.fromisoformat(d) if d else None for d in (since, until))
    except (ValueError, TypeError):
        raise _wrong(source, f"{name}: since={since!r}, until={until!r} are not dates", 'since="2026-01-01"') from None
    if start and end and start > end:
        raise _wrong(source, f"{name}: since={since} is after until={until}", "the first and the last day it holds")
    return start, end


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
        """What stands in `modules`. Raises OverlappingVariants, NameClash."""
        things = {id(v): v for m in modules for v in vars(m).values()}.values()
        inputs = tuple(v for v in things if isinstance(v, Input))
        for values in (vars(m).values() for m in modules):
            inputs += tuple(i for v in values if isinstance(v, list | tuple) for i in v if isinstance(i, Input))
        inputs = tuple({id(i): i for i in inputs}.values())
        rules = tuple(v for v in things if isinstance(v, Rule))
        entities = tuple(dict.fromkeys(e for x in (*inputs, *rules) for e in (*x.entity.belongs_to, x.entity)))
        _no_clash(inputs, rules)
        _no_overlap(rules)
        return cls(entities, inputs, rules, programmes)

    def swapped(self, *rules: Rule) -> RuleSet:
        """The same with `rules` in the place of all variants of their names: a law to try out."""
        names = {r.name for r in rules}
        kept = tuple(r for r in self.rules if r.name not in names)
        _no_overlap(rules)
        return RuleSet(self.entities, self.inputs, (*kept, *rules), self.programmes)


def _no_clash(inputs: Sequence[Input], rules: Sequence[Rule]) -> None:
    """One name for one thing on one entity."""
    firsts: dict[str, Input | Rule] = {}
    for x in (*inputs, *rules):
        first = firsts.setdefault(x.name, x)
        if first is x:
            continue
        if isinstance(first, Input) or first.entity is not x.entity:
            raise NameClash(*_place(x), f"{x.name!r} is already a quantity of a {first.entity.name}, declared at {first.where}",
                            "another name for one of the two")
        if first.unit != x.unit:
            raise LanguageError(*_place(x), f"{x.name!r} has unit={x.unit!r}, its variant at {first.where} {first.unit!r}",
                                "the same unit for all variants")


def _place(x: Input | Rule) -> tuple[str, int]:
    file, _, line = x.where.rpartition(":")
    return file, int(line or 0)


def _no_overlap(rules: Sequence[Rule]) -> None:
    for i, a in enumerate(rules):
        for b in rules[i + 1:]:
            if a.name == b.name and (a.since or date.min) <= (b.until or date.max) and (
                (b.since or date.min) <= (a.until or date.max)
            ):
                raise OverlappingVariants(
                    *_place(b), f"two variants of {a.name!r} hold on the same day: {b.where} and {a.where}",
                    f"until= on the earlier, the day before since= of the later ({a.since or b.since or 'none says since='})")


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
