"""The work bench, people, and the file of a household: pieces of every band side by side."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from minzheng.casework.interface import Case, my_tasks, programme_title
from minzheng.casework.views import left, task_url
from minzheng.core import clock
from minzheng.core.access.queries import posts_on
from minzheng.core.access.viewer import roles
from minzheng.core.access.web import officers_only
from minzheng.core.audit.looks import looked
from minzheng.core.audit.queries import history_of
from minzheng.core.interface import BadIdNumber, NotAllowed, Refused, catalogue, current_facts, reveal, search
from minzheng.core.models import Household, Person
from minzheng.law.interface import adjustments_of
from minzheng.monitoring.interface import latest_counts


@officers_only
def bench(request: HttpRequest) -> HttpResponse:
    """What falls due, and where the district stands."""
    viewer, today = request.viewer, clock.today()
    tasks = my_tasks(viewer)
    rows = [{"task": t, "url": task_url(t), "left": left(t.due_on)} for t in tasks[:8]]
    open_cases = Case.objects.filter(state__in=["open", "returned", "draft"])
    numbers = {
        "tasks": tasks.count(),
        "today": tasks.filter(due_on__lte=today).count(),
        "open": open_cases.count(),
        "late": open_cases.filter(due_on__lt=today).count(),
    }
    posts = [(p, roles()[p.role].title) for p in posts_on(request.user, today)]
    shown = {"posts": posts if len(posts) > 1 else [], "rows": rows, "numbers": numbers, "evaluation": latest_counts()}
    return render(request, "office/bench.html", shown)


@officers_only
def people(request: HttpRequest) -> HttpResponse:
    """Search first: without a word to look for there is nothing to see."""
    text, found, problem = request.GET.get("q", ""), [], ""
    if text.strip():
        try:
            found = list(search(text))
        except BadIdNumber as error:
            problem = str(error)
    return render(request, "office/people.html", {"q": text, "people": found, "problem": problem})


@officers_only
def household(request: HttpRequest, number: str) -> HttpResponse:
    """The file: who, what is known, what they hold, what is under way, what was paid, who looked."""
    file = get_object_or_404(Household.objects.select_related("village__parent"), number=number)
    looked(request.viewer, file, "查看家庭档案")
    members = file.current_members()
    facts = current_facts([m.person_id for m in members], clock.today())
    kinds = catalogue()
    known = [
        (m.person, [(kinds[k].title, kinds[k].show(f.value), f.source, f.as_of) for k, f in facts[m.person_id].items() if k in kinds])
        for m in members
    ]
    return render(
        request,
        "office/household.html",
        {
            "file": file,
            "members": [(m, m.person.age_on(clock.today())) for m in members],
            "known": known,
            "standings": [(programme_title(s.programme), s) for s in file.standings.order_by("-since")],
            "entitlements": [(programme_title(e.programme), e) for e in file.entitlements.order_by("-from_month")],
            "adjustments": adjustments_of(file),
            "cases": file.cases.order_by("-id"),
            "visits": file.visits.order_by("-id"),
            "money_url": "" if request.viewer.role == "village_worker" else reverse("payments:household", args=[number]),
            "payments": file.payments.order_by("-month", "-id")[:24],
            "differences": file.differences.order_by("-run_id", "id")[:5],
            "history": history_of(file)[:30],
        },
    )


@require_POST
@officers_only
def reveal_person(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole ID number and phone, once, for a stated reason."""
    person = get_object_or_404(Person, pk=pk)
    try:
        reveal(person=person, reason=request.POST.get("reason", ""), by=request.viewer)
    except Refused as error:
        return HttpResponse(format_html('<span class="text-danger">{}</span>', error), status=422)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    return HttpResponse(format_html("<span>{} {}</span>", person.id_number, person.phone))


@require_POST
@officers_only
def choose_post(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own posts."""
    post = posts_on(request.user, clock.today()).filter(pk=request.POST.get("post")).first()
    if post:
        request.session["post"] = post.pk
        messages.success(request, "已切换岗位。")
    return redirect("bench")
