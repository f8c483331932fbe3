"""The empty workbook: every fact of the rules has a column that is explained, and filling it in gives answers."""

import openpyxl
import pytest

from minzheng.cli.entitled.columns import DERIVED, columns
from minzheng.cli.entitled.command import run
from minzheng.cli.entitled.tests.building import COLUMNS, DAY, HEADING, PLACE, WORLD, answer, sound
from minzheng.policy import Programme, Registry, RuleSet, input_, resolve, rule
from minzheng.policy.entities import Entity


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "空白.xlsx"
    assert run(["--template", "-o", str(path), "--date", DAY.isoformat()]) == 0
    return path


def test_every_fact_of_the_rules_is_a_column_or_is_worked_out(template):
    headings = {c.value for c in openpyxl.load_workbook(template)["名册"][1]}
    for i in [*WORLD.inputs("household"), *WORLD.inputs("person")]:
        assert i.name in DERIVED or HEADING[i.name] in headings


def test_every_column_is_explained(template):
    rows = list(openpyxl.load_workbook(template)["填写说明"].iter_rows(values_only=True))
    explained = {r[0]: r for r in rows}
    for c in COLUMNS:
        assert all(explained[c.heading][1:5]), c.heading
    wage = explained["工资性收入（元，近12个月）"]
    assert wage[4] == "相关结论为“待补充”（无法判定）"
    assert "税务" in wage[5]
    assert "《最低生活保障审核确认办法》第十三条" in wage[6]
    assert explained["奖学金（元，近12个月）"][4] == "按“无”或 0 计"


def test_nothing_is_hidden_and_ids_are_text(template):
    book = openpyxl.load_workbook(template)
    assert {s.sheet_state for s in book} == {"visible"}
    roster = book["名册"]
    at = next(c.column_letter for c in roster[1] if c.value == "公民身份号码")
    assert roster.column_dimensions[at].number_format == "@"


def test_drop_downs_offer_the_words_that_are_read(template):
    roster = openpyxl.load_workbook(template)["名册"]
    lists = {r.formula1 for r in roster.data_validations.dataValidation}
    assert '"是,否"' in lists
    assert '"完全丧失,部分丧失,有劳动能力"' in lists
    assert '"城市,农村"' in lists


def test_the_example_is_marked_and_sound(template, tmp_path):
    book = openpyxl.load_workbook(template)
    people = [r for r in book["示例"].iter_rows(min_row=2, values_only=True) if any(r)]
    assert len(people) == 2
    assert all("（虚构）" in r[2] for r in people)
    for n, r in enumerate(people, 2):
        for at, value in enumerate(r, 1):
            book["名册"].cell(n, at, value)
    result = answer(book, tmp_path)
    assert result.code == 0, result.corrections
    assert all(r[4] in ("可享", "不符合") for r in result.sheets["结论(户)"])


def test_fill_and_answer(template, tmp_path):
    book = openpyxl.load_workbook(template)
    places = {c.value: c.column for c in book["名册"][1]}
    for n, p in enumerate(sound(), 2):
        for key, value in p.items():
            book["名册"].cell(n, places[HEADING[key]], value)
    assert answer(book, tmp_path).household("好") == ["可享", 1550]


def test_an_existing_file_is_not_overwritten(template, capsys):
    before = template.read_bytes()
    assert run(["--template", "-o", str(template)]) == 2
    assert "已存在" in capsys.readouterr().err
    assert template.read_bytes() == before


household = Entity("household", "家庭", "household_id", "households")
person = Entity("person", "成员", "person_id", "persons", (household,))
NEW = [input_(household, "well_depth", title="水井深度", unit="dm2", missing="review"),
       input_(person, "goat_income_12m", title="养羊收入", unit="fen_12m", missing="reject", sources=("畜牧",)),
       input_(person, "goat_kind", title="羊的种类", unit="code", missing="zero", labels={1: "山羊", 2: "绵羊"})]


@rule(person, title="可享羊倌补助", cites="羊倌办法#3", unit="yes_no")
def herder(goat_income_12m, well_depth):
    return goat_income_12m < 100 and well_depth > 3


def test_a_new_fact_appears_by_itself():
    programmes = Registry("programme")
    Programme("herder", "羊倌补助", person, "herder", registry=programmes)
    rules = RuleSet((household, person), tuple(NEW), (herder,), programmes)
    found = {c.key: c for c in columns(resolve(rules, DAY), PLACE)}
    assert found["goat_income_12m"].heading == "养羊收入（元，近12个月）"
    assert found["goat_income_12m"].required == "必填"
    assert found["goat_income_12m"].cites == ("羊倌办法#3",)
    assert found["well_depth"].heading == "水井深度（平方米）"
    assert found["well_depth"].of == "household"
    assert found["goat_kind"].choices == ["山羊", "绵羊"]
