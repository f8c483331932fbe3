"""Values and readings: what holds, entering, one provision with its acts, what it did. Views read the request and call one act."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from minzheng.casework.interface import programme_title
from minzheng.core import clock
from minzheng.core.access.web import roles_only
from minzheng.core.actions import Refused
from minzheng.core.audit.looks import looked
from minzheng.core.audit.models import AuditRow
from minzheng.law import adjust, adjusted
from minzheng.law.models import Adjustment, Provision
from minzheng.law.provisions import amendments, of
from minzheng.law.registries import BODIES
from minzheng.law.trials.runs import state_of
from minzheng.law.values import actions, preview, registers
from minzheng.law.values.described import in_force, value_words, world_of
from minzheng.law.values.forms import AttachForm, ProvisionForm
from minzheng.policy import PolicyError
from minzheng.policy.clauses import shown_value
from minzheng.ui.forms import refuse

readers = roles_only("reviewer", "leader", "auditor", "payment_officer", "confirmer")
enterers = roles_only("reviewer")


@readers
def provisions(request: HttpRequest) -> HttpResponse:
    if request.GET.get("export") or (request.htmx and request.htmx.target == "register"):
        return registers.provisions.view(request)
    context = registers.provisions.context(request)
    today = clock.today()
    shown = {"in_force": in_force(today), "today": today, "coming": registers.coming(), "enters": request.viewer.may("law.enter")}
    return render(request, "law/values/provisions.html", context | shown)


@enterers
def new(request: HttpRequest) -> HttpResponse:
    """Without a name: choose what to enter. With one: its form."""
    line, name = request.GET.get("line", ""), request.GET.get("name", "")
    if not name:
        words = request.GET.get("q", "").strip()
        found = {(r.line, r.name): r for r in in_force(clock.today()) if words in r.title}
        return render(request, "law/values/choose.html", {"rows": list(found.values()), "q": words})
    if line not in BODIES:
        raise Http404
    world = world_of(line, clock.today())
    thing = world.parameters.get(name) or world.questions.get(name)
    if thing is None:
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ProvisionForm(*sent, line=line, thing=thing, world=world, viewer=request.viewer)
    if sent and form.is_valid() and (made := _entered(request, form)):
        messages.success(request, "已录入，待批准。请先试算，再请另一位负责人批准。")
        return redirect("law:provision", pk=made.pk)
    now = [r for r in in_force(clock.today()) if (r.line, r.name) == (line, name)]
    return render(request, "law/values/enter.html", {"form": form, "thing": thing, "now": now}, status=422 if form.errors else 200)


def _entered(request: HttpRequest, form: ProvisionForm) -> Provision | None:
    """Both the provision and its document, or neither."""
    try:
        with transaction.atomic():
            unusual = form.cleaned_data.get("unusual", True)
            made = actions.enter(provision=form.provision(), unusual=unusual, by=request.viewer)
            return actions.attach(provision=made, **form.document, by=request.viewer) if form.document else made
    except Refused as error:
        refuse(form, error)
        return None


@readers
def provision(request: HttpRequest, pk: int) -> HttpResponse:
    """Old beside new, preview, document, who did what; the acts that the viewer may do."""
    row = get_object_or_404(Provision.objects.select_related("document", "entered_by", "decided_by", "area", "preview"), pk=pk)
    attach, problem = AttachForm(), False
    if request.method == "POST":
        if request.POST.get("act") == "attach":
            attach = AttachForm(request.POST, request.FILES)
            problem = not (attach.is_valid() and _attached(request, row, attach))
        else:
            _act(request, row)
        if not problem:
            return redirect("law:provision", pk=pk)
    context = {"p": row, "title": registers.title(row), "attach": attach, "trial": row.preview} | _told(row) | _may(request, row)
    return render(request, "law/values/provision.html", context, status=422 if problem else 200)


def _attached(request: HttpRequest, row: Provision, form: AttachForm) -> bool:
    if not request.viewer.may("law.enter.attach"):
        raise PermissionDenied("您的岗位不能附文件。")
    try:
        actions.attach(provision=row, **form.document, by=request.viewer)
    except Refused as error:
        refuse(form, error)
        return False
    messages.success(request, "文件已附上。")
    return True


def _act(request: HttpRequest, row: Provision) -> None:
    """What the button says; a refusal is told on the page."""
    acts = {
        "try": (actions.try_out, "已开始试算，可以离开本页。", ()),
        "approve": (actions.approve, "已批准。到生效日自动调整应发金额。", ()), "refuse": (actions.refuse, "已退回，不予批准。", ("reason",)),
        "take_back": (actions.take_back, "已撤回。", ("reason",)), "withdraw": (actions.withdraw, "已撤回，自即时起不再适用。", ("reason",)),
    }  # fmt: skip
    name = request.POST.get("act", "")
    try:
        if name == "apply":
            request.viewer.require("law.approve.apply")
            adjust.apply_due(adjust.system_for(request.viewer))
            messages.success(request, "已执行到期的标准调整。")
        elif name in acts:
            act, done, fields = acts[name]
            if not request.viewer.may(act.verb.name):
                raise PermissionDenied("您的岗位没有办理此事的权限。录入与批准须由两个人分别办理。")
            act(provision=row, by=request.viewer, **{f: request.POST.get(f, "") for f in fields})
            messages.success(request, done)
        else:
            raise Refused("页面已过期，请刷新后重新操作。")
    except (Refused, PolicyError) as error:
        messages.error(request, str(error))


def _told(row: Provision) -> dict:
    """The law of its first day without and with it, its history and what it did."""
    context: dict = {"history": AuditRow.objects.filter(subject=f"law.provision:{row.pk}").order_by("id")}
    body = BODIES.get(row.line)
    others = tuple(a for a in amendments(row.line) if a not in of([row]))
    try:
        without = body.resolve(row.start, {}, others, body.rules)
        context["before"] = _before(row, without)
        context["after"] = value_words(row, without)
    except PolicyError as error:
        context["unresolved"] = str(error)
    rows = Adjustment.objects.filter(provision=row).order_by()
    context["done"] = {s: (n, m or 0) for s, n, m in rows.values_list("state").annotate(Count("pk"), Sum("arrears"))}
    return context


def _before(row: Provision, world) -> str:
    from_ = world.questions[row.name].on(row.start) if row.option else None
    if from_:
        return world.questions[row.name].option(from_.option).title
    area = row.area.prefix if row.area else ""
    held = next((v for v in world.parameters[row.name].on(row.start) if area.startswith(v.area)), None)
    if held is None:
        return "没有公布的值"
    return shown_value(world, world.parameters[row.name], held)


def _may(request: HttpRequest, row: Provision) -> dict:
    may = request.viewer.may
    entered, approved = row.state == "entered", row.state == "approved"
    problem = preview.problem(row) if entered else ""
    return {
        "problem": problem,
        "decides": entered and may("law.approve") and row.entered_by_id != request.viewer.account_id,
        "own": entered and may("law.approve") and row.entered_by_id == request.viewer.account_id,
        "takes_back": entered and may("law.enter.withdraw"), "withdraws": approved and may("law.approve.withdraw"),
        "attaches": (entered or approved) and not row.documented_at and may("law.enter.attach"),
        "applies": approved and not row.applied_at and row.start <= clock.today() and may("law.approve.apply"),
        "tries": bool(problem) and may("law.try.preview") and not (row.preview and state_of(row.preview)["open"]),
    }  # fmt: skip


@readers
def adjustments(request: HttpRequest, pk: int) -> HttpResponse:
    request.provision = get_object_or_404(Provision, pk=pk)
    request.provision.title = f"{registers.title(request.provision)}：{registers.value(request.provision)}"
    return registers.adjustments.view(request)


def adjustment(request: HttpRequest, pk: int) -> HttpResponse:
    """Why an amount changed: for officers of the area and for the household itself; computed again from its own facts."""
    if request.viewer.kind == "public":
        return redirect(f"/login/?next={reverse('law:adjustment', args=[pk])}")
    rows = Adjustment.objects.select_related("household", "standing", "provision__document", "provision__area")
    row = get_object_or_404(rows, pk=pk)
    looked(request.viewer, row, "查看标准调整")
    officer = request.viewer.kind == "officer"
    context = {"a": row, "title": programme_title(row.programme), "what": registers.title(row.provision), "value": registers.value(row.provision),
               "differences_url": registers.differences_url(row),
               "officer": officer, "base": "ui/base.html" if officer else "ui/narrow.html"}  # fmt: skip
    try:
        trace = adjusted.again(row)
        context["sentences"] = trace.sentences(row.programme, adjusted.key_of(row, trace))
    except (PolicyError, LookupError, TypeError, ValueError) as error:
        context["broken"] = str(error)
    return render(request, "law/values/adjustment.html", context)
