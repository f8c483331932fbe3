"""Who is in payment: each standing with the amount it is paid and how far its money has gone. Only for the system."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from minzheng.core import clock
from minzheng.payments.interface import Entitlement, last_sent


@dataclass(frozen=True, slots=True)
class Paid:
    """`since`: first month of the row in force; `began`: of the standing's first row; `sent`: last month that left for the bank;
    `ends`: a last month already fixed. Amount in fen a month."""

    standing: int
    household: int
    entitlement: int
    amount: int
    since: dt.date
    began: dt.date
    sent: dt.date | None
    ends: dt.date | None


def paid_now(programme: str, day: dt.date) -> dict[int, Paid]:
    """Key of the person, or of the household where the standing is its own → what is paid, or will be from a later month."""
    month = clock.month_of(day)
    sent, began, found = last_sent(programme), {}, {}
    rows = Entitlement.objects.filter(programme=programme).order_by("from_month", "pk")
    fields = ("pk", "standing", "household", "standing__person", "amount", "from_month", "until_month")
    ended = Q(until_month__lt=month)
    for standing, first in rows.values_list("standing", "from_month"):
        began.setdefault(standing, first)
    for pk, standing, household, person, amount, since, until in rows.exclude(ended).values_list(*fields):
        found[person or household] = Paid(standing, household, pk, amount, since, began[standing], sent.get(standing), until)
    return found
