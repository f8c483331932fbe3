"""Computing past decisions again, from their own snapshots: with the law of then, or of any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from minzheng.casework.models import Decision
from minzheng.casework.registries import ASSESSORS, Assessment
from minzheng.core import clock
from minzheng.policy import PolicyError, differences

KINDS = {True: "granted", False: "refused", None: "undetermined"}
UNREADABLE = (PolicyError, LookupError, TypeError, ValueError)  # a snapshot that was changed need not even be readable


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """`then` and `now` in fen a month; `again` None when it could not be computed at all (`differences` says why).

    `same`: result, amount, rule version and every value agree.
    """

    decision: Decision
    then: int
    now: int | None
    again: Assessment | None
    differences: list[str] = field(default_factory=list)

    @property
    def same(self) -> bool:
        return not self.differences

    @property
    def gap(self) -> int | None:
        """`now` less `then`, fen a month."""
        return None if self.now is None else self.now - self.then

    @property
    def outcome(self) -> str:
        """granted, refused, undetermined; broken when it could not be computed."""
        return KINDS[self.again.entitled] if self.again else "broken"


def replay_decision(decision: Decision) -> ReplayResult:
    """With the rules, values and readings of then. Never raises for what stands in the decision."""
    try:
        again = ASSESSORS.get(decision.programme).again(decision)
        found = [*_result_differs(decision, again), *differences(decision.trace, again.trace)]
    except UNREADABLE as error:
        return ReplayResult(decision, decision.amount, None, None, [str(error)])
    return ReplayResult(decision, decision.amount, _fen(again), again, found)


def under_law_of(decision: Decision, day: dt.date) -> ReplayResult:
    """What the law of `day` gives for the facts of the decision. Only result and amount are compared."""
    try:
        again = ASSESSORS.get(decision.programme).under(decision, day)
    except UNREADABLE as error:
        return ReplayResult(decision, decision.amount, None, None, [str(error)])
    return ReplayResult(decision, decision.amount, _fen(again), again, _result_differs(decision, again))


def decisions_of(month: dt.date) -> QuerySet[Decision]:
    """Decisions made in a month (its first day), in order of number, that the viewer may see."""
    return Decision.objects.filter(decided_on__gte=month, decided_on__lt=clock.next_month(month)).order_by("number")


def replay_all(decisions: QuerySet[Decision], law_of: dt.date | None = None) -> Iterator[ReplayResult]:
    """One by one, so that a year of them needs no more memory than a hundred."""
    for decision in decisions.iterator(chunk_size=100):
        yield replay_decision(decision) if law_of is None else under_law_of(decision, law_of)


def _fen(again: Assessment) -> int:
    return again.amount if again.entitled else 0


def _result_differs(decision: Decision, again: Assessment) -> list[str]:
    found = []
    if _fen(again) != decision.amount:
        found.append(f"金额：原决定 {decision.amount / 100:.2f} 元，重算 {_fen(again) / 100:.2f} 元")
    if KINDS[again.entitled] != decision.kind:
        words = {"granted": "予以确认", "refused": "不予确认", "undetermined": "无法判定"}
        found.append(f"结果：原决定“{decision.get_kind_display()}”，重算“{words[KINDS[again.entitled]]}”")
    return found
