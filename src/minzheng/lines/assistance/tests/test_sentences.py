"""What the counter and the letter say."""

from datetime import date
from pathlib import Path

import pytest

from minzheng.lines.assistance.cases import cases
from minzheng.lines.assistance.programmes import world_on
from minzheng.policy.parameters import read_yaml

DAY = date(2024, 6, 1)
ADULT = {"age": 40, "relation": 1, "alive": 1, "wage_12m": 0, "business_income_12m": 0, "pension_12m": 0, "deposits": 0,
         "housing_count": 0, "shop_count": 0, "vehicle_count": 0, "company_count": 0, "employment": 1}
HOME = {"household_id": 1, "urban": 1, "area": "500111001000"}

TOLD = read_yaml(Path(__file__).parent / "told.yaml")
CASES = {c.name: c for c in cases()}


@pytest.mark.parametrize("told", TOLD, ids=lambda t: f"{t['case']} {t['programme']}")
def test_word_for_word(told):
    case = CASES[told["case"]]
    lines = world_on(case.date, readings=case.readings).explain(case.rows).sentences(told["programme"], told["key"])
    assert [line for line in lines if not line.startswith("以上用到")] == told["lines"]
    assert sum(line.startswith("以上用到") for line in lines) == 1


@pytest.mark.parametrize("case", CASES.values(), ids=lambda c: c.name)
def test_nothing_is_said_twice_and_nothing_is_left_in_the_words_of_the_program(case):
    trace = world_on(case.date, readings=case.readings).explain(case.rows)
    for o in trace.outcomes:
        lines = trace.sentences(o.programme, o.key)
        assert len(lines) == len(set(lines))
        for line in lines:
            assert line.endswith("。")
            assert not any(word in line for word in ("None", "True", "False", "_", "不明", "，，", "）（1）", "（）"))


def said(programme, person, home=None):
    return world_on(DAY).explain({"household": HOME | (home or {}), "persons": [ADULT | person]}).sentences(programme)


def test_entitled():
    lines = said("minimum_living", {"wage_12m": 402800})
    assert lines[0] == "最低生活保障：符合条件，每月 399.34 元（待核实）。"
    assert ("人均月收入 335.66 元，低于城市低保标准 735.00 元（待核实）"
            "（《最低生活保障审核确认办法》第二十三条、《重庆市城乡居民最低生活保障条例》第十条）。") in lines


def test_refused_and_by_how_much():
    lines = said("minimum_living", {"wage_12m": 960000, "deposits": 1000000})
    assert lines[0] == "最低生活保障：不符合条件。"
    assert any(line.startswith("人均月收入 800.00 元，不低于城市低保标准 735.00 元（待核实），高出 65.00 元") for line in lines)
    assert any(line.startswith("家庭存款和有价证券 10,000.00 元，超过存款等限额 8,820.00 元（待核实），高出 1,180.00 元") for line in lines)


def test_income_exactly_at_the_standard():
    assert any("不低于城市低保标准 735.00 元（待核实），恰好相等" in line for line in said("minimum_living", {"wage_12m": 882000}))


def test_undetermined_asks_where_to_get_the_fact():
    lines = said("minimum_living", {"wage_12m": None})
    assert lines[0] == "最低生活保障：暂无法确定，请先补充下列信息。"
    assert "缺少“工资性收入”，可向税务、人力社保、本人申报取得。" in lines


def test_entitled_but_the_amount_is_not_known():
    lines = said("gradual_exit", {"wage_12m": 960000}, {"holds_minimum_living": 1})
    assert lines[0] == "低保渐退期：符合条件，金额暂无法确定，请先补充下列信息。"
    assert "缺少“上月低保金”，可向民政取得。" in lines


def test_what_gives_health_away_is_said_only_where_asked_for():
    case = CASES["2022-10-20 起，成年无业重残人员可参照单人户"]
    trace = world_on(case.date, readings=case.readings).explain(case.rows)
    for key in (1, 2):
        assert not any(word in line for line in trace.sentences("single_person_minimum", key) for word in ("残", "病"))
    assert any("可以单独提出申请：是，属于“成年无业重度残疾人”（" in x for x in trace.sentences("single_person_minimum", 2, sensitive=True))
    [why, *_] = trace.why_not("single_person_minimum", 1, sensitive=True)
    assert "否，不属于“低保边缘家庭中的重残或重病人员”、" in why


def test_members_are_named_by_their_place_in_the_family():
    spouse, child = ({**ADULT, "relation": r} for r in (11, 23))
    family = [{**ADULT, "wage_12m": None}, {**spouse, "wage_12m": None}, child, {**child, "wage_12m": None}]
    trace = world_on(DAY).explain({"household": HOME | {"holds_minimum_living": 1}, "persons": family})
    assert "缺少“工资性收入”：户主、配偶、子女（2），可向税务、人力社保、本人申报取得。" in trace.sentences("minimum_living")
    assert trace.sentences("single_person_minimum", 4)[0].startswith("单人保，子女（2）：")
    assert any(line.startswith("有成员就业：是，即户主、配偶、子女（1）、子女（2）（") for line in trace.sentences("gradual_exit"))
