"""docs/trace.schema.json says what a trace is: every trace is one, and what is not one is refused."""

import copy
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from minzheng.policy import resolve
from minzheng.policy.tests.made_country import PARAMETERS, RULES
from minzheng.policy.tests.made_country.people import countries

SCHEMA = json.loads((Path(__file__).parents[4] / "docs" / "trace.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
COUNTRY = {"valleys": [{"valley_id": "v", "dark_days": 101, "area": 770000000001}], "guilds": [{"guild_id": 1, "chartered": 1}],
           "hearths": [{"hearth_id": 1, "valley_id": "v", "stones": 3}],
           "residents": [{"resident_id": "a", "hearth_id": 1, "guild_id": 1, "moons": 300, "beads": 100, "rank": 9},
                         {"resident_id": "b", "hearth_id": 1, "guild_id": 1, "moons": 200, "beads": None, "rank": None}]}
WORLD = resolve(RULES, date(2020, 5, 1), [PARAMETERS])


def wrongs(trace_json):
    """As it is read from a file: "place: what is wrong"."""
    read = json.loads(json.dumps(trace_json, ensure_ascii=False))
    return [f"{e.json_path}: {e.message}" for e in VALIDATOR.iter_errors(read)]


def test_the_schema_is_one_and_describes_every_field():
    Draft202012Validator.check_schema(SCHEMA)

    def walk(part, at):
        for name, field in part.get("properties", {}).items():
            if field is not False:
                told = field.get("description") or SCHEMA["$defs"].get(field.get("$ref", "").rpartition("/")[2], {}).get("description")
                assert told, f"{at}.{name} is not described"
                walk(field, f"{at}.{name}")
        walk(part["items"], f"{at}[]") if "items" in part else None

    for name, part in {"trace": SCHEMA, **SCHEMA["$defs"]}.items():
        walk(part, name)


@settings(max_examples=60, deadline=None)
@given(country=countries())
def test_every_trace_of_the_made_country(country):
    assert wrongs(WORLD.explain(country).to_json()) == []


def places(part, at=()):
    """Ways to every field of the trace: of lists, in the first and last row."""
    ends = {0, len(part) - 1}
    for key, inner in part.items() if isinstance(part, dict) else [(n, row) for n, row in enumerate(part) if n in ends]:
        yield (*at, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*at, key))


# That country leaves no question of law open; traces with readings are those of real lines.
OPEN = {"name": "moon_rule", "title": "月数算法", "question": "闰月算不算？", "option": "twelve", "option_title": "不算", "value": 12,
        "by": "谷民会", "start": "2021-01-01", "sources": ["历法#2"], "status": "verified"}
KEPT = json.loads(json.dumps(WORLD.explain(COUNTRY).to_json() | {"readings": [OPEN]}))
# What is free: the rows of a case and the names of constants are those of the rules at hand.
FIELDS = [at for at in places(KEPT) if isinstance(at[-1], str) and (at[0] not in ("case", "constants") or len(at) == 1)]


def test_there_is_something_to_break():
    assert {at[0] for at in FIELDS} == set(KEPT)
    assert len(FIELDS) > 60
    assert wrongs(KEPT) == []


def broken(at):
    trace = copy.deepcopy(KEPT)
    part = trace
    for key in at[:-1]:
        part = part[key]
    return trace, part


@pytest.mark.parametrize("at", FIELDS, ids=lambda at: ".".join(map(str, at)))
def test_a_field_left_out_or_of_another_type_is_refused(at):
    trace, part = broken(at)
    del part[at[-1]]
    assert wrongs(trace)
    for other in (1.5, [1.5]):
        trace, part = broken(at)
        part[at[-1]] = other
        assert wrongs(trace), f"{other!r} passes"


@pytest.mark.parametrize("at", [(), ("values", 0), ("parameters", 0), ("readings", 0), ("outcomes", 0)])
def test_a_field_that_nobody_described_is_refused(at):
    trace, part = broken((*at, "new"))
    part["new"] = 1
    assert wrongs(trace)


def test_what_is_unknown_is_null_and_names_what_is_missing():
    trace = copy.deepcopy(KEPT)
    value = next(v for v in trace["values"] if v["value"] is None and v["unit"] != "yes_no")
    assert value["missing"]
    del value["missing"]
    assert wrongs(trace)
    value["value"] = 0
    assert wrongs(trace) == []
