"""What is known about a person: integers with their source and dates."""

from django.db import models

from minzheng.core.access.scope import Scope, Scoped


class Fact(Scoped):
    """One value of one kind (facts/catalogue.yaml) from one source. A correction is a new row; nothing is overwritten.

    `rank` is the source's place in the kind's list when the row came (0 best). The current value is the one with the
    latest `as_of`; on the same day the best rank; on the same rank the row that came last.
    """

    scope = Scope(
        area="person__village_id",
        citizen="person__memberships__household__memberships__person_id",
        personal=("value", "note"),
    )

    person = models.ForeignKey("core.Person", models.PROTECT, related_name="facts", verbose_name="人员")
    kind = models.CharField("种类", max_length=40)
    value = models.BigIntegerField("值")
    source = models.CharField("来源", max_length=32)
    rank = models.PositiveSmallIntegerField("来源次序")
    as_of = models.DateField("截至日期")
    valid_until = models.DateField("有效期至", null=True)
    received_at = models.DateTimeField("取得时间", auto_now_add=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta(Scoped.Meta):
        verbose_name = "事实"
        indexes = [
            models.Index(fields=["person", "kind", "-as_of", "rank", "-id"], name="fact_current"),
            models.Index(fields=["kind", "valid_until"], name="fact_expiring"),
        ]
