"""Random laws over random countries: the function itself = Python with trace = Polars = DuckDB, value for value, null for
null, and the same missing facts."""

import itertools
from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minzheng.policy import Programme, Registry, RuleSet, resolve
from minzheng.policy.interpreter import evaluate
from minzheng.policy.rules import Rule
from minzheng.policy.tests.random_law import HEAD, LOCAL, PARAMETERS, draw_country, draw_law
from minzheng.policy.tests.test_mistakes import law as load

DAYS = (date(2005, 1, 1), date(2015, 1, 1))
NUMBER = itertools.count()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("laws")
    (path / "parameters.yaml").write_text(PARAMETERS, encoding="utf-8")
    (path / "z_local.yaml").write_text(LOCAL, encoding="utf-8")
    return path


def frames(rules, country):
    tables = {}
    for e in rules.entities:
        columns = [e.key, *(p.key for p in e.belongs_to), *(i.name for i in rules.inputs if i.entity is e)]
        tables[e.name] = pl.DataFrame([{c: row.get(c) for c in columns} for row in country[e.plural]],
                                      schema=dict.fromkeys(columns, pl.Int64))
    return tables


def rule_set(law, module):
    """With a programme for every yes/no rule, so that missing facts are asked for of each."""
    programmes = Registry("programme")
    for entity, kind, name in law.names:
        if kind == "bool":
            amount = next((n for e, k, n in law.names if (e, k) == (entity, "int")), None)
            Programme(f"p_{name}", "试", getattr(module, entity), name, amount, (), (), programmes)
    return RuleSet.collect([module], programmes)


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_all_ways_to_run_a_law_agree(folder, data):
    law = draw_law(data.draw)
    rules = rule_set(law, load(folder, "\n".join(law.source), HEAD))
    country = draw_country(data.draw)
    tables, names = frames(rules, country), [n for _, _, n in law.names]
    for day in DAYS:
        world = resolve(rules, day, [folder])
        trace = world.explain(country)
        _functions_agree_with_their_trees(world, trace)
        for executor in ("polars", "duckdb"):
            results = world.evaluate_frames(tables, names, executor=executor)
            results = results if isinstance(results, dict) else {world.quantity(names[0]).entity.name: results}
            _agree(world, trace, law, results, executor)


def _agree(world, trace, law, results, executor):
    for entity, _, name in law.names:
        rows = results[entity]
        expected = {k: v[name] for k, v in trace.values[entity].items()}
        assert dict(zip(rows[f"{entity}_id"], rows[name], strict=True)) == expected, (executor, name, "\n".join(law.source))
    for p in world.programmes:
        rows = results[p.entity.name]
        expected = {o.key: ",".join(dict.fromkeys(m.name for m in o.missing)) for o in trace.outcomes if o.programme == p.key}
        assert dict(zip(rows[p.entity.key], rows[p.missing_column], strict=True)) == expected, (executor, p.key, "\n".join(law.source))


def _functions_agree_with_their_trees(world, trace):
    """The Python function called by hand gives what its tree gives, on every row whose values are all known."""
    for q in world.graph.quantities.values():
        if not isinstance(q.origin, Rule):
            continue
        members = {n for a in q.aggregates for n in a.names}
        for key in trace.values[q.entity.name]:
            row = {n: _members(world, trace, q, n, key) if n in members else world.graph.constants[n]
                   if n in world.graph.constants else trace.find(q.entity.name, key, n) for n in q.origin.parameters}
            if None not in row.values() and not any(None in v for v in row.values() if isinstance(v, list)):
                assert q.origin(*row.values()) == evaluate(q.origin.expression, row), q.origin.where


def _members(world, trace, q, name, key):
    child = world.quantity(name).entity.name
    return [v[name] for k, v in trace.values[child].items() if trace.parents[child][k][q.entity.name] == key]
