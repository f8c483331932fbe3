"""What a decision grants per month, and each month's money."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from minzheng.core.access.scope import Scope, Scoped
from minzheng.core.crypto import vault
from minzheng.core.identity import mask_account

BATCH_STATES = {"draft": "待锁定", "locked": "已锁定", "exported": "已送银行", "settled": "已对账"}
PAYMENT_STATES = {"pending": "待发放", "paid": "已发放", "returned": "已退回"}


class PayeeAccount(Scoped):
    """The bank account a household is paid to, from a day to a day."""

    scope = Scope(area="household__village_id", citizen="household__memberships__person_id", personal=("holder", "number_sealed"))

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


class Entitlement(Scoped):
    """So many fen a month, from a month to a month (inclusive), under a standing. An amount that changes is a new row."""

    scope = Scope(area="household__village_id", citizen="household__memberships__person_id")

    standing = models.ForeignKey("casework.Standing", models.PROTECT, related_name="entitlements", verbose_name="身份认定")
    household = models.ForeignKey("core.Household", models.PROTECT, related_name="entitlements", verbose_name="家庭")
    programme = models.CharField("待遇", max_length=64)
    amount = models.BigIntegerField("月金额（分）")
    from_month = models.DateField("起始月", help_text="first day of the month")
    until_month = models.DateField("终止月（含）", null=True)

    class Meta(Scoped.Meta):
        verbose_name = "应发待遇"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="entitlement_amount_positive"),
            models.CheckConstraint(condition=Q(until_month=None) | Q(until_month__gte=F("from_month")), name="entitlement_ends_after_start"),
            models.UniqueConstraint(fields=["standing"], condition=Q(until_month=None), name="one_running_entitlement"),
        ]


class Batch(models.Model):
    """One programme's payments of one month for the district. `settled` when every payment is paid or returned."""

    number = models.CharField("批次号", max_length=32, unique=True)
    programme = models.CharField("待遇", max_length=64)
    month = models.DateField("月份")
    state = models.CharField("状态", max_length=16, choices=BATCH_STATES.items(), default="draft")
    made_by = models.ForeignKey("core.Account", models.PROTECT, related_name="+", verbose_name="编制人")
    made_at = models.DateTimeField("编制时间", auto_now_add=True)
    exported_at = models.DateTimeField("送银行时间", null=True)
    settled_at = models.DateTimeField("对账时间", null=True)

    class Meta:
        verbose_name = "发放批次"


class Payment(Scoped):
    """One month of one entitlement. The account is copied at the moment of locking, so that the file can be proved later."""

    scope = Scope(area="household__village_id", citizen="household__memberships__person_id", personal=("payee", "account_sealed"))

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="payments", verbose_name="批次")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="payments", verbose_name="应发待遇")
    household = models.ForeignKey("core.Household", models.PROTECT, related_name="payments", verbose_name="家庭")
    month = models.DateField("所属月份")
    amount = models.BigIntegerField("金额（分）")
    payee = models.CharField("户名", max_length=64)
    bank = models.CharField("开户行", max_length=64)
    account_sealed = models.BinaryField("账号（密文）", null=True)
    state = models.CharField("状态", max_length=16, choices=PAYMENT_STATES.items(), default="pending")
    return_reason = models.CharField("退回原因", max_length=128, blank=True)
    settled_on = models.DateField("到账或退回日期", null=True)
    instead_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="补发自")

    class Meta(Scoped.Meta):
        verbose_name = "发放"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
            # The same month of the same entitlement is never paid twice: only a returned payment may be followed by another.
            models.UniqueConstraint(fields=["entitlement", "month"], condition=~Q(state="returned"), name="one_payment_per_month"),
        ]
