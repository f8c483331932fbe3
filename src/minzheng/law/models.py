"""Documents, what they provide, what a change would do, and what it did."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from minzheng.core.access.scope import Scope, Scoped
from minzheng.policy import CHANGE_TITLES


class Document(models.Model):
    """A published document and its file. Public by nature; kept as it came, never changed."""

    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=64)
    issuer = models.CharField("发文机关", max_length=100)
    issued_on = models.DateField("发文日期")
    file_name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("文件类型", max_length=64)
    content = models.BinaryField("文件内容")
    sha256 = models.CharField("摘要", max_length=64, unique=True)
    added_by = models.ForeignKey("core.Account", models.PROTECT, related_name="+", verbose_name="上传人")
    added_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"


PROVISION_STATES = {"entered": "待批准", "approved": "已批准", "refused": "未批准", "withdrawn": "已撤回"}


class Provision(models.Model):
    """A value of a parameter, or an option of a reading, from a day on. Entered by one person, approved by another.

    `value`: the table by codes of the parameter's `by`, {"": 60000} or {"1": …, "0": …}, several codes joined by ",";
    empty for a reading. Holds no personal data.
    """

    line = models.CharField("业务条线", max_length=32, help_text="key in BODIES")
    name = models.CharField("参数或口径", max_length=64)
    area = models.ForeignKey("core.Area", models.PROTECT, null=True, related_name="+", verbose_name="适用区域")
    start = models.DateField("生效日期")
    until = models.DateField("失效日期（含）", null=True, blank=True)
    value = models.JSONField("值", default=dict)
    option = models.CharField("口径选项", max_length=64, blank=True)
    basis = models.CharField("依据", max_length=200, help_text="the document's title and number as known when entered")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="provisions", verbose_name="文件")
    documented_at = models.DateTimeField("附文件时间", null=True)
    state = models.CharField("状态", max_length=16, choices=PROVISION_STATES.items(), default="entered")
    entered_by = models.ForeignKey("core.Account", models.PROTECT, related_name="+", verbose_name="录入人")
    entered_at = models.DateTimeField("录入时间", auto_now_add=True)
    decided_by = models.ForeignKey("core.Account", models.PROTECT, null=True, related_name="+", verbose_name="批准人")
    approved_at = models.DateTimeField("批准时间", null=True)
    ended_at = models.DateTimeField("撤回或不批准时间", null=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    preview = models.ForeignKey("law.Trial", models.PROTECT, null=True, related_name="+", verbose_name="批准前试算")
    applied_at = models.DateTimeField("执行调整时间", null=True)

    class Meta:
        verbose_name = "标准与口径"
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("start")), name="provision_ends_after_start"),
            models.CheckConstraint(condition=~Q(decided_by=F("entered_by")), name="provision_by_two_people"),
            models.CheckConstraint(condition=Q(approved_at=None) | Q(decided_by__isnull=False), name="provision_approved_by_somebody"),
            # Of one thing, area and first day only one holds at a time; a better one needs the other withdrawn first.
            models.UniqueConstraint(fields=["line", "name", "area", "start"], condition=Q(state__in=["entered", "approved"]),
                                    nulls_distinct=False, name="one_provision_per_day"),
        ]


TRIAL_STATES = {"waiting": "排队中", "running": "计算中", "done": "完成", "failed": "失败"}


class Trial(models.Model):
    """What if (政策试算): two laws over the same people. `before` and `after` say which laws; `totals` hold the district's own sums.

    before, after: {"date": "2026-12-01", "readings": {name: option}, "provisions": [ids], "values": [{name, area, start, value}]},
                   over what was approved when it was computed
    changes:       what differs between the two laws: [{title, before, after, basis, unverified}]
    totals:        see trials.compute.totals_of
    Holds no personal data.
    """

    line = models.CharField("业务条线", max_length=32)
    title = models.CharField("标题", max_length=120)
    before = models.JSONField("现行")
    after = models.JSONField("试算")
    state = models.CharField("状态", max_length=16, choices=TRIAL_STATES.items(), default="waiting")
    progress = models.PositiveSmallIntegerField("进度", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    asked_by = models.ForeignKey("core.Account", models.PROTECT, null=True, related_name="+", verbose_name="发起人")
    asked_at = models.DateTimeField("发起时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    facts_on = models.DateField("数据日期")
    households = models.PositiveIntegerField("户数", default=0)
    persons = models.PositiveIntegerField("人数", default=0)
    unverified = models.JSONField("待核实", default=list)
    changes = models.JSONField("改动", default=list)
    totals = models.JSONField("合计", default=dict)
    reading = models.CharField("测算的口径", max_length=130, blank=True, help_text="name=option; empty: asked for by hand")
    job = models.BigIntegerField("任务号", null=True, help_text="in the job queue; empty when run in the foreground")
    begun_at = models.DateTimeField("开始计算时间", null=True)

    class Meta:
        verbose_name = "政策试算"
        indexes = [models.Index(fields=["line", "reading", "-id"], name="trial_by_reading")]

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "running")

    @property
    def seconds(self) -> float | None:
        """How long the computation took."""
        return (self.finished_at - self.begun_at).total_seconds() if self.finished_at and self.begun_at else None


class TrialRow(Scoped):
    """A household (or person) whose outcome differs between the two laws; those that stay the same are only counted."""

    scope = Scope(area="village_id")

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="rows", verbose_name="试算")
    household = models.ForeignKey("core.Household", models.PROTECT, related_name="+", verbose_name="家庭")
    person = models.ForeignKey("core.Person", models.PROTECT, null=True, related_name="+", verbose_name="人员")
    village = models.ForeignKey("core.Area", models.PROTECT, related_name="+", verbose_name="村（社区）")
    programme = models.CharField("待遇", max_length=64)
    change = models.CharField("变化", max_length=16, choices=CHANGE_TITLES.items())
    before = models.BigIntegerField("现行（分/月）", null=True)
    after = models.BigIntegerField("试算（分/月）", null=True)
    difference = models.BigIntegerField("差额（分/月）", null=True)
    urban = models.BooleanField("城市", null=True)
    size = models.PositiveSmallIntegerField("家庭人数")

    class Meta(Scoped.Meta):
        verbose_name = "试算差异"
        indexes = [models.Index(fields=["trial", "programme", "change", "village", "id"], name="trial_row_by_change")]


class ReadingUse(models.Model):
    """How many decisions of a day recorded an option of a reading: counted once the day is over, so that nobody reads all traces."""

    day = models.DateField("决定日期")
    programme = models.CharField("待遇", max_length=64)
    name = models.CharField("口径", max_length=64)
    option = models.CharField("口径选项", max_length=64)
    decisions = models.PositiveIntegerField("决定数")

    class Meta:
        verbose_name = "决定采用的口径"
        constraints = [models.UniqueConstraint(fields=["day", "programme", "name", "option"], name="reading_use_counted_once")]


ADJUSTMENT_STATES = {"applied": "已调整", "held": "待人工核查"}


class Adjustment(Scoped):
    """What an approved provision did to one household in payment: computed from `snapshot` under the law of `law_date`.

    Only raises are applied by themselves (`entitlement` is the new row); a decrease or an end waits for a person (`state` held).
    """

    scope = Scope(area="household__village_id", citizen="household__memberships__person_id", personal=("snapshot",))

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="adjustments", verbose_name="标准")
    household = models.ForeignKey("core.Household", models.PROTECT, related_name="+", verbose_name="家庭")
    standing = models.ForeignKey("casework.Standing", models.PROTECT, related_name="+", verbose_name="身份认定")
    programme = models.CharField("待遇", max_length=64)
    month = models.DateField("执行月", help_text="first day of the month")
    before = models.BigIntegerField("调整前（分/月）")
    after = models.BigIntegerField("调整后（分/月）", null=True, help_text="empty: undetermined")
    state = models.CharField("处理", max_length=16, choices=ADJUSTMENT_STATES.items())
    why = models.CharField("原因", max_length=200, blank=True)
    entitlement = models.ForeignKey("payments.Entitlement", models.PROTECT, null=True, related_name="+", verbose_name="新的应发待遇")
    snapshot = models.JSONField("依据的事实")
    law_date = models.DateField("适用法律日期")
    known_at = models.DateTimeField("标准截至", default=timezone.now)
    law = models.JSONField("采用的标准", default=list, help_text="keys of the provisions that the law was made of")
    world_version = models.CharField("规则版本", max_length=64)
    arrears = models.BigIntegerField("应补差额（分）", default=0, help_text="for months before `month`; paid by a person")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta(Scoped.Meta):
        verbose_name = "提标调整"
        indexes = [models.Index(fields=["provision", "state", "household"], name="adjustment_by_state")]
        constraints = [models.UniqueConstraint(fields=["provision", "standing"], name="adjusted_once")]
