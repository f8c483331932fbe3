"""The calculator says what the rules say, asks little, and lets everybody apply."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from minzheng.casework.tests.conftest import district, today  # noqa: F401  (fixtures)
from minzheng.portal.calculator.questionnaires import Start, sheets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district", "today")]

ONE = {"town": "500111100000", "urban": "1", "income": "300", "people": "1", "p1_relation": "1", "p1_age": "60", "p1_illness": "on"}
SAID = {"deposits": "１，２００.5", "housing_count": "1", "shop_count": "0", "vehicle_count": "0", "company_count": "0",
        "housing_area": "60", "holds_minimum_living": "0", "labour_capacity": "0", "employment": "0", "student_level": "0",
        "lives_apart": "0", "bedridden": "0", "imprisoned": "0", "gradual_exit_months_used": "0", "last_amount": "0", "wage_12m": "300"}


def hidden(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))


def walk(first: dict[str, str], said: dict[str, str] = SAID, most: int = 30) -> tuple[str, list[str]]:
    """The last page and the names of what was asked."""
    client, asked = Client(), []
    answer = client.post(reverse("calculator"), first | {"go": "next"})
    for _ in range(most):
        text = answer.content.decode()
        if "算出来的结果" in text:
            return text, asked
        assert answer.status_code == 200, text
        page = hidden(text)
        names = page["page"].split(",")
        asked += names
        replies = {n: said[n.partition("_")[2]] for n in names if n.partition("_")[2] in said}
        replies |= {k: v for n in names if n not in replies for k, v in ((n, "unknown"), (f"{n}_unknown", "on"))}
        replies = {n: ("" if v == "unknown" and f'name="{n}_unknown"' in text else v) for n, v in replies.items()}
        answer = client.post(reverse("calculator"), page | replies | {"go": "next"})
    raise AssertionError(f"no end after {asked}")


def test_the_result_is_that_of_the_rules():
    text, asked = walk(ONE)
    assert len(asked) == len(set(asked)) <= 12
    [sheet] = sheets()
    start = Start(1, "500111100000", ({"relation": 1, "age": 60, "income": 30000, "card": False, "illness": True},))
    answers = {(0, "deposits"): 120050, (0, "housing_count"): 1, (0, "housing_area"): 6000, (0, "shop_count"): 0, (0, "vehicle_count"): 0,
               (0, "company_count"): 0, (0, "holds_minimum_living"): 0, (1, "labour_capacity"): 0, (1, "employment"): 0}
    outcome = sheet.explain(start, answers).outcome("minimum_living")
    assert outcome.entitled
    assert f"每月大约 <strong>{outcome.amount // 100:,}.{outcome.amount % 100:02d} 元" in re.sub(r"\s+", " ", text)
    assert "可能符合，建议申请" in text
    assert "居民户口簿" in text
    assert "待核实" in text


def test_above_the_standard_nobody_is_refused():
    text, _ = walk(ONE | {"income": "9000"})
    assert "可能不符合，仍可申请" in text
    assert "高出" in text


def test_who_qualifies_reads_the_rest_folded_away():
    text, _ = walk(ONE)
    folded = re.search(r"<details.*?<summary>(.*?)</summary>", text, re.S)
    assert re.fullmatch(r"其他待遇：[^<]*低保边缘家庭[^<]*，可能不符合，仍可申请", folded[1])
    before, _, after = text.partition("<details")
    assert "可能符合，建议申请" in before
    assert "可能不符合，仍可申请" not in before
    assert "可能符合，建议申请" not in after
    refused, _ = walk(ONE | {"income": "9000"})
    assert "<details" not in refused


@pytest.mark.parametrize(("change", "says", "not_says"), [
    ({}, "全家收入都当作户主一个人的工资来算", "每个人的收入"), ({"income": "", "p1_income": "300"}, "每个人的收入都当作本人的工资来算", "全家收入都")])
def test_the_result_says_what_was_taken_for_granted(change, says, not_says):
    text, _ = walk(ONE | change)
    assert "这是估计" in text
    assert says in text
    assert not_says not in text
    assert re.search(r"\d{4}年\d+月\d+日 的政策", text)


def test_articles_lead_to_the_law_and_the_page_can_be_printed():
    text, _ = walk(ONE)
    links = re.findall(r'<a [^>]*href="(/law/[^"]*)">[^<]*第[^<]*条</a>', text)
    assert links
    assert Client().get(links[0].partition("#")[0]).status_code == 200
    assert re.search(r'<button[^>]*type="button"[^>]*data-print', text)


def test_months_of_gradual_exit_are_asked_only_of_who_is_on_it():
    [sheet] = sheets()
    start = Start(1, "500111100000", ({"relation": 1, "age": 40, "income": 90000, "card": False, "illness": False},))
    of_it = {(0, "gradual_exit_months_used"), (0, "last_amount")}
    for said, asked in ((0, set()), (None, set()), (1, {(0, "gradual_exit_months_used")})):
        answers = {(0, "holds_minimum_living"): said}
        assert of_it & set(sheet.open_questions(start, answers)) == asked
    assert of_it.isdisjoint(sheet.open_questions(start, {}))
    _, asked = walk(ONE | {"income": "900"}, SAID | {"holds_minimum_living": "1", "employment": "1"})
    places = [asked.index(f"q0_{n}") for n in ("holds_minimum_living", "gradual_exit_months_used", "last_amount")]
    assert places == sorted(places)


def test_a_number_is_not_optional_but_may_be_left_unknown():
    client = Client()
    page = client.post(reverse("calculator"), ONE | {"go": "next"}).content.decode()
    while 'type="text"' not in page:
        names = hidden(page)["page"].split(",")
        page = client.post(reverse("calculator"), hidden(page) | {n: SAID[n.partition("_")[2]] for n in names} | {"go": "next"}).content.decode()
    assert "选填" not in page
    answer = client.post(reverse("calculator"), hidden(page) | {"go": "next"})
    assert answer.status_code == 422
    assert "请填写数字，没有就填 0；不知道就勾选“不清楚”" in answer.content.decode()
    unsure = {f"{n}_unknown": "on" for n in hidden(page)["page"].split(",")} | {n: "unknown" for n in hidden(page)["page"].split(",")
                                                                                if f"{n}_unknown" not in page}
    assert client.post(reverse("calculator"), hidden(page) | unsure | {"go": "next"}).status_code == 200


def test_nobody_knows_anything():
    text, asked = walk(ONE | {"income": "", "urban": "unknown"}, {})
    assert len(asked) == len(set(asked))
    assert "还不能确定，可以申请" in text
    assert "还缺什么" in text


@pytest.mark.parametrize(("change", "says"), [
    ({"p1_age": "一百"}, "请填写整数"), ({"p1_age": "200"}, "不能超过 150"), ({"p1_age": ""}, "请填写年龄"), ({"income": "三百"}, "请填写数字金额"),
    ({"town": ""}, "请选择您家在哪个镇街"), ({"people": "99", "p15_card": "on"}, "请填写这个人的年龄"),
    ({"p1_income": "5"}, "只填一样")])
def test_errors_at_the_field_in_chinese(change, says):
    answer = Client().post(reverse("calculator"), ONE | change | {"go": "next"})
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_one_more_person_and_back_lose_nothing():
    client = Client()
    more = client.post(reverse("calculator"), ONE | {"go": "add"}).content.decode()
    assert "第 2 个人" in more
    assert 'value="60"' in more
    first = hidden(client.post(reverse("calculator"), ONE | {"go": "next"}).content.decode())
    back = client.post(reverse("calculator"), first | {"go": "back"}).content.decode()
    assert "一起生活的有哪些人" in back
    assert 'value="60"' in back


def test_answers_never_stand_in_an_address():
    text, _ = walk(ONE)
    assert 'method="post"' in text
    assert "?" not in "".join(re.findall(r'(?:href|action)="([^"]*calculator[^"]*)"', text))


def test_every_fact_that_must_be_known_is_asked_or_assumed():
    for sheet in sheets():
        settled = sheet.questions.keys() | sheet.declared["assumed"].keys() | {"age", "relation", "area"}
        assert {i.name for i in sheet.world.rules.inputs if i.missing == "review"} <= settled
        assert (sheet.questions.keys() | sheet.declared["assumed"].keys() | sheet.declared["children"]["assumed"].keys()) <= sheet.inputs
