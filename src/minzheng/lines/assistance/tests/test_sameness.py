"""Made-up households (虚构): Python = Polars = DuckDB on the real rules, to the fen, each quantity and each missing fact."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.lines.assistance.programmes import world_on
from minzheng.lines.assistance.tests.agreement import disagreements, frames_of, told_by, told_by_columns, told_by_trace
from minzheng.lines.assistance.tests.made_up import many, with_gaps
from minzheng.lines.assistance.tests.oracle import Law, options

OTHER_READINGS = {name: several[-1] for name, several in options().items()}
WORLDS = [
    world_on(date(2022, 10, 19)),
    world_on(date(2026, 3, 1)),
    world_on(date(2026, 3, 1), readings=OTHER_READINGS),
]
IDS = ("2022", "2026", "2026-other-readings")
SPECIAL = {
    "age": st.sampled_from([0, 15, 16, 17, 18, 40, 59, 60, 80]), "relation": st.sampled_from([1, 2, 10, 20, 38, 51, 71, 79, 80]),
    "disability_kind": st.integers(0, 7), "disability_grade": st.integers(0, 4), "labour_capacity": st.integers(0, 2),
    "employment": st.integers(0, 3), "student_level": st.integers(0, 3), "sex": st.sampled_from([1, 2]),
    "clergy_away_months": st.sampled_from([0, 11, 12, 35, 36]), "deposits": st.sampled_from([0, 882000, 930000, 930001]),
    "business_income_12m": st.integers(-10**6, 10**6), "property_income_12m": st.integers(-10**4, 10**4),
    "area": st.sampled_from([500111001000, 500111001000, 500112001000]), "alive": st.sampled_from([1, 1, 1, 1, 0]),
}
# Around what a standard is in twelve months, so that limits are met often.
MONEY = st.sampled_from([0, 0, 1, 930000, 929999, 1395000, 1394999]) | st.integers(0, 10**7)
BY_UNIT = {"yes_no": st.sampled_from([0, 0, 0, 1]), "fen_12m": MONEY, "fen": MONEY, "count": st.sampled_from([0, 0, 0, 1, 2]),
           "dm2": st.sampled_from([0, 3900, 3901, 9000]), "months": st.integers(0, 7), "code": st.integers(0, 9)}
USUAL, EXTREME, UNKNOWN = "usual", "extreme", "unknown"
HOW = st.sampled_from([USUAL] * 27 + [EXTREME] + [UNKNOWN] * 2)


def row(draw, entity):
    """Most facts as usual, now and then the lowest or highest that is let in, now and then unknown."""
    found = {}
    for i in WORLDS[0].inputs(entity):
        how = draw(HOW)
        if how == EXTREME:
            found[i.name] = draw(st.sampled_from([i.low, i.high]))
        elif how == USUAL:
            found[i.name] = draw(SPECIAL.get(i.name, BY_UNIT.get(i.unit)))
    return found


@st.composite
def households(draw):
    home = {"household_id": 1, **row(draw, "household")}
    return home, [{"person_id": n, "household_id": 1, **row(draw, "person")} for n in range(draw(st.integers(0, 4)))]


@pytest.mark.parametrize("world", WORLDS, ids=IDS)
@given(case=households())
@settings(max_examples=20, deadline=None)
def test_any_household(world, case):
    home, persons = case
    trace = world.explain({"household": home, "persons": persons})
    frames = frames_of(world, [home], persons)
    names = [q.name for q in world.graph.quantities.values() if q.expression is not None]
    for executor in ("polars", "duckdb"):
        results = world.evaluate_frames(frames, names, executor=executor)
        assert told_by_columns(results) == told_by_trace(trace)
        for name in names:
            entity = world.quantity(name).entity
            rows = results[entity.name]
            in_columns = dict(zip(rows[entity.key], rows[name], strict=True))
            assert in_columns == {key: values[name] for key, values in trace.values[entity.name].items()}, (executor, name)
    for o in trace.outcomes:
        assert trace.sentences(o.programme, o.key)


HOUSEHOLDS, PARTS = 20_000, 4


@pytest.mark.parametrize("part", range(PARTS))
def test_many_households_at_the_limits(part):
    """The same people as the second opinion judges, with gaps. 100,000 of the made-up district: `benchmarks/agreement.py`."""
    world = WORLDS[part % len(WORLDS)]
    random = Random(part)
    of_home, of_person = (sorted(i.name for i in world.inputs(e)) for e in ("household", "person"))
    made = many(2000 + part, HOUSEHOLDS // PARTS, Law.on(world.date).standards)
    homes = [with_gaps(random, home, of_home, 0.01) for home, _ in made]
    persons = [with_gaps(random, p, of_person, random.choice((0, 0, 0.02))) for _, ps in made for p in ps]
    frames = frames_of(world, homes, persons)
    told = {executor: told_by(executor, world, frames) for executor in ("python", "polars", "duckdb")}
    assert len(told["python"]) == 3 * len(homes) + len(persons)
    different = disagreements(told)
    assert not different, f"{len(different)}: {different[:3]}"
