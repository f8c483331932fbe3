"""The answers themselves: the same as the engine's, with which condition fails by how much, and what is missing."""

import random

import polars as pl
import pytest

from minzheng.cli.entitled.tests.building import COLUMNS, WORLD, answer, person, sheet


def row(result, table, *start):
    found = [r for r in result.sheets[table] if tuple(r[:len(start)]) == start]
    assert len(found) == 1
    return found[0]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    people = [
        person(1, "低"), person(2, "低", "子", "20150301", wage_12m=None, deposits=None),
        person(3, "富", wage_12m=12 * 775),
        person(4, "缺", deposits=None),
        person(5, "边", wage_12m=12 * 1000, disability_kind="肢体", disability_grade="一级"),
        person(6, "渐", holds_minimum_living="是", wage_12m=12 * 800, employment="就业", gradual_exit_months_used=2, last_amount=612.34),
    ]  # fmt: skip
    return answer(sheet(people), tmp_path_factory.mktemp("answers"))


def test_all_answered(result):
    assert result.code == 0
    assert result.corrections == []


def test_the_engine_gives_the_same(result):
    trace = WORLD.explain({
        "household": {"household_id": "低", "urban": 1, "holds_minimum_living": 0, "area": 500111000000},
        "persons": [
            {"person_id": 1, "age": 56, "sex": 1, "relation": 2, "alive": 1, "labour_capacity": 2, "employment": 0, "wage_12m": 0,
             "business_income_12m": 0, "pension_12m": 0, "central_basic_pension_12m": 0, "deposits": 0, "housing_count": 0,
             "housing_area": 0, "shop_count": 0, "vehicle_count": 0, "company_count": 0},
            {"person_id": 2, "age": 11, "relation": 20, "alive": 1}]})
    assert trace.outcome("minimum_living").entitled
    assert result.household("低") == ["可享", trace.value("minimum_living_amount") / 100]


def test_which_condition_fails_and_by_how_much(result):
    fails = row(result, "结论(户)", "富", "甄某3（虚构）", 1, "最低生活保障")[6]
    assert fails.startswith("人均月收入低于低保标准：否。")
    assert "恰好相等" in fails
    assert "第二十三条" in fails
    assert "尚未经正式文件确认" not in fails


def test_what_is_missing_and_where_to_get_it(result):
    cells = row(result, "结论(户)", "缺", "甄某4（虚构）", 1, "最低生活保障")
    assert cells[4] == "待补充"
    assert cells[7] == "甄某4（虚构）：存款、有价证券、债券（银行、证券、本人申报）"


def test_a_status_without_money_and_a_person_beside_it(result):
    edge = row(result, "结论(户)", "边", "甄某5（虚构）", 1, "低保边缘家庭")
    assert edge[4:6] == ["可享", ""]
    alone = [r for r in result.sheets["结论(人)"] if r[0] == "边"]
    assert [r[4] for r in alone] == ["低保边缘家庭"]


def test_gradual_exit_keeps_last_months_amount(result):
    assert row(result, "结论(户)", "渐", "甄某6（虚构）", 1, "低保渐退期")[4:6] == ["可享", 612.34]


def test_what_is_granted_comes_first(result):
    verdicts = [r[4] for r in result.sheets["结论(户)"] if r[0] == "渐"]
    assert verdicts == sorted(verdicts, key=["可享", "待补充", "不符合"].index)


def test_reasons_and_sums(result):
    sums = row(result, "依据与算式", "富", "全户", "算式")[4]
    assert "人均月收入 775.00 元 ← 家庭收入（十二个月） 9,300.00 元、收入核算月数（待核实） 12 个月、保障人数 1 人" in sums
    assert "最低生活保障：不符合条件。" in row(result, "依据与算式", "富", "全户", "最低生活保障")[4]


def test_what_it_rests_on(result):
    kinds = {r[0] for r in result.sheets["说明"]}
    assert kinds == {"测算", "须知", "参数", "口径"}
    assert row(result, "说明", "测算", "规则版本")[2] == WORLD.version
    standard = row(result, "说明", "参数", "低保标准")
    assert "城市 775.00 元" in standard[2]
    assert standard[5] == "待核实"
    assert len([r for r in result.sheets["说明"] if r[0] == "参数"]) == len(WORLD.parameter_statuses())
    assert len([r for r in result.sheets["说明"] if r[0] == "口径"]) == len(WORLD.readings_in_force())


def test_every_outcome_names_its_articles(result):
    assert all("第" in r[8] and "条" in r[8] for r in result.sheets["结论(户)"])


def test_sixty_households_as_the_districts_run_answers_them(tmp_path):
    """The roster's way (one case at a time, from cells) against the population's way (Polars, from integers)."""
    draw = random.Random(500111)
    people = []
    for n in range(180):
        relation = ("户主", "配偶", "子")[n % 3]
        money = {k: draw.choice([0, 0, 600, 4800.5, 9300, 24000, None]) for k in ("wage_12m", "business_income_12m", "deposits")}
        shared = {"urban": draw.choice(["城市", "农村"]), "holds_minimum_living": draw.choice(["是", "否"]),
                  "last_amount": draw.choice([300, None])} if relation == "户主" else {}
        people.append(person(n, f"户{n // 3:02}", relation, f"{draw.randrange(1940, 2015)}0115", **money, **shared,
                             **{"employment": draw.choice([0, 1, 2]), "disability_grade": draw.choice([None, 1, 2, 4])}))
    result = answer(sheet(people), tmp_path)
    assert result.code == 0
    expected = _evaluated(people)
    found = {(r[0], r[3]): (r[4], r[5]) for r in result.sheets["结论(户)"]}
    assert found == expected
    assert len({v for v, _ in found.values()}) == 3


def _evaluated(people):
    """(household, title) → (verdict, yuan or "")."""
    codes = {"户主": 2, "配偶": 10, "子": 20, "城市": 1, "农村": 0, "是": 1, "否": 0, "有劳动能力": 2}
    units = {c.key: c.input.unit for c in COLUMNS if c.input}
    rows = {"person": [], "household": []}
    for n, p in enumerate(people):
        values = {k: _integer(codes.get(v, v), units[k]) for k, v in p.items() if k in units}
        shared = {k: values.pop(k, None) for k in ("urban", "holds_minimum_living", "last_amount")}
        if p["relation"] == "户主":
            rows["household"].append({"household_id": p["household_id"], "area": 500111000000, **shared})
        year = int(p["id_number"][6:10])
        rows["person"].append({"person_id": n, "household_id": p["household_id"], "age": 2026 - year, **values})
    programmes = [p for p in WORLD.programmes if p.entity.name == "household"]
    outputs = [o for p in programmes for o in p.outputs]
    frames = {k: pl.DataFrame(v, infer_schema_length=None) for k, v in rows.items()}
    return {
        (row["household_id"], p.title): _told(row[p.entitled], row[p.amount] if p.amount else None)
        for row in WORLD.evaluate_frames(frames, outputs).iter_rows(named=True) for p in programmes
    }


def _integer(value, unit):
    return None if value is None else round(value * 100) if unit in ("fen", "fen_12m", "dm2") else value


def _told(entitled, fen):
    verdict = {True: "可享", False: "不符合", None: "待补充"}[entitled]
    return verdict, fen / 100 if entitled and fen is not None else ""
