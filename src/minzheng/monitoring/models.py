"""Evaluation of everyone against the rules, and the differences that follow."""

from __future__ import annotations

from django.db import models

from minzheng.core.access.scope import Scope, Scoped

KINDS = {
    "missed": "应享未享", "not_entitled": "享受但不符合", "wrong_amount": "金额不符", "dead_paid": "死亡后仍在保",
    "undetermined": "无法判定", "card_expiring": "残疾证即将到期",
}  # fmt: skip


STATES = {"waiting": "排队中", "running": "进行中", "done": "完成", "failed": "失败"}


class EvaluationRun(models.Model):
    """One evaluation of the whole district for one date. `progress` in percent; a failed run keeps its message.

    Holds no personal data: its numbers are the district's own totals.
    """

    date = models.DateField("核查日期")
    state = models.CharField("状态", max_length=16, choices=STATES.items(), default="waiting")
    progress = models.PositiveSmallIntegerField("进度", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    started_at = models.DateTimeField("发起时间", auto_now_add=True)
    begun_at = models.DateTimeField("开始计算时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    by = models.CharField("发起人", max_length=64)
    job = models.BigIntegerField("任务号", null=True, help_text="in the job queue; empty when run in the foreground")
    world_version = models.CharField("规则版本", max_length=64, blank=True)
    persons = models.PositiveIntegerField("人数", default=0)
    households = models.PositiveIntegerField("户数", default=0)
    unverified = models.JSONField("待核实参数", default=list)

    class Meta:
        verbose_name = "应享核查"

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "running")

    @property
    def seconds(self) -> int | None:
        """How long the computation took."""
        return round((self.finished_at - self.begun_at).total_seconds()) if self.finished_at and self.begun_at else None


class Difference(Scoped):
    """A household for which the rules and the register say different things. Never a decision: a reason to look."""

    scope = Scope(area="village_id", personal=("reasons",))

    run = models.ForeignKey(EvaluationRun, models.CASCADE, related_name="differences", verbose_name="核查")
    household = models.ForeignKey("core.Household", models.PROTECT, related_name="differences", verbose_name="家庭")
    person = models.ForeignKey("core.Person", models.PROTECT, null=True, related_name="+", verbose_name="人员")
    village = models.ForeignKey("core.Area", models.PROTECT, related_name="+", verbose_name="村（社区）")
    programme = models.CharField("待遇", max_length=64)
    kind = models.CharField("差异", max_length=16, choices=KINDS.items())
    expected = models.BigIntegerField("应为（分/月）", default=0)
    actual = models.BigIntegerField("现为（分/月）", default=0)
    reasons = models.JSONField("原因", default=list, help_text="keys of failed conditions or of missing facts")
    visit = models.ForeignKey("fieldwork.Visit", models.PROTECT, null=True, related_name="+", verbose_name="走访")

    class Meta(Scoped.Meta):
        verbose_name = "差异"
        indexes = [models.Index(fields=["run", "kind", "village", "id"], name="difference_by_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "household", "programme", "kind", "person"], nulls_distinct=False, name="difference_told_once"
            )
        ]
