"""One cell at a time: what is accepted, and what each refusal says."""

import datetime as dt

import pytest

from minzheng.cli.entitled.cells import BadCell, read, read_date
from minzheng.policy import Entity, input_

PERSON = Entity("person", "成员", "person_id", "persons")
GRADES = {1: "一级", 2: "二级"}


def value(unit, raw, labels=None, **bounds):
    return read(input_(PERSON, "x", title="某项", unit=unit, missing="zero", **bounds), raw, labels or {})


@pytest.mark.parametrize(("raw", "fen"), [
    (1200, 120000), (1200.5, 120050), (0.1 + 0.2, 30), ("1,200元", 120000), ("１，２００．５０", 120050), ("￥1200", 120000),
    (" 1200 ", 120000), ("-500", -50000), ("1.2万", 1200000), ("3万元", 3000000), ("", None), ("　", None), ("0", 0),
    (1234567.89, 123456789), ("1 200", 120000), ("9007199254.99", 900719925499),
])  # fmt: skip
def test_money_to_the_fen(raw, fen):
    assert value("fen", raw) == fen


@pytest.mark.parametrize(("raw", "says"), [
    ("约1200", "不是一个确定的数"), ("1200左右", "不是一个确定的数"), ("1,20", "不是一个确定的数"), ("1200.555", "最多到分"),
    (1200.555, "最多到分"), ("无", "不是数"), ("不详", "不是数"), (True, "逻辑值"), (dt.date(2020, 1, 1), "日期"),
    (dt.timedelta(1), "日期或时间"), ("1e5", "不是一个确定的数"), ("12²", "不是一个确定的数"), ("一千二", "不是一个确定的数"),
    ("美元100", "不是一个确定的数"), (float("inf"), "不是有效的数"), ("9" * 30, "不是一个确定的数"), (10.0**14, "超出允许的范围"),
])  # fmt: skip
def test_money_that_is_not_certain_is_refused(raw, says):
    with pytest.raises(BadCell, match=says):
        value("fen", raw)


def test_a_negative_sum_is_refused_where_there_can_be_none():
    with pytest.raises(BadCell, match="超出允许的范围"):
        value("fen", -1, low=0)


@pytest.mark.parametrize(("unit", "raw", "read_as"), [
    ("dm2", 85.55, 8555), ("dm2", "85.5㎡", 8550), ("months", "6个月", 6), ("count", "2套", 2), ("percent", "35%", 35),
    ("years", "60周岁", 60), ("yes_no", "是", 1), ("yes_no", "无", 0), ("yes_no", True, 1), ("yes_no", 0.0, 0), ("yes_no", "√", 1),
])  # fmt: skip
def test_units(unit, raw, read_as):
    assert value(unit, raw) == read_as


@pytest.mark.parametrize(("unit", "raw"), [("count", 1.5), ("percent", 0.35), ("months", "半年"), ("yes_no", "也许"), ("yes_no", 2)])
def test_wrong_units(unit, raw):
    with pytest.raises(BadCell):
        value(unit, raw)


@pytest.mark.parametrize("raw", ["二级", "2", 2, 2.0, "２", "2 二级", " 二 级 "])
def test_codes_by_word_or_number(raw):
    assert value("code", raw, GRADES) == 2


def test_an_unknown_code_suggests_the_nearest():
    with pytest.raises(BadCell) as e:
        value("code", "贰级", GRADES)
    assert "没有这个代码" in e.value.wrong
    assert "是否想写“" in e.value.write
    assert "1 一级、2 二级" in e.value.write


@pytest.mark.parametrize("raw", [
    dt.date(1980, 1, 31), dt.datetime(1980, 1, 31, 8), "1980-01-31", "1980/1/31", "1980.1.31", "1980年1月31日", "19800131", 19800131.0,
    "１９８０－０１－３１",
])  # fmt: skip
def test_dates(raw):
    assert read_date(raw) == dt.date(1980, 1, 31)


@pytest.mark.parametrize("raw", ["1980-02-30", "1980", "1980-13-01", 29251.0, True, "昨天", "0000-01-01", dt.time(1)])
def test_wrong_dates(raw):
    with pytest.raises(BadCell):
        read_date(raw)
