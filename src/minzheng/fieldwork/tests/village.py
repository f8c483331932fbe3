"""Two made-up towns with a few made-up households, for the tests of this band and of those above. 虚构."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import count

from django.db import connection

from minzheng.core.access.models import Account, Post
from minzheng.core.access.queries import viewer_as
from minzheng.core.access.viewer import Viewer, acting, system
from minzheng.core.areas.models import Area
from minzheng.core.facts.models import Fact
from minzheng.core.people.models import Household, Membership, Person

TODAY = dt.date(2026, 11, 24)
LONGSHUI, HUANGLONG = "500111100000", "500111100201"
LONGGANG, XUEBA = "500111001000", "500111001001"
# What must be known of an adult with nothing, so that a household can be determined.
NOTHING = dict.fromkeys(
    ("wage_12m", "business_income_12m", "pension_12m", "central_basic_pension_12m", "deposits", "housing_count", "housing_area",
     "shop_count", "vehicle_count", "company_count", "employment"), 0) | {"labour_capacity": 2}  # fmt: skip
_number = count(1)


def ready_to_empty() -> None:
    """Before a test that committed is cleaned up: the emptying meets append-only tables, so it goes without triggers.

    Needs a superuser; the connection is closed after the emptying, and with it this setting.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        cursor.execute("SET session_replication_role = replica; TRUNCATE procrastinate_jobs CASCADE")


def areas() -> None:
    district = Area.objects.create(code="500111000000", name="大足区", level="district", kind="市辖区")
    for town, name, village, of in ((LONGSHUI, "龙水镇", HUANGLONG, "黄龙村"), (LONGGANG, "龙岗街道", XUEBA, "学坝社区")):
        parent = Area.objects.create(code=town, name=name, level="town", kind="镇", parent=district)
        Area.objects.create(code=village, name=of, level="village", kind="村", parent=parent)


def household(village: str, *people: tuple[str, dt.date, Mapping[str, int]], urban: bool = False) -> Household:
    """The first of `people` (name, birth, facts) is the head, the others are children."""
    n = next(_number)
    with acting(system("test")):
        home = Household.objects.create(number=f"T{n:06}", village_id=village, address=f"虚构路 {n} 号", urban=urban, fictitious=True)
        for place, (name, birth, facts) in enumerate(people):
            person = Person.objects.create(
                name=name, pinyin="xu gou", birth=birth, sex=1, village_id=village, hukou_code="500111", fictitious=True
            )
            Membership.objects.create(household=home, person=person, relation=2 if place == 0 else 20, since=dt.date(2020, 1, 1))
            know(person, facts)
    return home


def know(person: Person, facts: Mapping[str, int], *, as_of: dt.date = dt.date(2026, 10, 1), **fields) -> Sequence[Fact]:
    with acting(system("test")):
        rows = [
            Fact(person=person, kind=kind, value=value, as_of=as_of, **({"source": "民政", "rank": 0} | fields))
            for kind, value in facts.items()
        ]
        return Fact.objects.bulk_create(rows)


def post(role: str, area: str) -> Post:
    account = Account.objects.create(username=f"{role}-{next(_number)}", name="甄某（虚构）", fictitious=True)
    return Post.objects.create(account=account, role=role, area_id=area, since=dt.date(2020, 1, 1))


def officer(role: str, area: str) -> Viewer:
    return viewer_as(post(role, area))
