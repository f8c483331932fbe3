"""The overview of the last evaluation, its differences, one household's difference, and sending visits."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from minzheng.core.access.web import officers_only
from minzheng.core.actions import Refused
from minzheng.core.audit.looks import looked
from minzheng.monitoring import charts, queries, runs
from minzheng.monitoring.actions import send_visit, start_evaluation
from minzheng.monitoring.explained import explain, register_says
from minzheng.monitoring.forms import SendForm
from minzheng.monitoring.models import KINDS, Difference, EvaluationRun
from minzheng.monitoring.registers import TONES, differences
from minzheng.monitoring.registries import evaluator_for
from minzheng.policy.errors import PolicyError

AT_ONCE = 100  # ticked rows sent in one go
ICONS = {
    "missed": "user-plus", "not_entitled": "user-search", "wrong_amount": "coin", "dead_paid": "alert-triangle",
    "undetermined": "help-circle", "card_expiring": "calendar-due",
}  # fmt: skip


@officers_only
def overview(request: HttpRequest) -> HttpResponse:
    """The last completed run in numbers, by area, over time; how the current one is getting on."""
    run, newest = runs.latest_done(), runs.newest()
    context = {"run": run, "may_run": request.viewer.may("monitoring.run"), "now": _state(newest), "may_send": _may_send(request)}
    if run is not None:
        context |= _numbers(request, run)
    return render(request, "monitoring/overview.html", context)


def _numbers(request: HttpRequest, run: EvaluationRun) -> dict:
    areas = queries.by_area(run)
    past, counts = queries.trend()
    kinds = queries.by_kind(run)
    return {
        "kinds": [{"kind": k, "url": charts.rows_url(kind=k.key), "icon": ICONS[k.key], "tone": TONES[k.key]} for k in kinds],
        "visits": queries.visits_of(run),
        "by_area": charts.by_area(areas) if any(c for _, c in areas) else None,
        "by_cell": charts.by_cell(areas) if areas and areas[0][0].level == "town" else None,
        "trend": charts.over_time(past, counts) if len(past) > 1 else None,
    }


def _may_send(request: HttpRequest) -> bool:
    return request.viewer.may("monitoring.send_visit") and request.viewer.may("fieldwork.assign")


def _state(run: EvaluationRun | None) -> dict | None:
    """How the newest run stands, for the progress piece; a lost worker counts as failed at once."""
    if run is None:
        return None
    lost = runs.worker_lost(run)
    return {
        "run": run,
        "open": run.is_open and not lost,
        "failed": run.state == "failed" or lost,
        "message": "后台任务中断，核查没有完成。可以重新发起，已有结果不受影响。" if lost else run.message,
        "waiting": run.state == "waiting" and not lost,
    }


@officers_only
def progress(request: HttpRequest) -> HttpResponse:
    """The progress piece; when the run is over, htmx loads the page again."""
    now = _state(runs.newest())
    response = render(request, "monitoring/progress.html", {"now": now})
    if now is None or not now["open"]:
        response["HX-Refresh"] = "true"
    return response


@officers_only
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    if not request.viewer.may("monitoring.run"):
        raise PermissionDenied("您的岗位不能发起核查，请联系区级审核员。")
    before = runs.newest()
    run = start_evaluation(by=request.viewer)
    told = "已有一次核查正在进行，完成后这里会更新。" if before and before.pk == run.pk else "已开始核查，可以离开本页，完成后再来查看。"
    messages.success(request, told)
    return redirect("monitoring:overview")


@officers_only
def listing(request: HttpRequest) -> HttpResponse:
    return differences.view(request)


@officers_only
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One household's difference, explained from the register as it is now."""
    rows = Difference.objects.select_related("run", "household__village__parent", "person", "visit", "village__parent")
    difference = get_object_or_404(rows, pk=pk)
    evaluator = evaluator_for(difference.programme)
    context = {"difference": difference, "tone": TONES[difference.kind], "siblings": queries.siblings(difference), "kinds": KINDS}
    try:
        context["told"] = explain(difference, evaluator)
    except PolicyError as error:
        context["problem"] = str(error)
    programmes = [p.programme for p in evaluator.paid]
    context |= {
        "paid": register_says(difference.household, difference.run.date, programmes),
        "members": difference.household.current_members(),
        "send": SendForm() if difference.visit is None and _may_send(request) else None,
    }
    looked(request.viewer, difference, "查看应享核查差异")
    return render(request, "monitoring/difference.html", context)


@officers_only
def send(request: HttpRequest) -> HttpResponse:
    """Tick differences that nobody has been sent to yet; each row is told its own result."""
    if not _may_send(request):
        raise PermissionDenied(f"{request.viewer.role_title}不派走访，请联系区级审核员。")
    form, results = SendForm(request.POST or None), None
    if request.method == "POST":
        ticked = request.POST.getlist("difference")[:AT_ONCE]
        if not ticked:
            form.add_error(None, "请至少勾选一户。")
        if form.is_valid():
            results = [_send_one(request, pk, form.cleaned_data["due_on"]) for pk in ticked if pk.isdigit()]
            if len(results) == 1 and request.POST.get("back") == "one" and results[0]["sent"]:
                messages.success(request, "已派走访。")
                return redirect("monitoring:difference", pk=results[0]["difference"].pk)
    context = {"form": form, "results": results, "rows": _unsent(request), "kind": request.GET.get("kind", ""), "kinds": KINDS, "limit": AT_ONCE}
    return render(request, "monitoring/send.html", context, status=422 if form.errors else 200)


def _unsent(request: HttpRequest) -> list[Difference]:
    rows = Difference.objects.filter(run=runs.latest_done(), visit=None).select_related("household", "village__parent")
    if request.GET.get("kind") in KINDS:
        rows = rows.filter(kind=request.GET["kind"])
    return list(rows.order_by("village_id", "id")[:AT_ONCE])


def _send_one(request: HttpRequest, pk: str, due_on) -> dict:
    """Each row in a transaction of its own: one that is refused does not hold up the others."""
    difference = Difference.objects.select_related("household").filter(pk=pk).first()
    if difference is None:
        return {"sent": False, "message": "这条差异已不存在，或不在您的管理区域内。"}
    try:
        return {"sent": True, "difference": send_visit(difference=difference, due_on=due_on, by=request.viewer), "message": "已派走访"}
    except Refused as error:
        return {"sent": False, "difference": difference, "message": str(error)}


@officers_only
def cells(request: HttpRequest) -> FileResponse:
    """The district's schematic cells, for the map."""
    file = settings.MINZHENG_DISTRICT / settings.DISTRICT["files"]["town_cells"]
    return FileResponse(file.open("rb"), content_type="application/geo+json", headers={"Cache-Control": "private, max-age=86400"})
