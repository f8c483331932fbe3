"""The acts on values and readings: enter, attach, approve, refuse, withdraw. Entered by one person, approved by another."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from minzheng.casework.published import hold_publishing
from minzheng.core import clock
from minzheng.core.access.viewer import Viewer
from minzheng.core.actions import Refused, action
from minzheng.law.jobs import TASK
from minzheng.law.models import Adjustment, Document, Provision
from minzheng.law.provisions import amendments, of
from minzheng.law.registries import BODIES
from minzheng.law.trials.actions import start_trial
from minzheng.law.trials.runs import state_of
from minzheng.law.values import preview
from minzheng.law.values.described import title_of, value_words, world_of
from minzheng.law.values.documents import Checked
from minzheng.policy import PolicyError


@action("law.enter", title="录入标准或口径")
def enter(*, provision: Provision, unusual: bool, by: Viewer) -> Provision:
    """Store what was typed, waiting for approval. `unusual`: the person ticked that a strange value is right.

    Raises Refused naming the field: outside the own area, the law cannot be resolved with it, another one stands for that day.
    """
    if provision.area and not provision.area.code.startswith(by.area_prefix):
        raise Refused("只能录入本辖区的标准，请另选适用区域。", field="area")
    _shaped(provision)
    if not provision.option and not unusual and (why := strange(provision)):
        raise Refused(f"{why}请核对；如确实如此，请勾选下方的确认。", field="unusual")
    _resolves(provision)
    provision.entered_by_id, provision.state = by.account_id, "entered"
    try:
        with transaction.atomic():
            provision.save(force_insert=True)
    except IntegrityError as error:
        if "one_provision_per_day" not in str(error):
            raise
        raise Refused("同一项目、同一区域、同一天已有待批准或已批准的记录，请先撤回它再录入。", field="start") from None
    return provision


def _shaped(p: Provision) -> None:
    """Every code has its value, and no other: a rule that looked one up in vain would stop for those households."""
    body = BODIES.get(p.line)
    if p.option or (parameter := body.resolve(clock.today(), {}, amendments(p.line), body.rules).parameters.get(p.name)) is None:
        return
    wanted = max(parameter.values, key=lambda v: v.start).table
    if set(p.value) != {",".join(map(str, key)) for key in wanted}:
        raise Refused(f"“{parameter.title}”须按 {'、'.join(parameter.by) or '单个值'} 的代码逐项给出。")


def _resolves(p: Provision) -> None:
    body = BODIES.get(p.line)
    try:
        body.resolve(p.start, {}, (*amendments(p.line), *of([p])), body.rules)
    except PolicyError as error:
        raise Refused(f"按这个日期和值不能形成完整的标准：{error}", field="start") from None


def strange(p: Provision) -> str:
    """What is unusual beside the value before, in Chinese; empty when nothing is or none was published."""
    body = BODIES.get(p.line)
    try:
        held = body.resolve(p.start, {}, amendments(p.line), body.rules).parameters[p.name].on(p.start)
    except PolicyError:
        return ""
    area = p.area.prefix if p.area else ""
    before = next((v.table for v in held if area.startswith(v.area)), {})
    for key, new in p.value.items():
        old = before.get(tuple(int(c) for c in key.split(",") if c))
        if old and (new >= 10 * old or 10 * new <= old):
            return "有一项与原值相差十倍以上，可能多写或少写了一位。"
        if old and new < old:
            return "有一项低于原值。"
    return ""


@action("law.enter.attach", title="附上文件")
def attach(*, provision: Provision, file: Checked, title: str, number: str, issuer: str, issued_on: dt.date, by: Viewer) -> Provision:
    """The document on which a provision rests; from here on it is not 待核实. The same file is kept once."""
    hold_publishing()
    provision = _held(provision, "entered", "approved")
    if provision.documented_at:
        raise Refused("已附文件，不能更换。文件有误时请撤回这条记录，另行录入。", field="file")
    fields = {"title": title, "number": number, "issuer": issuer, "issued_on": issued_on, "file_name": file.name,
              "media_type": file.media_type, "content": file.content, "added_by_id": by.account_id}  # fmt: skip
    provision.document, _ = Document.objects.get_or_create(sha256=file.sha256, defaults=fields)
    provision.documented_at = timezone.now()
    provision.save(update_fields=["document", "documented_at"])
    return provision


@action("law.try.preview", title="批准前试算")
def try_out(*, provision: Provision, by: Viewer) -> Provision:
    """Hand to the worker what the provision would do, on today's facts. Raises Refused while one is being computed, or when the
    law stays the same."""
    provision = _held(provision, "entered")
    if provision.preview and state_of(provision.preview)["open"]:
        raise Refused("正在试算，请等它完成。")
    if not preview.alters(provision):
        raise Refused("录入的内容与现行相同，只更新依据，不需要试算，可以直接批准。")
    before, after = preview.specs(provision)
    provision.preview = start_trial(line=provision.line, title=_named(provision), before=before, after=after, by=by)
    provision.save(update_fields=["preview"])
    return provision


def _named(p: Provision) -> str:
    world = world_of(p.line, clock.today())
    return f"{title_of(p.line, p.name, world)}：{value_words(p, world)}，{p.start} 起"[:120]


@action("law.approve", title="批准标准或口径")
def approve(*, provision: Provision, by: Viewer) -> Provision:
    """From now on it is the law of its days. Raises Refused unless another person entered it and a fresh preview was seen."""
    hold_publishing()
    provision = _held(provision, "entered")
    if provision.entered_by_id == by.account_id:
        raise Refused("录入人不能批准自己录入的标准，请由另一位负责人批准。")
    if problem := preview.problem(provision):
        raise Refused(problem)
    provision.state, provision.decided_by_id, provision.approved_at = "approved", by.account_id, timezone.now()
    provision.save()
    if provision.start <= clock.today():
        app.configure_task(TASK, lock="law-apply").defer()
    return provision


@action("law.approve.refuse", title="不批准标准或口径")
def refuse(*, provision: Provision, reason: str, by: Viewer) -> Provision:
    """Raises Refused without a reason."""
    return _end(_held(provision, "entered"), "refused", reason, by)


@action("law.enter.withdraw", title="撤回录入")
def take_back(*, provision: Provision, reason: str, by: Viewer) -> Provision:
    """Before approval, by those who enter."""
    return _end(_held(provision, "entered"), "withdrawn", reason, by)


@action("law.approve.withdraw", title="撤回已批准的标准")
def withdraw(*, provision: Provision, reason: str, by: Viewer) -> Provision:
    """It does not hold from now on. Money raised by it is not taken back: each of those households waits for a person."""
    hold_publishing()
    provision = _end(_held(provision, "approved"), "withdrawn", reason, by)
    why = f"标准已撤回（{reason.strip()}）。已调高的金额没有自动收回，请核定是否继续按此金额发放。"
    Adjustment.objects.filter(provision=provision, state="applied").update(state="held", why=why[:200])
    return provision


def _held(provision: Provision, *states: str) -> Provision:
    """The row as it is now, locked. Raises Refused when it is in none of `states`."""
    row = Provision.objects.select_for_update(of=("self",)).select_related("preview", "area").get(pk=provision.pk)
    if row.state not in states:
        raise Refused(f"这条记录现为“{row.get_state_display()}”，不能这样操作。请刷新页面查看。")
    return row


def _end(provision: Provision, state: str, reason: str, by: Viewer) -> Provision:
    if len(reason.strip()) < 4:
        raise Refused("请写明理由（至少 4 个字）。", field="reason")
    values: dict[str, Any] = {"state": state, "reason": reason.strip()[:300], "ended_at": timezone.now()}
    for name, value in values.items():
        setattr(provision, name, value)
    provision.save(update_fields=list(values))
    return provision
