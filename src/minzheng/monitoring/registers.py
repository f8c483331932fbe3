"""The list of differences (差异台账): limited to what the viewer may see, exported with who and when."""

from django.db.models import F, QuerySet
from django.db.models.functions import Abs
from django.http import HttpRequest
from django.urls import reverse

from minzheng.monitoring import runs
from minzheng.monitoring.models import Difference
from minzheng.monitoring.registries import programme_titles
from minzheng.ui.links import address
from minzheng.ui.registers import Area, Choice, Column, Link, Register

TONES = {
    "missed": "blue", "not_entitled": "amber", "wrong_amount": "amber", "dead_paid": "red", "undetermined": "grey",
    "card_expiring": "purple",
}  # fmt: skip


def _latest(request: HttpRequest):
    """The rows of the last completed run; none before there is one."""
    return Difference.objects.filter(run=runs.latest_done()).select_related("visit")


def _visit(row: Difference) -> str:
    if row.visit is None:
        return "未派"
    return row.visit.get_outcome_display() or f"已派，期限 {row.visit.due_on:%m-%d}"


class Stake(Choice):
    """How much a month is at stake: what should be paid less what is, whichever way."""

    BANDS = {"small": ("不足 100 元", 0, 10_000), "middle": ("100 元至不足 500 元", 10_000, 50_000), "large": ("500 元及以上", 50_000, None)}

    def choices(self) -> list[tuple[str, str]]:
        return [(key, title) for key, (title, _, _) in self.BANDS.items()]

    def apply(self, rows: QuerySet, data) -> QuerySet:
        if data.get(self.name, "") not in self.BANDS:
            return rows
        _, low, high = self.BANDS[data[self.name]]
        rows = rows.alias(at_stake=Abs(F("expected") - F("actual"))).filter(at_stake__gte=low)
        return rows if high is None else rows.filter(at_stake__lt=high)


differences = Register(
    Difference,
    title="应享核查差异",
    rows=_latest,
    columns=[
        Column("household.number", "户编号", sort=False),
        Column("kind", "差异", kind="badge", tone=TONES),
        Column("programme", "待遇", kind="badge", sort=False, value=lambda row: programme_titles().get(row.programme, row.programme)),
        Column("village.full_title", "村（社区）", kind="area", sort="village__code"),
        Column("expected", "应为每月", kind="money", url=lambda d: address("programme", d.programme)),
        Column("actual", "现为每月", kind="money", url=lambda d: address("programme", d.programme)),
        Column("visit", "走访", value=_visit, sort=False),
    ],
    filters=[
        Choice("kind"), Choice("programme", choices=lambda: programme_titles().items()), Area("village"),
        Stake("stake", title="每月相差", path="expected", choices=()),
    ],  # fmt: skip
    totals=["expected", "actual"],
    search=["household__number"],
    ordering="village__code",
    link=lambda row: reverse("monitoring:difference", args=[row.pk]),
    actions=[Link("派走访", lambda request: reverse("monitoring:send"), icon="walk", roles=frozenset({"reviewer"}))],
    empty="没有差异：要么还没有做过核查，要么登记与规则完全一致。",
    empty_link=Link("回到应享核查", lambda request: reverse("monitoring:overview")),
)
