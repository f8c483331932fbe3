"""Trials: the list, a new one, one in numbers and charts, its rows. Views read the request and call one act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from minzheng.core import clock
from minzheng.core.access.web import officers_only
from minzheng.core.actions import Refused
from minzheng.law.models import Trial
from minzheng.law.registries import BODIES
from minzheng.law.trials import readings as open_questions
from minzheng.law.trials import registers, runs, shown
from minzheng.law.trials.actions import start_readings, start_trial
from minzheng.law.trials.forms import ChangeSet, Together, TrialForm
from minzheng.law.trials.worlds import world_of
from minzheng.ui.forms import refuse


def triers_only(view):
    """For posts that may try the law out: all of them are of the district, whose own sums these pages show."""

    @officers_only
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.viewer.may("law.try"):
            raise PermissionDenied("您的岗位不做政策试算，请联系区级审核员或区局领导。")
        return view(request, *args, **kwargs)

    return opened


@triers_only
def trials(request: HttpRequest) -> HttpResponse:
    return registers.trials.view(request)


@triers_only
def new(request: HttpRequest) -> HttpResponse:
    """The form; “再加一项” draws it with another line, with or without script."""
    line = request.GET.get("line") if request.GET.get("line") in BODIES else next(key for key, _ in BODIES)
    world = world_of(line, {})
    adding, problem = "add" in request.POST, False
    sent, typed = (None, _typed(request.POST)) if adding else (request.POST or None, None)
    form = TrialForm(sent, initial=request.POST.dict() if adding else None)
    changes = ChangeSet(sent, prefix="c", initial=typed, form_kwargs={"world": world})
    if adding:
        changes.extra = 1
    elif sent:
        if form.is_valid() & changes.is_valid() and (made := _started(request, form, changes, line, world)):
            return redirect("law:trial", pk=made.pk)
        problem = True
    lines = [{"title": body.title, "url": f"?line={key}", "current": key == line} for key, body in BODIES]
    context = {"form": form, "changes": changes, "wrong": Together(changes, form), "lines": lines if len(lines) > 1 else []}
    return render(request, "law/trials/new.html", context, status=422 if problem else 200)


def _typed(data) -> list[dict]:
    """What stands in the lines so far."""
    count = int(data.get("c-TOTAL_FORMS") or 0) if str(data.get("c-TOTAL_FORMS", "")).isdigit() else 0
    return [{"what": data.get(f"c-{n}-what", ""), "value": data.get(f"c-{n}-value", "")} for n in range(min(count, 19))]


def _started(request: HttpRequest, form: TrialForm, changes, line: str, world) -> Trial | None:
    data, tried = form.cleaned_data, changes.spec()
    before = {"date": data["date"].isoformat()}
    after = {"date": (data["law_of"] or data["date"]).isoformat()} | tried
    title = data["title"] or _named(world, tried, data["law_of"])
    try:
        return start_trial(line=line, title=title, before=before, after=after, by=request.viewer)
    except Refused as error:
        refuse(form, error)
        return None


def _named(world, tried: dict, law_of) -> str:
    """What changes, as a title."""
    parts = [f"{law_of} 的法律"] if law_of else []
    parts += [world.parameters[v["name"]].title for v in tried["values"]]
    parts += [f"{world.questions[n].title}：{world.questions[n].option(o).title}" for n, o in tried["readings"].items()]
    return "、".join(parts)[:110] or "没有改动"


@triers_only
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Trial.objects.select_related("asked_by"), pk=pk)
    context: dict[str, Any] = {"trial": row, "now": runs.state_of(row), "today": clock.today()}
    if row.state == "done":
        programmes = shown.summary(row)
        current = next((p for p in programmes if p["key"] == request.GET.get("programme")), programmes[0])
        tabs = [{"title": p["title"], "url": f"?programme={p['key']}", "current": p is current} for p in programmes]
        context |= {"tabs": tabs, "current": current, "charts": shown.drawn(row, current), "rows_url": shown.rows_url(row, programme=current["key"])}
    return render(request, "law/trials/trial.html", context)


@officers_only
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress piece; when the trial is over, htmx loads the page again."""
    row = get_object_or_404(Trial, pk=pk)
    response = render(request, "law/trials/progress.html", {"trial": row})
    if not runs.state_of(row)["open"]:
        response["HX-Refresh"] = "true"
    return response


@triers_only
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same two laws over today's facts."""
    row = get_object_or_404(Trial, pk=pk)
    try:
        made = start_trial(line=row.line, title=row.title, before=row.before, after=row.after, by=request.viewer)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("law:trial", pk=pk)
    return redirect("law:trial", pk=made.pk)


@triers_only
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    request.trial = get_object_or_404(Trial, pk=pk)
    return registers.rows.view(request)


@triers_only
def readings(request: HttpRequest) -> HttpResponse:
    """All open questions of law, with what another answer would change."""
    context = {"questions": open_questions.questions(), "now": _readings_now(), "decides": request.viewer.may("law.enter")}
    return render(request, "law/trials/readings.html", context)


def _readings_now() -> dict | None:
    """How the open job stands; a lost worker counts as over."""
    now = open_questions.progress()
    return now and now | {"lost": runs.worker_lost(now["trial"])}


@triers_only
def readings_progress(request: HttpRequest) -> HttpResponse:
    now = _readings_now()
    response = render(request, "law/trials/readings_progress.html", {"now": now})
    if now is None or now["lost"]:
        response["HX-Refresh"] = "true"
    return response


@triers_only
@require_POST
def readings_start(request: HttpRequest) -> HttpResponse:
    """One reading, or (without a name) all of a line."""
    name, told = request.POST.get("name", ""), messages.success
    try:
        made = start_readings(line=request.POST.get("line", ""), names=[name] if name else [], by=request.viewer)
        said = f"已开始测算 {len(made)} 种口径，可以离开本页。" if made else "这些口径已在测算，完成后这里会更新。"
    except Refused as error:
        told, said = messages.error, str(error)
    told(request, said)
    return redirect("law:readings")
