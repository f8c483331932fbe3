"""What every page needs around it."""

from django.conf import settings
from django.http import HttpRequest

from minzheng.core import clock


def office(request: HttpRequest) -> dict:
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "demo": settings.MINZHENG_DEMO,
        "demo_day": clock.today() if clock.shift() else None,
        "site_title": f"{settings.DISTRICT['name']}智慧民政",
        "site_footer": settings.BUREAU,
    }
