"""What every page needs around it."""

from django.conf import settings
from django.http import HttpRequest


def office(request: HttpRequest) -> dict:
    return {"viewer": getattr(request, "viewer", None), "demo": settings.MINZHENG_DEMO}
