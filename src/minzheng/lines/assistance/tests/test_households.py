"""Random households (虚构): Python = Polars = DuckDB, to the fen and to the missing fact, on days with different rules."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.lines.assistance.programmes import PROGRAMMES, world_on

OUTPUTS = [o for p in PROGRAMMES for o in p.outputs]
WORLDS = [
    world_on(date(2022, 10, 19)),
    world_on(date(2026, 3, 1)),
    world_on(date(2026, 3, 1), readings={
        "per_head_rounding": "half_up_yuan", "central_basic_pension_after_2025": "counted", "separate_counting": "chongqing",
        "negative_business_income": "offset", "gradual_exit_ceiling_percent": "none", "adult_student_levels": "chongqing"}),
]
SPECIAL = {
    "age": st.sampled_from([0, 15, 16, 17, 18, 40, 59, 60, 80]), "relation": st.sampled_from([1, 2, 10, 20, 38, 51, 79, 80]),
    "disability_kind": st.integers(0, 7), "disability_grade": st.integers(0, 4), "labour_capacity": st.integers(0, 2),
    "employment": st.integers(0, 3), "student_level": st.integers(0, 3), "sex": st.sampled_from([1, 2]),
    "clergy_away_months": st.sampled_from([0, 11, 12, 35, 36]), "deposits": st.sampled_from([0, 882000, 930000, 930001, 10**12]),
    "business_income_12m": st.integers(-10**6, 10**6), "property_income_12m": st.integers(-10**4, 10**4),
}
# Around what a standard is in twelve months, so that limits are met often.
MONEY = st.sampled_from([0, 0, 1, 930000, 929999, 1395000, 1394999]) | st.integers(0, 10**7)
BY_UNIT = {"yes_no": st.sampled_from([0, 0, 0, 1]), "fen_12m": MONEY, "fen": MONEY, "count": st.sampled_from([0, 0, 0, 1, 2]),
           "dm2": st.sampled_from([0, 3900, 3901, 9000]), "months": st.integers(0, 7), "code": st.integers(0, 9)}


def rows(draw, entity):
    """Most facts known, now and then one missing."""
    row = {}
    for i in WORLDS[0].inputs(entity):
        if i.name == "area":
            row[i.name] = draw(st.sampled_from([500111001000, 500111001000, 500112001000]))
        elif i.name == "alive":
            row[i.name] = draw(st.sampled_from([1, 1, 1, 1, 0]))
        elif draw(st.integers(0, 19)):
            row[i.name] = draw(SPECIAL.get(i.name, BY_UNIT.get(i.unit)))
    return row


@st.composite
def households(draw):
    household = {"household_id": "H", **rows(draw, "household")}
    return household, [{"person_id": n, "household_id": "H", **rows(draw, "person")} for n in range(draw(st.integers(0, 4)))]


def frame(world, entity, given_rows, keys):
    schema = keys | {i.name: pl.Int64 for i in world.inputs(entity)}
    return pl.DataFrame([{c: r.get(c) for c in schema} for r in given_rows], schema=schema)


@pytest.mark.parametrize("world", WORLDS, ids=["2022", "2026", "2026-other-readings"])
@given(case=households())
@settings(max_examples=25, deadline=None)
def test_three_executors_agree(world, case):
    household, persons = case
    trace = world.explain({"household": household, "persons": persons})
    expected = {(o.programme, o.key): (o.entitled, o.amount, ",".join(dict.fromkeys(m.name for m in o.missing)))
                for o in trace.outcomes}
    frames = {"household": frame(world, "household", [household], {"household_id": pl.String}),
              "person": frame(world, "person", persons, {"person_id": pl.Int64, "household_id": pl.String})}
    for executor in ("polars", "duckdb"):
        results = world.evaluate_frames(frames, OUTPUTS, executor=executor)
        got = {(p.key, r[p.entity.key]): (r[p.entitled], r[p.amount] if p.amount else None, r[p.missing_column])
               for p in PROGRAMMES for r in results[p.entity.name].iter_rows(named=True)}
        assert got == expected
    for o in trace.outcomes:
        assert trace.sentences(o.programme, o.key)
