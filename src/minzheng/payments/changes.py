"""Many amounts changed at once: the same checks as one by one, a few statements for all."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from minzheng.core import clock
from minzheng.core.access.viewer import Viewer
from minzheng.core.actions import Refused, action
from minzheng.payments.models import Entitlement, Payment
from minzheng.payments.planning import hold_programme

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """Another amount (fen) for a running entitlement from a month (its first day) on."""

    entitlement: int
    amount: int
    from_month: dt.date


@action("casework.confirm.entitle.change_many", title="批量变更应发金额")
def change_entitlements(*, programme: str, changes: Sequence[Change], by: Viewer) -> dict[int, Entitlement]:
    """Old entitlement's key → the row that now holds the amount. All or nothing.

    A row that has not yet paid anything from its own first month on is corrected where it stands, for a month cannot have two.
    Raises Refused when one is closed, begins later than its change, or left for the bank in that month or later.
    """
    hold_programme(programme)
    wanted = {c.entitlement: c for c in changes}
    old = {e.pk: e for e in Entitlement.objects.filter(pk__in=wanted, programme=programme, until_month=None)}
    left = last_sent(programme)
    for key, change in wanted.items():
        _check(change, old.get(key), left)
    same = [e for e in old.values() if e.from_month == wanted[e.pk].from_month]
    for e in same:
        e.amount = wanted[e.pk].amount
    Entitlement.objects.bulk_update(same, ["amount"], batch_size=_AT_ONCE)
    made = _continue([e for e in old.values() if e.from_month < wanted[e.pk].from_month], wanted)
    return {e.pk: e for e in same} | made


def last_sent(programme: str) -> dict[int, dt.date]:
    """Standing → the last month that left for the bank and did not come back; drafts are made again anyway."""
    rows = Payment.objects.filter(batch__programme=programme).exclude(state="returned").exclude(batch__state="draft")
    return dict(rows.order_by().values_list("standing").annotate(Max("month")))


def _check(change: Change, old: Entitlement | None, left: dict[int, dt.date]) -> None:
    if change.from_month.day != 1:
        raise ValueError("months are the first day of the month")
    if old is None:
        raise Refused("有一项待遇已经终止或变更，不能按原来的测算变更金额。请重新执行。")
    if change.amount <= 0:
        raise Refused("月金额应大于 0 元。")
    if change.from_month < old.from_month:
        raise Refused(f"变更月不能早于起始月 {old.from_month:%Y-%m}。")
    if left.get(old.standing_id, dt.date.min) >= change.from_month:
        raise Refused(f"{change.from_month:%Y-%m} 或之后的金额已经发放，请从之后的月份起变更。")


def _continue(rows: list[Entitlement], wanted: dict[int, Change]) -> dict[int, Entitlement]:
    """Close each row the month before and begin the next one."""
    ending = defaultdict(list)
    for e in rows:
        ending[wanted[e.pk].from_month].append(e.pk)
    for month, keys in ending.items():
        Entitlement.objects.filter(pk__in=keys).update(until_month=clock.month_of(month - dt.timedelta(days=1)))
    fresh = Entitlement.objects.bulk_create(
        [Entitlement(standing_id=e.standing_id, household_id=e.household_id, programme=e.programme,
                     amount=wanted[e.pk].amount, from_month=wanted[e.pk].from_month) for e in rows],
        batch_size=_AT_ONCE,
    )  # fmt: skip
    return {e.pk: new for e, new in zip(rows, fresh, strict=True)}
