"""Asking only what still matters, in a country that does not exist. The district's own rules: lines/assistance/tests/test_ask.py."""

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.policy import UnknownName, resolve
from minzheng.policy.ask import ask
from minzheng.policy.tests.made_country import PARAMETERS, RULES
from minzheng.policy.tests.made_country.people import countries

WORLDS = {day: resolve(RULES, day, [PARAMETERS]) for day in (date(1970, 5, 1), date(2005, 5, 1), date(2020, 5, 1))}
COUNTRY = {"valleys": [{"valley_id": "v"}], "guilds": [{"guild_id": 1}], "hearths": [{"hearth_id": 1, "valley_id": "v"}],
           "residents": [{"resident_id": "a", "hearth_id": 1, "guild_id": 1}]}


def complete(world, case, random):
    """Every fact that is not known made up."""
    def fact(i):
        return random.randint(0, 1) if i.unit == "yes_no" else random.randint(max(i.low, -150), min(i.high, 200))
    full = {}
    for e in world.rules.entities:
        inputs = [i for i in world.rules.inputs if i.entity is e]
        full[e.plural] = [{**{i.name: fact(i) for i in inputs}, **{n: v for n, v in row.items() if v is not None}}
                          for row in case[e.plural]]
    return full


def bare(world, full):
    """Keys only."""
    names = {i.name for i in world.rules.inputs}
    return {part: [{n: v for n, v in row.items() if n not in names} for row in rows] for part, rows in full.items()}


def answer_all(world, known, full):
    """The case after every question, and the facts asked for, in order."""
    asked = []
    while questions := ask(world, known):
        q = questions[0]
        asked.append((q.entity, q.key, q.name))
        e = next(e for e in world.rules.entities if e.name == q.entity)
        mine, truth = (next(r for r in c[e.plural] if r[e.key] == q.key) for c in (known, full))
        mine[q.name] = truth[q.name]
    return known, asked


def told(world, case):
    return [(o.programme, o.key, o.entitled, o.amount) for o in world.explain(case).outcomes]


@pytest.mark.parametrize("day", WORLDS)
@given(country=countries(), seed=st.integers(0, 9999))
@settings(max_examples=40, deadline=None)
def test_answers_decide_and_what_is_not_asked_changes_nothing(day, country, seed):
    world, random = WORLDS[day], Random(seed)
    full = complete(world, country, random)
    known, asked = answer_all(world, bare(world, full), full)
    facts = sum(len([i for i in world.rules.inputs if i.entity is e]) * len(full[e.plural]) for e in world.rules.entities)
    assert len(asked) == len(set(asked)) <= facts
    assert told(world, known) == told(world, full)
    for _ in range(3):
        assert told(world, complete(world, known, random)) == told(world, full)


def test_first_what_decides_most_and_is_easiest():
    world = WORLDS[date(2020, 5, 1)]
    questions = ask(world, COUNTRY)
    ranks = [(-len(q.programmes), q.cost) for q in questions]
    assert ranks == sorted(ranks)
    assert len(ranks) > 2


def test_nothing_is_asked_that_is_settled():
    world = WORLDS[date(2020, 5, 1)]
    light = {**COUNTRY, "valleys": [{"valley_id": "v", "dark_days": 0, "area": 770000000001}]}
    assert [q.name for q in ask(world, light, ["candle_right"])] == ["moons"]  # demanded of every resident, whatever else is known
    assert "dark_days" in {q.name for q in ask(world, COUNTRY, ["candle_right"])}
    with pytest.raises(UnknownName):
        ask(world, COUNTRY, ["candle_left"])


def test_what_nobody_knows_is_asked_once():
    world = WORLDS[date(2020, 5, 1)]
    known = {part: [dict(row) for row in rows] for part, rows in COUNTRY.items()}
    known["residents"][0]["moons"] = 300
    for _ in range(40):
        questions = ask(world, known)
        if not questions:
            break
        q = questions[0]
        e = next(e for e in world.rules.entities if e.name == q.entity)
        next(r for r in known[e.plural] if r[e.key] == q.key)[q.name] = None
    assert ask(world, known) == []
    assert any(o.entitled is None for o in world.explain(known).outcomes)
