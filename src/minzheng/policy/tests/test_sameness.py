"""Python, Polars and DuckDB give the same, to the bead and to the gap in what is known."""

from datetime import date

import pytest
from hypothesis import given, settings

from minzheng.policy import resolve
from minzheng.policy.tests.made_country import PARAMETERS, PROGRAMMES, RULES
from minzheng.policy.tests.made_country.people import countries, frames

WORLDS = {day: resolve(RULES, day, [PARAMETERS]) for day in (date(1970, 5, 1), date(2005, 5, 1), date(2020, 5, 1))}


def python_answers(world, country):
    """{(programme, key): (entitled, amount, missing names)}"""
    return {(o.programme, o.key): (o.entitled, o.amount, ",".join(dict.fromkeys(m.name for m in o.missing)))
            for o in world.explain(country).outcomes}


def column_answers(world, country, executor):
    outputs = [o for p in PROGRAMMES for o in p.outputs]
    results = world.evaluate_frames(frames(country, RULES.entities), outputs, executor=executor)
    return {(p.key, row[p.entity.key]): (row[p.entitled], row[p.amount], row[p.missing_column])
            for p in PROGRAMMES for row in results[p.entity.name].iter_rows(named=True)}


@pytest.mark.parametrize("day", WORLDS)
@given(country=countries())
@settings(max_examples=30, deadline=None)
def test_three_executors_agree(day, country):
    world = WORLDS[day]
    expected = python_answers(world, country)
    assert column_answers(world, country, "polars") == expected
    assert column_answers(world, country, "duckdb") == expected


def test_each_quantity_agrees_not_only_the_outcomes():
    country = {"valleys": [{"valley_id": "v", "dark_days": 101, "area": 770000000001}], "guilds": [{"guild_id": 1, "chartered": 1}],
               "hearths": [{"hearth_id": 1, "valley_id": "v", "stones": 3}, {"hearth_id": 2, "valley_id": "v"}],
               "residents": [{"resident_id": "a", "hearth_id": 1, "guild_id": 1, "moons": 300, "beads": -7, "rank": 9},
                             {"resident_id": "b", "hearth_id": 1, "guild_id": 1, "moons": 200, "beads": 2, "rank": 1},
                             {"resident_id": "c", "hearth_id": 1, "guild_id": 1, "moons": 100, "rank": 1}]}
    world = WORLDS[date(2020, 5, 1)]
    names = [q.name for q in world.graph.quantities.values() if q.expression is not None]
    trace = world.explain(country)
    for executor in ("polars", "duckdb"):
        results = world.evaluate_frames(frames(country, RULES.entities), names, executor=executor)
        for name in names:
            entity = world.quantity(name).entity
            rows = results[entity.name]
            assert {k: v[name] for k, v in trace.values[entity.name].items()} == dict(zip(rows[entity.key], rows[name], strict=True))
    assert trace.value("beads_each", 1) == -2  # -5 / 2 with the half going up
    assert trace.value("candle_beads", 1) == 160  # (80 + 2) * 2 = 164, down to fives
    assert trace.value("apprentice_beads", "a") == 3
