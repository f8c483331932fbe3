"""Rules as Chinese text: nothing of Python is left, everything read is named, and the words say what the tree says."""

import re
from datetime import date

import pytest

from minzheng.policy import Entity, Registry, RuleSet, UnknownName, helper, input_, resolve, rule
from minzheng.policy import expressions as ex
from minzheng.policy.clauses import Piece
from minzheng.policy.prose import closed, prose
from minzheng.policy.tests.made_country import PARAMETERS, RULES, laws

DAY = date(2020, 5, 1)
PYTHON = re.compile(r"[A-Za-z_]{2,}|==|!=|//|[<>*{}\[\]\\]|None|True|False")


def world(rules=RULES, parameters=(PARAMETERS,)):
    return resolve(rules, DAY, parameters)


@pytest.mark.parametrize("variant", RULES.rules, ids=lambda r: r.function.__name__)
def test_no_python_is_left_and_all_that_is_read_is_named(variant):
    w = world()
    told = prose(w, variant.name, variant)
    assert not PYTHON.search(told.text), told.text
    assert set(told.names) == set(variant.parameters)
    titles = {**{r.name: r.title for r in w.rules.rules}, **{i.name: i.title for i in w.rules.inputs},
              **{p.name: p.title for p in w.parameters.values()}}
    assert all(f"“{titles[n]}”" in told.text for n in variant.parameters)


def test_the_whole_of_a_rule():
    assert prose(world(), "candle_beads").text == """\
“烛火珠”：
  如果“享烛火权”不成立，则为零；
  否则，如果“成年人数”等于零，则为 1；
  否则为（“贫穷界限”（代码以 77 开头的地区 80；50，待核实）减去“人均净珠”，为负的按零）乘以“成年人数”，舍到 5 的整倍数。"""
    assert prose(world(), "may_teach").text == """\
“可收学徒”：
  下列各项同时成立：
    “有特许”成立；
    “师傅数”达到 1；
    全部居民中没有一个“等级为负”。"""


def test_a_variant_of_another_time_is_told_as_it_was():
    assert prose(world(), "candle_beads", laws.candle_beads_flat).text.splitlines()[1] == "  如果“享烛火权”成立，则为 10、“灶石数”之和；"


def test_what_is_not_a_rule_has_no_text():
    with pytest.raises(UnknownName, match="candle_beads"):
        prose(world(), "candle_bead")


# Every opposite, and every bracket that changes what is meant

house = Entity("house", "户", "house_id", "houses")
INPUTS = [input_(house, n, title=t, unit="count", missing="zero", low=0, high=1000) for n, t in [("a", "甲"), ("b", "乙"), ("c", "丙")]]
YES = [input_(house, n, title=t, unit="yes_no", missing="zero", labels=labels)
       for n, t, labels in [("p", "子", None), ("q", "丑", None), ("u", "城乡", {1: "城市", 0: "农村"})]]


@helper(title="奇怪的算法")
def odd_way(x, y):
    return x * x - y + 1


def first(a, b, c):
    return a - (b - c)


def second(a, b, c):
    return a * (b + c)


def third(a, b, c):
    return a // max(1, b) // max(2, c)


def fourth(a, b):
    return odd_way(a, b) * 2


def fifth(a, b):
    return min(a, b, 7) + 1


@pytest.mark.parametrize(("function", "told"), [
    (first, "“甲”、“丙”之和减去“乙”"),
    (second, "“甲”乘以（“乙”、“丙”之和）"),
    (third, "（“甲”除以“乙”（不足 1 的按 1），舍去余数）除以“丙”（不足 2 的按 2），舍去余数"),
    (fourth, "奇怪的算法（“甲”，“乙”）乘以 2"),
    (fifth, "（“甲”、“乙”、7 中的最低者）、1 之和"),
])  # fmt: skip
def test_numbers(function, told):
    made = rule(house, title="数", name="made")(function)
    assert _first(made) == told + "。"


def yes_1(p, q, u):
    return not (p and (q or not u))


def yes_2(a, b):
    return not a < 3 <= b


def yes_3(a):
    return a not in (1, 2)


@pytest.mark.parametrize(("function", "told"), [
    (yes_1, "“子”不成立，或者（“丑”不成立，并且“城乡”为城市）。"),
    (yes_2, "“甲”达到 3，或者“乙”低于 3。"),
    (yes_3, "“甲”不是 1 或 2。"),
])  # fmt: skip
def test_opposites(function, told):
    made = rule(house, title="是否", name="made", unit="yes_no")(function)
    assert _first(made) == told


def _first(made):
    rules = RuleSet.collect([type("Module", (), {"made": made, "inputs": [*INPUTS, *YES]})], Registry("programme"))
    return "".join(line.text for line in prose(world(rules, ()), "made").lines)


def test_a_form_without_words_is_an_error_not_a_gap():
    from minzheng.policy.prose import _Writer

    class Unheard(ex.Expr):
        pass

    with pytest.raises(TypeError, match="Unheard"):
        _Writer(world(), laws.net_beads).value(Unheard(), "")


def test_digits_stand_apart_from_characters():
    from minzheng.policy.prose import Line

    assert closed([Line((Piece("为"), Piece("6"), Piece("个")))])[0].text == "为 6 个。"
