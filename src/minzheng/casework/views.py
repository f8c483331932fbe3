"""Task list, new request, the case page, and the papers that a case prints."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from minzheng.casework import letters
from minzheng.casework.actions import open_case, withdraw
from minzheng.casework.calendar import working_calendar
from minzheng.casework.deadlines import YearNotPublished, working_days_left
from minzheng.casework.items import catalogue, item_of
from minzheng.casework.models import Case, Letter, Notice, Task
from minzheng.casework.process import steps_of
from minzheng.casework.registries import TASK_PAGES
from minzheng.casework.screens import SCREENS, Incomplete, version_of
from minzheng.casework.tasks import my_tasks
from minzheng.core import clock
from minzheng.core.access.web import officers_only
from minzheng.core.actions import Refused
from minzheng.core.audit.looks import looked
from minzheng.core.identity import BadIdNumber
from minzheng.core.people.models import Household, Person
from minzheng.core.people.queries import search


def left(due) -> dict:
    """How a deadline looks: days left in words, and how urgent. The words carry the meaning, the colour only repeats it."""
    if due is None:  # nothing is due, or it falls in a year whose calendar is not published: the case page says which
        return {"text": "未定期限", "tone": "grey"}
    try:
        days = working_days_left(clock.today(), due, working_calendar())
    except YearNotPublished:
        return {"text": f"{due:%Y-%m-%d}（工作日历未公布）", "tone": "grey"}
    if days < 0:
        return {"text": f"超期 {-days} 个工作日", "tone": "red"}
    return {"text": "今天到期" if days == 0 else f"剩 {days} 个工作日", "tone": "red" if days == 0 else "amber" if days <= 2 else "grey"}


def task_url(task: Task) -> str:
    if task.kind in TASK_PAGES:
        return TASK_PAGES.get(task.kind)(task)
    return f"/office/cases/{task.case.number}/"


@officers_only
def task_list(request: HttpRequest) -> HttpResponse:
    rows = [{"task": t, "url": task_url(t), "left": left(t.due_on)} for t in my_tasks(request.viewer)[:200]]
    return render(request, "casework/tasks.html", {"rows": rows, "more": len(rows) == 200})


@officers_only
def new_case(request: HttpRequest) -> HttpResponse:
    """Find the household by number or name, choose who applies, begin."""
    text, people, problem = request.GET.get("q", ""), [], ""
    if text.strip():
        try:
            people = list(search(text))
        except BadIdNumber as error:
            problem = str(error)
    items = [versions[max(versions)] for versions in catalogue().values()]
    return render(request, "casework/new.html", {"q": text, "people": people, "problem": problem, "items": items})


@officers_only
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    household = get_object_or_404(Household, pk=request.POST.get("household"))
    applicant = get_object_or_404(Person, pk=request.POST.get("applicant"))
    try:
        case = open_case(item=request.POST["item"], household=household, applicant=applicant, channel="window", by=request.viewer)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(f"/office/cases/new/?q={household.number}")
    return redirect("case", number=case.number)


@officers_only
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Where the case stands, what is known, and — for the one whose turn it is — what to do."""
    case = get_object_or_404(Case.objects.select_related("household", "applicant", "village__parent"), number=number)
    item = item_of(case)
    step = item.step(case.step)
    mine = case.is_open and step.by == request.viewer.role
    context, status = {}, 200
    if request.method == "POST" and mine:
        try:
            messages.success(request, SCREENS[step.kind].act(request, case, step))
            return redirect("case", number=number)
        except Refused as error:
            context, status = getattr(error, "forms", {}) | {"refused": error, "typed": request.POST}, 422
        except Incomplete as error:
            context, status = dict(error.forms, incomplete=True, typed=request.POST), 422
        case = Case.objects.select_related("household", "applicant", "village__parent").get(pk=case.pk)
    elif request.method == "POST":
        messages.error(request, f"此件现在“{step.title}”环节，不由您的岗位办理。" if case.is_open else f"此件{case.get_state_display()}，不能再办理。")
        return redirect("case", number=number)
    if mine:
        context = SCREENS[step.kind].context(request, case, step) | context
    looked(request.viewer, case, f"办理 {item.title}")
    return render(request, "casework/case.html", _around(case, item, step, mine) | context, status=status)


def _around(case: Case, item, step, mine: bool) -> dict:
    return {
        "case": case,
        "item": item,
        "step": step,
        "mine": mine,
        "left": left(case.due_on) if case.is_open and case.due_on else None,
        "progress": steps_of(case),
        "members": case.household.current_members(),
        "records": case.records.all(),
        "decision": case.decisions.last(),
        "notice": case.notices.last(),
        "screen": f"casework/steps/{step.kind}.html",
        "today": clock.today(),
    }


@officers_only
@require_POST
def withdraw_case(request: HttpRequest, number: str) -> HttpResponse:
    case = get_object_or_404(Case, number=number)
    try:
        withdraw(case=case, version=version_of(request), reason=request.POST.get("reason", ""), by=request.viewer)
        messages.success(request, "申请已撤回。")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("case", number=number)


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@officers_only
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    case = get_object_or_404(Case.objects.select_related("applicant", "household", "village__parent"), number=number)
    if case.accepted_on is None:
        return redirect("case", number=number)
    return _pdf(letters.receipt(case, item_of(case)), f"receipt-{number}")


@officers_only
def completion(request: HttpRequest, number: str) -> HttpResponse:
    case = get_object_or_404(Case.objects.select_related("applicant", "household"), number=number)
    record = case.records.filter(act="return").last()
    if record is None:
        return redirect("case", number=number)
    return _pdf(letters.completion_notice(case, item_of(case), record.data["missing"], record.at.date()), f"completion-{number}")


@officers_only
def notice_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.select_related("village__parent", "case__household"), pk=pk)
    return _pdf(letters.notice_sheet(notice), f"notice-{pk}")


def letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter as issued: for officers of the area and for the household itself; the manager sees to that."""
    issued = get_object_or_404(Letter.objects.select_related("decision__case__household"), decision__number=number)
    looked(request.viewer, issued.decision, "查看决定书")
    return _pdf(bytes(issued.pdf), number)
