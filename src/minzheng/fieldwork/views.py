"""The village worker's day on a phone, one visit, its photo; and the office's list."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from minzheng.core import clock
from minzheng.core.access.web import officers_only
from minzheng.core.actions import Refused
from minzheng.core.audit.looks import looked
from minzheng.fieldwork import queries
from minzheng.fieldwork.actions import record_visit
from minzheng.fieldwork.forms import VisitForm
from minzheng.fieldwork.models import Visit
from minzheng.fieldwork.photos import kind_of
from minzheng.fieldwork.registers import visits
from minzheng.ui.forms import refuse

TONES = {"apply": "green", "declined": "grey", "confirmed": "blue", "not_so": "grey", "absent": "amber"}


@officers_only
def today(request: HttpRequest) -> HttpResponse:
    """What is late, what is due this week, what was done today."""
    return render(request, "fieldwork/today.html", {"day": queries.day_of(), "today": clock.today()})


@officers_only
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: to fill in while it is open, to read afterwards."""
    visit = get_object_or_404(Visit.objects.select_related("household", "village__parent", "case", "visited_by"), pk=pk)
    may_record = visit.is_open and request.viewer.may("fieldwork.record")
    form = VisitForm(request.POST or None, request.FILES or None, visit=visit) if may_record else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied("这次走访已有结果，或者您的岗位不记录走访。")
        if form.is_valid() and (done := _record(request, visit, form)):
            return done
    looked(request.viewer, visit, "走访")
    return render(request, "fieldwork/visit.html", _around(visit) | {"form": form}, status=422 if form and form.errors else 200)


def _around(visit: Visit) -> dict:
    return {
        "visit": visit,
        "members": visit.household.current_members(),
        "overdue": visit.is_open and visit.due_on < clock.today(),
        "followed_by": Visit.objects.filter(again_of=visit).first(),
        "has_photo": bool(visit.photo),
        "tone": TONES.get(visit.outcome, "grey"),
    }


def _record(request: HttpRequest, visit: Visit, form: VisitForm) -> HttpResponse | None:
    given = form.cleaned_data
    try:
        visit = record_visit(
            visit=visit, outcome=given["outcome"], note=given["note"], photo=given["photo"],
            applicant=given.get("applicant"), by=request.viewer,
        )  # fmt: skip
    except Refused as error:
        refuse(form, error)
        return None
    told = {"apply": f"已记录，并已为该家庭建立办件 {visit.case}。", "absent": f"已记录，{clock.today():%m-%d} 起一周内再去一次。"}
    messages.success(request, told.get(visit.outcome, "已记录走访结果。"))
    return redirect("fieldwork:today")


@officers_only
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The photo as it was taken; only for those who may see the visit."""
    visit = get_object_or_404(Visit, pk=pk)
    if not visit.photo:
        raise Http404("这次走访没有照片")
    looked(request.viewer, visit, "查看走访照片")
    data = bytes(visit.photo)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store", "Content-Disposition": "inline"}
    return HttpResponse(data, content_type=kind_of(data), headers=headers)


@officers_only
def office_list(request: HttpRequest) -> HttpResponse:
    """All visits of the area, for town and district."""
    return visits.view(request)
