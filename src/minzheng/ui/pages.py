"""The pages for what went wrong. `config.urls` names them as handler400, handler403, handler404 and handler500."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, status: int, title: str, what: str, next_step: str) -> HttpResponse:
    return render(request, "ui/error.html", {"title": title, "what": what, "next_step": next_step}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "请求不完整", "提交的内容不完整或已失效，没有处理。", "请返回上一页刷新后重新提交。")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = str(exception) if exception and str(exception) else "您的岗位没有查看此页或办理此事的权限。"
    return _page(request, 403, "没有权限", said, "如工作需要，请联系区民政局调整岗位职责。")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, 403, "页面已过期", "为安全起见，这次提交没有处理。", "请返回上一页，刷新后重新提交；浏览器须允许本站使用 Cookie。")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "没有找到", "没有这个页面，或它不在您的辖区范围内。", "请核对网址，或从首页重新进入。")


def server_error(request: HttpRequest) -> HttpResponse:
    # Renders with the plainest context: whatever broke may be the database or the session.
    return render(None, "ui/error.html", {
        "title": "系统出错",
        "what": "系统没能完成这次操作，已记录错误。",
        "next_step": "请稍后重试；如仍出现，请把发生的时间告诉系统管理员。",
    }, status=500)  # fmt: skip
