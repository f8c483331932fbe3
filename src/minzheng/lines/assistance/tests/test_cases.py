"""Every worked example gives what it says, in each executor."""

import polars as pl
import pytest

from minzheng.lines.assistance.cases import cases
from minzheng.lines.assistance.programmes import PROGRAMMES, world_on

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_python(case):
    trace = world_on(case.date, readings=case.readings).explain(case.rows)
    got = {(n, k): trace.value(n, k) for n, k in case.expected}
    assert got == case.expected
    for programme, names in case.expect.get("missing", {}).items():
        assert ",".join(dict.fromkeys(m.name for m in trace.outcome(programme).missing)) == names


def test_columns():
    """All cases of one world together, as a district is evaluated."""
    worlds = {}
    for number, case in enumerate(CASES):
        worlds.setdefault((case.date, tuple(case.readings.items())), []).append((number, case))
    for (day, readings), group in worlds.items():
        world = world_on(day, readings=dict(readings))
        households = pl.DataFrame([{**c.rows["household"], "household_id": n} for n, c in group], infer_schema_length=None)
        persons = pl.DataFrame([{**p, "household_id": n, "person_id": n * 100 + p["person_id"]} for n, c in group
                                for p in c.rows["persons"]], infer_schema_length=None)
        names = list(dict.fromkeys([n for _, c in group for n, _ in c.expected] + ["minimum_living_entitled"]))
        for executor in ("polars", "duckdb"):
            _compare(world, group, names, world.evaluate(households, persons, names, executor=executor))


def _compare(world, group, names, results):
    if isinstance(results, pl.DataFrame):
        results = {"household": results}
    rows = {e: {r[f"{e}_id"]: r for r in frame.iter_rows(named=True)} for e, frame in results.items()}
    for number, case in group:
        for (name, key), value in case.expected.items():
            entity = world.quantity(name).entity.name
            at = number if entity == "household" else number * 100 + key
            assert rows[entity][at][name] == value, (case.name, name, key)
        for programme, missing in case.expect.get("missing", {}).items():
            column = PROGRAMMES.get(programme).missing_column
            if column in rows["household"][number]:
                assert rows["household"][number][column] == missing, (case.name, programme)
