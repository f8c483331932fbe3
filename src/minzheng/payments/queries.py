"""The sums of a month and of a batch, each counted on its own side so that a difference shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from minzheng.payments.models import LEFT_OUT, Batch, Payment
from minzheng.payments.planning import plan, running


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a reconciliation: `sign` +1 adds to what is due, -1 takes off; `amount` in fen."""

    title: str
    count: int
    amount: int
    sign: int = -1


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`lines` must come out at `difference` 0 fen and `difference_count` 0."""

    lines: list[Line]

    @property
    def difference(self) -> int:
        return sum(line.sign * line.amount for line in self.lines)

    @property
    def difference_count(self) -> int:
        return sum(line.sign * line.count for line in self.lines)

    @property
    def agrees(self) -> bool:
        return self.difference == 0 and self.difference_count == 0


def _sum(rows: QuerySet) -> tuple[int, int]:
    sums = rows.aggregate(count=Count("pk"), total=Sum("amount"))
    return sums["count"], sums["total"] or 0


def month_reconciliation(batch: Batch) -> Reconciliation:
    """What is due for the batch's month against where it is: this batch, other batches, not in any with the reason."""
    standing = Payment.objects.filter(batch__programme=batch.programme, month=batch.month).exclude(state="returned")
    open_now = plan(batch.programme, batch.month)
    lines = [
        Line("本月应发待遇", *_sum(running(batch.programme, batch.month)), sign=1),
        Line("本批次（不含退回）", *_sum(standing.filter(batch=batch))),
        Line("本月其他批次（不含退回）", *_sum(standing.exclude(batch=batch))),
        Line("可编入下一批次", len(open_now.payments), open_now.total),
    ]
    for reason, title in LEFT_OUT.items():
        amounts = [e.amount for e, why in open_now.left_out if why == reason]
        if amounts:
            lines.append(Line("未列入：" + title, len(amounts), sum(amounts)))
    return Reconciliation(lines)


def batch_reconciliation(batch: Batch) -> Reconciliation:
    """The locked control total against what the bank answered."""
    lines = [Line("锁定金额", batch.count, batch.total, sign=1)]
    for state, title in (("paid", "银行发放成功"), ("returned", "银行退回"), ("pending", "尚无结果")):
        lines.append(Line(title, *_sum(batch.payments.filter(state=state))))
    return Reconciliation(lines)


def summary(batch: Batch) -> dict:
    """Counts and sums for the head of the page."""
    return batch.payments.aggregate(
        count=Count("pk"), total=Sum("amount"), pending=Count("pk", filter=Q(state="pending")),
        paid=Count("pk", filter=Q(state="paid")), returned=Count("pk", filter=Q(state="returned")),
        paid_total=Sum("amount", filter=Q(state="paid")), returned_total=Sum("amount", filter=Q(state="returned")),
    )  # fmt: skip
