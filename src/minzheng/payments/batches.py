"""A month's money on its way: make, lock, send to the bank, take its answer, settle. One verb, one transaction each."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, Sum
from django.utils import timezone

from minzheng.casework.interface import Task, open_task
from minzheng.core import clock
from minzheng.core.access.viewer import Viewer
from minzheng.core.actions import Refused, action
from minzheng.payments.bankfile import BankFile, bank_file
from minzheng.payments.checks import check_batch
from minzheng.payments.models import Batch, LeftOut, Payment, ReturnsFile
from minzheng.payments.planning import Plan, handled_cases, hold_programme, plan
from minzheng.payments.returns import Checked, check, read_returns

_TASKS = {
    "no_account": ("payment_account", "登记收款账户后方可发放", "window_clerk"),
    "holder_died": ("payment_account", "户名人已死亡，变更收款账户", "window_clerk"),
    "all_died": ("payment_died", "家庭成员均已死亡，核实后办理终止", "surveyor"),
}


@action("payments.batch.make", title="编制发放批次")
def make_batch(*, programme: str, month: dt.date, by: Viewer) -> Batch:
    """The draft of what is still to be paid for a month; made again, it follows what changed meanwhile. Raises Refused.

    When everything of the month is in batches already, the last of them is given back and nothing is made.
    """
    if month.day != 1:
        raise ValueError("months are the first day of the month")
    if month > clock.next_month(clock.today()):
        raise Refused("最早只能编制下个月的批次，请改选月份。", field="month")
    hold_programme(programme)
    check_batch(programme, month)
    existing = Batch.objects.filter(programme=programme, month=month).order_by("-sequence").first()
    if existing and existing.state == "draft":
        planned = _plan_again(existing, by)
        return existing if _same(existing, planned) else _fill(_emptied(existing), planned)
    planned = plan(programme, month, payer=by.account_id)
    if existing and not planned.payments:
        return existing
    if not planned.payments and not planned.left_out:
        raise Refused(f"{month:%Y-%m} 没有应发的待遇，不需要编制。", field="month")
    sequence = existing.sequence + 1 if existing else 1
    batch = Batch.objects.create(
        number=_number(month), programme=programme, month=month, sequence=sequence, made_by_id=by.account_id
    )
    return _fill(batch, planned)


def _number(month: dt.date) -> str:
    """FF202612-003. Within hold_programme only one programme waits its turn, so the month is held as well."""
    hold_programme(f"number {month}")
    last = (
        Batch.objects.filter(number__startswith=f"FF{month:%Y%m}-")
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"FF{month:%Y%m}-{int(last.split('-')[1]) + 1 if last else 1:03d}"


def _plan_again(batch: Batch, by: Viewer) -> Plan:
    """The plan as if the draft were not there: its own payments cover nothing."""
    return plan(batch.programme, batch.month, payer=by.account_id, besides=batch.pk)


def _same(batch: Batch, planned: Plan) -> bool:
    payments = {(p.entitlement.pk, p.account_id, p.entitlement.amount, p.instead_of) for p in planned.payments}
    left_out = {(e.pk, e.amount, reason) for e, reason in planned.left_out}
    return payments == set(
        batch.payments.values_list("entitlement", "account", "amount", "instead_of")
    ) and left_out == set(batch.left_out.values_list("entitlement", "amount", "reason"))


def _emptied(batch: Batch) -> Batch:
    batch.payments.all().delete()
    batch.left_out.all().delete()
    return batch


def _fill(batch: Batch, planned: Plan) -> Batch:
    Payment.objects.bulk_create(
        Payment(
            batch=batch, entitlement=p.entitlement, standing_id=p.entitlement.standing_id, household_id=p.entitlement.household_id,
            account_id=p.account_id, month=batch.month, amount=p.entitlement.amount, instead_of_id=p.instead_of,
        )
        for p in planned.payments
    )  # fmt: skip
    LeftOut.objects.bulk_create(
        LeftOut(batch=batch, entitlement=e, household_id=e.household_id, amount=e.amount, reason=reason)
        for e, reason in planned.left_out
    )
    for e, reason in planned.left_out:
        if reason in _TASKS:
            kind, title, role = _TASKS[reason]
            _ask_town(kind=kind, title=title, role=role, household=e.household)
    return batch


def _ask_town(*, kind: str, title: str, role: str, household) -> None:
    """One open task of a kind for a household is enough."""
    if not Task.objects.filter(kind=kind, household=household, done_at=None).exists():
        open_task(kind=kind, title=title, role=role, household=household)


@action("payments.batch.lock", title="锁定发放批次")
def lock_batch(*, batch: Batch, by: Viewer) -> Batch:
    """Nothing in it changes from here on. Raises Refused when what it was made from has changed meanwhile, or nothing is in it."""
    batch = _held(batch, "draft", by)
    check_batch(batch.programme, batch.month)
    if not _same(batch, _plan_again(batch, by)):
        raise Refused("编制之后有家庭的金额、账户或成员情况发生了变化。请点“重新编制”，核对后再锁定。")
    sums = batch.payments.aggregate(count=Count("pk"), total=Sum("amount"))
    if not sums["count"]:
        raise Refused("批次中没有可发放的款项，不能锁定。请先处理未列入的家庭。")
    batch.count, batch.total = sums["count"], sums["total"]
    batch.state, batch.locked_at = "locked", timezone.now()
    batch.save()
    return batch


@action("payments.batch.export", title="导出银行文件")
def export_batch(*, batch: Batch, form: str, by: Viewer) -> tuple[Batch, BankFile]:
    """The file for the bank, `form` csv or xlsx; the first export sends the batch. The same batch gives the same bytes again.

    Raises Refused when the digest is no longer what it was.
    """
    batch = _held(batch, ("locked", "exported", "settled"), by)
    made = bank_file(batch, form)
    if (made.count, made.total) != (batch.count, batch.total):
        raise Refused("银行文件的笔数或金额与锁定时不一致，已停止导出。请联系系统管理员核查。")
    digest = f"{form}_sha256"
    if getattr(batch, digest) not in ("", made.sha256):
        raise Refused("银行文件的摘要与首次导出时不一致，已停止导出。请联系系统管理员核查。")
    setattr(batch, digest, made.sha256)
    if batch.state == "locked":
        batch.state, batch.exported_at = "exported", timezone.now()
    batch.save()
    return batch, made


@action("payments.returns.read", title="上传回盘文件")
def upload_returns(*, batch: Batch, name: str, content: bytes, by: Viewer) -> ReturnsFile:
    """Keep what the bank says, to be looked at; settles nothing. Raises Refused when the file cannot be read."""
    batch = _held(batch, "exported", by)
    read = read_returns(content)
    return ReturnsFile.objects.create(
        batch=batch, name=name[-128:], sha256=read.sha256, rows=read.rows, uploaded_by_id=by.account_id
    )


@action("payments.returns.import", title="确认回盘")
def import_returns(*, file: ReturnsFile, by: Viewer) -> Batch:
    """Settle what the file says, all of it or nothing. Each failure becomes a task for the town. Raises Refused on any error row."""
    batch = _held(file.batch, "exported", by)
    checked = check(batch, file.rows)
    if wrong := [c for c in checked if c.problem]:
        raise Refused(
            f"有 {len(wrong)} 行不能入账（第 {wrong[0].line} 行：{wrong[0].problem}）。请与银行核对，更正文件后重新上传。"
        )
    fresh = [c for c in checked if not c.known]
    if not fresh:
        raise Refused("文件中的结果都已入账，没有新的内容。")
    _write_answers(fresh)
    ReturnsFile.objects.filter(pk=file.pk).update(confirmed_at=timezone.now())
    return batch


def _write_answers(rows: list[Checked]) -> None:
    """One statement for all payments with the same answer; a task for each household whose money came back."""
    same: dict[tuple, list[int]] = {}
    for row in rows:
        same.setdefault((row.paid, "" if row.paid else row.reason, row.day), []).append(row.payment.pk)
    for (paid, reason, day), keys in same.items():
        state = "paid" if paid else "returned"
        Payment.objects.filter(pk__in=keys).update(state=state, return_reason=reason, settled_on=day)
    for row in rows:
        if not row.paid:
            title = f"{row.payment.month:%Y-%m} 款项被退回（{row.reason}），更正账户"
            _ask_town(kind="payment_return", title=title[:128], role="surveyor", household=row.payment.household)


@action("payments.batch.settle", title="对账")
def settle(*, batch: Batch, by: Viewer) -> Batch:
    """Close a batch when every payment of it has an answer and the sums agree. Raises Refused."""
    batch = _held(batch, "exported", by)
    sums = batch.payments.aggregate(
        pending=Count("pk", filter=Q(state="pending")), count=Count("pk"), total=Sum("amount")
    )
    if sums["pending"]:
        raise Refused(f"还有 {sums['pending']} 笔没有银行回盘结果，请先导入回盘文件。")
    if (sums["count"], sums["total"]) != (batch.count, batch.total):
        raise Refused("已发放与已退回之和与锁定金额不一致，不能对账。请联系系统管理员核查。")
    batch.state, batch.settled_at = "settled", timezone.now()
    batch.save()
    return batch


def _held(batch: Batch, states: str | tuple[str, ...], by: Viewer) -> Batch:
    """The batch as it is now, held for one act. Raises Refused when it is at another step, or `by` handled one of its cases."""
    hold_programme(batch.programme)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in ((states,) if isinstance(states, str) else states):
        raise Refused(f"批次 {batch.number} 现为“{batch.get_state_display()}”，不能这样操作。请刷新页面查看。")
    if batch.state != "draft":
        _independent(batch, by)
    return batch


def _independent(batch: Batch, by: Viewer) -> None:
    cases = batch.payments.exclude(standing__decision=None).values_list("standing__decision__case", flat=True)
    if handled := handled_cases(by.account_id, cases):
        raise Refused(
            f"您经办过本批次中 {len(handled)} 户的受理、调查、审核或确认，不能再办理发放。请转交其他资金发放员。"
        )
