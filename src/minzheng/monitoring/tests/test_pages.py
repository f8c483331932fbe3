"""What each post sees of an evaluation, and what it may do with it."""

import datetime as dt
import io
import json
import re

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from minzheng.core import clock
from minzheng.core.access.viewer import acting, system
from minzheng.core.actions import Refused
from minzheng.fieldwork.actions import record_visit
from minzheng.fieldwork.models import Visit
from minzheng.fieldwork.tests.village import HUANGLONG, LONGSHUI, NOTHING, XUEBA, areas, household, post
from minzheng.monitoring.actions import send_visit, start_evaluation
from minzheng.monitoring.evaluate import evaluate
from minzheng.monitoring.models import Difference, EvaluationRun
from minzheng.monitoring.tests.paid import pay

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
OVERVIEW, LIST, SEND = "/office/evaluation/", "/office/evaluation/differences/", "/office/evaluation/send/"


@pytest.fixture
def run():
    """Two differences in 黄龙村 of 龙水镇, one in 学坝社区 of 龙岗街道."""
    areas()
    household(HUANGLONG, ("甄甲", dt.date(1980, 1, 1), NOTHING))
    pay(household(HUANGLONG, ("甄乙", dt.date(1980, 1, 1), NOTHING | {"company_count": 1})), 50000)
    household(XUEBA, ("甄丙", dt.date(1980, 1, 1), NOTHING))
    with acting(SYSTEM):
        run = start_evaluation(by=SYSTEM, foreground=True)
        evaluate(run)
        assert Difference.objects.filter(run=run).count() == 3
    return run


def enter(role: str, area: str) -> Client:
    client = Client()
    client.force_login(post(role, area).account)
    return client


def numbers(area: str) -> list[str]:
    with acting(SYSTEM):
        return list(Difference.objects.filter(village_id=area).order_by("id").values_list("household__number", flat=True))


def read(response) -> str:
    assert response.status_code == 200, response.content.decode()[:500]
    return response.content.decode()


def charted(page: str) -> list[dict]:
    return [json.loads(text) for text in re.findall(r'<script type="application/json">(.*?)</script>', page)]


def test_a_towns_officer_sees_only_the_town_in_list_count_chart_export_and_detail(run):
    here, (elsewhere,) = numbers(HUANGLONG), numbers(XUEBA)
    with acting(SYSTEM):
        hidden = Difference.objects.get(village_id=XUEBA)
    for role, area in (("window_clerk", LONGSHUI), ("village_worker", HUANGLONG)):
        client = enter(role, area)
        listed = read(client.get(LIST))
        assert all(number in listed for number in here)
        assert elsewhere not in listed
        assert f">{elsewhere}<" not in read(client.get(LIST, {"q": elsewhere}))
        assert f">{here[0]}<" in read(client.get(LIST, {"q": here[0]}))
        assert elsewhere not in read(client.get(LIST, {"village_town": "500111001000"}))
        overview = read(client.get(OVERVIEW))
        assert "学坝社区" not in overview
        assert "龙岗街道" not in overview
        charts = charted(overview)
        assert charts
        bars = next(c for c in charts if c["kind"] == "stacked")
        assert (bars["categories"], sum(sum(s["values"]) for s in bars["series"])) == (["黄龙村"], 2)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(client.get(LIST, {"export": "xlsx"}).getvalue()))
        cells = {str(cell) for row in workbook.get_sheet_by_index(0).to_python() for cell in row}
        assert set(here) <= cells
        assert elsewhere not in cells
        assert client.get(f"{LIST}{hidden.pk}/").status_code == 404


def test_the_district_sees_all_and_every_number_opens_its_rows(run):
    page = read(enter("leader", "500111000000").get(OVERVIEW))
    bars = next(c for c in charted(page) if c["kind"] == "stacked")
    assert dict(zip(bars["categories"], map(sum, zip(*(s["values"] for s in bars["series"]), strict=True)), strict=True)) == {"龙水镇": 2, "龙岗街道": 1}
    client = enter("auditor", "500111000000")
    place, missed = bars["categories"].index("龙水镇"), next(s for s in bars["series"] if s["name"] == "应享未享")
    rows = read(client.get(missed["links"][place]))
    assert numbers(HUANGLONG)[0] in rows
    assert numbers(HUANGLONG)[1] not in rows
    assert numbers(XUEBA)[0] not in rows


def test_the_difference_says_who_what_why_and_by_how_much_without_names(run):
    with acting(SYSTEM):
        wrong = Difference.objects.get(run=run, kind="not_entitled")
    page = read(enter("reviewer", "500111000000").get(f"{LIST}{wrong.pk}/"))
    assert "甄*" in page
    assert "甄乙" not in page
    for word in ("登记的企业", "最低生活保障审核确认办法", "500.00", "待核实", "不满足", "差异不是决定", "虚构", "登记企业数限额"):
        assert word in page, word


def test_a_missing_fact_is_named_with_the_departments_that_may_have_it(run):
    household(HUANGLONG, ("甄丁", dt.date(1980, 1, 1), {k: v for k, v in NOTHING.items() if k != "deposits"}))
    with acting(SYSTEM):
        again = start_evaluation(by=SYSTEM, foreground=True)
        evaluate(again)
        unknown = Difference.objects.get(run=again, kind="undetermined")
    page = read(enter("reviewer", "500111000000").get(f"{LIST}{unknown.pk}/"))
    assert "存款、有价证券、债券" in page
    assert "银行、证券、本人申报" in page


def test_health_is_not_shown_nor_given_away(run):
    ill = NOTHING | {"disability_grade": 1, "disability_kind": 4, "serious_illness": 1, "wage_12m": 120_000}
    household(HUANGLONG, ("甄戊", dt.date(1980, 1, 1), ill))
    with acting(SYSTEM):
        again = start_evaluation(by=SYSTEM, foreground=True)
        evaluate(again)
        found = Difference.objects.filter(run=again, village_id=HUANGLONG, kind="missed").order_by("household_id").last()
    page = read(enter("village_worker", HUANGLONG).get(f"{LIST}{found.pk}/"))
    assert "工资性收入" in page
    assert not any(word in page for word in ("残疾等级", "重度残疾<", "重残或重病", "重特大疾病", "分类施保金额<"))


def test_ticked_rows_are_sent_at_once_and_each_says_how_it_went(run):
    client = enter("reviewer", "500111000000")
    with acting(SYSTEM):
        pks = list(Difference.objects.filter(run=run).order_by("id").values_list("pk", flat=True))
    due = (clock.today() + dt.timedelta(days=3)).isoformat()
    page = read(client.post(SEND, {"difference": pks[:2], "due_on": due}))
    assert page.count("已派走访") == 2
    page = read(client.post(SEND, {"difference": pks, "due_on": due}))
    assert page.count("不必重复派单") == 2
    assert page.count("已派走访</span>") == 1
    with acting(SYSTEM):
        assert Visit.objects.count() == 3
        assert Difference.objects.filter(run=run, visit=None).count() == 0


def test_a_visit_on_its_way_is_linked_by_the_next_run_and_not_ordered_twice(run):
    with acting(SYSTEM):
        first = Difference.objects.filter(run=run).first()
    enter("reviewer", "500111000000").post(SEND, {"difference": first.pk, "due_on": clock.today().isoformat()})
    with acting(SYSTEM):
        again = start_evaluation(by=SYSTEM, foreground=True)
        evaluate(again)
        same = Difference.objects.get(run=again, household=first.household_id)
        assert same.visit is not None
        assert Difference.objects.filter(run=again, visit=None).count() == 2


@pytest.mark.parametrize(("stake", "shown"), [("small", []), ("middle", []), ("large", [50_000]), ("", [50_000]), ("x", [50_000])])
def test_the_list_can_be_narrowed_by_what_is_at_stake(run, stake, shown):
    """Five hundred yuan are large, to the fen."""
    page = read(enter("reviewer", "500111000000").get(LIST, {"kind": "not_entitled", "stake": stake}))
    assert (">500.00<" in page) == bool(shown)


def test_a_finished_visit_is_not_ordered_again_in_this_run_and_not_carried_into_the_next(run):
    with acting(SYSTEM):
        first = Difference.objects.filter(run=run).first()
        visit = send_visit(difference=first, due_on=clock.today(), by=SYSTEM).visit
        record_visit(visit=visit, outcome="not_so", note="已搬走，房屋空置", photo=None, by=SYSTEM)
        with pytest.raises(Refused, match="不必重复派单"):
            send_visit(difference=first, due_on=clock.today(), by=SYSTEM)
        again = start_evaluation(by=SYSTEM, foreground=True)
        evaluate(again)
        assert Difference.objects.get(run=again, household=first.household_id).visit is None


@pytest.mark.parametrize("due", ["", "2020-01-01", "昨天"])
def test_a_bad_day_is_told_at_the_field_and_nothing_is_sent(run, due):
    with acting(SYSTEM):
        pk = Difference.objects.first().pk
    response = enter("reviewer", "500111000000").post(SEND, {"difference": pk, "due_on": due})
    assert response.status_code == 422
    with acting(SYSTEM):
        assert not Visit.objects.exists()


@pytest.mark.parametrize("role", ["leader", "auditor", "window_clerk", "village_worker"])
def test_only_the_reviewer_sends_visits(run, role):
    area = {"window_clerk": LONGSHUI, "village_worker": HUANGLONG}.get(role, "500111000000")
    with acting(SYSTEM):
        pk = Difference.objects.filter(village_id=HUANGLONG).first().pk
    client = enter(role, area)
    assert client.post(SEND, {"difference": pk, "due_on": clock.today().isoformat()}).status_code == 403
    assert "派走访</button>" not in read(client.get(f"{LIST}{pk}/"))


@pytest.mark.parametrize(("role", "status"), [("leader", 302), ("reviewer", 302), ("auditor", 403), ("confirmer", 403)])
def test_who_may_start_an_evaluation(run, role, status):
    assert enter(role, "500111000000").post("/office/evaluation/start/").status_code == status
    assert EvaluationRun.objects.count() == (2 if status == 302 else 1)


def test_without_an_account_there_is_only_the_way_to_sign_in():
    for address in (OVERVIEW, LIST, SEND, "/office/evaluation/cells.geojson"):
        assert Client().get(address).status_code == 302
