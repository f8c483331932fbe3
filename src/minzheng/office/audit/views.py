"""The auditor's pages."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from minzheng.casework.interface import Decision, decisions_of, replay_all, replay_decision, under_law_of
from minzheng.core import clock
from minzheng.core.access.web import roles_only
from minzheng.core.audit.looks import looked
from minzheng.core.audit.queries import history_of
from minzheng.core.audit.record import record
from minzheng.core.people.models import Household, Person
from minzheng.office.audit import registers
from minzheng.office.audit.forms import LawOfForm, MonthForm
from minzheng.office.audit.told import departures, leading_to, told

auditors = roles_only("auditor")
AT_ONCE = 1_000  # decisions worked out while somebody waits; more of them by `./minzheng replay`


class MonthReplayed(NamedTuple):
    name: str = "audit.replay"
    title: str = "批量重算决定"


@auditors
def rows(request: HttpRequest) -> HttpResponse:
    return registers.rows.view(request)


@auditors
def household(request: HttpRequest, number: str) -> HttpResponse:
    """Every look at and every change of a household and its members."""
    file = get_object_or_404(Household.objects.select_related("village__parent"), number=number)
    looked(request.viewer, file, "审计：查阅家庭记录")
    if request.GET.get("export") or (request.htmx and request.htmx.target == "register"):
        return registers.history.view(request)
    counts = (
        history_of(file)
        .order_by()
        .aggregate(all=Count("pk"), wrote=Count("pk", filter=Q(wrote=True)), people=Count("account", distinct=True))
    )
    context = {
        "file": file,
        "counts": counts | {"read": counts["all"] - counts["wrote"]},
        "members": file.current_members(),
    }
    response = render(request, "office/audit/household.html", registers.history.context(request) | context)
    response["Cache-Control"] = "no-store"
    return response


@auditors
def decisions(request: HttpRequest) -> HttpResponse:
    return registers.decisions.view(request)


@auditors
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """What was decided, from which facts, by which rules; 重新计算 does it once more from the snapshot."""
    found = get_object_or_404(Decision.objects.select_related("case__household", "case__applicant"), number=number)
    looked(request.viewer, found, "审计：重新计算决定" if request.method == "POST" else "审计：查阅决定")
    names = _names(found)
    trace = found.trace
    used = leading_to(trace, found.programme)
    context = {
        "decision": found,
        "facts": told(trace, "input", names),
        "steps": told(trace, "rule", names, used),
        "all_steps": told(trace, "rule", names),
        "parameters": trace.get("parameters", []),
        "readings": trace.get("readings", []),
        "records": found.case.records.all(),
    }
    context["form"] = form = LawOfForm(request.POST or None)
    if request.method == "POST" and "law_of" not in request.POST:
        context |= _replayed(found, names)
    elif form.is_bound and form.is_valid():
        context |= {"other_law": under_law_of(found, form.cleaned_data["law_of"]), "other_day": form.cleaned_data["law_of"]}
    return render(request, "office/audit/decision.html", context)


def _names(decision: Decision) -> dict[str, str]:
    """Masked names of everybody whom the trace speaks of."""
    keys = {str(v["key"]) for v in decision.trace.get("values", []) if v["entity"] == "person"}
    people = Person.objects.filter(pk__in=[key for key in keys if key.isdigit()])
    return {str(p.pk): p.masked_name for p in people}


def _replayed(decision: Decision, names: dict[str, str]) -> dict:
    """The second computation beside the first; `broken` when it cannot be done at all."""
    result = replay_decision(decision)
    if result.again is None:
        return {"broken": "；".join(result.differences)}
    return {"result": result, "departures": departures(decision.trace, result.again.trace, names)}


@auditors
def month(request: HttpRequest) -> HttpResponse:
    """All decisions of a month once more: how many come out the same, and which do not."""
    form = MonthForm(request.POST or None, initial={"month": f"{clock.today():%Y-%m}"})
    context = {"form": form, "limit": AT_ONCE}
    if form.is_bound and form.is_valid():
        asked = decisions_of(form.cleaned_data["month"]).select_related("case__household")
        count = asked.count()
        record(request.viewer, MonthReplayed(), None, wrote=False, reason=f"{form.cleaned_data['month']:%Y-%m}，{count} 件")
        context |= {"count": count, "too_many": count > AT_ONCE}
        if count <= AT_ONCE:
            context["results"] = results = list(replay_all(asked, form.cleaned_data["law_of"]))
            context |= {"other": [r for r in results if not r.same], "same": sum(r.same for r in results)}
            context["day"] = form.cleaned_data["law_of"]
    return render(request, "office/audit/month.html", context)
