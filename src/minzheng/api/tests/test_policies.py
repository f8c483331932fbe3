"""The open catalogue says what the rules do."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from minzheng.api.policies import worlds
from minzheng.casework.tests.conftest import today  # noqa: F401  (fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def get(address: str, **headers: str):
    return Client().get(address, headers=headers)


def test_in_a_stable_order_and_unchanged_when_asked_again():
    answer = get("/api/policies")
    keys = [p["key"] for p in answer.json()["programmes"]]
    assert {"minimum_living", "edge_household"} <= set(keys)
    assert keys == sorted(keys)
    assert get("/api/policies").content == answer.content
    again = get("/api/policies", if_none_match=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert "Access-Control-Allow-Origin" not in answer


def test_one_programme_is_the_same_as_in_the_whole():
    whole = {p["key"]: p for p in get("/api/policies").json()["programmes"]}
    for key, programme in whole.items():
        assert get(f"/api/policies/{key}").json()["programmes"] == [programme]


def test_the_numbers_are_those_that_decide():
    """A household a fen below the published standard is entitled, one at it is not; the amount is the difference."""
    [programme] = get("/api/policies/minimum_living").json()["programmes"]
    [standard] = [p for p in programme["parameters"] if p["key"] == "minimum_living_standard"]
    day = dt.date.fromisoformat(get("/api/policies").json()["date"])
    world = dict(worlds(day))["assistance"]
    assert len(standard["values"]) == 2
    for published in standard["values"]:
        assert published["status"] == "unverified"
        for below in (0, 12):
            person = {"age": 40, "relation": 1, "alive": 1, "wage_12m": published["value"] * 12 - below} | dict.fromkeys(
                ("business_income_12m", "pension_12m", "deposits", "housing_count", "shop_count", "vehicle_count", "company_count"), 0)
            case = {"household": {"urban": published["classes"]["urban"], "area": f"{published['area']:0<12}"}, "persons": [person]}
            trace = world.explain(case)
            assert trace.value("minimum_living_standard") == published["value"]
            assert trace.outcome("minimum_living").entitled is bool(below)
            assert trace.outcome("minimum_living").amount == below // 12


def test_of_another_day():
    def standards(day: str) -> list[int]:
        [programme] = get(f"/api/policies/minimum_living?date={day}").json()["programmes"]
        return [v["value"] for p in programme["parameters"] if p["key"] == "minimum_living_standard" for v in p["values"]]
    assert standards("2024-08-31") == [60000, 73500]
    assert standards("2024-09-01") == [62500, 75500]


@pytest.mark.parametrize(("address", "status", "code"), [
    ("/api/policies?date=2026-02-30", 400, "bad_date"), ("/api/policies?date=1999-01-01", 404, "not_published"),
    ("/api/policies/nothing", 404, "unknown_programme")])
def test_refusals_are_problems_in_chinese(address, status, code):
    answer = get(address)
    assert (answer.status_code, answer.json()["code"], answer["Content-Type"]) == (status, code, "application/problem+json; charset=utf-8")
    assert any("\u4e00" <= c <= "\u9fff" for c in answer.json()["detail"])


def departures(value: object, schema: dict, at: str = "$") -> list[str]:
    """Where a value departs from a schema, for the words that ours uses."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    if "anyOf" in schema:
        return [] if any(not departures(value, s) for s in schema["anyOf"]) else [f"{at}: none of the forms"]
    if "const" in schema or "enum" in schema:
        return [] if value in schema.get("enum", [schema.get("const")]) else [f"{at}: {value!r}"]
    allowed = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(type(value) is kinds[k] for k in allowed):
        return [f"{at}: {type(value).__name__}, not {allowed}"]
    if isinstance(value, list):
        return [d for n, v in enumerate(value) for d in departures(v, schema["items"], f"{at}[{n}]")]
    if isinstance(value, dict):
        declared, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        found = [f"{at}: no {n}" for n in schema.get("required", []) if n not in value]
        found += [f"{at}: {n} is not declared" for n in value if n not in declared and more is False]
        return found + [d for n, v in value.items() if n in declared or isinstance(more, dict)
                        for d in departures(v, declared.get(n, more), f"{at}.{n}")]
    return []


def test_the_schema_holds_and_refuses():
    schema, whole = get("/api/policies/schema.json").json(), get("/api/policies").json()
    assert departures(whole, schema) == []
    whole["programmes"][0]["parameters"][0]["values"][0]["value"] = "775.00"
    del whole["programmes"][1]["title"]
    assert len(departures(whole, schema)) == 2
