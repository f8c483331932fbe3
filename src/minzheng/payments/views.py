"""Batches, what is in them, the bank's answer, and a household's account. Views read the request and call one act."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from minzheng.casework.interface import programme_title
from minzheng.core.access.web import roles_only
from minzheng.core.actions import Refused
from minzheng.core.audit.looks import looked
from minzheng.core.people.models import Household
from minzheng.payments import actions, batches, registers
from minzheng.payments.forms import AccountForm, BatchForm, ConfirmAccountForm, EndForm, ReturnsForm
from minzheng.payments.models import Batch, Entitlement, Payment, ReturnsFile
from minzheng.payments.queries import batch_reconciliation, month_reconciliation, summary
from minzheng.payments.returns import MAX_BYTES, check
from minzheng.ui.forms import refuse

district = roles_only("payment_officer", "auditor", "leader")
payers = roles_only("payment_officer")
with_money = roles_only("payment_officer", "auditor", "leader", "window_clerk", "surveyor", "reviewer", "confirmer")
_STEPS = [("draft", "编制"), ("locked", "锁定"), ("exported", "送银行"), ("answered", "回盘"), ("settled", "对账")]


@district
def batch_list(request: HttpRequest) -> HttpResponse:
    return registers.batches.view(request)


@with_money
def payment_list(request: HttpRequest) -> HttpResponse:
    return registers.payments.view(request)


@district
def left_out_list(request: HttpRequest, number: str) -> HttpResponse:
    get_object_or_404(Batch, number=number)
    return registers.left_out.view(request)


@payers
def new(request: HttpRequest) -> HttpResponse:
    form = BatchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = batches.make_batch(**form.cleaned_data, by=request.viewer)
            if batch.state != "draft":
                messages.info(request, "本月没有新的可编入款项，这是已有的批次。未列入的家庭处理完后可再编制。")
            return redirect("payments:batch", number=batch.number)
        except Refused as error:
            refuse(form, error)
    return render(request, "payments/new.html", {"form": form}, status=422 if form.errors else 200)


@district
def batch_page(request: HttpRequest, number: str) -> HttpResponse:
    """Where the batch stands, whether its sums agree, who was left out, every payment; and the next act for the payment officer."""
    batch = get_object_or_404(Batch.objects.select_related("made_by"), number=number)
    if request.method == "POST":
        return _act(request, batch)
    if request.GET.get("export") or (request.htmx and request.htmx.target == "register"):
        return registers.batch_payments.view(request)
    sums = summary(batch)
    context = {
        "batch": batch, "title": programme_title(batch.programme), "sums": sums, "steps": _steps(batch, sums),
        "month": month_reconciliation(batch), "answers": batch_reconciliation(batch) if batch.locked_at else None,
        "left_out": batch.left_out.count(), "pays": request.viewer.may("payments.batch.make"),
        "files": batch.returns_files.exclude(confirmed_at=None).order_by("confirmed_at"),
    }  # fmt: skip
    response = render(request, "payments/batch.html", registers.batch_payments.context(request) | context)
    response["Cache-Control"] = "no-store"
    return response


def _act(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Make again, lock or settle: what the button says."""
    if not request.viewer.may("payments.batch.make"):
        raise PermissionDenied("只有资金发放员可以操作发放批次。")
    try:
        match request.POST.get("act"):
            case "make":
                batches.make_batch(programme=batch.programme, month=batch.month, by=request.viewer)
                messages.success(request, "已按最新情况重新编制，请核对。")
            case "lock":
                locked = batches.lock_batch(batch=batch, by=request.viewer)
                messages.success(request, f"已锁定 {locked.count} 笔。下一步导出银行文件。")
            case "settle":
                batches.settle(batch=batch, by=request.viewer)
                messages.success(request, "对账完成。")
            case _:
                raise Refused("页面已过期，请刷新后重新操作。")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("payments:batch", number=batch.number)


def _steps(batch: Batch, sums: dict) -> list[dict]:
    """You are here: the first step that is not done is the current one."""
    done = {"draft": 1, "locked": 2, "exported": 3 if sums["pending"] else 4, "settled": 5}[batch.state]
    at = {"draft": batch.made_at, "locked": batch.locked_at, "exported": batch.exported_at, "settled": batch.settled_at}
    return [
        {
            "title": title,
            "state": "done" if n < done else "current" if n == done else "todo",
            "note": f"{localtime(at[key]):%m-%d}" if n < done and at.get(key) else "",
        }
        for n, (key, title) in enumerate(_STEPS)
    ]


@payers
@require_POST
def export(request: HttpRequest, number: str, form: str) -> HttpResponse:
    if form not in ("csv", "xlsx"):
        raise Http404
    batch = get_object_or_404(Batch, number=number)
    try:
        _, made = batches.export_batch(batch=batch, form=form, by=request.viewer)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("payments:batch", number=number)
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Cache-Control"] = "no-store"
    return response


@payers
def returns(request: HttpRequest, number: str) -> HttpResponse:
    """Upload the bank's answer; what it would do is shown before anything is settled."""
    batch = get_object_or_404(Batch, number=number)
    form = ReturnsForm(request.POST, request.FILES) if request.method == "POST" else ReturnsForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            content = upload.read(MAX_BYTES + 1)  # one byte more than allowed is enough to refuse it
            file = batches.upload_returns(batch=batch, name=upload.name, content=content, by=request.viewer)
            return redirect("payments:returns_preview", pk=file.pk)
        except Refused as error:
            refuse(form, error)
    return render(request, "payments/returns.html", {"form": form, "batch": batch}, status=422 if form.errors else 200)


@district
def returns_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row with its problem; confirming settles all of them or none."""
    file = get_object_or_404(ReturnsFile.objects.select_related("batch", "uploaded_by"), pk=pk)
    if request.method == "POST":
        if not request.viewer.may("payments.returns.import"):
            raise PermissionDenied("只有资金发放员可以确认回盘。")
        try:
            batches.import_returns(file=file, by=request.viewer)
            messages.success(request, "回盘结果已入账，退回的款项已通知镇街更正账户。")
            return redirect("payments:batch", number=file.batch.number)
        except Refused as error:
            messages.error(request, str(error))
            return redirect("payments:returns_preview", pk=pk)
    return render(request, "payments/returns_preview.html", {"file": file, "batch": file.batch} | _preview(file))


def _preview(file: ReturnsFile) -> dict:
    checked = check(file.batch, file.rows)
    wrong, fresh = [c for c in checked if c.problem], [c for c in checked if not c.problem and not c.known]
    back = [c for c in fresh if not c.paid]
    return {
        "wrong": wrong[:200], "wrong_count": len(wrong), "coming_back": back[:200], "back_count": len(back),
        "back_total": sum(c.payment.amount for c in back), "known_count": sum(c.known for c in checked), "count": len(checked),
        "paid_count": len(fresh) - len(back), "paid_total": sum(c.payment.amount for c in fresh if c.paid),
    }  # fmt: skip


@with_money
def household(request: HttpRequest, number: str) -> HttpResponse:
    """A household's account, what is due and what was paid; here a returned payment is repaired."""
    file = get_object_or_404(Household.objects.select_related("village__parent"), number=number)
    looked(request.viewer, file, "查看发放与收款账户")
    forms, problem = _forms(request, file), None
    if request.method == "POST":
        name = request.POST.get("act", "")
        form = forms.get(name)
        if form is None:
            raise PermissionDenied("您的岗位没有办理此事的权限。")
        if form.is_valid() and _repair(request, file, name, form):
            return redirect(reverse("payments:household", args=[number]))
        problem = form
    return render(request, "payments/household.html", _file(file) | {"forms": forms}, status=422 if problem else 200)


def _forms(request: HttpRequest, file: Household) -> dict:
    """The forms that the viewer may use here, each bound when it is the one that was sent."""
    viewer = request.viewer
    running = Entitlement.objects.filter(household=file, until_month=None).exists()
    back = Payment.objects.filter(household=file, state="returned", repaired_at=None, replaced_by=None).exists()
    allowed = {
        "account": (AccountForm, viewer.may("payees.account")),
        "confirm": (ConfirmAccountForm, back and viewer.may("payees.repair")),
        "end": (EndForm, running and viewer.may("casework.confirm.entitle.end")),
    }  # fmt: skip
    sent = request.POST.get("act") if request.method == "POST" else None
    return {
        name: form(request.POST if name == sent else None, prefix=name) for name, (form, may) in allowed.items() if may
    }


def _repair(request: HttpRequest, file: Household, name: str, form) -> bool:
    """Do what was sent; on a refusal the reason stands in the form."""
    try:
        match name:
            case "account":
                actions.set_payee_account(household=file, **form.cleaned_data, by=request.viewer)
                messages.success(request, "收款账户已登记。退回的款项将在当月下一批次补发。")
            case "confirm":
                actions.confirm_account(household=file, reason=form.cleaned_data["reason"], by=request.viewer)
                messages.success(request, "已确认账户无误，退回的款项将在当月下一批次补发。")
            case "end":
                for entitlement in Entitlement.objects.filter(household=file, until_month=None):
                    actions.end_entitlement(entitlement=entitlement, **form.cleaned_data, by=request.viewer)
                messages.success(request, "应发待遇已终止。")
    except Refused as error:
        refuse(form, error)
        return False
    return True


def _file(file: Household) -> dict:
    return {
        "file": file,
        "account": file.payee_accounts.filter(until=None).first(),
        "past_accounts": file.payee_accounts.exclude(until=None).order_by("-until", "-pk"),
        "entitlements": [(programme_title(e.programme), e) for e in file.entitlements.order_by("-from_month")],
        "payments": file.payments.select_related("batch", "account", "instead_of__batch").order_by("-month", "-pk")[
            :60
        ],
        "members": file.current_members(),
    }
