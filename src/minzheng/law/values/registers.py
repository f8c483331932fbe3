"""Lists of provisions and of what they did."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from minzheng.casework.interface import PROGRAMME_TITLES, programme_title
from minzheng.core import clock
from minzheng.law.models import Adjustment, Provision
from minzheng.law.registries import BODIES
from minzheng.law.values.described import title_of, value_words, world_of
from minzheng.policy import PolicyError
from minzheng.ui.registers import Area, Choice, Column, DateRange, Link, Register

TONES = {"entered": "amber", "approved": "green", "refused": "grey", "withdrawn": "grey"}


def _in_words(p: Provision, what) -> str:
    try:
        return what(world_of(p.line, clock.today()))
    except PolicyError as error:
        return str(error)


def title(p: Provision) -> str:
    return _in_words(p, lambda world: title_of(p.line, p.name, world))


def value(p: Provision) -> str:
    return _in_words(p, lambda world: value_words(p, world))


def coming() -> list[tuple[Provision, str, str]]:
    """(provision, title, value) of those that wait for approval or for their day, in the order of their days."""
    rows = Provision.objects.filter(Q(state="entered") | Q(state="approved", applied_at=None))
    rows = rows.select_related("entered_by", "decided_by", "area").order_by("start", "pk")
    return [(p, title(p), value(p)) for p in rows]


def _areas() -> list[tuple[str, str]]:
    used = Provision.objects.exclude(area=None).order_by("area").values_list("area", "area__name")
    return list(used.distinct())


def differences_url(a: Adjustment) -> str | None:
    """Where a held row is looked into: the household's differences between the rules and the register."""
    return f"{reverse('monitoring:list')}?q={a.household.number}" if a.state == "held" else None


def _lines() -> list[tuple[str, str]]:
    return [(line, body.title) for line, body in BODIES]


provisions = Register(
    Provision, title="标准与口径", rows=lambda request: Provision.objects.select_related("document", "entered_by", "decided_by", "area"),
    columns=[
        Column("name", title="项目", value=title), Column("area", title="适用区域", value=lambda p: p.area.name if p.area else "—"),
        Column("value", title="值", value=value, sort=False), "start", "until",
        Column("document", title="文件", value=lambda p: str(p.document) if p.document else f"{p.basis}（待核实）", sort=False),
        Column("state", kind="badge", tone=TONES), Column("entered_by.name", title="录入人"), Column("decided_by.name", title="批准人"),
    ],
    filters=[Choice("line", choices=_lines), Choice("area", choices=_areas, title="适用区域"), "state", DateRange("start")], ordering=["-start", "-pk"],
    link=lambda p: reverse("law:provision", args=[p.pk]), empty="还没有录入过标准或口径，目前适用随规则发布的值",
    template="law/values/provisions.html",
    actions=[Link("录入标准或口径", lambda request: reverse("law:provision_new"), icon="plus", primary=True, roles=frozenset({"reviewer"}))],
)  # fmt: skip

adjustments = Register(
    Adjustment, title="标准调整明细",
    rows=lambda request: Adjustment.objects.filter(provision=request.resolver_match.kwargs["pk"]).select_related("household__village__parent"),
    columns=[
        Column("household.number", title="户编号"), Column("household.village.full_title", title="居住地", kind="area"),
        Column("programme", kind="badge", value=lambda a: programme_title(a.programme)), Column("month", title="执行月", value=lambda a: f"{a.month:%Y-%m}"),
        Column("before", title="调整前", kind="money"), Column("after", title="调整后", kind="money"), Column("arrears", title="应补差额", kind="money"),
        Column("state", kind="badge", tone={"applied": "green", "held": "amber"}), "why",
    ],
    filters=["state", Choice("programme", choices=lambda: list(PROGRAMME_TITLES)), Area("village", path="household__village", title="居住地")],
    totals=["before", "arrears"], search=["household__number"], link=lambda a: reverse("law:adjustment", args=[a.pk]),
    empty="没有需要调整或核查的家庭", template="law/values/adjustments.html",
)  # fmt: skip
