"""One address, POST from the second screen on: the answers so far travel in the page, never in the address, never in a table."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from minzheng.core import clock
from minzheng.portal.calculator.forms import MOST, RELATIONS, QuestionForm, StartForm
from minzheng.portal.calculator.questionnaires import Sheet, Start, sheets
from minzheng.portal.calculator.results import advise, office, shown

A_PAGE = 4
_FIELD = re.compile(r"q(\d{1,2})_([a-z0-9_]{1,60})")


@require_http_methods(["GET", "HEAD", "POST"])
def calculator(request: HttpRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    people = _people(data)
    form = StartForm(data, people)
    go = data.get("go", "") if data else ""
    if go in ("add", "start"):
        return _start(request, StartForm(data, min(MOST, people + (go == "add"))), check=False)
    if data is None or not form.is_valid():
        return _start(request, form, check=data is not None)
    return _Conversation(request, form, sheets()).answer(go)


def _people(data: Any) -> int:
    given = data.get("people", "") if data else ""
    return min(MOST, max(1, int(given))) if re.fullmatch(r"\d{1,2}", given) else 3


def _start(request: HttpRequest, form: StartForm, *, check: bool) -> HttpResponse:
    """`check`: with errors; without, what was typed is shown as it is."""
    if not check and form.is_bound:
        shown = StartForm(None, form.people)
        shown.initial = {n: v for n, v in form.data.items() if n in shown.fields}
        form = shown
    return render(request, "portal/calculator/start.html", {"form": form, "more": form.people < MOST}, status=422 if check else 200)


class _Conversation:
    """From the first screen's answers on. `history`: pages answered, as lists of field names."""

    def __init__(self, request: HttpRequest, form: StartForm, found: list[Sheet]):
        self.request, self.form, self.sheets = request, form, found
        self.start = form.start()
        self.texts = {name: text for sheet in reversed(found) for name, text in sheet.questions.items()}
        self.names = {0: "全家", **called(self.start)}
        self.pages = [self._known(page) for page in request.POST.get("history", "").split(";")]
        self.pages = [page for page in self.pages if page]

    def _known(self, page: str) -> list[tuple[int, str]]:
        found = [(int(m[1]), m[2]) for word in page.split(",") if (m := _FIELD.fullmatch(word))]
        return [(place, name) for place, name in found if name in self.texts and place in self.names]

    def answer(self, go: str) -> HttpResponse:
        data = self.request.POST
        if go == "back":
            if not self.pages:
                return _start(self.request, self.form, check=False)
            last = self.pages.pop()
            form = QuestionForm(None, last, self.texts)
            form.initial = {n: v for n, v in data.items() if n in form.fields}
            return self._page(form)
        now = QuestionForm(data, self._known(data.get("page", "")), self.texts)
        if not now.is_valid():
            return self._page(now, status=422)
        if now.asked:
            self.pages.append(now.asked)
        before = QuestionForm(data, [a for page in self.pages for a in page], self.texts)
        if not before.is_valid():  # somebody changed the hidden answers: from the beginning
            return _start(self.request, self.form, check=False)
        answers = before.answers(self.texts)
        following = list(dict.fromkeys(q for s in self.sheets for q in s.open_questions(self.start, answers)))
        following = [q for q in following if q not in answers]
        if following and go != "result":
            return self._page(QuestionForm(None, following[:A_PAGE], self.texts))
        return self._result(answers)

    def _page(self, form: QuestionForm, status: int = 200) -> HttpResponse:
        page = ",".join(f"q{p}_{n}" for p, n in form.asked)
        context = {"form": form, "groups": form.groups(self.names), "page": page, **self._carried(form.fields.keys())}
        return render(self.request, "portal/calculator/questions.html", context, status=status)

    def _result(self, answers: dict[tuple[int, str], int | None]) -> HttpResponse:
        names = {n: name for n, name in self.names.items() if n}
        advice = [a for s in self.sheets for a in advise(s.explain(self.start, answers), names)]
        context = {"shown": shown(advice), "office": office(self.start.town), "day": clock.today(),
                   "whole": self.form.cleaned_data["income"] is not None, **self._carried(())}
        return render(self.request, "portal/calculator/result.html", context)

    def _carried(self, shown: Any) -> dict[str, Any]:
        """What the next page needs to know again."""
        history = ";".join(",".join(f"q{p}_{n}" for p, n in page) for page in self.pages)
        earlier = QuestionForm(None, [a for page in self.pages for a in page], self.texts).fields
        kept = {n: v for n, v in self.request.POST.items() if n in self.form.fields or (n in earlier and n not in shown)}
        return {"kept": {**kept, "people": self.form.people, "history": history}.items()}


def called(start: Start) -> dict[int, str]:
    """Words for each person: 户主、儿子（30 岁）."""
    return {n: "户主" if p["relation"] == 1 else f"{RELATIONS.get(p['relation'], '家人')}（{p['age']} 岁）"
            for n, p in enumerate(start.people, 1)}
