"""A small district: one town, one village, one household of one, and an officer for every step."""

from __future__ import annotations

import datetime as dt

import pytest

from minzheng.casework.calendar import seed
from minzheng.core import clock
from minzheng.core.access.models import Account, Post
from minzheng.core.access.queries import viewer_as
from minzheng.core.access.viewer import acting, system
from minzheng.core.crypto import vault
from minzheng.core.identity import check_digit
from minzheng.core.models import Area, Fact, Household, Membership, Person

TODAY = dt.date(2026, 11, 24)
ROLES = ["window_clerk", "surveyor", "reviewer", "confirmer", "payment_officer", "auditor"]
KNOWN = {
    "wage_12m": 120_000, "business_income_12m": 0, "pension_12m": 0, "deposits": 50_000, "housing_count": 1, "housing_area": 6000,
    "shop_count": 0, "vehicle_count": 0, "company_count": 0, "labour_capacity": 0, "employment": 0,
}  # fmt: skip


@pytest.fixture
def today(monkeypatch):
    """`today.day` may be moved."""

    class Day:
        day = TODAY

    monkeypatch.setattr(clock, "today", lambda: Day.day)
    return Day


@pytest.fixture
def district(db, today):
    seed()
    top = Area.objects.create(code="500111000000", name="大足区", level="district", kind="区")
    town = Area.objects.create(code="500111100000", name="龙水镇", level="town", kind="镇", parent=top)
    other = Area.objects.create(code="500111101000", name="别镇", level="town", kind="镇", parent=top)
    village = Area.objects.create(code="500111100201", name="甲村", level="village", kind="村", parent=town)
    Area.objects.create(code="500111101201", name="乙村", level="village", kind="村", parent=other)
    return {"top": top, "town": town, "other": other, "village": village}


@pytest.fixture
def officers(district):
    """role → Viewer; `surveyor2` is the second of a survey, `elsewhere` a clerk of another town."""

    def officer(name: str, role: str, area: Area):
        account = Account.objects.create(username=name, name=f"{name}（虚构）", fictitious=True)
        return viewer_as(Post.objects.create(account=account, role=role, area=area, since=dt.date(2020, 1, 1)))

    found = {r: officer(r, r, district["town"] if r in ("window_clerk", "surveyor") else district["top"]) for r in ROLES}
    found["surveyor2"] = officer("surveyor2", "surveyor", district["town"])
    found["elsewhere"] = officer("elsewhere", "window_clerk", district["other"])
    return found


@pytest.fixture
def household(district):
    """One woman of 56, living on 100 yuan a month (虚构)."""
    with acting(system("test")):
        home = Household.objects.create(number="DZ000001", village=district["village"], address="虚构路1号", urban=False, fictitious=True)
        first17 = "51023019700305002"
        number = first17 + check_digit(first17)
        person = Person.objects.create(
            name="甄虚构", pinyin="zhen xu gou", id_sealed=vault().seal(number, "id"), id_index=vault().index(number, "id"),
            birth=dt.date(1970, 3, 5), sex=2, village=district["village"], hukou_code="500111100201", fictitious=True,
        )  # fmt: skip
        Membership.objects.create(household=home, person=person, relation=2, since=dt.date(2000, 1, 1))
        for kind, value in KNOWN.items():
            Fact.objects.create(person=person, kind=kind, value=value, source="本人申报", rank=9, as_of=dt.date(2026, 10, 1))
        return home
