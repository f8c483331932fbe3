"""Which open questions (口径) a case hangs on: asked before a decision, and shown beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from minzheng.lines.assistance.programmes import world_on
from minzheng.policy import Outcome


@dataclass(frozen=True)
class Question:
    """With `option` of `reading`, `outcome` would take the place of what the case gives now."""

    reading: str
    title: str
    question: str
    option: str
    option_title: str
    outcome: Outcome


def questions_that_matter(case: Mapping[str, Any], day: date, district: str = "dazu") -> list[Question]:
    """Every other option of every reading in force, one at a time, that changes an entitlement or an amount of the case.
    Empty: the case comes out the same whatever is decided. Raises DataError for unusable facts."""
    world = world_on(day, district)
    now = {(o.programme, o.key): o for o in world.explain(case).outcomes}
    found = []
    for r in world.readings_in_force():
        reading = world.questions[r.name]
        for option in reading.options.values():
            if option.key == r.option:
                continue
            for o in world_on(day, district, {r.name: option.key}).explain(case).outcomes:
                before = now[o.programme, o.key]
                if (o.entitled, o.amount) != (before.entitled, before.amount):
                    found.append(Question(r.name, r.title, r.question, option.key, option.title, o))
    return found
