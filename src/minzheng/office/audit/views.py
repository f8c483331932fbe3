"""The auditor's pages."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from minzheng.casework.interface import Decision, replay_decision
from minzheng.core.access.web import roles_only
from minzheng.core.audit.looks import looked
from minzheng.core.audit.queries import history_of
from minzheng.core.people.models import Household, Person
from minzheng.office.audit import registers
from minzheng.office.audit.told import departures, leading_to, told
from minzheng.policy import PolicyError

auditors = roles_only("auditor")


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
    if request.method == "POST":
        context |= _replayed(found, names)
    return render(request, "office/audit/decision.html", context)


def _names(decision: Decision) -> dict[str, str]:
    """Masked names of everybody whom the trace speaks of."""
    keys = {str(v["key"]) for v in decision.trace.get("values", []) if v["entity"] == "person"}
    people = Person.objects.filter(pk__in=[key for key in keys if key.isdigit()])
    return {str(p.pk): p.masked_name for p in people}


def _replayed(decision: Decision, names: dict[str, str]) -> dict:
    """The second computation beside the first; `broken` when it cannot be done at all."""
    try:
        result = replay_decision(decision)
    except (
        PolicyError,
        KeyError,
        TypeError,
        ValueError,
    ) as error:  # a snapshot that was changed need not even be readable
        return {"broken": str(error)}
    return {
        "result": result,
        "gap": result.now - result.then,
        "departures": departures(decision.trace, result.again.trace, names),
    }
