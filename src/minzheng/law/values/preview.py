"""Before approval: the two laws that are tried, whether they differ, and whether what was computed may still be relied on."""

from __future__ import annotations

import datetime as dt

from minzheng.core import clock
from minzheng.core.actions import Refused
from minzheng.law.models import Provision, Trial
from minzheng.law.trials.worlds import Spec, changes, world_of

FRESH_DAYS = 7  # a preview on older facts shows other people


def specs(p: Provision) -> tuple[Spec, Spec]:
    """The law without and with the provision, on the day on which it would be applied.

    Where without it there is no law on that day (the value before has run out) it is compared with today's law.
    """
    day = p.start if p.until and p.until < clock.today() else max(p.start, clock.today())
    before = next((d for d in (day, clock.today()) if _has_law(p.line, d)), day)
    return {"date": before.isoformat()}, {"date": day.isoformat(), "provisions": [p.pk]}


def _has_law(line: str, day: dt.date) -> bool:
    try:
        world_of(line, {"date": day.isoformat()})
    except Refused:
        return False
    return True


def alters(p: Provision) -> bool:
    """Whether the law is another one with it. If not (the same value with its document) there is nothing to try out."""
    before, after = specs(p)
    on_start = {"date": p.start.isoformat()}
    try:
        return any(
            changes(world_of(p.line, one), world_of(p.line, other))
            for one, other in ((before, after), (on_start, on_start | {"provisions": [p.pk]}))
        )  # fmt: skip
    except Refused:
        return True


def problem(p: Provision) -> str:
    """Why the preview does not allow an approval, in Chinese; empty when it does."""
    trial: Trial | None = p.preview
    if trial is None and not alters(p):
        return ""
    if trial is None or trial.state != "done":
        return "还没有完成批准前试算。请先试算，看清影响后再批准。"
    if trial.asked_at < p.entered_at or trial.facts_on < clock.today() - dt.timedelta(days=FRESH_DAYS):
        return f"试算所用资料已超过 {FRESH_DAYS} 天，请重新试算后再批准。"
    since = Provision.objects.filter(line=p.line).exclude(pk=p.pk)
    if since.filter(approved_at__gt=trial.asked_at).exists() or since.filter(approved_at__isnull=False, ended_at__gt=trial.asked_at).exists():
        return "试算之后有其他标准获批或撤回，影响已不同。请重新试算后再批准。"
    return ""
