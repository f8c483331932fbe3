"""Asking only what still matters, for made-up households (虚构) crowded around the limits."""

from datetime import date
from random import Random

import pytest

from minzheng.lines.assistance.programmes import world_on
from minzheng.lines.assistance.tests import made_up
from minzheng.policy.ask import ask

WORLD = world_on(date(2026, 11, 1))
STANDARDS = {1: 77500, 0: 65000}


def households(number):
    for home, persons in made_up.many(20261101, number, STANDARDS):
        yield {"households": [home], "persons": persons}


def told(case):
    return [(o.programme, o.key, o.entitled, o.amount) for o in WORLD.explain(case).outcomes]


def answer_all(full):
    """(the case as far as it was asked for, how many facts were asked)."""
    keys = {"household_id", "person_id"}
    known = {part: [{n: v for n, v in row.items() if n in keys} for row in rows] for part, rows in full.items()}
    asked = 0
    while questions := ask(WORLD, known):
        q, asked = questions[0], asked + 1
        part = f"{q.entity}s"
        at = next(n for n, row in enumerate(full[part]) if row[f"{q.entity}_id"] == q.key)
        known[part][at][q.name] = full[part][at].get(q.name, 0)
    return known, asked


@pytest.mark.parametrize("case", list(households(12)), ids=str)
def test_answers_decide_and_what_is_not_asked_changes_nothing(case):
    known, asked = answer_all(case)
    assert asked <= sum(len(WORLD.inputs(e)) * len(rows) for e, rows in (("household", case["households"]), ("person", case["persons"])))
    assert told(known) == told(case)
    random = Random(asked)
    for other in random.sample(list(households(200)), 20):
        # Facts that were not asked taken from somebody else: nothing changes.
        filled = {part: [{**{n: v for n, v in random.choice(other[part]).items() if n not in row}, **row} for row in known[part]]
                  for part in known}
        assert told(filled) == told(case)


def test_a_household_with_a_car_is_asked_little_more():
    person = {"age": 40, "relation": 1, "alive": 1, "vehicle_count": 1, "lives_apart": 0, "imprisoned": 0, "compulsory_rehab": 0,
              "declared_missing": 0, "clergy_away_months": 0, "unmarried_soldier": 0}
    assert {q.name for q in ask(WORLD, {"household": {"urban": 1}, "persons": [person]}, ["minimum_living", "edge_household"])} == set()
