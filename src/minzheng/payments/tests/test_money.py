"""To the fen, whatever comes back and whatever is repaired: random months, with invariants after every act."""

import datetime as dt

from django.db import transaction
from django.db.models import Count, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minzheng.core.access.viewer import acting, system
from minzheng.payments import batches
from minzheng.payments.actions import change_entitlement
from minzheng.payments.models import Batch, Entitlement, Payment
from minzheng.payments.planning import plan, running
from minzheng.payments.queries import batch_reconciliation, month_reconciliation
from minzheng.payments.tests import town
from minzheng.payments.tests.test_batches import answered
from minzheng.payments.tests.town import MONTH, PROGRAMME

amounts = st.integers(1, 10**9)
MONTHS = (MONTH, dt.date(2026, 12, 1))
# One round: who is new (amount, has an account), which payments the bank returns, which of those are repaired, whether all is sent,
# and of which month.
rounds = st.lists(
    st.tuples(
        st.lists(st.tuples(amounts, st.booleans()), max_size=3), st.lists(st.booleans(), min_size=8, max_size=8),
        st.lists(st.booleans(), min_size=8, max_size=8), st.booleans(), st.sampled_from(MONTHS),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def invariants(by) -> None:
    with acting(system("test")):
        for month in MONTHS:
            due = running(PROGRAMME, month).aggregate(n=Sum("amount"))["n"] or 0
            kept = Payment.objects.filter(month=month).exclude(state="returned")
            open_now = plan(PROGRAMME, month)
            assert not kept.values("standing").annotate(n=Count("pk")).filter(n__gt=1).exists()
            assert all(p.amount == p.entitlement.amount for p in kept.select_related("entitlement"))
            left_out = sum(e.amount for e, _ in open_now.left_out)
            assert due == (kept.aggregate(n=Sum("amount"))["n"] or 0) + open_now.total + left_out
    with acting(by):
        for batch in Batch.objects.all():
            assert month_reconciliation(batch).agrees
            assert batch.state == "draft" or batch_reconciliation(batch).agrees


def play(by, played) -> None:
    for new, back, repair, send, month in played:
        for amount, has_account in new:
            town.paid_home(amount) if has_account else town.entitled(town.home(), amount)
        if not Entitlement.objects.exists():
            continue
        batch = batches.make_batch(programme=PROGRAMME, month=month, by=by)
        invariants(by)
        if batch.state != "draft" or not send or not batch.payments.exists():
            continue
        batch = batches.export_batch(batch=batches.lock_batch(batch=batch, by=by), form="csv", by=by)[0]
        invariants(by)
        failed = {p.pk: "账户异常" for p, wrong in zip(batch.payments.order_by("pk"), back, strict=False) if wrong}
        answered(batch, by, failed=failed)
        invariants(by)
        for payment, mended in zip(
            batch.payments.filter(pk__in=failed).select_related("household"), repair, strict=False
        ):
            if mended:
                town.account(payment.household)
                invariants(by)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(played=rounds)
def test_a_month_adds_up_to_the_fen_after_every_act(district, played):
    with transaction.atomic(), acting(district):
        play(district, played)
        transaction.set_rollback(True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(1, 11), amounts), min_size=1, max_size=5))
def test_changed_amounts_leave_exactly_one_for_every_month(district, changes):
    """Whatever sequence of changes is accepted or refused: every month has one amount, the last one accepted for it."""
    with transaction.atomic(), acting(system("test")):
        entitlement = town.entitled(town.home(), 1)
        expected = [1] * 12
        for month, amount in changes:
            first = dt.date(2026, month + 1, 1)
            try:
                entitlement = change_entitlement(
                    entitlement=entitlement, amount=amount, from_month=first, by=system("test")
                )
            except batches.Refused:
                continue
            expected[month:] = [amount] * (12 - month)
        for n in range(12):
            assert [e.amount for e in running(PROGRAMME, dt.date(2026, n + 1, 1))] == [expected[n]]
        transaction.set_rollback(True)
