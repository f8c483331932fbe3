"""What happened: who read or wrote what, when, for what reason."""

from django.db import models

from minzheng.core.access.scope import Scope, Scoped


class AuditRow(Scoped):
    """One act or one look. Append-only: the database refuses to change or remove a row."""

    scope = Scope(area="area_code", citizen="household__memberships__person_id", personal=("detail",))

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    account = models.ForeignKey("core.Account", models.PROTECT, null=True, verbose_name="账号")
    who = models.CharField("谁", max_length=64)
    role = models.CharField("岗位", max_length=32)
    area_of_post = models.CharField("岗位区域", max_length=12, blank=True)
    verb = models.CharField("行为", max_length=64)
    title = models.CharField("行为名称", max_length=64)
    wrote = models.BooleanField("写入")
    subject = models.CharField("对象", max_length=64, blank=True, help_text="model and key, e.g. casework.case:12")
    household = models.ForeignKey("core.Household", models.PROTECT, null=True, db_constraint=False, related_name="+")
    person = models.ForeignKey("core.Person", models.PROTECT, null=True, db_constraint=False, related_name="+")
    area_code = models.CharField("涉及区域", max_length=12, db_index=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    detail = models.JSONField("细节", default=dict)
    address = models.CharField("来源地址", max_length=45, blank=True)

    class Meta(Scoped.Meta):
        verbose_name = "审计记录"
        indexes = [
            models.Index(fields=["household", "-id"], name="audit_by_household"),
            models.Index(fields=["person", "-id"], name="audit_by_person"),
        ]
