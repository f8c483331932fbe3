"""The lines' questions in plain words, and what answers say about facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from minzheng.core import clock
from minzheng.law.interface import BODIES, QUESTIONNAIRES, amendments
from minzheng.policy import Trace, World, ask
from minzheng.policy.parameters import read_yaml


@dataclass(frozen=True)
class Start:
    """What the first screen says. `people`: dicts of relation, age, income (fen a month or None: not known yet), card, illness."""

    urban: int | None
    town: str
    people: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Sheet:
    """One line's questionnaire and the world that it asks for."""

    line: str
    world: World
    declared: dict[str, Any]

    @cached_property
    def inputs(self) -> set[str]:
        return {i.name for i in self.world.rules.inputs}

    @property
    def questions(self) -> dict[str, dict[str, Any]]:
        return self.declared["questions"]

    def case(self, start: Start, answers: dict[tuple[int, str], int | None]) -> dict[str, Any]:
        """As `World.explain` takes it. Answers by person (from 1; 0: the household) and fact; those asked once are the first
        person's."""
        persons = [self._person(n, p) for n, p in enumerate(start.people, 1)]
        home = {"urban": start.urban, "area": int(start.town)}
        for (place, name), value in answers.items():
            if self.questions.get(name, {}).get("once"):
                for row in persons:
                    row[name] = value if row is persons[0] else 0
            elif place:
                persons[place - 1][name] = value
            else:
                home[name] = value
        home = {n: v for n, v in home.items() if n in self.inputs and (n != "urban" or v is not None or (0, n) in answers)}
        keys = ("person_id",)
        return {"household": home, "persons": [{n: v for n, v in row.items() if n in self.inputs or n in keys} for row in persons]}

    def _person(self, place: int, said: dict[str, Any]) -> dict[str, Any]:
        child = self.declared["children"]
        asked = self.questions.keys() | {"age", "relation", "urban", "area"}
        row: dict[str, Any] = {i.name: 0 for i in self.world.inputs("person") if i.missing == "zero" and i.name not in asked}
        row |= self.declared["assumed"] | (child["assumed"] if said["age"] < child["below"] else {})
        row |= {"person_id": place, "age": said["age"], "relation": said["relation"]}
        start = self.declared["start"]
        row |= {} if said["card"] else start["card_no"]
        row |= start["illness_yes"] if said["illness"] else start["illness_no"]
        if said["income"] is not None:
            row |= {n: said["income"] * times for n, times in start["income"].items()}
        return row

    def open_questions(self, start: Start, answers: dict[tuple[int, str], int | None]) -> list[tuple[int, str]]:
        """What still matters: (person, or 0 for the household and what is asked once; fact)."""
        found = []
        for q in ask(self.world, self.case(start, answers)):
            if (text := self.questions.get(q.name)) is not None:
                place = 0 if q.entity == "household" or text.get("once") else q.key
                if all(answers.get((place, name)) == answer for name, answer in text.get("after", {}).items()):
                    found.append((place, q.name))
        return list(dict.fromkeys(found))

    def explain(self, start: Start, answers: dict[tuple[int, str], int | None]) -> Trace:
        return self.world.explain(self.case(start, answers))


def sheets() -> list[Sheet]:
    """Of every line that has one, under the law of today."""
    found = []
    for line, path in QUESTIONNAIRES:
        body = BODIES.get(line)
        found.append(Sheet(line, body.resolve(clock.today(), {}, amendments(line), body.rules), read_yaml(path)))
    return found
