"""Reading visits. All of it is limited to what the viewer may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from minzheng.casework.items import catalogue, newest
from minzheng.core import clock
from minzheng.fieldwork.models import OUTCOMES, Visit


def item_for(programme: str) -> str | None:
    """The service item by which a household applies for a programme."""
    return next((key for key in catalogue() if newest(key).programme == programme), None) if programme else None


def outcomes_of(visit: Visit) -> dict[str, str]:
    """What a visit can end with. Only a household that does not hold the programme yet, and could, is asked to apply."""
    standings = visit.household.standings.filter(programme=visit.programme, since__lte=clock.today())
    holds = standings.filter(Q(until=None) | Q(until__gte=clock.today())).exists()
    left_out = ("confirmed",) if item_for(visit.programme) and not holds else ("apply", "declined")
    return {key: title for key, title in OUTCOMES.items() if key not in left_out}


def open_visits() -> QuerySet[Visit]:
    """What is still to be done, the most urgent first."""
    return Visit.objects.filter(visited_at=None).select_related("household", "village__parent").order_by("due_on", "id")


@dataclass(frozen=True, slots=True)
class Day:
    """A village worker's day: what is late, what is due by the end of the week, what can wait, what is done."""

    overdue: list[Visit]
    soon: list[Visit]
    later: list[Visit]
    done: list[Visit]

    @property
    def to_do(self) -> int:
        return len(self.overdue) + len(self.soon) + len(self.later)


def day_of(today: dt.date | None = None, *, limit: int = 200) -> Day:
    today = today or clock.today()
    week = today + dt.timedelta(days=7)
    rows = list(open_visits()[:limit])
    done = Visit.objects.filter(visited_at__date=today).select_related("household", "village__parent", "case").order_by("-visited_at")
    return Day(
        [v for v in rows if v.due_on < today],
        [v for v in rows if today <= v.due_on <= week],
        [v for v in rows if v.due_on > week],
        list(done[:50]),
    )


def counts(today: dt.date | None = None) -> dict[str, int]:
    """Numbers for the office: to do, late, done in the last 30 days, of which applied and not met."""
    today = today or clock.today()
    recent = Q(visited_at__date__gt=today - dt.timedelta(days=30))
    return Visit.objects.aggregate(
        open=Count("pk", filter=Q(visited_at=None)),
        overdue=Count("pk", filter=Q(visited_at=None, due_on__lt=today)),
        done=Count("pk", filter=recent),
        applied=Count("pk", filter=recent & Q(outcome="apply")),
        absent=Count("pk", filter=recent & Q(outcome="absent")),
    )
