"""Lists of trials, and of the households behind the numbers of one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from minzheng.casework.interface import PROGRAMME_TITLES, programme_title
from minzheng.law.models import Trial, TrialRow
from minzheng.law.registries import BODIES
from minzheng.law.trials.compute import LARGE
from minzheng.law.trials.shown import TONES
from minzheng.ui.registers import Area, Choice, Column, DateRange, Link, Register, YesNo

STATES = {"waiting": "grey", "running": "blue", "done": "green", "failed": "red"}
TRIERS = frozenset({"reviewer", "leader"})


def _what(trial: Trial) -> str:
    return "；".join(f"{c['title']}：{c['before']} → {c['after']}" for c in trial.changes)[:200]


class Size(Choice):
    """Living members of the household; the last group is open."""

    def choices(self) -> list[tuple[str, str]]:
        return [(str(n), f"{n} 人{'及以上' if n == LARGE else ''}") for n in range(LARGE + 1)]

    def apply(self, rows: QuerySet, data) -> QuerySet:
        asked = data.get(self.name, "")
        if asked not in dict(self.choices()):
            return rows
        return rows.filter(size__gte=LARGE) if int(asked) == LARGE else rows.filter(size=int(asked))


def _rows(request: HttpRequest) -> QuerySet[TrialRow]:
    return TrialRow.objects.filter(trial=request.resolver_match.kwargs["pk"])


trials = Register(
    Trial, title="政策试算",
    columns=[
        "title", Column("changes", title="改动", value=_what, sort=False), Column("state", kind="badge", tone=STATES),
        Column("facts_on", title="数据日期"), Column("asked_by.name", title="发起人"), Column("asked_at", title="发起时间"),
    ],
    filters=[Choice("line", choices=lambda: [(line, body.title) for line, body in BODIES]), "state", DateRange("asked_at")],
    search=["title"], ordering="-pk", link=lambda t: reverse("law:trial", args=[t.pk]),
    actions=[Link("新的试算", lambda request: reverse("law:trial_new"), icon="plus", primary=True, roles=TRIERS)],
    empty="还没有试算过。可以先看一看：标准提高到某个数，会影响多少户、每月多少钱。",
    empty_link=Link("新的试算", lambda request: reverse("law:trial_new")), exports=False,
)  # fmt: skip

rows = Register(
    TrialRow, title="试算差异", rows=_rows,
    columns=[
        Column("household.number", title="户编号", sort=False), Column("person.masked_name", title="本人", value=lambda r: r.person and r.person.masked_name),
        Column("programme", title="待遇", kind="badge", value=lambda r: programme_title(r.programme), sort=False),
        Column("change", kind="badge", tone=TONES, sort=False),
        Column("village.full_title", title="村（社区）", kind="area", sort="village__code"),
        Column("urban", title="城乡", value=lambda r: {True: "城市", False: "农村"}.get(r.urban, "未登记"), sort=False), Column("size", title="人数"),
        Column("before", title="对照每月", kind="money"), Column("after", title="试算每月", kind="money"), Column("difference", title="每月增减", kind="money"),
    ],
    filters=["change", Choice("programme", choices=lambda: list(PROGRAMME_TITLES)), Area("village"),
             YesNo("urban", title="城市"), Size("size", choices=())],
    totals=["before", "after", "difference"], search=["household__number"], ordering="village__code",
    link=lambda r: reverse("household", args=[r.household.number]), empty="没有这样的户，或者这次试算的明细已清理（保留最近 20 次），可以重新试算。",
    template="law/trials/rows.html",
)  # fmt: skip
