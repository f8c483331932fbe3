"""From any screen one click leads to the article: the pages of every band, with a case walked from the window to payment."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from minzheng.casework.tests.conftest import district, household, officers, today  # noqa: F401  (fixtures)
from minzheng.casework.tests.walk import Walk
from minzheng.core.access.models import Account, Post
from minzheng.core.access.viewer import acting, system
from minzheng.law.tests.test_articles import CITATION, read, uncited
from minzheng.monitoring.actions import start_evaluation
from minzheng.monitoring.evaluate import evaluate
from minzheng.monitoring.models import Difference
from minzheng.payments.interface import make_batch

PROGRAMME = "/law/programmes/minimum_living/"


def shown(client: Client, url: str, post: bool = False) -> str:
    answer = client.post(url) if post else client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.django_db
def test_every_citation_on_every_screen_leads_to_its_article(officers, household, today):  # noqa: F811
    evaluate(start_evaluation(by=system("test"), date=today.day, foreground=True))
    walk = Walk(officers, household, today)
    client, pages = Client(), {}

    def look(role: str, name: str, url: str, post: bool = False) -> None:
        client.force_login(Account.objects.get(pk=officers[role].account_id))
        pages[name] = shown(client, url, post)

    case = reverse("case", args=[walk.case.number])
    look("window_clerk", "accept", case)
    walk.to_confirm()
    look("confirmer", "decide", case)
    decision = walk.confirm()
    make_batch(programme="minimum_living", month=decision.from_month, by=officers["payment_officer"])
    look("confirmer", "closed", case)
    look("auditor", "recorded", reverse("audit:decision", args=[decision.number]))
    look("auditor", "again", reverse("audit:decision", args=[decision.number]), post=True)
    look("reviewer", "household", reverse("household", args=[household.number]))
    look("payment_officer", "money", reverse("payments:household", args=[household.number]))
    with acting(system("test")):
        difference = Difference.objects.first()
    look("reviewer", "difference", reverse("monitoring:difference", args=[difference.pk]))
    with acting(system("test")):
        citizen = Account.objects.create(username="citizen", name="居民（虚构）", person=household.head, fictitious=True)
    Post.objects.create(account=citizen, role="citizen", since=dt.date(2020, 1, 1))
    client.force_login(citizen)
    pages["my"] = shown(client, reverse("my"))

    assert {name: found for name, html in pages.items() if (found := uncited(html))} == {}
    cited = {name for name, html in pages.items() if any(link.startswith("/law/") for link in read(html).links)}
    assert cited == set(pages)
    assert all(CITATION.search(pages[name]) for name in ("accept", "decide", "recorded", "again", "difference", "my"))
    assert {n for n in pages if PROGRAMME in read(pages[n]).links} >= {"decide", "closed", "recorded", "household", "money", "difference", "my"}
