"""What a decision grants per month, and each month's money."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from minzheng.core.access.scope import Scope, Scoped
from minzheng.core.crypto import vault
from minzheng.core.identity import mask_account, mask_name

BATCH_STATES = {"draft": "待锁定", "locked": "已锁定", "exported": "已送银行", "settled": "已对账"}
PAYMENT_STATES = {"pending": "待发放", "paid": "已发放", "returned": "已退回"}
LEFT_OUT = {
    "no_account": "未登记收款账户",
    "holder_died": "户名人已死亡",
    "all_died": "家庭已无在世成员",
    "not_independent": "发放人经办过本件",
    "returned": "退回后尚未更正账户",
    "duplicate": "同月有两项应发待遇",
}


class PayeeAccount(Scoped):
    """The bank account a household is paid to, from a day to a day. Only its last day is ever written again."""

    scope = Scope(
        area="household__village_id", citizen="household__memberships__person_id", personal=("holder", "number_sealed")
    )

    household = models.ForeignKey("core.Household", models.PROTECT, related_name="payee_accounts", verbose_name="家庭")
    holder = models.CharField("户名", max_length=64)
    bank = models.CharField("开户行", max_length=64)
    number_sealed = models.BinaryField("账号（密文）")
    number_index = models.BinaryField("账号（盲索引）")
    since = models.DateField("启用日期")
    until = models.DateField("停用日期", null=True)

    class Meta(Scoped.Meta):
        verbose_name = "收款账户"
        constraints = [models.UniqueConstraint(fields=["household"], condition=Q(until=None), name="one_payee_account")]

    @property
    def number(self) -> str:
        return vault().open(self.number_sealed, "account")

    @property
    def masked(self) -> str:
        return mask_account(self.number)

    @property
    def masked_holder(self) -> str:
        return mask_name(self.holder)


class Entitlement(Scoped):
    """So many fen a month, from a month to a month (inclusive), under a standing. An amount that changes is a new row."""

    scope = Scope(area="household__village_id", citizen="household__memberships__person_id")

    standing = models.ForeignKey(
        "casework.Standing", models.PROTECT, related_name="entitlements", verbose_name="身份认定"
    )
    household = models.ForeignKey("core.Household", models.PROTECT, related_name="entitlements", verbose_name="家庭")
    programme = models.CharField("待遇", max_length=64)
    amount = models.BigIntegerField("月金额（分）")
    from_month = models.DateField("起始月", help_text="first day of the month")
    until_month = models.DateField("终止月（含）", null=True)

    class Meta(Scoped.Meta):
        verbose_name = "应发待遇"
        indexes = [models.Index(fields=["programme", "from_month", "until_month"], name="entitlement_by_month")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="entitlement_amount_positive"),
            models.CheckConstraint(
                condition=Q(until_month=None) | Q(until_month__gte=F("from_month")), name="entitlement_ends_after_start"
            ),
            models.UniqueConstraint(fields=["standing"], condition=Q(until_month=None), name="one_running_entitlement"),
        ]


class Batch(models.Model):
    """One programme's payments of one month for the district. The second and later of a month make up (补发) what the first left.

    `count`, `total` and the digests of the bank file are fixed at locking.
    """

    number = models.CharField("批次号", max_length=32, unique=True)
    programme = models.CharField("待遇", max_length=64)
    month = models.DateField("月份")
    sequence = models.PositiveSmallIntegerField("本月第几批")
    state = models.CharField("状态", max_length=16, choices=BATCH_STATES.items(), default="draft")
    count = models.PositiveIntegerField("笔数", default=0)
    total = models.BigIntegerField("金额（分）", default=0)
    csv_sha256 = models.CharField("CSV 摘要", max_length=64, blank=True)
    xlsx_sha256 = models.CharField("XLSX 摘要", max_length=64, blank=True)
    made_by = models.ForeignKey("core.Account", models.PROTECT, related_name="+", verbose_name="编制人")
    made_at = models.DateTimeField("编制时间", auto_now_add=True)
    locked_at = models.DateTimeField("锁定时间", null=True)
    exported_at = models.DateTimeField("送银行时间", null=True)
    settled_at = models.DateTimeField("对账时间", null=True)

    class Meta:
        verbose_name = "发放批次"
        constraints = [
            models.UniqueConstraint(fields=["programme", "month", "sequence"], name="batch_once_per_sequence"),
            models.UniqueConstraint(
                fields=["programme", "month"], condition=Q(state="draft"), name="one_draft_batch_per_month"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Payment(Scoped):
    """One month of one entitlement to one account. Rows of a locked batch change only by settling (guarded by a trigger)."""

    scope = Scope(area="household__village_id", citizen="household__memberships__person_id")

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="payments", verbose_name="批次")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="payments", verbose_name="应发待遇")
    standing = models.ForeignKey("casework.Standing", models.PROTECT, related_name="payments", verbose_name="身份认定")
    household = models.ForeignKey("core.Household", models.PROTECT, related_name="payments", verbose_name="家庭")
    account = models.ForeignKey(PayeeAccount, models.PROTECT, related_name="payments", verbose_name="收款账户")
    month = models.DateField("所属月份")
    amount = models.BigIntegerField("金额（分）")
    state = models.CharField("状态", max_length=16, choices=PAYMENT_STATES.items(), default="pending")
    return_reason = models.CharField("退回原因", max_length=128, blank=True)
    settled_on = models.DateField("到账或退回日期", null=True)
    repaired_at = models.DateTimeField("退回后更正时间", null=True)
    instead_of = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="补发自"
    )

    class Meta(Scoped.Meta):
        verbose_name = "发放"
        indexes = [
            models.Index(fields=["batch", "id"], name="payment_by_batch"),
            models.Index(fields=["household", "month"], name="payment_by_household"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
            # A month is never paid twice: only a returned payment may be followed by another.
            models.UniqueConstraint(
                fields=["standing", "month"], condition=~Q(state="returned"), name="one_payment_per_month"
            ),
        ]


class LeftOut(Scoped):
    """A running entitlement that a batch does not pay, and why. As it was when the batch was made."""

    scope = Scope(area="household__village_id", citizen="household__memberships__person_id")

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="left_out", verbose_name="批次")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="+", verbose_name="应发待遇")
    household = models.ForeignKey("core.Household", models.PROTECT, related_name="+", verbose_name="家庭")
    amount = models.BigIntegerField("金额（分）")
    reason = models.CharField("原因", max_length=24, choices=LEFT_OUT.items())

    class Meta(Scoped.Meta):
        verbose_name = "未列入"
        constraints = [models.UniqueConstraint(fields=["batch", "entitlement"], name="left_out_once")]


class ReturnsFile(models.Model):
    """What the bank sent back about a batch, as read; it settles nothing until somebody confirms it."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="returns_files", verbose_name="批次")
    name = models.CharField("文件名", max_length=128)
    sha256 = models.CharField("摘要", max_length=64)
    rows = models.JSONField(
        "内容", help_text="[{line, reference, amount, result, reason, date}], texts as the bank wrote them"
    )
    uploaded_by = models.ForeignKey("core.Account", models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)

    class Meta:
        verbose_name = "银行回盘文件"
