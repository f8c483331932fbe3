"""The acts of casework: one verb, one transaction, one audit row."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from minzheng.casework import decide
from minzheng.casework.calendar import deadline
from minzheng.casework.items import item_of, newest
from minzheng.casework.models import Case, Decision, Notice, Objection
from minzheng.casework.process import advance, close, enter, hold, next_number, note_step
from minzheng.casework.registries import ASSESSORS, SECTIONS, SURVEYS
from minzheng.casework.tasks import finish_tasks, open_task
from minzheng.core import clock
from minzheng.core.access.models import Account
from minzheng.core.access.viewer import PUBLIC, Viewer, acting, system
from minzheng.core.actions import Refused, Verb, action
from minzheng.core.audit.record import record
from minzheng.core.crypto import vault
from minzheng.core.identity import mask_name
from minzheng.core.people.models import Household, Person


@action("casework.open", title="建立办件")
def open_case(*, item: str, household: Household, applicant: Person, channel: str, by: Viewer) -> Case:
    """A draft for a household, or its open case if there is one (nobody has to apply twice).

    Raises Refused when the applicant is not a living member of the household.
    """
    declared = newest(item)
    existing = Case.objects.filter(household=household, item=item, state__in=["draft", "open", "returned"]).first()
    if existing:
        return existing
    if applicant.died_on or not household.memberships.filter(person=applicant, until=None).exists():
        raise Refused("申请人须是该家庭现有成员，请在家庭成员中选择一位。", field="applicant")
    case = Case.objects.create(
        number=next_number("SQ", clock.today()), item=item, item_version=declared.version, household=household, applicant=applicant,
        village_id=household.village_id, channel=channel, step=declared.steps[0].key,
    )  # fmt: skip
    enter(case, declared.steps[0])
    Case.objects.filter(pk=case.pk).update(state="draft")
    case.state = "draft"
    return case


@action("casework.accept", title="受理")
def accept(*, case: Case, version: int, forms: dict[str, Any], relative: bool, by: Viewer) -> Case:
    """Accept a complete application: every section kept, the clock started, on to the survey.

    `forms`: section key → a valid bound form. Raises Refused when something is missing (named, once).
    """
    case, item, step = hold(case, step=item_of(case).steps[0].key, by=by, version=version)
    missing = [SECTIONS.get(name).title for name in item.sections if name not in forms]
    if missing:
        raise Refused("材料不齐，需一次补齐：" + "、".join(missing))
    for name, form in forms.items():
        SECTIONS.get(name).keep(case, form, by)
    case.accepted_on = clock.today()
    case.due_on = deadline(case.accepted_on, item.total)
    case.relative_registered = relative
    note_step(case, step.key, "accept", by=by, data={"sections": list(forms), "relative": relative})
    advance(case)
    return case


@action("casework.return", title="一次性告知补正")
def return_for_completion(*, case: Case, version: int, missing: list[str], by: Viewer) -> Case:
    """Tell the applicant once, in writing, everything that is missing."""
    case, _, step = hold(case, step=item_of(case).steps[0].key, by=by, version=version)
    if not missing:
        raise Refused("请写明需要补正的材料。", field="missing")
    case.state = "returned"
    note_step(case, step.key, "return", by=by, data={"missing": missing})
    open_task(kind="step", title="等待补正：" + item_of(case).title, role=step.by, household=case.household, case=case, subject=step.key)
    return case


@action("casework.withdraw", title="撤回申请")
def withdraw(*, case: Case, version: int, reason: str, by: Viewer) -> Case:
    """The applicant takes the request back before it is decided."""
    case, _, step = hold(case, step=case.step, by=by, version=version)
    if not reason.strip():
        raise Refused("请填写撤回原因。", field="reason")
    note_step(case, step.key, "withdraw", by=by, note=reason)
    _take_down(case)
    close(case, "withdrawn")
    return case


@action("casework.survey", title="家庭经济状况调查")
def survey(*, case: Case, version: int, form: Any, second: Account, note: str, by: Viewer) -> Case:
    """Keep what two people found. Raises Refused unless there are two, and the second is independent too."""
    case, item, step = hold(case, step="survey", by=by, version=version)
    if second.pk == by.account_id:
        raise Refused("每组调查人员不得少于 2 人，请选择另一位同行人员。", field="second")
    if case.records.filter(step__in=step.not_same_as, account=second).exists():
        raise Refused(f"{second.name}已办理过本件的其他环节，请选择其他同行人员。", field="second")
    found = SURVEYS.get(step.survey).keep(case, form, source="入户调查")
    note_step(case, step.key, "survey", by=by, second=second, data={"found": found}, note=note)
    advance(case)
    return case


@action("casework.publicise", title="张贴公示")
def publicise(*, case: Case, version: int, opinion: str, by: Viewer) -> Notice:
    """The town's first opinion, posted for the legal number of days from a masked view."""
    case, item, step = hold(case, step="publicise", by=by, version=version)
    if case.notices.filter(taken_down_at=None).exists():
        raise Refused("公示已经张贴，请等公示期满后上报。")
    assessed = ASSESSORS.get(item.programme).assess(case.household, clock.today())
    if assessed.entitled is None:
        raise Refused("尚有事实未查明，不能提出初审意见。请退回调查补充：" + decide.missing_text(case, assessed))
    today = clock.today()
    notice = Notice.objects.create(
        case=case, village_id=case.village_id, title=f"{item.title}初审公示", posted_on=today, until=deadline(today, f"{step.days}d"),
        rows=[
            ["申请人", mask_name(case.applicant.name)],
            ["家庭人口", f"{len(case.household.current_members())} 人"],
            ["初审意见", "拟予确认" if assessed.entitled else "拟不予确认"],
            ["拟保障金额", f"每月 {assessed.amount / 100:.2f} 元" if assessed.entitled else "—"],
        ],
    )  # fmt: skip
    note_step(case, step.key, "publicise", by=by, data={"notice": notice.pk, "entitled": assessed.entitled}, note=opinion)
    open_task(
        kind="step", title=f"公示期满上报：{item.title}", role=step.by, household=case.household, case=case, subject="report",
        due_on=notice.until,
    )  # fmt: skip
    return notice


@action("casework.publicise.report", title="公示期满上报")
def report_up(*, case: Case, version: int, by: Viewer) -> Case:
    """After the last day of the notice, with every objection answered: take it down and send the file to the district."""
    case, item, step = hold(case, step="publicise", by=by, version=version)
    notice = case.notices.filter(taken_down_at=None).first()
    if notice is None:
        raise Refused("尚未张贴公示。")
    if clock.today() <= notice.until:
        raise Refused(f"公示期到 {notice.until:%Y-%m-%d} 止（含当日），期满次日起方可上报。")
    if notice.objections.filter(answered_at=None).exists():
        raise Refused("有异议尚未处理，请先重新调查或组织民主评议，并记录处理结果。")
    _take_down(case)
    note_step(case, step.key, "report", by=by, data={"objections": notice.objections.count()})
    advance(case)
    return case


def object_to(*, notice: Notice, text: str, contact: str) -> Objection:
    """Anybody may object, also unnamed; the case's clock becomes the long one and the town gets a task.

    Raises Refused on an empty text.
    """
    if not text.strip():
        raise Refused("请写明您不同意的理由。", field="text")
    with acting(system("public objection")), transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=notice.case_id)
        sealed = vault().seal(contact.strip(), "phone") if contact.strip() else None
        objection = Objection.objects.create(notice=notice, text=text.strip(), contact_sealed=sealed)
        case.due_on = deadline(case.accepted_on, item_of(case).extended) or case.due_on
        case.save()
        open_task(kind="objection", title="公示异议待处理", role="surveyor", household=case.household, case=case, subject=str(objection.pk))
        record(PUBLIC, Verb("casework.object", "提出公示异议"), case, wrote=True)
    return objection


@action("casework.objection", title="处理公示异议")
def answer_objection(*, objection: Objection, answer: str, survey_again: bool, by: Viewer) -> Objection:
    """Record what re-survey or assessment by the neighbours found; `survey_again` sends the case back to the survey."""
    case, _, step = hold(objection.notice.case, step="publicise", by=by)
    if objection.answered_at:
        raise Refused("该异议已处理。")
    if not answer.strip():
        raise Refused("请填写处理结果。", field="answer")
    objection.answer, objection.answered_at = answer.strip(), timezone.now()
    objection.save()
    note_step(case, step.key, "objection", by=by, note=answer, data={"objection": objection.pk, "survey_again": survey_again})
    finish_tasks(by=by, case=case, kind="objection", subject=str(objection.pk))
    if survey_again:
        _take_down(case)
        enter(case, item_of(case).step("survey"))
    else:
        open_task(kind="step", title="公示期满上报", role=step.by, household=case.household, case=case, subject="report", due_on=objection.notice.until)
    return objection


@action("casework.review", title="区级审核")
def review(*, case: Case, version: int, agree: bool, home_visit: bool, opinion: str, by: Viewer) -> Case:
    """The district's opinion: on to the confirmer, or back to the survey with a reason."""
    case, item, step = hold(case, step="review", by=by, version=version)
    if not opinion.strip():
        raise Refused("请填写审核意见。", field="opinion")
    if agree and case.relative_registered and not home_visit:
        raise Refused("本件已作近亲属登记备案，区民政局应当入户调查后再提出意见。", field="home_visit")
    note_step(case, step.key, "review", by=by, data={"agree": agree, "home_visit": home_visit}, note=opinion)
    advance(case) if agree else enter(case, item.step("survey"))
    return case


@action("casework.confirm", title="作出决定")
def confirm(*, case: Case, version: int, opinion: str, expected: str, by: Viewer) -> Decision:
    """Decide as the rules and the facts of today say; a grant starts its standing and its effects in the same transaction.

    `expected`: what the confirmer saw (`granted:40000` or `refused:0`); Raises Refused if that is no longer what the rules say.
    """
    case, item, step = hold(case, step="confirm", by=by, version=version)
    decision = decide.decide(case, item, opinion=opinion, expected=expected, by=by)
    note_step(case, step.key, decision.kind, by=by, data={"decision": decision.pk, "number": decision.number}, note=opinion)
    close(case, decision.kind)
    return decision


@action("casework.confirm.return", title="退回重新调查")
def send_back(*, case: Case, version: int, reason: str, by: Viewer) -> Case:
    """The confirmer does not decide but asks for another survey."""
    case, item, step = hold(case, step="confirm", by=by, version=version)
    if not reason.strip():
        raise Refused("请填写退回理由。", field="opinion")
    note_step(case, step.key, "send_back", by=by, note=reason)
    enter(case, item.step("survey"))
    return case


def _take_down(case: Case) -> None:
    case.notices.filter(taken_down_at=None).update(taken_down_at=timezone.now())
