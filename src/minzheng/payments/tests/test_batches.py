"""A month's money: who is in, who is left out and why, and that nothing is paid twice or changed behind the bank's back."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from minzheng.casework.models import Task
from minzheng.core.access.viewer import NotAllowed, acting, system
from minzheng.core.actions import Refused
from minzheng.core.people.models import Person
from minzheng.payments import batches
from minzheng.payments.actions import (
    change_entitlement,
    confirm_account,
    end_entitlement,
    set_payee_account,
    start_entitlement,
)
from minzheng.payments.models import Batch, LeftOut, Payment
from minzheng.payments.queries import batch_reconciliation, month_reconciliation
from minzheng.payments.tests import town
from minzheng.payments.tests.town import MONTH, PROGRAMME

TODAY = dt.date.today()


def make(by):
    return batches.make_batch(programme=PROGRAMME, month=MONTH, by=by)


def sent(by):
    batch = batches.lock_batch(batch=make(by), by=by)
    return batches.export_batch(batch=batch, form="csv", by=by)[0]


def answered(batch, by, *, failed: dict[int, str] | None = None):
    """Take the bank's answer: those in `failed` (payment → reason) come back."""
    with acting(by):
        rows = [
            (
                p.pk,
                f"{p.amount / 100:.2f}",
                "失败" if p.pk in (failed or {}) else "成功",
                (failed or {}).get(p.pk, ""),
                _sent_day(batch),
            )
            for p in batch.payments.filter(state="pending")
        ]
    file = batches.upload_returns(batch=batch, name="回盘.csv", content=town.answer(rows), by=by)
    return batches.import_returns(file=file, by=by)


def _sent_day(batch):
    return batch.exported_at.astimezone().date()


def all_of(model, **which):
    with acting(system("test")):
        return list(model.objects.filter(**which).order_by("pk"))


def test_everyone_due_is_paid_or_named_with_a_reason(district):
    paid = town.paid_home(40_000)
    without = town.entitled(town.home(), 30_000)
    dead = town.paid_home(20_000)
    widow_home = town.home("虚构甲", "虚构乙")
    town.account(widow_home, holder="虚构甲")
    widow = town.entitled(widow_home, 10_000)
    with acting(system("test")):
        Person.objects.filter(memberships__household=dead.household).update(died_on=dt.date(2026, 10, 3))
        Person.objects.filter(memberships__household=widow_home, name="虚构甲").update(died_on=dt.date(2026, 10, 3))
    ended = town.paid_home(50_000)
    end_entitlement(entitlement=ended, until_month=dt.date(2026, 10, 1), by=system("test"))
    batch = make(district)
    assert [(p.entitlement_id, p.amount) for p in all_of(Payment)] == [(paid.pk, 40_000)]
    assert {(row.entitlement_id, row.reason) for row in all_of(LeftOut)} == {
        (without.pk, "no_account"), (dead.pk, "all_died"), (widow.pk, "holder_died"),
    }  # fmt: skip
    assert {(t.household_id, t.kind, t.role) for t in all_of(Task)} == {
        (without.household_id, "payment_account", "window_clerk"), (widow.household_id, "payment_account", "window_clerk"),
        (dead.household_id, "payment_died", "surveyor"),
    }  # fmt: skip
    with acting(district):
        sums = month_reconciliation(batch)
    assert sums.lines[0].amount == 100_000
    assert sums.agrees


def test_making_again_changes_nothing_and_opens_no_second_task(district):
    town.paid_home()
    town.entitled(town.home())
    first = make(district)
    before = [p.pk for p in all_of(Payment)]
    assert make(district) == first
    assert [p.pk for p in all_of(Payment)] == before
    assert len(all_of(Task)) == 1


def test_a_draft_made_again_follows_what_changed(district):
    lacking = town.entitled(town.home(), 30_000)
    paid = town.paid_home(40_000)
    batch = make(district)
    town.account(lacking.household)
    assert all_of(Task, done_at=None) == [], "registering the account finishes the task"
    with pytest.raises(Refused, match="重新编制"):
        batches.lock_batch(batch=batch, by=district)
    assert make(district) == batch
    locked = batches.lock_batch(batch=batch, by=district)
    assert (locked.count, locked.total) == (2, 70_000)
    assert {p.entitlement_id for p in all_of(Payment)} == {lacking.pk, paid.pk}
    assert all_of(LeftOut) == []


def test_nothing_is_made_when_all_is_in_batches(district):
    town.paid_home()
    first = sent(district)
    assert make(district) == first
    assert Batch.objects.count() == 1


def test_a_latecomer_gets_a_second_batch_of_the_month(district):
    town.paid_home(40_000)
    first = sent(district)
    late = town.paid_home(12_345)
    second = make(district)
    assert (second.sequence, second.number) == (2, "FF202611-002")
    assert [p.entitlement_id for p in all_of(Payment, batch=second)] == [late.pk]
    with acting(district):
        assert month_reconciliation(first).agrees
        assert month_reconciliation(second).agrees


def test_a_month_too_far_ahead_is_refused(district):
    with pytest.raises(Refused, match="下个月"):
        batches.make_batch(programme=PROGRAMME, month=dt.date(2099, 1, 1), by=district)


def test_a_month_with_nothing_due_makes_nothing(district):
    with pytest.raises(Refused, match="没有应发"):
        make(district)
    assert Batch.objects.count() == 0


def test_returned_money_goes_out_once_more_after_repair_and_only_then(district):
    e = town.paid_home(40_000)
    other = town.paid_home(50_000)
    first = sent(district)
    back = all_of(Payment, entitlement=e)[0]
    answered(first, district, failed={back.pk: "账户已注销"})
    assert make(district) == first, "not repaired yet: nothing to make"
    [task] = all_of(Task, kind="payment_return")
    assert (task.role, task.household_id) == ("surveyor", e.household_id)
    town.account(e.household, holder="虚构甲")
    assert all_of(Task, kind="payment_return", done_at=None) == []
    second = sent(district)
    [again] = all_of(Payment, batch=second)
    assert (again.entitlement_id, again.amount, again.instead_of_id) == (e.pk, 40_000, back.pk)
    assert again.account_id != back.account_id
    assert make(district) == second
    answered(second, district)
    for batch in (first, second):
        with acting(district):
            assert month_reconciliation(batch).agrees
            assert batch_reconciliation(Batch.objects.get(pk=batch.pk)).agrees
        assert batches.settle(batch=batch, by=district).state == "settled"
    with acting(system("test")):
        assert sorted(Payment.objects.filter(state="paid").values_list("entitlement", "amount")) == [
            (e.pk, 40_000),
            (other.pk, 50_000),
        ]


def test_the_next_month_waits_too_until_the_account_is_put_right(district):
    e = town.paid_home()
    other = town.paid_home()
    first = sent(district)
    answered(first, district, failed={all_of(Payment, entitlement=e)[0].pk: "账户已注销"})
    december = dt.date(2026, 12, 1)
    draft = batches.make_batch(programme=PROGRAMME, month=december, by=district)
    assert [p.entitlement_id for p in all_of(Payment, batch=draft)] == [other.pk]
    assert [(r.entitlement_id, r.reason) for r in all_of(LeftOut, batch=draft)] == [(e.pk, "returned")]
    town.account(e.household)
    batches.make_batch(programme=PROGRAMME, month=december, by=district)
    assert {(p.entitlement_id, p.instead_of_id) for p in all_of(Payment, batch=draft)} == {
        (e.pk, None),
        (other.pk, None),
    }


def test_who_pays_does_not_say_to_which_account(district):
    e = town.paid_home()
    with pytest.raises(NotAllowed):
        set_payee_account(household=e.household, holder="虚构甲", bank="虚构银行", number=town.card(), by=district)
    with pytest.raises(NotAllowed):
        confirm_account(household=e.household, reason="银行确认无误", by=district)


def test_the_same_account_can_be_confirmed_after_a_return(district):
    e = town.paid_home()
    first = sent(district)
    answered(first, district, failed={all_of(Payment)[0].pk: "挂失"})
    surveyor = town.officer("surveyor", town.LONGSHUI)
    with pytest.raises(Refused, match="核实情况"):
        confirm_account(household=e.household, reason="", by=surveyor)
    confirm_account(household=e.household, reason="银行确认挂失已解除", by=surveyor)
    assert make(district).sequence == 2
    with pytest.raises(Refused, match="没有待处理"):
        confirm_account(household=e.household, reason="银行确认挂失已解除", by=surveyor)


def test_who_handled_the_case_does_not_pay_it(district):
    clerk_then_payer, confirmer = town.officer("payment_officer"), town.officer("confirmer")
    household = town.home()
    town.account(household)
    standing = town.decided(household, 40_000, confirmer, steps={"accept": clerk_then_payer})
    mine = start_entitlement(standing=standing, amount=40_000, from_month=MONTH, by=confirmer)
    other = town.paid_home(30_000)
    batch = make(clerk_then_payer)
    assert [p.entitlement_id for p in all_of(Payment)] == [other.pk]
    assert [(row.entitlement_id, row.reason) for row in all_of(LeftOut)] == [(mine.pk, "not_independent")]
    assert make(district) == batch
    assert {p.entitlement_id for p in all_of(Payment)} == {mine.pk, other.pk}, "another officer pays it"
    with pytest.raises(Refused):
        batches.lock_batch(batch=batch, by=clerk_then_payer)
    batch = batches.lock_batch(batch=batch, by=district)
    with pytest.raises(Refused, match="经办过"):
        batches.export_batch(batch=batch, form="csv", by=clerk_then_payer)


def test_the_decider_and_a_member_of_the_household_do_not_pay(district):
    household = town.home()
    town.account(household)
    decider = town.officer("payment_officer")
    standing = town.decided(household, 40_000, decider)
    mine = start_entitlement(standing=standing, amount=40_000, from_month=MONTH, by=system("test"))
    own = town.paid_home()
    post = town.post("payment_officer")
    with acting(system("test")):
        post.account.person = own.household.head
        post.account.save()
    make(decider)
    assert [r.entitlement_id for r in all_of(LeftOut, reason="not_independent")] == [mine.pk]
    make(town.viewer_as(post))
    assert [r.entitlement_id for r in all_of(LeftOut, reason="not_independent")] == [own.pk]


@pytest.mark.parametrize("role", ["auditor", "leader", "confirmer", "reviewer"])
def test_only_the_payment_officer_pays(district, role):
    town.paid_home()
    with pytest.raises(NotAllowed):
        make(town.officer(role))


def test_the_payment_officer_cannot_say_what_is_due(district):
    e = town.paid_home()
    with pytest.raises(NotAllowed):
        change_entitlement(entitlement=e, amount=99_999, from_month=dt.date(2026, 12, 1), by=district)
    with pytest.raises(NotAllowed):
        end_entitlement(entitlement=e, until_month=MONTH, by=district)


def test_change_begins_a_new_row_and_never_touches_a_paid_month(district):
    e = town.paid_home(40_000)
    sent(district)
    with pytest.raises(Refused, match="2026-11"):
        change_entitlement(entitlement=e, amount=45_000, from_month=MONTH, by=system("test"))
    with pytest.raises(Refused, match="2026-11"):
        end_entitlement(entitlement=e, until_month=dt.date(2026, 10, 1), by=system("test"))
    new = change_entitlement(entitlement=e, amount=45_000, from_month=dt.date(2026, 12, 1), by=system("test"))
    batch = batches.make_batch(programme=PROGRAMME, month=dt.date(2026, 12, 1), by=district)
    assert [(p.entitlement_id, p.amount) for p in all_of(Payment, batch=batch)] == [(new.pk, 45_000)]


def test_two_entitlements_of_one_household_in_one_month_are_not_both_paid(district):
    e = town.paid_home(40_000)
    with acting(system("test")):
        e.standing.until = dt.date(2026, 10, 31)
        e.standing.save()
    twin = town.entitled(e.household, 41_000)
    make(district)
    assert [p.entitlement_id for p in all_of(Payment)] == [e.pk]
    assert [(r.entitlement_id, r.reason) for r in all_of(LeftOut)] == [(twin.pk, "duplicate")]


def refused_by_the_database(sql: str, *values) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_database_itself_keeps_a_locked_batch(district):
    e = town.paid_home()
    batch = sent(district)
    refused_by_the_database("UPDATE payments_payment SET amount = amount + 1")
    refused_by_the_database("UPDATE payments_payment SET account_id = NULL")
    refused_by_the_database("DELETE FROM payments_payment")
    refused_by_the_database("UPDATE payments_batch SET state = 'draft'")
    refused_by_the_database("UPDATE payments_batch SET total = total + 1")
    refused_by_the_database("UPDATE payments_payeeaccount SET holder = 'x'")
    refused_by_the_database(
        "INSERT INTO payments_payment (batch_id, entitlement_id, standing_id, household_id, account_id, month, amount, state, return_reason)"
        " SELECT %s, entitlement_id, standing_id, household_id, account_id, '2026-12-01', amount, 'pending', '' FROM payments_payment", batch.pk,
    )  # fmt: skip
    draft = Batch.objects.create(
        number="X", programme=PROGRAMME, month=MONTH, sequence=9, made_by_id=district.account_id
    )
    with acting(district):
        account = e.household.payee_accounts.get()
        twice = Payment(
            batch=draft,
            entitlement=e,
            standing=e.standing,
            household=e.household,
            account=account,
            month=MONTH,
            amount=1,
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            twice.save()
    answered(batch, district)
    refused_by_the_database("UPDATE payments_payment SET state = 'returned'")


def test_a_batch_is_not_settled_before_the_bank_answered_everything(district):
    town.paid_home()
    batch = sent(district)
    with pytest.raises(Refused, match="1 笔没有"):
        batches.settle(batch=batch, by=district)


def test_a_step_is_not_done_twice(district):
    town.paid_home()
    batch = sent(district)
    with pytest.raises(Refused, match="已送银行"):
        batches.lock_batch(batch=batch, by=district)
