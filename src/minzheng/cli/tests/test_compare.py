"""`minzheng compare`: the numbers on the screen and in the workbook, and what it says to wrong use."""

import datetime as dt

import pytest
from python_calamine import CalamineWorkbook

from minzheng.cli.compare import run
from minzheng.fieldwork.tests.village import HUANGLONG, LONGSHUI, NOTHING, XUEBA, areas, household
from minzheng.law.models import Trial

pytestmark = pytest.mark.django_db
ADULT = dt.date(1980, 1, 1)
RULE = '''
from minzheng.lines.assistance.rules.facts import household
from minzheng.policy import rule

@rule(household, title="低保月保障金额", cites="最低生活保障审核确认办法#23", unit="fen")
def minimum_living_amount(minimum_living_entitled):
    return 12345 if minimum_living_entitled else 0
'''


@pytest.fixture
def homes():
    areas()
    return [household(HUANGLONG, ("甄甲", ADULT, NOTHING)), household(XUEBA, ("甄丙", ADULT, NOTHING), urban=True),
            household(HUANGLONG, ("甄乙", ADULT, NOTHING | {"wage_12m": 12 * 66000}))]


def line(told: str, name: str, after: str) -> list[str]:
    """The cells of the line `name` below `after`."""
    below = told.split(after)[1].splitlines()
    return next(one.split()[1:] for one in below if one.startswith(name))


def test_who_gains_and_what_it_costs(homes, capsys):
    assert run(["--set", "minimum_living_standard=800,670", "--by", "town"]) == 0
    told = capsys.readouterr().out
    assert "低保标准：城市 775.00 元、农村 650.00 元 → 城市 800.00 元、农村 670.00 元（待核实）" in told
    assert line(told, "合计", "最低生活保障（户）") == ["1", "0", "2", "0", "0", "0", "55.00", "660.00"]
    assert line(told, "龙水镇", "最低生活保障（户）") == ["1", "0", "1", "0", "0", "0", "30.00", "360.00"]
    assert not Trial.objects.exists()


def test_one_town_only(homes, capsys):
    assert run(["--set", "minimum_living_standard=800,670", "--area", LONGSHUI[:9]]) == 0
    assert line(capsys.readouterr().out, "合计", "最低生活保障（户）") == ["1", "0", "1", "0", "0", "0", "30.00", "360.00"]


def test_the_workbook_has_the_households(homes, tmp_path):
    file = tmp_path / "测算.xlsx"
    assert run(["--set", "minimum_living_standard=800,670", "-o", str(file)]) == 0
    book = CalamineWorkbook.from_path(file)
    assert book.sheet_names[:5] == ["改动", "合计", "按镇街", "按城乡", "按家庭人数"]
    _, *rows = book.get_sheet_by_name("逐户-最低生活保障").to_python()
    assert {(row[0], row[2], row[7]) for row in rows} == {(homes[0].number, "增加", 20), (homes[1].number, "增加", 25), (homes[2].number, "新纳入", 10)}
    whole = book.get_sheet_by_name("合计").to_python()
    money = {row[0]: row[8:] for row in whole[1:]}
    assert money["最低生活保障"] == [1425, 1480, 55, 660]


def test_a_rule_in_the_place_of_another(homes, tmp_path, capsys):
    file = tmp_path / "rules.py"
    file.write_text(RULE, encoding="utf-8")
    assert run(["--rule", str(file)]) == 0
    told = capsys.readouterr().out
    assert "算法：" in told
    assert line(told, "合计", "最低生活保障（户）")[:6] == ["0", "0", "0", "2", "1", "0"]
    file.write_text(RULE.replace("return 12345 if", "x = 1\n    return 12345 if"), encoding="utf-8")
    assert run(["--rule", str(file)]) == 2
    assert "不符合规则语言：rules.py:7" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "says"), [
    ([], "完全相同"), (["--set", "edge_percnt=180"], "edge_percent"), (["--set", "edge_percent=1.8"], "1.8 倍写 180"),
    (["--reading", "separate_counting=x"], "可选"), (["--rule", "没有.py"], "找不到规则文件"), (["--law-of", "2001-01-01"], "没有公布的值"),
    (["--set", "edge_percent=180", "--area", "11"], "没有一户"), (["--line", "nothing"], "没有“nothing”这个业务条线"),
])  # fmt: skip
def test_wrong_use_says_what_to_write(homes, capsys, words, says):
    assert run(words) == 2
    assert says in capsys.readouterr().err
