"""Picking an area in two steps: the town, then the village, whose list is fetched when the town is known."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join

from minzheng.core.areas.models import Area


def towns(prefix: str = "") -> list[tuple[str, str]]:
    """(code, name) of the towns that lie inside `prefix`, or around it when `prefix` is a village."""
    found = Area.objects.filter(level="town", code__startswith=prefix[:9]).order_by("code")
    return list(found.values_list("code", "name"))


def villages_of(town: str, prefix: str = "") -> list[tuple[str, str]]:
    """(code, name) of a town's villages and communities, those inside `prefix` only."""
    found = Area.objects.filter(level="village", parent_id=town, code__startswith=prefix).order_by("code")
    return list(found.values_list("code", "name"))


def villages(request: HttpRequest) -> HttpResponse:
    """GET any parameter ending in `town` (the select's own name): the options of the second select."""
    town = next((value for name, value in request.GET.items() if name.endswith("town")), "")
    viewer = getattr(request, "viewer", None)
    found = villages_of(town, viewer.area_prefix if viewer else "") if town else []
    first = format_html('<option value="">{}</option>', "全部村（社区）" if "any" in request.GET else "请选择村（社区）")
    return HttpResponse(first + format_html_join("", '<option value="{}">{}</option>', found))
