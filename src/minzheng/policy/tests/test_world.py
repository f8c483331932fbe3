"""Resolving a world, what it refuses, what a trace keeps."""

import json
from datetime import date

import polars as pl
import pytest

from minzheng.policy import (
    CircularDefinition,
    DataError,
    Entity,
    LanguageError,
    NotPublished,
    ParameterError,
    Registry,
    ReplayDiffers,
    RuleSet,
    UnknownName,
    input_,
    replay,
    resolve,
    rule,
)
from minzheng.policy.tests.made_country import PARAMETERS, RULES
from minzheng.policy.tests.made_country.people import frames

hearth = Entity("hearth", "灶", "hearth_id", "hearths")
resident = Entity("resident", "居民", "resident_id", "residents", (hearth,))
DAY = date(2020, 5, 1)
COUNTRY = {"valleys": [{"valley_id": "v", "dark_days": 101, "area": "770000000001"}], "guilds": [{"guild_id": 1, "chartered": 1}],
           "hearths": [{"hearth_id": 1, "valley_id": "v", "stones": 3}],
           "residents": [{"resident_id": "a", "hearth_id": 1, "guild_id": 1, "moons": 300, "beads": 100, "rank": 9}]}


def made(*things, day=DAY, parameters=()):
    module = type("Module", (), {f"t{i}": t for i, t in enumerate(things)})
    return resolve(RuleSet.collect([module], Registry("programme")), day, parameters)


def yaml(tmp_path, text):
    file = tmp_path / "p.yaml"
    file.write_text(text, encoding="utf-8")
    return [file]


def test_circle_is_shown_as_its_path():
    a = rule(hearth, title="甲", name="a")(lambda_b)
    b = rule(hearth, title="乙", name="b")(lambda_c)
    c = rule(hearth, title="丙", name="c")(lambda_a)
    with pytest.raises(CircularDefinition, match="a → b → c → a"):
        made(a, b, c)


def lambda_a(a):
    return a + 1


def lambda_b(b):
    return b + 1


def lambda_c(c):
    return c + 1


def test_unknown_name_lists_the_nearest():
    beads = input_(hearth, "beads", title="珠", unit="count", missing="zero")
    with pytest.raises(UnknownName, match="unknown quantity 'b'.*nearest: beads"):
        made(beads, rule(hearth, title="甲", name="q")(lambda_b))


def test_member_quantity_needs_an_aggregation():
    a = input_(resident, "a", title="珠", unit="count", missing="zero")
    with pytest.raises(LanguageError, match=r"total\(a\)"):
        made(a, rule(hearth, title="甲", name="q")(lambda_a))


def test_yes_no_is_not_a_number():
    a = input_(hearth, "a", title="珠", unit="yes_no", missing="zero")
    with pytest.raises(LanguageError, match="the yes/no a as a number"):
        made(a, rule(hearth, title="甲", name="q")(lambda_a))


def divides(a):
    return 10 // a


def test_divisor_must_be_above_zero():
    a = input_(hearth, "a", title="珠", unit="count", missing="zero")
    with pytest.raises(LanguageError, match="may be zero"):
        made(a, rule(hearth, title="甲", name="q")(divides))


@pytest.mark.parametrize(("day", "refused"), [
    (date(1899, 12, 31), True), (date(1900, 1, 1), False), (date(1949, 12, 31), False), (date(1950, 1, 1), True),
    (date(1959, 12, 31), True), (date(1960, 1, 1), False)])
def test_no_value_of_another_period(day, refused):
    if refused:
        with pytest.raises(NotPublished, match="没有公布的值"):
            resolve(RULES, day, [PARAMETERS])
    else:
        assert resolve(RULES, day, [PARAMETERS]).date == day


@pytest.mark.parametrize(("value", "says"), [
    ("{value: 0.35, document: 令}", "不是整数"), ("{value: true, document: 令}", "不是整数"), ("{value: 5}", "缺少 document"),
    ("{value: 5, document: 令, stauts: x}", "是否想写 status"), ("{value: 5, document: 令, status: maybe}", "status 只能")])
def test_what_a_parameter_file_may_not_hold(value, says, tmp_path):
    text = f"b:\n  title: 乙\n  unit: count\n  values:\n    2000-01-01: {value}\n"
    with pytest.raises(ParameterError, match=says):
        made(rule(hearth, title="甲", name="q")(lambda_b), parameters=yaml(tmp_path, text))


def test_overlapping_and_repeated_values_are_refused(tmp_path):
    head = "b:\n  title: 乙\n  unit: count\n  values:\n    2000-01-01: {value: 1, document: 令, until: 2005-01-01}\n"
    for line, says in (("    2005-01-01: {value: 2, document: 令}\n", "重叠"), ("    2000-01-01: {value: 2, document: 令}\n", "重复")):
        with pytest.raises(ParameterError, match=says):
            made(rule(hearth, title="甲", name="q")(lambda_b), parameters=yaml(tmp_path, head + line))


def test_local_value_goes_before_the_national():
    world = resolve(RULES, DAY, [PARAMETERS])
    assert world.explain(COUNTRY).value("bead_limit", "v") == 80
    elsewhere = {**COUNTRY, "valleys": [{**COUNTRY["valleys"][0], "area": 660000000001}]}
    assert world.explain(elsewhere).value("bead_limit", "v") == 50
    assert {(s.name, s.area, s.status) for s in world.parameter_statuses() if s.name == "bead_limit"} == {
        ("bead_limit", "77", "verified"), ("bead_limit", "", "unverified")}


def test_variant_of_the_day():
    flat, by_gap = (resolve(RULES, d, [PARAMETERS]) for d in (date(1999, 12, 31), date(2000, 1, 1)))
    poor = {**COUNTRY, "residents": [{**COUNTRY["residents"][0], "beads": 20}]}
    assert flat.explain(poor).value("candle_beads") == 13
    assert by_gap.explain(poor).value("candle_beads") == 30
    assert flat.version != by_gap.version


@pytest.mark.parametrize(("change", "says"), [
    ({"beads": 1.5}, "应为整数"), ({"beads": 10**13}, "超出"), ({"bead": 1}, "相近的有：beads"), ({"moons": None}, "缺少必填"),
    ({"moons": -1}, "超出"), ({"hearth_id": 9}, "不在案例"), ({"beads": "7"}, "应为整数")])
def test_facts_refused_at_the_door(change, says):
    world = resolve(RULES, DAY, [PARAMETERS])
    case = {**COUNTRY, "residents": [{**COUNTRY["residents"][0], **change}]}
    with pytest.raises(DataError, match=says):
        world.explain(case)


@pytest.mark.parametrize(("change", "says"), [
    (pl.lit(1.5).alias("beads"), "应为整数列"), (pl.lit(10**13).alias("beads"), "超出"), (pl.lit(1).alias("bead"), "相近的有：beads"),
    (pl.lit(None, pl.Int64).alias("moons"), "缺少必填"), (pl.lit(9).alias("hearth_id"), "不存在"),
    (pl.lit(None, pl.String).alias("resident_id"), "空值或重复")])
def test_columns_refused_at_the_door(change, says):
    world = resolve(RULES, DAY, [PARAMETERS])
    tables = frames(COUNTRY, RULES.entities)
    with pytest.raises(DataError, match=says):
        world.evaluate_frames({**tables, "resident": tables["resident"].with_columns(change)}, ["candle_beads"])


def test_narrow_columns_do_not_wrap():
    world = resolve(RULES, DAY, [PARAMETERS])
    tables = frames(COUNTRY, RULES.entities)
    tables["resident"] = pl.concat([tables["resident"].with_columns(resident_id=pl.lit(str(n))) for n in range(200)])
    narrow = tables | {"resident": tables["resident"].with_columns(pl.col("beads").cast(pl.Int8))}
    for executor in ("polars", "duckdb"):
        assert world.evaluate_frames(narrow, ["hearth_beads"], executor=executor)["hearth_beads"].to_list() == [20000]


def test_trace_is_json_and_replays():
    world = resolve(RULES, DAY, [PARAMETERS])
    kept = json.loads(json.dumps(world.explain(COUNTRY).to_json(), ensure_ascii=False))
    assert kept == world.explain(COUNTRY).to_json()
    assert kept["schema"] == 1
    assert replay(kept, world).value("candle_beads") == world.explain(COUNTRY).value("candle_beads")
    [limit] = [p for p in kept["parameters"] if p["name"] == "bead_limit" and p["area"]]
    assert (limit["start"], limit["document"], limit["status"]) == ("2010-01-01", "七七谷令", "verified")
    [value] = [v for v in kept["values"] if v["name"] == "candle_beads"]
    assert value["cites"] == ["烛火法#4"]
    assert "beads_each" in value["inputs"]


def test_replay_tells_what_differs():
    world = resolve(RULES, DAY, [PARAMETERS])
    kept = world.explain(COUNTRY).to_json()
    for v in kept["values"]:
        if v["name"] == "beads_each":
            v["value"] += 1
    with pytest.raises(ReplayDiffers, match="人均净珠.*原 101，现 100"):
        replay(kept, world)
    with pytest.raises(ReplayDiffers, match="规则版本"):
        replay(world.explain(COUNTRY).to_json(), resolve(RULES, date(2005, 5, 1), [PARAMETERS]))


def test_sentences_say_which_condition_fails_and_by_how_much():
    world = resolve(RULES, DAY, [PARAMETERS])
    lines = world.explain(COUNTRY).sentences("candle_right")
    assert lines[0] == "烛火权：不符合条件。"
    assert "昏暗日数 101，超过昏暗界限 100（《烛火法》第一条）。" in lines
    assert "人均净珠 100，不低于贫穷界限 80，高出 20（《烛火法》第一条）。" in lines
    elsewhere = {**COUNTRY, "valleys": [{**COUNTRY["valleys"][0], "area": 660000000001}]}
    lines = world.explain(elsewhere).sentences("candle_right")
    assert "人均净珠 100，不低于贫穷界限 50（待核实），高出 50（《烛火法》第一条）。" in lines
    unknown = {**COUNTRY, "residents": [{**COUNTRY["residents"][0], "beads": None}]}
    lines = world.explain(unknown).sentences("candle_right")
    assert lines[0].startswith("烛火权：暂无法确定")
    assert "缺少“珠数”。" in lines


def test_results_come_sorted_by_key():
    world = resolve(RULES, DAY, [PARAMETERS])
    tables = frames(COUNTRY, RULES.entities)
    tables["hearth"] = pl.concat([tables["hearth"].with_columns(hearth_id=pl.lit(n, pl.Int64)) for n in (5, 1, 9, 3)])
    for executor in ("polars", "duckdb"):
        assert world.evaluate_frames(tables, ["candle_beads"], executor=executor)["hearth_id"].to_list() == [1, 3, 5, 9]
