"""What is due, and to which account. Batches are in batches.py."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from minzheng.casework.interface import Decision, Standing, finish_tasks
from minzheng.core import clock
from minzheng.core.access.viewer import Viewer
from minzheng.core.actions import Refused, action
from minzheng.core.crypto import vault
from minzheng.core.people.models import Household
from minzheng.payments.cards import BadAccount, account_number
from minzheng.payments.models import Entitlement, PayeeAccount, Payment
from minzheng.payments.planning import hold_programme

# The verbs below begin with casework.confirm because only those who decide may say what is due: who pays must not.


@action("casework.confirm.entitle", title="确定应发待遇")
def start_entitlement(*, standing: Standing, amount: int, from_month: dt.date, by: Viewer) -> Entitlement:
    """So many fen a month from `from_month` on. Raises Refused when the standing already has money in that month or later."""
    hold_programme(standing.programme)
    _check(amount, from_month)
    if standing.entitlements.filter(Q(until_month=None) | Q(until_month__gte=from_month)).exists():
        raise Refused("该身份认定在这一月份已有应发待遇，请改用变更金额。")
    return Entitlement.objects.create(
        standing=standing,
        household_id=standing.household_id,
        programme=standing.programme,
        amount=amount,
        from_month=from_month,
    )


def pays(*, decision: Decision, standing: Standing, by: Viewer) -> None:
    """The effect of a grant: the decided amount from the decided month on."""
    start_entitlement(standing=standing, amount=decision.amount, from_month=decision.from_month, by=by)


@action("casework.confirm.entitle.change", title="变更应发金额")
def change_entitlement(*, entitlement: Entitlement, amount: int, from_month: dt.date, by: Viewer) -> Entitlement:
    """Another amount from `from_month` on: the old row ends the month before, a new one begins. Raises Refused.

    Refused when the month is not after the start of the old row, or was already paid.
    """
    hold_programme(entitlement.programme)
    old = Entitlement.objects.select_related("standing").get(pk=entitlement.pk)
    _check(amount, from_month)
    if old.until_month is not None:
        raise Refused("这项待遇已经终止，不能再变更金额。")
    if from_month <= old.from_month:
        raise Refused(f"变更月须晚于起始月 {old.from_month:%Y-%m}，请改选之后的月份。", field="from_month")
    _not_paid(old, from_month)
    _close(old, _month_before(from_month))
    return Entitlement.objects.create(
        standing=old.standing,
        household_id=old.household_id,
        programme=old.programme,
        amount=amount,
        from_month=from_month,
    )


@action("casework.confirm.entitle.end", title="终止应发待遇")
def end_entitlement(*, entitlement: Entitlement, until_month: dt.date, reason: str = "", by: Viewer) -> Entitlement:
    """The last month that is due. Raises Refused when later months were already paid, or it never began."""
    hold_programme(entitlement.programme)
    old = Entitlement.objects.get(pk=entitlement.pk)
    if until_month.day != 1:
        raise ValueError("months are the first day of the month")
    if old.until_month is not None:
        raise Refused(f"这项待遇已于 {old.until_month:%Y-%m} 终止。")
    if until_month < old.from_month:
        raise Refused(f"终止月不能早于起始月 {old.from_month:%Y-%m}。", field="until_month")
    _not_paid(old, clock.next_month(until_month))
    finish_tasks(by=by, kind="payment_died", household=old.household)
    return _close(old, until_month)


def _check(amount: int, from_month: dt.date) -> None:
    if from_month.day != 1:
        raise ValueError("months are the first day of the month")
    if amount <= 0:
        raise Refused("月金额应大于 0 元。", field="amount")


def _not_paid(entitlement: Entitlement, month: dt.date) -> None:
    """Raises Refused when `month` or a later one left for the bank; drafts are made again anyway."""
    paid = (
        entitlement.payments.filter(month__gte=month)
        .exclude(state="returned")
        .exclude(batch__state="draft")
        .order_by("-month")
        .first()
    )
    if paid:
        raise Refused(
            f"{paid.month:%Y-%m} 的金额已在批次 {paid.batch.number} 中发放，请从之后的月份起变更；多发的部分另行追回。"
        )


def _month_before(month: dt.date) -> dt.date:
    return clock.month_of(month - dt.timedelta(days=1))


def _close(entitlement: Entitlement, until: dt.date) -> Entitlement:
    entitlement.until_month = until
    entitlement.save(update_fields=["until_month"])
    return entitlement


# Nor may who pays say to which account: the verbs below are not among payments.*


@action("payees.account", title="登记收款账户")
def set_payee_account(*, household: Household, holder: str, bank: str, number: str, by: Viewer) -> PayeeAccount:
    """The account to pay to from now on; the old one is closed, not overwritten. What came back from the bank can go out again.

    Raises Refused naming the field: `holder`, `bank` or `number`.
    """
    holder, bank = " ".join(holder.split()), " ".join(bank.split())
    for name, text, what in (("holder", holder, "户名"), ("bank", bank, "开户行")):
        if len(text) < 2 or not all(c.isalnum() or c in "·•()（） " for c in text):
            raise Refused(f"请填写{what}，只能有文字、数字、间隔号和括号。", field=name)
    try:
        digits = account_number(number)
    except BadAccount as error:
        raise Refused(str(error), field="number") from None
    Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    account = _switch(household, holder, bank, digits)
    finish_tasks(by=by, kind="payment_account", household=household)
    repaired(household, by)
    return account


def _switch(household: Household, holder: str, bank: str, digits: str) -> PayeeAccount:
    index = vault().index(digits, "account")
    old = PayeeAccount.objects.filter(household=household, until=None).first()
    if old and (old.holder, old.bank, bytes(old.number_index)) == (holder, bank, index):
        return old
    if old:
        PayeeAccount.objects.filter(pk=old.pk).update(until=clock.today())
    return PayeeAccount.objects.create(
        household=household,
        holder=holder,
        bank=bank,
        number_sealed=vault().seal(digits, "account"),
        number_index=index,
        since=clock.today(),
    )


@action("payees.repair", title="确认账户无误并补发")
def confirm_account(*, household: Household, reason: str, by: Viewer) -> Household:
    """The returned money may go to the same account again, because the fault was elsewhere. Raises Refused without a reason."""
    if len(reason.strip()) < 4:
        raise Refused("请写明核实情况，例如“账户挂失已解除，银行确认可入账”。", field="reason")
    if not repaired(household, by):
        raise Refused("该家庭没有待处理的退回款项。")
    return household


def repaired(household: Household, by: Viewer) -> int:
    """Let what came back go out again in the next batch of its month. Returns how many."""
    back = Payment.objects.filter(household=household, state="returned", repaired_at=None, replaced_by=None)
    count = back.update(repaired_at=timezone.now())
    finish_tasks(by=by, kind="payment_return", household=household)
    return count
