"""The public site: notices, progress, verification, and a resident's own page."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from minzheng.casework.actions import object_to
from minzheng.casework.interface import ASSESSORS, Notice, programme_title
from minzheng.casework.process import steps_of
from minzheng.core import clock
from minzheng.core.audit.queries import history_of
from minzheng.core.interface import Refused, household_of
from minzheng.core.models import Person
from minzheng.law.interface import adjustments_of
from minzheng.portal.queries import progress_of, verified_letter
from minzheng.ui import forms as ui


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


def notices(request: HttpRequest) -> HttpResponse:
    """What is posted today; older ones were taken down on their day."""
    rows = Notice.objects.filter(taken_down_at=None, until__gte=clock.today()).select_related("village__parent").order_by("-posted_on", "-id")
    return render(request, "portal/notices.html", {"rows": rows[:200]})


class ObjectionForm(ui.Form):
    """Nobody has to say who they are."""

    text = forms.CharField(label="您不同意的理由", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    contact = forms.CharField(label="联系方式（可不填）", max_length=60, required=False, help_text="留下电话，便于告知处理结果；只有经办人员能看到")


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Notice.objects.filter(taken_down_at=None, until__gte=clock.today()).select_related("village__parent"), pk=pk)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            object_to(notice=shown, text=form.cleaned_data["text"], contact=form.cleaned_data["contact"])
            messages.success(request, "您的意见已提交，经办单位将重新调查或组织民主评议。")
            return redirect("public_notice", pk=pk)
        except Refused as error:
            ui.refuse(form, error)
    return render(request, "portal/notice.html", {"notice": shown, "form": form})


class ProgressForm(ui.Form):
    number = forms.CharField(label="受理编号", max_length=24, help_text="受理通知书上 SQ 开头的编号")
    last_four = forms.CharField(label="申请人身份号码后四位", min_length=4, max_length=4)


def progress_search(request: HttpRequest) -> HttpResponse:
    return progress(request, "")


def progress(request: HttpRequest, number: str) -> HttpResponse:
    """Where the case is; by POST, so that the four digits stay out of addresses and logs."""
    form = ProgressForm(request.POST or None, initial={"number": number})
    found = None
    if request.method == "POST" and form.is_valid():
        found = progress_of(form.cleaned_data["number"], form.cleaned_data["last_four"])
        if found is None:
            form.add_error(None, "没有查到：请核对受理编号和身份号码后四位，或拨打镇街窗口电话查询。")
    return render(request, "portal/progress.html", {"form": form, "found": found}, status=200)


def verify(request: HttpRequest, code: str) -> HttpResponse:
    letter = verified_letter(code)
    return render(request, "portal/verify.html", {"letter": letter}, status=200 if letter else 404)


def my(request: HttpRequest) -> HttpResponse:
    """What I am entitled to and why, where my case is, what was paid, who looked at my data."""
    if request.viewer.kind == "public":
        return redirect("/login/?next=/my/")
    if request.viewer.kind != "citizen" or not request.viewer.person_id:
        raise PermissionDenied("这是居民页面，请使用居民账号进入。")
    person = get_object_or_404(Person, pk=request.viewer.person_id)
    household = household_of(person)
    answers = [(key, programme_title(key), a.assess(household, clock.today())) for key, a in ASSESSORS] if household else []
    return render(
        request,
        "portal/my.html",
        {
            "person": person,
            "household": household,
            "answers": answers,
            "entitlements": household.entitlements.order_by("-from_month") if household else [],
            "adjustments": adjustments_of(household) if household else [],
            "cases": [(c, steps_of(c), c.decisions.last()) for c in household.cases.order_by("-id")] if household else [],
            "payments": household.payments.order_by("-month", "-id")[:12] if household else [],
            "history": history_of(household)[:50] if household else [],
        },
    )
