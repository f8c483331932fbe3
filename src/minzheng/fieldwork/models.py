"""Visits: who goes where, why, by when, and what was found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from minzheng.core.access.scope import Scope, Scoped

OUTCOMES = {
    "apply": "情况属实，家庭同意申请", "declined": "情况属实，家庭不申请", "confirmed": "情况属实", "not_so": "情况不属实",
    "absent": "未见到人",
}  # fmt: skip


class Visit(Scoped):
    """A reason to knock at a door. Closed only with a result."""

    scope = Scope(area="village_id", citizen="household__memberships__person_id", personal=("note", "photo"))

    household = models.ForeignKey("core.Household", models.PROTECT, related_name="visits", verbose_name="家庭")
    village = models.ForeignKey("core.Area", models.PROTECT, related_name="+", verbose_name="村（社区）")
    reason = models.CharField("事由", max_length=200)
    programme = models.CharField("待遇", max_length=64, blank=True)
    due_on = models.DateField("走访期限")
    ordered_by = models.CharField("派单人", max_length=64)
    ordered_at = models.DateTimeField("派单时间", auto_now_add=True)
    outcome = models.CharField("结果", max_length=16, choices=OUTCOMES.items(), blank=True)
    note = models.TextField("走访情况", blank=True)
    photo = models.BinaryField("照片", null=True)
    visited_at = models.DateTimeField("走访时间", null=True)
    visited_by = models.ForeignKey("core.Account", models.PROTECT, null=True, related_name="+", verbose_name="走访人")
    case = models.ForeignKey("casework.Case", models.PROTECT, null=True, related_name="visits", verbose_name="转入办件")
    again_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="followed_by", verbose_name="上次未见到人")

    class Meta(Scoped.Meta):
        verbose_name = "走访"
        indexes = [models.Index(fields=["village", "due_on", "id"], condition=Q(visited_at=None), name="visit_open")]
        constraints = [
            models.UniqueConstraint(fields=["household", "programme"], condition=Q(visited_at=None), name="one_open_visit"),
            models.CheckConstraint(condition=Q(visited_at=None, outcome="") | (Q(visited_at__isnull=False) & ~Q(outcome="")), name="visit_closed_with_result"),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def is_open(self) -> bool:
        return self.visited_at is None
