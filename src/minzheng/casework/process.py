"""Moving a case along its item's steps. Called inside actions only; nothing here checks a role."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from minzheng.casework.calendar import deadline
from minzheng.casework.items import Item, Step, item_of
from minzheng.casework.models import Case, StepRecord
from minzheng.casework.tasks import finish_tasks, open_task
from minzheng.core import clock
from minzheng.core.access.models import Account
from minzheng.core.access.viewer import Viewer
from minzheng.core.actions import Refused
from minzheng.policy.words import citation


def hold(case: Case, *, step: str, by: Viewer, version: int | None = None) -> tuple[Case, Item, Step]:
    """Lock the case for one act at `step`.

    Raises Refused when it moved on meanwhile, when somebody else changed it since it was shown (`version`), or when `by` did
    an earlier step that this one must be independent of, or belongs to the household.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("household", "applicant", "village__parent").get(pk=case.pk)
    item = item_of(case)
    if not case.is_open or case.step != step:
        where = item.step(case.step).title if case.is_open else case.get_state_display()
        raise Refused(f"办件已到“{where}”，刚才的操作没有执行。请刷新页面查看最新进展；您填写的内容仍在本页。")
    if version is not None and version != case.version:
        raise Refused("这一办件刚刚被其他人修改过，您的操作没有执行。请核对最新情况后再提交；您填写的内容仍在本页。")
    _independent(case, item.step(step), by)
    return case, item, item.step(step)


def _independent(case: Case, step: Step, by: Viewer) -> None:
    earlier = case.records.filter(step__in=step.not_same_as)
    for account in (earlier.filter(account=by.account_id).first(), earlier.filter(second=by.account_id).first()):
        if account is not None:
            title = item_of(case).step(account.step).title
            raise Refused(f"您办理过本件的“{title}”，不能再办理“{step.title}”：受理、调查、确认须由不同人员办理。请转交同岗位其他人员。")
    person = Account.objects.filter(pk=by.account_id).values_list("person_id", flat=True).first()
    if person and case.household.memberships.filter(person_id=person).exists():
        raise Refused("您是该家庭成员，应当回避，请转交其他人员办理。")


def note_step(case: Case, step: str, act: str, *, by: Viewer, second: Account | None = None, data: dict | None = None, note: str = "") -> StepRecord:
    """Write who did what, and raise the case's version."""
    record = StepRecord.objects.create(
        case=case, step=step, act=act, account_id=by.account_id, second=second, role=by.role, data=data or {}, note=note,
        who=f"{by.name}、{second.name}" if second else by.name,
    )  # fmt: skip
    case.version += 1
    case.save()
    finish_tasks(by=by, case=case, kind="step")
    return record


def enter(case: Case, step: Step) -> None:
    """Put the case at `step` and open the task for the one who does it."""
    case.step, case.state = step.key, "open"
    case.save()
    due = deadline(clock.today(), step.within)
    dues = [d for d in (due, case.due_on) if d]
    open_task(
        kind="step", title=f"{step.title}：{item_of(case).title}", role=step.by, household=case.household, case=case, subject=step.key,
        due_on=min(dues) if dues else None,
    )  # fmt: skip


def advance(case: Case) -> None:
    """On to the next step of its item."""
    following = item_of(case).after(case.step)
    assert following is not None, "the last step is a decision, which closes the case"
    enter(case, following)


def steps_of(case: Case) -> list[dict]:
    """[{title, note, state}] for the progress piece: done, current (with its article) or todo."""
    item = item_of(case)
    here = [s.key for s in item.steps].index(case.step)

    def state(place: int) -> str:
        if not case.is_open or place < here:
            return "done"
        return "current" if place == here else "todo"

    return [
        {"title": s.title, "note": citation(s.cites) if state(i) == "current" else "", "state": state(i)} for i, s in enumerate(item.steps)
    ]


def close(case: Case, state: str) -> None:
    case.state, case.closed_on = state, clock.today()
    case.save()


def next_number(prefix: str, day: dt.date) -> str:
    """A running number within the day, e.g. SQ20261124-00012. Safe when two ask at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [prefix + day.isoformat()])
        cursor.execute(
            "SELECT count(*) FROM casework_case WHERE number LIKE %s" if prefix == "SQ" else "SELECT count(*) FROM casework_decision WHERE number LIKE %s",
            [f"{prefix}{day:%Y%m%d}-%"],
        )
        return f"{prefix}{day:%Y%m%d}-{cursor.fetchone()[0] + 1:05d}"
