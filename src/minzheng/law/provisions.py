"""What is published here at a moment: approved provisions as amendments of the files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from minzheng.core import clock
from minzheng.law.models import Provision
from minzheng.policy import Amendment, Choice, Value


def amendments(line: str, known_at: dt.datetime | None = None) -> tuple[Amendment, ...]:
    """What holds of a line's approved provisions, as it was known at a moment (default: now), in order of approval."""
    rows = Provision.objects.filter(line=line, approved_at__isnull=False).select_related("area", "decided_by", "document").defer("document__content")
    if known_at is None:
        rows = rows.filter(ended_at=None)
    else:
        rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=known_at), approved_at__lte=known_at)
    return tuple(amendment(p, known_at) for p in rows.order_by("approved_at", "pk"))


def of(provisions: Iterable[Provision]) -> tuple[Amendment, ...]:
    """The same for provisions whatever their state: to try them out before approval."""
    return tuple(amendment(p) for p in provisions)


def chosen(keys: Iterable[int], known_at: dt.datetime) -> tuple[Amendment, ...]:
    """Exactly these provisions, as they were known at a moment, in order of approval: what an adjustment was computed with."""
    rows = Provision.objects.filter(pk__in=list(keys)).select_related("area", "decided_by", "document").defer("document__content")
    return tuple(amendment(p, known_at) for p in rows.order_by("approved_at", "pk"))


def waiting(**which: object) -> QuerySet[Provision]:
    """Approved and not yet applied to those in payment, in the order in which they will be."""
    return Provision.objects.filter(state="approved", applied_at=None, **which).order_by("start", "approved_at", "pk")


def first_month(p: Provision) -> dt.date:
    """The first whole month from its first day on."""
    return p.start if p.start.day == 1 else clock.next_month(p.start)


def amendment(p: Provision, known_at: dt.datetime | None = None) -> Amendment:
    """One provision as `policy.resolve` takes it; without a document by then it is 待核实."""
    documented = p.documented_at is not None and (known_at is None or p.documented_at <= known_at)
    status = "verified" if documented else "unverified"
    basis = str(p.document) if documented else p.basis
    if p.option:
        return p.name, Choice(p.start, p.option, p.decided_by.name if p.decided_by else "未批准", basis, status)
    return p.name, Value(p.start, p.until, p.area.prefix if p.area else "", table(p.value), basis, status)


def table(value: dict[str, int]) -> dict[tuple[int, ...], int]:
    """{"1,0": 600} → {(1, 0): 600}"""
    return {tuple(int(c) for c in key.split(",") if c): amount for key, amount in value.items()}
