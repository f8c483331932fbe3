"""One household's difference as people read it: who, what the rules say step by step, what is paid, what is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from minzheng.core.facts.catalogue import catalogue
from minzheng.core.people.models import Household, Person
from minzheng.monitoring.models import Difference
from minzheng.monitoring.registries import Evaluator
from minzheng.policy import Programme, Trace, World
from minzheng.policy.words import amount, citation

SAID_ABOVE = {"relation", "sex", "alive"}  # the page names the members with these


@dataclass(frozen=True, slots=True)
class Condition:
    """`met` None: cannot be determined."""

    title: str
    met: bool | None
    articles: str


@dataclass(frozen=True, slots=True)
class Missing:
    who: str
    title: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One value of the computation. `doubtful`: it rests on a parameter that is not confirmed."""

    title: str
    value: str
    articles: str
    from_: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """`changed`: the facts of today give another answer than the run did."""

    title: str
    entitled: bool | None
    amount: int
    sentences: list[str]
    conditions: list[Condition]
    missing: list[Missing]
    steps: list[Step]
    members: list[tuple[str, list[tuple[str, str]]]]
    parameters: list[dict[str, Any]]
    readings: list[dict[str, Any]]
    continued: list[str]
    changed: bool


def explain(difference: Difference, evaluator: Evaluator) -> Explained:
    """Computed anew from the register as it is now, with the rules of the run's date. Raises Household.DoesNotExist."""
    household, on = difference.household, difference.run.date
    world = evaluator.world_on(on)
    trace = world.explain(evaluator.case_of(household, on))
    paid = next(p for p in evaluator.paid if p.programme == difference.programme)
    programme = world.programmes.get(difference.programme)
    key = difference.person_id if programme.entity.name == "person" else household.pk
    outcome = trace.outcome(programme.key, key)
    names = _names(household)
    told = trace.to_json()
    used = _used(trace, programme)
    return Explained(
        title=programme.title,
        entitled=outcome.entitled,
        amount=(outcome.amount or 0) if outcome.entitled else 0,
        sentences=list(trace.sentences(programme.key, key)),
        conditions=[Condition(c.title, c.met, _articles(c.cites)) for c in outcome.conditions],
        missing=[Missing(names.get(m.key, "全家") if m.entity == "person" else "全家", m.title, m.sources) for m in outcome.missing],
        steps=[_step(world, v, int(household.village_id)) for v in told["values"] if v["kind"] == "rule" and v["entity"] == "household" and v["name"] in used],
        members=[(names.get(k, str(k)), _own_values(trace, k, used)) for k in trace.values["person"]],
        parameters=[_parameter(trace, p) for p in told["parameters"] if p["name"] in used],
        readings=[r for r in told["readings"] if r["name"] in used],
        continued=list(trace.sentences(paid.continued_by)) if paid.continued_by and difference.actual else [],
        changed=_changed(difference, outcome),
    )


def _used(trace: Trace, programme: Programme) -> set[str]:
    """Quantities, parameters and readings that the programme rests on."""
    world = trace.world
    names = world.graph.closure([*programme.outputs, *programme.conditions])
    return set(names) | {read for name in names for read in getattr(world.quantity(name).origin, "parameters", ())}


def _parameter(trace: Trace, told: dict) -> dict[str, Any]:
    """A parameter with its value for this household, as words."""
    name, values = told["name"], trace.values["household"]
    value = trace.world.graph.constants.get(name, next(iter(values.values())).get(name))
    return told | {"value": amount(value, trace.world.unit(name)), "doubtful": told["status"] == "unverified"}


def _step(world: World, value: dict, area: int) -> Step:
    titles = [world.titles.get(name, name) for name in value["inputs"]]
    doubtful = world.doubtful(value["name"], area)
    return Step(value["title"], amount(value["value"], value["unit"]), _articles(value["cites"]), "、".join(titles), doubtful)


def _own_values(trace: Trace, key: int, used: set[str]) -> list[tuple[str, str]]:
    """What is known of one member, and what the rules made of it; nothings left out. Sensitive facts, and a yes or no that would
    give one away, are shown nowhere here: they need a reason (the person's file)."""
    world, told = trace.world, []
    for name, value in trace.values["person"][key].items():
        quantity = world.quantity(name)
        if name in used - SAID_ABOVE and value not in (None, 0, False) and not _gives_away(world, name):
            told.append((quantity.title, amount(value, quantity.unit, getattr(quantity.origin, "labels", None) or None)))
    return told


def _gives_away(world: World, name: str) -> bool:
    """A sensitive fact, a yes or no that rests on one, or a number of the same person made of either, through however many steps:
    beside the other facts, a sum tells what was added. (A number of the whole household gives nobody away.)"""
    if name in catalogue():
        return catalogue()[name].sensitive
    quantity = world.quantity(name)
    if quantity.type == "bool":
        return any(_sensitive_fact(read) for read in world.graph.closure([name]))
    reads = [read for read in quantity.names if read in world.graph.quantities]
    return any(_gives_away(world, r) for r in reads if world.quantity(r).entity is quantity.entity)


def _sensitive_fact(name: str) -> bool:
    return name in catalogue() and catalogue()[name].sensitive


def _articles(cites) -> str:
    return "、".join(citation(c) for c in cites)


def _names(household: Household) -> dict[int, str]:
    rows = Person.objects.filter(memberships__household=household).distinct()
    return {person.pk: person.masked_name for person in rows}


def _changed(difference: Difference, outcome) -> bool:
    """Whether the register of today would no longer give this expectation."""
    if difference.kind in ("dead_paid", "card_expiring"):
        return False
    if difference.kind == "undetermined":
        return outcome.entitled is not None
    return (outcome.amount or 0 if outcome.entitled else 0) != difference.expected


def register_says(household: Household, on: dt.date, programmes: list[str]) -> list:
    """Running entitlements of a household in the month of `on`."""
    month = on.replace(day=1)
    rows = household.entitlements.filter(programme__in=programmes, from_month__lte=month).exclude(until_month__lt=month)
    return list(rows.select_related("standing", "standing__person").order_by("from_month"))
