"""What the public can and cannot learn, and signing in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from minzheng.casework.models import Objection, Task
from minzheng.casework.tests.conftest import district, household, officers, today  # noqa: F401  (fixtures)
from minzheng.casework.tests.walk import Walk
from minzheng.core.access.models import Account, Post
from minzheng.core.access.viewer import acting, system
from minzheng.core.models import AuditRow

PASSWORD = "long enough to be one 4711"


@pytest.fixture
def walk(officers, household, today):  # noqa: F811
    return Walk(officers, household, today)


def test_progress_needs_the_number_and_the_last_four_together(walk):
    walk.accept()
    client = Client()
    page = reverse("progress_search")
    wrong = client.post(page, {"number": walk.case.number, "last_four": "9999"})
    unknown = client.post(page, {"number": "SQ20000101-00001", "last_four": "0023"})
    with acting(system("test")):
        tail = walk.household.head.id_number[-4:]
    right = client.post(page, {"number": walk.case.number, "last_four": tail})
    assert "家庭经济状况调查" in right.content.decode()
    for answer in (wrong, unknown):
        assert "没有查到" in answer.content.decode()
        assert "家庭经济状况调查" not in answer.content.decode()


def test_anybody_may_object_without_a_name_and_the_town_gets_a_task(walk):
    walk.accept()
    walk.survey()
    notice = walk.publicise()
    client = Client()
    answer = client.post(reverse("public_notice", args=[notice.pk]), {"text": "他家有门面出租", "contact": ""})
    assert answer.status_code == 302
    with acting(system("test")):
        assert Objection.objects.get().contact_sealed is None
        assert Task.objects.filter(kind="objection", role="surveyor", done_at=None).count() == 1
        assert AuditRow.objects.filter(verb="casework.object", household=walk.household).count() == 1
    empty = client.post(reverse("public_notice", args=[notice.pk]), {"text": "  ", "contact": "13800000000"})
    assert "13800000000" in empty.content.decode()  # what was typed is kept


def test_a_notice_is_gone_for_the_public_on_its_day(walk):
    walk.accept()
    walk.survey()
    notice = walk.publicise()
    client = Client()
    address = reverse("public_notice", args=[notice.pk])
    assert client.get(address).status_code == 200
    walk.today.day = notice.until + dt.timedelta(days=1)
    assert client.get(address).status_code == 404
    assert "甄*构" not in client.get(reverse("notices")).content.decode()


def test_a_letter_is_confirmed_without_its_content(walk):
    walk.to_confirm()
    decision = walk.confirm()
    page = Client().get(reverse("verify", args=[decision.code])).content.decode()
    assert decision.number in page
    assert f"{decision.amount / 100:.2f}" not in page
    assert "甄虚构" not in page
    assert Client().get(reverse("letter", args=[decision.number])).status_code == 404


def test_a_citizen_sees_the_own_household_and_no_other(walk):
    walk.to_confirm()
    decision = walk.confirm()
    with acting(system("test")):
        account = Account.objects.create(username="citizen", name="居民（虚构）", person=walk.household.head, fictitious=True)
    Post.objects.create(account=account, role="citizen", since=dt.date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    page = client.get(reverse("my")).content.decode()
    assert decision.number in page
    assert "张贴公示" in page
    assert client.get(reverse("letter", args=[decision.number])).status_code == 200
    stranger = Account.objects.create(username="stranger", name="别人（虚构）", fictitious=True)
    Post.objects.create(account=stranger, role="citizen", since=dt.date(2020, 1, 1))
    client.force_login(stranger)
    assert client.get(reverse("letter", args=[decision.number])).status_code == 404


@pytest.mark.django_db
def test_guessing_a_password_is_stopped_and_told():
    Account.objects.create(username="clerk", name="窗口（虚构）", password=PASSWORD, fictitious=True)
    client = Client()
    for _ in range(5):
        assert "账号或密码不正确" in client.post("/login/", {"username": "clerk", "password": "wrong"}).content.decode()
    stopped = client.post("/login/", {"username": "clerk", "password": PASSWORD})
    assert "尝试次数过多" in stopped.content.decode()
    with acting(system("test")):
        assert AuditRow.objects.filter(verb="signin.failed", reason="clerk").count() == 5


@pytest.mark.django_db
def test_the_right_password_lets_in():
    Account.objects.create(username="clerk", name="窗口（虚构）", password=PASSWORD, fictitious=True)
    assert Client().post("/login/", {"username": "clerk", "password": PASSWORD}).status_code == 302


def test_leaving_a_post_ends_access_the_same_day(walk, officers):  # noqa: F811
    account = Account.objects.get(pk=officers["window_clerk"].account_id)
    client = Client()
    client.force_login(account)
    assert client.get(reverse("cases")).status_code == 200
    account.posts.update(until=dt.date(2020, 1, 2))
    assert client.get(reverse("cases")).status_code == 302
