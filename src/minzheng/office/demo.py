"""Demo mode only: enter as one of the made-up roles, and let days pass. Outside demo mode these addresses do not exist."""

from __future__ import annotations

import ipaddress

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from minzheng.core import clock
from minzheng.core.access.models import Account, Post
from minzheng.core.access.viewer import system
from minzheng.law.interface import apply_due

WHAT = {
    "window_clerk": "受理申请、打印通知书", "surveyor": "入户调查、公示、上报", "village_worker": "走访、主动发现", "reviewer": "应享核查、派走访、审核",
    "confirmer": "作出决定", "payment_officer": "编制批次、送银行、对账", "leader": "看全区情况", "auditor": "重算决定、查阅记录",
    "citizen": "看自己的待遇、办件和谁看过我的信息",
}  # fmt: skip


def _loopback_only(request: HttpRequest) -> None:
    """Whatever the server is bound to: nobody enters from another machine, nor through a name that is not this machine's."""
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        near = False
    if not near or request.get_host().rsplit(":", 1)[0].strip("[]") not in ("127.0.0.1", "localhost", "::1"):
        raise Http404


def entrance(request: HttpRequest) -> HttpResponse:
    _loopback_only(request)
    posts = Post.objects.filter(account__fictitious=True, account__is_active=True, until=None).select_related("account", "area__parent")
    rows = [{"post": p, "what": WHAT.get(p.role, "")} for p in posts.order_by("pk")]
    return render(request, "office/demo.html", {"rows": rows, "today": clock.today(), "shift": clock.shift()})


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    _loopback_only(request)
    account = get_object_or_404(Account, pk=request.POST.get("account"), fictitious=True, is_active=True)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    citizen = account.posts.filter(role="citizen").exists()
    return redirect("my" if citizen else "bench")


@require_POST
def next_day(request: HttpRequest) -> HttpResponse:
    """Let days pass, so that a 7-day notice can end."""
    _loopback_only(request)
    days = request.POST.get("days", "")
    if days in ("1", "8", "30"):
        messages.success(request, f"演示日期已到 {clock.move_forward(int(days)):%Y-%m-%d}。")
        apply_due(system("演示日期前移"))  # as the night before would have done
    return redirect(request.POST.get("next") if request.POST.get("next", "").startswith("/office/") else "demo")
