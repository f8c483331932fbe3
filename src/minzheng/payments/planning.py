"""What a batch of a month would pay now, and what it would leave out and why. Reads only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q, QuerySet

from minzheng.casework.models import Decision, StepRecord
from minzheng.core.access.models import Account
from minzheng.core.people.models import Membership
from minzheng.payments.models import Entitlement, PayeeAccount, Payment


@dataclass(frozen=True, slots=True)
class Planned:
    """One payment to be made: the entitlement's amount to the account in use now."""

    entitlement: Entitlement
    account_id: int
    instead_of: int | None


@dataclass(slots=True)
class Plan:
    payments: list[Planned] = field(default_factory=list)
    left_out: list[tuple[Entitlement, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(p.entitlement.amount for p in self.payments)


def hold_programme(programme: str) -> None:
    """Until the end of the transaction nobody else makes, locks, settles or changes anything of this programme's money."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", ["payments:" + programme])


def running(programme: str, month: dt.date) -> QuerySet[Entitlement]:
    """The entitlements that are due for a month."""
    ends = Q(until_month=None) | Q(until_month__gte=month)
    return Entitlement.objects.filter(ends, programme=programme, from_month__lte=month)


def plan(programme: str, month: dt.date, *, payer: int | None = None, besides: int | None = None) -> Plan:
    """Every running entitlement without a living payment for the month, either to pay or left out with a reason.

    `payer`: the account that would pay; cases it handled, and its own household, are left out (`not_independent`).
    `besides`: a draft batch whose own payments do not count.
    """
    covered = Payment.objects.filter(month=month).exclude(state="returned").exclude(batch=besides).values("standing_id")
    due = list(
        running(programme, month)
        .exclude(standing__in=covered)
        .select_related("standing__decision", "standing__person")
        .order_by("household_id", "id")
    )
    return _sort(due, month, _not_independent(due, payer), besides)


def _sort(due: list[Entitlement], month: dt.date, dependent: set[int], besides: int | None) -> Plan:
    accounts, members = _accounts(due), _members(due)
    unrepaired, repaired = _returned(due, month, besides)
    seen: set[tuple] = set()
    made = Plan()
    for e in due:
        whose = (e.household_id, e.standing.person_id)
        account = accounts.get(e.household_id)
        reason = (
            "duplicate"
            if whose in seen
            else _why_not(e, account, members.get(e.household_id, []), unrepaired, dependent)
        )
        seen.add(whose)
        if reason:
            made.left_out.append((e, reason))
        else:
            made.payments.append(Planned(e, account.pk, repaired.get(e.standing_id)))
    return made


def _why_not(
    e: Entitlement, account: PayeeAccount | None, members: list, unrepaired: set[int], dependent: set[int]
) -> str:
    """The first reason not to pay, or an empty text. Money for the dead comes before everything else."""
    living = {p.name for p in members if p.died_on is None}
    if not living or (e.standing.person and e.standing.person.died_on):
        return "all_died"
    if account is None:
        return "no_account"
    if account.holder in {p.name for p in members if p.died_on} - living:
        return "holder_died"
    if e.household_id in unrepaired:
        return "returned"
    return "not_independent" if e.pk in dependent else ""


def _accounts(due: list[Entitlement]) -> dict[int, PayeeAccount]:
    open_now = PayeeAccount.objects.filter(household__in={e.household_id for e in due}, until=None)
    return {a.household_id: a for a in open_now}


def _members(due: list[Entitlement]) -> dict[int, list]:
    found: dict[int, list] = {}
    rows = Membership.objects.filter(household__in={e.household_id for e in due}, until=None).select_related("person")
    for row in rows:
        found.setdefault(row.household_id, []).append(row.person)
    return found


def _returned(due: list[Entitlement], month: dt.date, besides: int | None) -> tuple[set[int], dict[int, int]]:
    """Households with money that came back, of whatever month, and nobody put right: it would come back again.

    And standing → the repaired payment of this month that the new one replaces.
    """
    unreplaced = Q(replaced_by=None) | Q(replaced_by__batch=besides)
    back = Payment.objects.filter(unreplaced, state="returned", household__in={e.household_id for e in due})
    rows = list(back.values_list("household_id", "standing_id", "month", "pk", "repaired_at"))
    return {h for h, _, _, _, at in rows if at is None}, {s: pk for _, s, m, pk, at in rows if at and m == month}


def _not_independent(due: list[Entitlement], payer: int | None) -> set[int]:
    if payer is None:
        return set()
    cases = handled_cases(payer, (e.standing.decision.case_id for e in due if e.standing.decision))
    person = Account.objects.filter(pk=payer).values_list("person_id", flat=True).first()
    own = set(Membership.objects.filter(person=person).values_list("household_id", flat=True)) if person else set()
    return {
        e.pk for e in due if e.household_id in own or (e.standing.decision and e.standing.decision.case_id in cases)
    }


def handled_cases(account: int, cases: Iterable[int]) -> set[int]:
    """Those of `cases` in which the account accepted, surveyed, reviewed or decided."""
    cases = set(cases)
    steps = StepRecord.objects.filter(Q(account=account) | Q(second=account), case__in=cases)
    decided = Decision.objects.filter(account=account, case__in=cases)
    return set(steps.values_list("case_id", flat=True)) | set(decided.values_list("case_id", flat=True))
