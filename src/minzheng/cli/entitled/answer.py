"""One household → what each programme gives it and each of its people, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from minzheng.cli.entitled.roster import Household, Person
from minzheng.cli.entitled.workings import workings
from minzheng.policy import Outcome, Programme, Registry, Trace, World

ENTITLED, REFUSED, UNDETERMINED = "可享", "不符合", "待补充"
WHOLE = "全户"
_TOO_MANY = 4  # sentences on one condition
_AROUND = ("缺少“", "以上用到")  # sentences on what is missing and unconfirmed, which have columns of their own
_VERDICTS = (ENTITLED, UNDETERMINED, REFUSED)


@dataclass(frozen=True)
class Answer:
    """Of one programme for a household (`person` None) or a person. `fails` and `told` are Chinese sentences."""

    programme: Programme
    person: Person | None
    outcome: Outcome
    fails: list[str]
    missing: list[str]
    told: list[str]

    @property
    def verdict(self) -> str:
        return {True: ENTITLED, False: REFUSED, None: UNDETERMINED}[self.outcome.entitled]

    @property
    def amount(self) -> int | None:
        """Fen a month; None where nothing is granted or the programme has no money."""
        return self.outcome.amount if self.outcome.entitled else None


@dataclass(frozen=True)
class Answered:
    """`answers`: the household's first, what is granted before what is not. `sums`: (who, sentences)."""

    answers: list[Answer]
    sums: list[tuple[str, list[str]]]


def answer(world: World, household: Household) -> Answered:
    """All programmes for one household and its people. Raises minzheng.policy.DataError."""
    trace = world.explain(_case(world, household))
    people = {p.row: p for p in household.people}
    order = {p.key: n for n, p in enumerate(programmes(world))}
    found = [_answer(trace, world.programmes.get(o.programme), o, people) for o in trace.outcomes]
    found.sort(key=lambda a: (a.person is not None, a.person.row if a.person else 0, _VERDICTS.index(a.verdict),
                              order[a.programme.key]))
    names = {p.row: p.name for p in household.people}
    rows = [(WHOLE, "household", household.key), *((p.name, "person", p.row) for p in household.people)]
    return Answered(found, [(who, workings(trace, entity, key, names)) for who, entity, key in rows])


@lru_cache(maxsize=8)
def programmes(world: World) -> list[Programme]:
    """A programme that leans on another comes after it."""
    return sorted(world.programmes, key=lambda p: (len(world.graph.closure([*p.outputs, *p.conditions])), p.key))


def _case(world: World, household: Household) -> dict:
    key = {e.name: e.key for e in world.rules.entities}
    asked = {i.name for i in world.inputs("person")}
    persons = []
    for p in household.people:
        derived = {n: v for n, v in (("age", p.age(world.date)), ("sex", p.sex)) if n in asked and v is not None}
        persons.append({key["person"]: p.row, **p.facts, **derived})
    return {"household": {key["household"]: household.key, **household.facts}, "persons": persons}


def _answer(trace: Trace, programme: Programme, o: Outcome, people: dict[int, Person]) -> Answer:
    person = people[o.key] if o.entity == "person" else None
    told = [line.replace("逐项见计算书", "逐项见“说明”表") for line in trace.sentences(programme.key, o.key)]
    return Answer(programme, person, o, _fails(trace, programme, o), _missing(o, people), told)


def _fails(trace: Trace, programme: Programme, o: Outcome) -> list[str]:
    """Each failing condition by its title, and in the words of the counter by how much it fails."""
    if o.entitled is not False:
        return []
    lines, apart = [], replace(trace, world=_taken_apart(trace.world))
    for c in (c for c in o.conditions if c.met is False):
        told = apart.sentences(_part(programme.key, c.name), o.key)[1:]
        told = [line for line in told if not line.startswith(_AROUND)]
        if len(told) == 1 and told[0].startswith(c.title):
            lines.append(told[0])
        elif len(told) > _TOO_MANY:  # a condition that fails because a whole other programme is granted
            lines.append(f"{c.title}：否（理由见“依据与算式”）。")
        else:
            lines.append(f"{c.title}：否。" + "".join(told))
    return lines


@lru_cache(maxsize=8)
def _taken_apart(world: World) -> World:
    """The same world with a programme for every single condition, so that each can be told by itself."""
    parts: Registry[Programme] = Registry("programme")
    for p in world.programmes:
        for name in p.conditions:
            parts.add(_part(p.key, name), replace(p, conditions=(name,), registry=None))
    return replace(world, rules=replace(world.rules, programmes=parts))


def _part(programme: str, condition: str) -> str:
    return f"{programme} {condition}"


def _missing(o: Outcome, people: dict[int, Person]) -> list[str]:
    """What to record before the outcome (or its amount) can be told: 张三：工资性收入（税务）."""
    lines: list[str] = []
    if o.entitled is False:
        return lines
    for m in o.missing:
        who = f"{people[m.key].name}：" if m.entity == "person" and m.key in people else ""
        lines.append(f"{who}{m.title}" + (f"（{'、'.join(m.sources)}）" if m.sources else ""))
    return lines
