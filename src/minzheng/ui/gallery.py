"""Every piece on one page, with made-up content, for those who build pages and for the accessibility tests. Demo mode only; no database."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html

from minzheng.ui import charts
from minzheng.ui import forms as ui

MONTHS = ["6月", "7月", "8月", "9月", "10月", "11月"]


class SampleForm(ui.Form):
    name = forms.CharField(label="名称", max_length=20, help_text="与证件一致")
    amount = ui.MoneyField(label="金额", max_fen=10_000_000)
    day = ui.DateField(label="日期", not_after_today=True)
    number = ui.IdNumberField(label="公民身份号码")
    kind = forms.ChoiceField(label="类型", choices=[("", "请选择"), ("a", "甲类"), ("b", "乙类")])
    way = forms.ChoiceField(label="方式", choices=[("desk", "窗口"), ("net", "网上")], widget=forms.RadioSelect)
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    paper = forms.FileField(label="附件", required=False)
    agreed = forms.BooleanField(label="已阅读并同意")


def _charts() -> dict[str, charts.Chart]:
    here = reverse("ui:gallery")
    links = [f"{here}?month={m}" for m in MONTHS]
    place = [charts.Cell("a", "东区", 12, f"{here}?cell=a"), charts.Cell("b", "西区", 5, f"{here}?cell=b"), charts.Cell("c", "南区", None)]
    return {
        "bars": charts.bar(
            "近半年收到与办结", MONTHS, {"收到": [820, 930, 900, 1040, 1290, 1130], "办结": [790, 900, 930, 980, 1180, 1060],
            "超期": [20, 12, 14, 18, 25, 9]}, links={"收到": links}, unit="件", heading="月份", lines={"超期"},
        ),
        "stacked": charts.bar("按方式", ["窗口", "网上", "代办"], {"甲类": [30, 12, 8], "乙类": [18, 22, 3]}, stacked=True, flat=True),
        "line": charts.line("金额", MONTHS, {"支出": [1.2, 1.4, 1.3, 1.8, 2.1, 2.0]}, unit="万元"),
        "pie": charts.pie("构成", ["甲类", "乙类", "丙类"], {"数量": [42, 31, 12]}),
        "map": charts.cell_map("各区待办", geojson=static("ui/gallery/cells.json"), cells=place, unit="件"),
    }  # fmt: skip


def _content(request: HttpRequest) -> dict:
    form = SampleForm(request.POST or None, request.FILES or None)
    form.is_valid()
    return {
        "form": form,
        "charts": _charts(),
        "steps": [
            {"title": "提交", "note": "11-20 09:12", "state": "done"}, {"title": "初核", "note": "11-21 15:40", "state": "done"},
            {"title": "审核", "note": "剩余 2 个工作日", "state": "current"}, {"title": "送达", "note": "", "state": "todo"},
        ],
        "rows": [("编号", "YB20261124001"), ("名称", "样本一号（虚构）"), ("备注", None)],
        "tabs": [
            {"title": "全部", "url": "?tab=all", "current": True, "count": 128},
            {"title": "今日到期", "url": "?tab=due", "current": False, "count": 3}, {"title": "已办", "url": "?tab=done", "current": False},
        ],
        "tones": ["blue", "green", "amber", "red", "purple", "grey"], "amount": 123450, "demo": True,
    }  # fmt: skip


def office(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery.html", _content(request))


def narrow(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery_narrow.html", _content(request))


def progress(request: HttpRequest, done: int) -> HttpResponse:
    """A job of ten parts that gets one further each time it is asked."""
    at = min(done, 10)
    context = {"done": at, "url": reverse("ui:gallery_progress", args=[at + 1]), "finished": at == 10}
    return render(request, "ui/gallery_progress.html", context)


def reveal(request: HttpRequest) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()
    return HttpResponse(format_html('<span class="mono">样本完整值</span>（理由：{}）', reason) if reason else "请填写理由", status=200 if reason else 400)
