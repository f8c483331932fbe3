"""Readings: a default until somebody decides, dated decisions, options tried out; every side can be computed."""

from datetime import date

import pytest

from minzheng.policy import Entity, ParameterError, Registry, RuleSet, UnknownName, resolve, rule

hearth = Entity("hearth", "灶", "hearth_id", "hearths")
QUESTION = """
moon_rule:
  title: 月数算法
  question: 闰月算不算？
  unit: months
  options:
    thirteen: {value: 13, title: 算, sources: ["历法#1"]}
    twelve: {value: 12, title: 不算, sources: ["历法#2"]}
  default: twelve
"""
DECISION = """
moon_rule:
  decided:
    2020-01-01: {option: thirteen, by: 谷民会, document: 谷民会一号}
    2021-01-01: {option: twelve, by: 谷民会, document: 谷民会二号}
"""


@rule(hearth, title="年月数", cites="历法#1", unit="months")
def moons_a_year(moon_rule):
    return moon_rule


RULES = RuleSet.collect([type("Module", (), {"r": moons_a_year})], Registry("programme"))


@pytest.fixture
def files(tmp_path):
    for name, text in (("a.yaml", QUESTION), ("b.yaml", DECISION)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def in_force(day, paths, **readings):
    world = resolve(RULES, day, paths, readings)
    [reading] = world.readings_in_force()
    assert world.explain({"hearth": {}}).value("moons_a_year") == reading.value
    return reading.option, reading.by, reading.status, reading.start


def test_default_until_decided(files):
    assert in_force(date(2019, 12, 31), [files]) == ("twelve", "默认", "unverified", None)
    assert in_force(date(2020, 1, 1), [files]) == ("thirteen", "谷民会", "verified", date(2020, 1, 1))
    assert in_force(date(2021, 1, 1), [files]) == ("twelve", "谷民会", "verified", date(2021, 1, 1))


def test_an_option_tried_out_is_marked(files):
    assert in_force(date(2021, 1, 1), [files], moon_rule="thirteen") == ("thirteen", "试算", "unverified", None)


def test_version_tells_the_options_apart(files):
    versions = {resolve(RULES, date(2021, 1, 1), [files], {"moon_rule": o}).version for o in ("twelve", "thirteen")}
    assert len(versions) == 2


def test_unknown_reading_and_option(files):
    with pytest.raises(UnknownName, match="nearest: moon_rule"):
        resolve(RULES, date(2021, 1, 1), [files], {"moon_rul": "twelve"})
    with pytest.raises(ParameterError, match="没有选项 'ten'，可选：thirteen、twelve"):
        resolve(RULES, date(2021, 1, 1), [files], {"moon_rule": "ten"})


def test_decision_for_an_option_that_is_not_there(tmp_path):
    (tmp_path / "a.yaml").write_text(QUESTION + "  decided:\n    2020-01-01: {option: ten, by: 谷民会}\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="没有选项 'ten'"):
        resolve(RULES, date(2021, 1, 1), [tmp_path])
