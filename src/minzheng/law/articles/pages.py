"""What every page of the law shares: the day it speaks of, the frame by who reads, and the word when nothing was published."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from minzheng.core import clock
from minzheng.core.registry import UnknownName as UnknownLine
from minzheng.policy import NotPublished
from minzheng.policy import UnknownName as UnknownQuantity
from minzheng.ui import forms as ui_forms


class DayForm(ui_forms.Form):
    date = ui_forms.DateField(label="看哪一天的法律", required=False)


def base_for(request: HttpRequest) -> str:
    """Officers keep their sidebar; everybody else sees the public site."""
    return "ui/base.html" if request.viewer.kind == "officer" else "ui/narrow.html"


def page(view: Callable[..., tuple[str, dict[str, Any]] | HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets (request, day, query, …) and gives (template, context). A day that cannot be shown is told in place."""

    @wraps(view)
    def shown(request: HttpRequest, **names: Any) -> HttpResponse:
        form = DayForm(request.GET if request.GET.get("date") else None)
        asked = form.cleaned_data["date"] if form.is_bound and form.is_valid() else None
        day, query = asked or clock.today(), f"?date={asked}" if asked else ""
        common = {"base": base_for(request), "day": day, "asked": asked, "day_form": form, "on": query}
        if form.is_bound and form.errors:
            return render(request, "law/articles/no_day.html", common, status=400)
        try:
            answer = view(request, day, query, **names)
        except NotPublished as problem:
            return render(request, "law/articles/no_day.html", {**common, "problem": _told(problem, day)}, status=404)
        except (UnknownLine, UnknownQuantity) as problem:
            raise Http404("没有这一项") from problem
        return answer if isinstance(answer, HttpResponse) else render(request, answer[0], common | answer[1])

    return shown


def _told(problem: NotPublished, day: dt.date) -> str:
    """Without the names and files that the message holds for those who keep the rules."""
    what = re.sub(r"（[a-z_0-9]+）", "", str(problem).split("请在")[0])
    return f"{day} 的法律和标准没有公布，无法显示：{what}请换一个日期。"
