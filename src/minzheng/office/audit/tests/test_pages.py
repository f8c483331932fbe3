"""What an auditor finds: who looked, who changed, and whether a decision still comes out as it was."""

import datetime as dt
import json
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client

from minzheng.core.access.models import Account, Post
from minzheng.core.access.viewer import acting, system
from minzheng.core.audit.looks import looked
from minzheng.core.audit.models import AuditRow
from minzheng.core.audit.queries import history_of
from minzheng.core.models import Household
from minzheng.office.audit.told import departures, leading_to, told


def page(officers, role: str, url: str, method: str = "get", **data):
    client = Client()
    client.force_login(Account.objects.get(pk=officers[role].account_id))
    return getattr(client, method)(url, data)


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def tamper(decision, column: str, value) -> None:
    """As somebody with the keys of the database would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE casework_decision DISABLE TRIGGER decisions_append_only")
        cursor.execute(f"UPDATE casework_decision SET {column} = %s WHERE id = %s", [value, decision.pk])
        cursor.execute("ALTER TABLE casework_decision ENABLE TRIGGER decisions_append_only")


def test_an_honest_decision_comes_out_the_same(officers, decision):
    url = f"/office/audit/decisions/{decision.number}/"
    assert "与原决定" not in text(page(officers, "auditor", url))
    again = page(officers, "auditor", url, "post")
    assert "与原决定一致（相差 0.00 元）" in text(again)
    assert f"{decision.amount / 100:.2f} 元" in text(again)


def test_a_tampered_amount_shows(officers, decision):
    tamper(decision, "amount", decision.amount + 12_345)
    said = text(page(officers, "auditor", f"/office/audit/decisions/{decision.number}/", "post"))
    assert "与原决定不一致" in said
    assert "相差 -123.45 元" in said


def test_a_tampered_fact_shows_at_its_value_and_all_that_follows(officers, decision):
    snapshot = connection_json(decision, "snapshot")
    snapshot["persons"][0]["wage_12m"] = 1_200_000

    tamper(decision, "snapshot", json.dumps(snapshot))
    response = page(officers, "auditor", f"/office/audit/decisions/{decision.number}/", "post")
    assert "与原决定不一致" in text(response)
    changed = {d.title for d in response.context["departures"]}
    assert any("工资" in title for title in changed), changed
    assert len(changed) > 2


def connection_json(decision, column: str):
    with acting(system("test")):
        return type(decision).objects.values_list(column, flat=True).get(pk=decision.pk)


def test_an_unreadable_snapshot_is_told_and_does_not_break_the_page(officers, decision):
    tamper(decision, "snapshot", "{}")
    response = page(officers, "auditor", f"/office/audit/decisions/{decision.number}/", "post")
    assert response.status_code == 200
    assert "无法重新计算" in text(response)


def test_the_steps_shown_first_are_those_the_decision_rests_on(decision):
    used = leading_to(decision.trace, "minimum_living")
    shown = told(decision.trace, "rule", {}, used)
    everything = told(decision.trace, "rule", {})
    assert 0 < len(shown) < len(everything)
    assert any(step.articles for step in shown)
    assert departures(decision.trace, decision.trace, {}) == []


@pytest.mark.parametrize("role", ["window_clerk", "surveyor", "reviewer", "confirmer", "payment_officer"])
@pytest.mark.parametrize("url", ["/office/audit/", "/office/audit/decisions/", "/office/audit/households/DZ000001/"])
def test_only_the_auditor_audits(officers, household, role, url):
    assert page(officers, role, url).status_code == 403


def test_the_public_is_asked_to_sign_in(officers, household):
    assert Client().get("/office/audit/").status_code == 302


def test_an_auditor_of_a_town_sees_that_town_only(officers, district, household, decision):
    account = Account.objects.create(username="town-auditor", name="甄审（虚构）", fictitious=True)
    Post.objects.create(account=account, role="auditor", area=district["other"], since="2020-01-01")
    client = Client()
    client.force_login(account)
    with acting(officers["confirmer"]):
        looked(officers["confirmer"], household, "查看家庭档案")
    assert household.number not in client.get("/office/audit/").content.decode()
    assert client.get(f"/office/audit/households/{household.number}/").status_code == 404
    assert client.get(f"/office/audit/decisions/{decision.number}/").status_code == 404
    assert decision.number not in client.get("/office/audit/decisions/").content.decode()


def test_every_look_and_change_of_a_household_is_listed_and_so_is_the_auditor(officers, household, decision):
    looked(officers["reviewer"], household, "核对申请人身份")
    with acting(system("test")):
        looked(officers["surveyor"], household.head, "入户前查看")
    shown = text(page(officers, "auditor", f"/office/audit/households/{household.number}/"))
    for what in ("核对申请人身份", "入户前查看", "确定应发待遇", "审计：查阅家庭记录"):
        assert what in shown


def test_looking_again_within_five_minutes_is_one_look(officers, household):
    by = officers["reviewer"]
    for _ in range(3):
        looked(by, household, "查看家庭档案")
    looked(by, household, "查看发放与收款账户")
    looked(replace(by, role="confirmer"), household, "查看家庭档案")
    looked(officers["auditor"], household, "查看家庭档案")
    with acting(system("test")):
        rows = AuditRow.objects.filter(verb="look")
        assert rows.count() == 4
        assert not rows.filter(wrote=True).exists()
        assert set(rows.values_list("household", "area_code")) == {(household.pk, "500111100201")}


def test_looking_after_five_minutes_is_another_look(officers, household, monkeypatch):
    looked(officers["reviewer"], household, "查看家庭档案")
    monkeypatch.setattr("minzheng.core.audit.looks.SAME_LOOK", -dt.timedelta(minutes=1))
    looked(officers["reviewer"], household, "查看家庭档案")
    with acting(system("test")):
        assert history_of(Household.objects.get()).filter(verb="look").count() == 2


def test_filters_and_export(officers, household):
    looked(officers["reviewer"], household, "核对申请人身份")
    found = page(officers, "auditor", "/office/audit/", verb="look", household="DZ0")
    assert "核对申请人身份" in text(found)
    assert " 读 " in text(found)
    assert f"家庭 {household.pk}" in text(found)
    assert " 写 " not in text(found)
    assert "核对申请人身份" not in text(page(officers, "auditor", "/office/audit/", wrote="1"))
    file = b"".join(page(officers, "auditor", "/office/audit/", export="csv").streaming_content).decode("utf-8-sig")
    assert "DZ000001" in file
    with acting(system("test")):
        assert AuditRow.objects.filter(verb="ui.export").exists(), "taking the file is in the audit too"
