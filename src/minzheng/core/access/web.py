"""Who may open which page. What they then see is limited by the models' manager, not here."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def officers_only(view: View) -> View:
    """For posts of the back office; others sign in, citizens are refused."""

    @functools.wraps(view)
    def opened(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.viewer.kind == "public":
            return redirect_to_login(request.get_full_path())
        if request.viewer.kind != "officer":
            raise PermissionDenied("这是工作人员页面。居民请从首页“我的”进入。")
        return view(request, *args, **kwargs)

    return opened


def roles_only(*roles: str) -> Callable[[View], View]:
    """For some posts of the back office."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def opened(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.viewer.role not in roles:
                raise PermissionDenied("您的岗位没有查看此页的权限。")
            return view(request, *args, **kwargs)

        return officers_only(opened)

    return wrap
