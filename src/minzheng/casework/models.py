"""Cases, their steps and tasks; notices; decisions with their letters; standings; the working calendar."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from minzheng.core import clock
from minzheng.core.access.scope import Scope, Scoped

STATES = {
    "draft": "草稿", "open": "办理中", "returned": "待补正", "granted": "已确认", "refused": "不予确认",
    "withdrawn": "已撤回", "terminated": "已终止",
}  # fmt: skip
CHANNELS = {"window": "窗口", "discovery": "主动发现", "portal": "网上", "proxy": "代办"}


class Case(Scoped):
    """One request about one household, pinned to the version of the service item that it began with."""

    scope = Scope(area="village_id", citizen="household__memberships__person_id", personal=("form",))

    number = models.CharField("受理编号", max_length=24, unique=True)
    item = models.CharField("事项", max_length=64, help_text="key in the catalogue, e.g. assistance.minimum_living")
    item_version = models.CharField("事项版本", max_length=16)
    household = models.ForeignKey("core.Household", models.PROTECT, related_name="cases", verbose_name="家庭")
    applicant = models.ForeignKey("core.Person", models.PROTECT, related_name="+", verbose_name="申请人")
    village = models.ForeignKey("core.Area", models.PROTECT, verbose_name="所在村（社区）")
    channel = models.CharField("渠道", max_length=16, choices=CHANNELS.items())
    state = models.CharField("状态", max_length=16, choices=STATES.items(), default="draft")
    step = models.CharField("当前环节", max_length=32)
    version = models.PositiveIntegerField("修改次数", default=0, help_text="raised by every act: the second of two is told")
    form = models.JSONField("申请内容", default=dict)
    relative_registered = models.BooleanField("近亲属单独登记备案", default=False)
    opened_at = models.DateTimeField("建立时间", auto_now_add=True)
    accepted_on = models.DateField("受理日期", null=True)
    due_on = models.DateField("法定办结期限", null=True)
    closed_on = models.DateField("办结日期", null=True)

    class Meta(Scoped.Meta):
        verbose_name = "办件"
        indexes = [models.Index(fields=["village", "state", "id"], name="case_by_village")]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "item"], condition=Q(state__in=["draft", "open", "returned"]), name="one_open_case_per_item"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in ("draft", "open", "returned")


class StepRecord(Scoped):
    """Who did which step of a case, when, with what. Append-only."""

    scope = Scope(area="case__village_id", citizen="case__household__memberships__person_id", personal=("data",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="records", verbose_name="办件")
    step = models.CharField("环节", max_length=32)
    act = models.CharField("行为", max_length=32)
    account = models.ForeignKey("core.Account", models.PROTECT, null=True, related_name="+")
    second = models.ForeignKey("core.Account", models.PROTECT, null=True, related_name="+", verbose_name="同行人员")
    who = models.CharField("经办人", max_length=130)
    role = models.CharField("岗位", max_length=32)
    at = models.DateTimeField("时间", auto_now_add=True)
    data = models.JSONField("内容", default=dict)
    note = models.TextField("意见", blank=True)

    class Meta(Scoped.Meta):
        verbose_name = "办理记录"
        ordering = ["id"]


class Task(Scoped):
    """Something a role in an area has to do by a day. Opened by a step, an objection, a returned payment."""

    scope = Scope(area="village_id")

    kind = models.CharField("种类", max_length=32)
    title = models.CharField("任务", max_length=128)
    role = models.CharField("岗位", max_length=32)
    village = models.ForeignKey("core.Area", models.PROTECT, related_name="+", verbose_name="区域")
    household = models.ForeignKey("core.Household", models.PROTECT, related_name="+", verbose_name="家庭")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="tasks", verbose_name="办件")
    subject = models.CharField("对象", max_length=64, blank=True)
    opened_at = models.DateTimeField("产生时间", auto_now_add=True)
    due_on = models.DateField("办理期限", null=True)
    done_at = models.DateTimeField("完成时间", null=True)
    done_by = models.ForeignKey("core.Account", models.PROTECT, null=True, related_name="+")

    class Meta(Scoped.Meta):
        verbose_name = "任务"
        indexes = [models.Index(fields=["role", "village", "due_on", "id"], condition=Q(done_at=None), name="task_open")]


def _posted_now() -> Q:
    today = clock.today()
    return Q(taken_down_at=None, posted_on__lte=today, until__gte=today)


class Notice(Scoped):
    """公示: what the public may read for a number of days. `rows` is made from masked values only."""

    scope = Scope(area="village_id", citizen="case__household__memberships__person_id", public=_posted_now)

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices", verbose_name="办件")
    village = models.ForeignKey("core.Area", models.PROTECT, related_name="+", verbose_name="公示地")
    title = models.CharField("标题", max_length=128)
    rows = models.JSONField("内容", help_text="[[label, masked value], …]")
    posted_on = models.DateField("公示起")
    until = models.DateField("公示止（含）")
    taken_down_at = models.DateTimeField("撤下时间", null=True)

    class Meta(Scoped.Meta):
        verbose_name = "公示"
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("posted_on")), name="notice_ends_after_start")]


class Objection(Scoped):
    """What somebody, also unnamed, says against a notice."""

    scope = Scope(area="notice__village_id", personal=("text", "contact_sealed"))

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections", verbose_name="公示")
    text = models.TextField("异议内容")
    contact_sealed = models.BinaryField("联系方式（密文）", null=True)
    at = models.DateTimeField("提出时间", auto_now_add=True)
    answered_at = models.DateTimeField("处理时间", null=True)
    answer = models.TextField("处理结果", blank=True)

    class Meta(Scoped.Meta):
        verbose_name = "公示异议"


class Decision(Scoped):
    """What was decided, and everything needed to compute it again: facts, date of the law, versions, trace. Append-only."""

    scope = Scope(area="case__village_id", citizen="case__household__memberships__person_id", personal=("snapshot", "trace"))

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions", verbose_name="办件")
    number = models.CharField("文号", max_length=48, unique=True)
    kind = models.CharField("结果", max_length=16, choices=[("granted", "予以确认"), ("refused", "不予确认")])
    programme = models.CharField("待遇", max_length=64)
    decided_on = models.DateField("决定日期")
    account = models.ForeignKey("core.Account", models.PROTECT, related_name="+", verbose_name="决定人")
    who = models.CharField("决定人姓名", max_length=64)
    amount = models.BigIntegerField("月保障金额（分）", default=0)
    from_month = models.DateField("发放起始月", null=True)
    snapshot = models.JSONField("事实快照")
    law_date = models.DateField("适用日期")
    known_at = models.DateTimeField("标准截至", help_text="values and readings approved by then were used")
    world_version = models.CharField("规则版本", max_length=64)
    trace = models.JSONField("计算过程")
    note = models.TextField("意见", blank=True)
    code = models.CharField("核验码", max_length=32, unique=True)

    class Meta(Scoped.Meta):
        verbose_name = "决定"
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="decision_amount_not_negative")]


class Letter(Scoped):
    """The letter of a decision as it was issued: the very bytes."""

    scope = Scope(area="decision__case__village_id", citizen="decision__case__household__memberships__person_id", personal=("pdf",))

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="letter", verbose_name="决定")
    pdf = models.BinaryField("文件")
    sha256 = models.CharField("摘要", max_length=64)

    class Meta(Scoped.Meta):
        verbose_name = "文书"


class Standing(Scoped):
    """A recognised status of a household or a person, from a day to a day, and what granted it. All lines read it."""

    scope = Scope(area="household__village_id", citizen="household__memberships__person_id")

    programme = models.CharField("身份", max_length=64)
    household = models.ForeignKey("core.Household", models.PROTECT, related_name="standings", verbose_name="家庭")
    person = models.ForeignKey("core.Person", models.PROTECT, null=True, related_name="standings", verbose_name="人员")
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="standing", verbose_name="决定")
    source = models.CharField("来源", max_length=64, help_text="the decision's number, or the register it was carried over from")
    since = models.DateField("起")
    until = models.DateField("止（含）", null=True)
    review_due = models.DateField("下次核查", null=True)

    class Meta(Scoped.Meta):
        verbose_name = "身份认定"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "programme"], condition=Q(until=None, person=None), name="one_household_standing_per_programme"
            ),
            models.UniqueConstraint(
                fields=["person", "programme"], condition=Q(until=None, person__isnull=False), name="one_person_standing_per_programme"
            ),
        ]


class CalendarDay(models.Model):
    """Whether a day is worked. A year without rows is not published yet, and deadlines say so."""

    day = models.DateField("日期", primary_key=True)
    works = models.BooleanField("工作日")
    statutory_holiday = models.BooleanField("法定节假日放假", default=False)
    source = models.CharField("依据", max_length=64)

    class Meta:
        verbose_name = "工作日历"
