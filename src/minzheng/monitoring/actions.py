"""Starting an evaluation; sending somebody to look at a difference. Nothing here changes anybody's benefit."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from procrastinate.contrib.django import app

from minzheng.casework.interface import programme_title
from minzheng.core import clock
from minzheng.core.access.viewer import Viewer
from minzheng.core.actions import Refused, action
from minzheng.fieldwork.actions import assign_visit
from minzheng.monitoring.evaluate import LOCK, failure
from minzheng.monitoring.models import Difference, EvaluationRun
from minzheng.monitoring.runs import worker_lost

TASK, QUEUEING_LOCK = "monitoring.evaluate", "evaluation"


@action("monitoring.run", title="发起应享核查")
def start_evaluation(*, by: Viewer, date: dt.date | None = None, foreground: bool = False) -> EvaluationRun:
    """A waiting run for `date` (today), handed to the job queue unless `foreground`; the open run when there is one.

    A run whose worker died is marked failed first.
    """
    with connection.cursor() as cursor:  # two who start at once: the second waits here and finds the first one's run
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK + 1])
    for run in EvaluationRun.objects.filter(state__in=("waiting", "running")).order_by("-id"):
        if not worker_lost(run):
            return run
        EvaluationRun.objects.filter(pk=run.pk).update(**failure("后台任务中断，核查没有完成，已重新发起。"))
    run = EvaluationRun.objects.create(date=date or clock.today(), by=by.purpose or by.name)
    if not foreground:
        _hand_over(run)
    return run


def _hand_over(run: EvaluationRun) -> None:
    # Not by importing the job: jobs call actions.
    run.job = app.configure_task(TASK, lock=QUEUEING_LOCK).defer(run=run.pk)
    run.save(update_fields=["job"])


@action("monitoring.send_visit", title="就差异派走访")
def send_visit(*, difference: Difference, due_on: dt.date, by: Viewer) -> Difference:
    """Ask the village to look at a difference. Raises Refused when a visit for it is already on its way."""
    difference = Difference.objects.select_for_update(of=("self",)).select_related("household").get(pk=difference.pk)
    if difference.visit is not None:
        raise Refused(f"家庭 {difference.household.number} 的这项差异已派走访，不必重复派单。")
    difference.visit = assign_visit(
        household=difference.household, reason=reason_for(difference), programme=difference.programme, due_on=due_on, by=by
    )
    difference.save(update_fields=["visit"])
    return difference


def reason_for(difference: Difference) -> str:
    """What the village worker reads: what to look at, never an accusation."""
    ask = {
        "missed": "可能符合条件而尚未享受，请了解情况并告知可以申请",
        "not_entitled": "登记资料显示可能不再符合条件，请核实家庭实际情况",
        "wrong_amount": "测算金额与在发金额不一致，请核实人口和收入",
        "dead_paid": "登记有家庭成员去世，请核实并告知家属需要办理的事项",
        "undetermined": "缺少判定所需的资料，请了解情况",
        "card_expiring": "残疾人证即将到期或已到期，请提醒换证",
    }
    return f"{programme_title(difference.programme)}：{ask[difference.kind]}"
