"""Every address of the site × every role of a town: nothing of another town appears, in a list, a number, a file or a page.

A new address fails `test_every_address_is_walked` until it says here what of the other town to ask it for.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from minzheng.casework.tests.conftest import KNOWN, district, household, officers, today  # noqa: F401  (fixtures)
from minzheng.casework.tests.walk import Walk
from minzheng.core.access.models import Account, Post
from minzheng.core.access.viewer import acting, system
from minzheng.core.models import Area, Fact, Household, Membership, Person
from minzheng.fieldwork.actions import assign_visit
from minzheng.fieldwork.models import Visit
from minzheng.law.models import Adjustment, Provision, Trial
from minzheng.law.trials.actions import start_trial
from minzheng.law.trials.compute import run_trial
from minzheng.monitoring.actions import start_evaluation
from minzheng.monitoring.evaluate import evaluate
from minzheng.monitoring.models import Difference
from minzheng.payments.interface import Batch, make_batch

# Addresses that take no key: name → why it needs nothing, or the query that asks for as much as there is.
PLAIN = {
    "home": "", "login": "", "progress_search": "", "notices": "", "my": "", "bench": "", "people": "?q=乙虚", "tasks": "", "cases": "",
    "new_case": "?q=乙虚", "monitoring:overview": "", "monitoring:progress": "", "monitoring:list": "", "monitoring:send": "",
    "monitoring:cells": "",
    "audit:rows": "", "audit:decisions": "", "audit:month": "", "fieldwork:today": "", "fieldwork:list": "",
    "payments:batches": "", "payments:new": "", "payments:payments": "",
    "calculator": "", "api:policies": "", "api:policies_schema": "",
    "law:instruments": "?q=乙虚", "law:programmes": "",
    "law:provisions": "", "law:provision_new": "",
    "law:trials": "", "law:trial_new": "", "law:readings": "", "law:readings_progress": "",
    "ui:villages": "?town=500111101000",
}  # fmt: skip
DEMO_PLAIN = {"ui:gallery": "", "ui:gallery_narrow": "", "demo": ""}
# Addresses that only take a POST: nothing to read.
POSTED = {
    "logout", "reveal", "choose_post", "begin_case", "withdraw_case", "monitoring:start", "ui:elder", "law:trial_again", "law:readings_start",
}  # fmt: skip
DEMO_POSTED = {"demo_enter", "demo_day", "ui:gallery_reveal", "ui:gallery_progress"}
# Open to everybody by purpose, shown by tests of their own in portal/tests.
PUBLIC = {
    "verify", "progress", "public_notice",
    # The law: walked page by page in law/tests/test_articles.py; holds nothing personal.
    "law:instrument", "law:article", "law:rule", "law:value", "law:question", "law:fact", "law:programme", "law:document",
}  # fmt: skip
LISTS = ["cases", "monitoring:list", "fieldwork:list", "payments:payments"]


def addresses() -> set[str]:
    """Every name in the URL tree, with its namespace."""

    def walk(node: URLResolver, space: str) -> set[str]:
        found: set[str] = set()
        for one in node.url_patterns:
            if isinstance(one, URLPattern):
                assert one.name, f"{one.pattern} has no name"
                found.add(space + one.name)
            else:
                found |= walk(one, space + (f"{one.namespace}:" if one.namespace else ""))
        return found

    return walk(get_resolver(), "")


@pytest.fixture
def other_town(officers, household, today):  # noqa: F811
    """A household of another town with one of everything: case, decision, payment, visit, difference, audit."""
    village = Area.objects.get(code="500111101201")
    with acting(system("test")):
        home = Household.objects.create(number="DZ999999", village=village, address="乙虚构路9号", urban=False, fictitious=True)
        person = Person.objects.create(
            name="乙虚构", pinyin="yi xu gou", birth=dt.date(1960, 1, 1), sex=1, village=village, hukou_code=village.code, fictitious=True
        )
        Membership.objects.create(household=home, person=person, relation=2, since=dt.date(2000, 1, 1))
        for kind, value in KNOWN.items():
            Fact.objects.create(person=person, kind=kind, value=value, source="本人申报", rank=9, as_of=dt.date(2026, 10, 1))
    theirs = dict(officers)
    for role in ("window_clerk", "surveyor", "surveyor2"):
        account = Account.objects.create(username=f"other-{role}", name="别镇人员（虚构）", fictitious=True)
        from minzheng.core.access.queries import viewer_as

        key = "surveyor" if role == "surveyor2" else role
        theirs[role] = viewer_as(Post.objects.create(account=account, role=key, area_id="500111101000", since=dt.date(2020, 1, 1)))
    evaluate(start_evaluation(by=system("test"), date=today.day, foreground=True))
    walk = Walk(theirs, home, today)
    walk.to_confirm()
    decision = walk.confirm()
    make_batch(programme="minimum_living", month=decision.from_month, by=officers["payment_officer"])
    with acting(officers["reviewer"]):
        assign_visit(household=home, reason="回访", programme="", due_on=today.day + dt.timedelta(days=5), by=officers["reviewer"])
    with acting(system("test")):
        return {"household": home, "person": person, "case": walk.fresh(), "decision": decision}


def keyed(other: dict) -> dict[str, dict]:
    """Addresses that take a key → the other town's."""
    with acting(system("test")):
        number = other["case"].number
        return {
            "household": {"number": "DZ999999"}, "case": {"number": number}, "receipt": {"number": number}, "completion": {"number": number},
            "letter": {"number": other["decision"].number}, "notice_sheet": {"pk": other["case"].notices.first().pk},
            "monitoring:difference": {"pk": Difference.objects.filter(household=other["household"]).first().pk},
            "fieldwork:visit": {"pk": Visit.objects.filter(household=other["household"]).first().pk},
            "fieldwork:photo": {"pk": Visit.objects.filter(household=other["household"]).first().pk},
            "payments:household": {"number": "DZ999999"}, "payments:batch": {"number": Batch.objects.first().number},
            "payments:left_out": {"number": Batch.objects.first().number},
            "payments:export": {"number": Batch.objects.first().number, "form": "xlsx"},
            "payments:returns": {"number": Batch.objects.first().number}, "payments:returns_preview": {"pk": 1},
            "api:policy": {"key": "minimum_living"}, **audit_keys(other), **law_keys(other),
        }  # fmt: skip


def law_keys(other: dict) -> dict[str, dict]:
    """A standard that raised the other town's household."""
    provision = Provision.objects.first()
    if provision is None:
        accounts = list(Account.objects.order_by("pk")[:2])
        provision = Provision.objects.create(
            line="assistance", name="minimum_living_standard", area_id="500111000000", start=dt.date(2026, 12, 1), value={"1": 80000, "0": 67000},
            basis="虚构文件", entered_by=accounts[0], decided_by=accounts[1], state="approved", approved_at=other["decision"].known_at,
        )  # fmt: skip
        Adjustment.objects.create(
            provision=provision, household=other["household"], standing=other["decision"].standing, programme="minimum_living",
            month=dt.date(2026, 12, 1), before=1, after=2, state="held", snapshot={}, law_date=dt.date(2026, 12, 1),
            known_at=other["decision"].known_at, world_version="made up",
        )  # fmt: skip
    trial = Trial.objects.first() or run_trial(start_trial(
        line="assistance", title="虚构试算", before={}, after={"values": [{"name": "minimum_living_standard", "value": {"1": 90000, "0": 90000}}]},
        by=system("test")))  # fmt: skip
    trials = {f"law:{name}": {"pk": trial.pk} for name in ("trial", "trial_progress", "trial_rows")}
    return trials | {"law:provision": {"pk": provision.pk}, "law:adjustments": {"pk": provision.pk}, "law:adjustment": {"pk": Adjustment.objects.get().pk}}


def audit_keys(other: dict) -> dict[str, dict]:
    return {"audit:household": {"number": "DZ999999"}, "audit:decision": {"number": other["decision"].number}}




def test_every_address_is_walked(other_town):
    walked = PLAIN.keys() | POSTED | PUBLIC | keyed(other_town).keys()
    # Demo mode's own pages show no register: they are walked by the browser tests.
    assert addresses() - DEMO_PLAIN.keys() - DEMO_POSTED == walked


def markers(other: dict) -> list[str]:
    """What would give the other town's household away."""
    return ["DZ999999", "乙虚构", "乙*构", "乙虚构路", other["case"].number, other["decision"].number]


@pytest.mark.parametrize("role", ["window_clerk", "surveyor", "village_worker"])
def test_nothing_of_another_town_is_shown(role, other_town, officers):  # noqa: F811
    account = Account.objects.create(username=f"look-{role}", name="看看（虚构）", fictitious=True)
    area = "500111100201" if role == "village_worker" else "500111100000"
    Post.objects.create(account=account, role=role, area_id=area, since=dt.date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    asked = [(name, reverse(name) + query) for name, query in PLAIN.items()]
    asked += [(name, reverse(name, kwargs=keys)) for name, keys in keyed(other_town).items()]
    asked += [(name, reverse(name) + f"?export={form}") for name in LISTS for form in ("xlsx", "csv")]
    leaked = []
    for name, address in asked:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code in (200, 302, 403, 404, 405), f"{name}: {answer.status_code}"
        text = body.decode("utf-8", "ignore").replace(address, "")  # what was asked for may be repeated
        leaked += [(name, mark) for mark in markers(other_town) if mark in text]
    assert leaked == []


def test_the_same_addresses_do_show_it_to_the_district(other_town, officers):  # noqa: F811
    """The walk above would be worth nothing if the pages were empty for everybody."""
    client = Client()
    seen = set()
    for role in ("reviewer", "payment_officer", "auditor"):
        client.force_login(Account.objects.get(pk=officers[role].account_id))
        for name, address in [(n, reverse(n) + q) for n, q in PLAIN.items()] + [
            (n, reverse(n, kwargs=k)) for n, k in keyed(other_town).items()
        ]:
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if any(mark in body.decode("utf-8", "ignore") for mark in markers(other_town)):
                seen.add(name)
    expected = {"people", "cases", "household", "case", "monitoring:list", "fieldwork:list", "payments:payments", "payments:household",
                "law:adjustments", "law:adjustment",
                "law:trial_rows"}  # fmt: skip
    assert expected <= seen


def test_numbers_are_limited_too(other_town, officers):  # noqa: F811
    """Counts, sums and existence through the tables themselves, for a town that has nothing of the kind."""
    from django.apps import apps

    from minzheng.core.access.scope import Scoped

    town = officers["window_clerk"]
    with acting(system("test")):
        everything = {m: m.objects.count() for m in apps.get_models() if issubclass(m, Scoped)}
    for model, count in everything.items():
        if count == 0:
            continue
        with acting(town):
            mine = model.objects.all()
            area = model.scope.area
            assert all(str(code).startswith("500111100") for code in mine.values_list(area, flat=True)), model._meta.label
            assert mine.count() <= count
    assert ContentType  # the registry is loaded
