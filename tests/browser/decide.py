"""One decision, by the acts that the screens call (test_walk.py makes one in a browser): prints its number. For demo districts.

    python -m tests.browser.decide
"""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")
django.setup()

# ruff: noqa: E402  (nothing of Django before it is set up)
from minzheng.casework.interface import Decision
from minzheng.casework.tests.walk import Walk
from minzheng.core import clock
from minzheng.core.access.models import Post
from minzheng.core.access.queries import viewer_as
from minzheng.core.access.viewer import acting, system
from minzheng.monitoring.models import Difference


class Day:
    """The demo's own clock: a later day is reached by letting days pass."""

    @property
    def day(self):
        return clock.today()

    @day.setter
    def day(self, day):
        clock.move_forward((day - clock.today()).days)


def decide() -> str:
    """For a household that the last evaluation found missed, in the surveyors' town."""
    officers = {}
    for post in Post.objects.filter(account__fictitious=True, until=None).order_by("pk"):
        officers["surveyor2" if post.role in officers else post.role] = viewer_as(post)
    with acting(system("test")):
        missed = Difference.objects.filter(kind="missed", programme="minimum_living", village__code__startswith=officers["surveyor"].area_prefix)
        household = missed.select_related("household").order_by("pk").first().household
    walk = Walk(officers, household, Day())
    walk.to_confirm()
    walk.confirm()
    with acting(system("test")):
        return Decision.objects.get(case_id=walk.case.pk).number


if __name__ == "__main__":
    print(decide())
