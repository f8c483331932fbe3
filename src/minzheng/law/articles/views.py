"""The law on pages: instruments, articles, rules, values, readings, facts, programmes. Nothing personal, no sign-in."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from minzheng.law.articles import library, told
from minzheng.law.articles.find import found
from minzheng.law.articles.history import histories
from minzheng.law.articles.library import STATES, Shelf, shelf, shelves
from minzheng.law.articles.pages import page
from minzheng.law.models import Document, Provision
from minzheng.policy import Input, Parameter, Programme, Reading, Rule
from minzheng.policy.words import citation

Answer = tuple[str, dict[str, Any]] | HttpResponse
MISSING = {
    "zero": "没有登记即为没有", "reject": "必须登记，否则不能计算", "review": "没有查明前不作判定，不当作没有",
}  # fmt: skip


@require_safe
@page
def instruments(request: HttpRequest, day: dt.date, query: str) -> Answer:
    word = request.GET.get("q", "").strip()[:50]
    rows = [
        {"instrument": i, "counts": [(STATES[s], Counter(a.state for a in i.articles)[s]) for s in STATES]}
        for i in library.instruments().values()
    ]
    return "law/articles/instruments.html", {"rows": rows, "q": word, "hits": found(shelves(day, query), word) if word else None}


@require_safe
@page
def instrument(request: HttpRequest, day: dt.date, query: str, instrument: str) -> Answer:
    line, one = _register(instrument)
    here = shelf(line, day, query)
    rows = [{"article": a, "state": STATES[a.state], "rules": _links(here, a.rules), "how": _how(a)} for a in one.articles]
    return "law/articles/instrument.html", {"instrument": one, "rows": rows}


def _register(name: str) -> tuple[str, Any]:
    registers = library.lines_with(name)
    if not registers:
        raise Http404("没有登记这部法规")
    return registers[0]


def _how(a: Any) -> str:
    return told.place(a.how) if a.state == "procedural" else "" if a.state == "implemented" else a.how


def _links(here: Shelf, names: Any) -> list[tuple[str, str]]:
    """(title, address) of what is known by these names."""
    return [(here.title(n), here.url(n)) for n in names if n in here.things]


@require_safe
@page
def article(request: HttpRequest, day: dt.date, query: str, instrument: str, number: int) -> Answer:
    line, one = _register(instrument)
    before, this, after = library.neighbours(one, number)
    if this is None:
        raise Http404("没有这一条")
    here = shelf(line, day, query)
    rules = [_rule(here, n) for n in this.rules if n in here.rules]
    return "law/articles/article.html", {
        "instrument": one, "article": this, "title": citation(this.cite), "state": STATES[this.state], "how": _how(this),
        "before": before, "after": after, "rules": rules, "gone": _links(here, [n for n in this.rules if n not in here.rules]),
        "histories": histories(here, here.below(list(this.rules), Parameter)),
        "readings": [_reading(here, q) for q in library.readings_about(here, this.cite, list(this.rules))],
        "cases": told.cases(here, here.cases_of(this.cite)),
    }  # fmt: skip


def _rule(here: Shelf, name: str, variant: Rule | None = None) -> dict[str, Any]:
    r = variant or here.rules[name]
    # Field by field: a rule is callable, and a template would call it.
    return {"title": r.title, "since": r.since, "until": r.until, "url": here.url(name), "lines": here.told(name, variant),
            "cites": [citation(c) for c in r.cites], "now": r.holds_on(here.world.date)}


def _reading(here: Shelf, q: Reading) -> dict[str, Any]:
    choice = q.on(here.world.date)
    options = [{"title": o.title, "sources": [citation(s) for s in o.sources], "now": key == choice.option} for key, o in q.options.items()]
    return {"reading": q, "url": here.url(q.name), "options": options, "choice": choice, "decided": choice.start != dt.date.min,
            "unverified": choice.status == "unverified"}


@require_safe
@page
def rule(request: HttpRequest, day: dt.date, query: str, line: str, name: str) -> Answer:
    here = shelf(line, day, query)
    variants = [r for r in here.body.rules.rules if r.name == name]
    if not variants:
        raise Http404("没有这条规则")
    variants.sort(key=lambda r: r.since or dt.date.min)
    now = here.rules.get(name, variants[-1])
    return "law/articles/rule.html", {
        "title": now.title, "entity": now.entity.title, "variants": [_rule(here, name, r) for r in variants],
        "reads": _links(here, now.parameters), "read_by": _links(here, [r.name for r in here.read_by(name)]),
        "programmes": [(p.title, here.programme_url(p)) for p in here.programmes_of(name)],
        "histories": histories(here, [n for n in now.parameters if isinstance(here.things[n], Parameter)]),
        "cases": told.cases(here, here.cases_expecting(name)),
    }  # fmt: skip


def _thing(line: str, day: dt.date, query: str, name: str, kind: type) -> tuple[Shelf, Any]:
    here = shelf(line, day, query)
    if not isinstance(here.things.get(name), kind):
        raise Http404("没有这一项")
    return here, here.things[name]


@require_safe
@page
def value(request: HttpRequest, day: dt.date, query: str, line: str, name: str) -> Answer:
    here, p = _thing(line, day, query, name, Parameter)
    return "law/articles/value.html", {"parameter": p, "history": histories(here, [name])[0], "by": _links(here, p.by),
                                       "read_by": _links(here, [r.name for r in here.read_by(name)])}


@require_safe
@page
def question(request: HttpRequest, day: dt.date, query: str, line: str, name: str) -> Answer:
    here, q = _thing(line, day, query, name, Reading)
    return "law/articles/question.html", {"one": _reading(here, q), "read_by": _links(here, [r.name for r in here.read_by(name)])}


@require_safe
@page
def fact(request: HttpRequest, day: dt.date, query: str, line: str, name: str) -> Answer:
    here, i = _thing(line, day, query, name, Input)
    return "law/articles/fact.html", {"fact": i, "missing": MISSING[i.missing], "read_by": _links(here, [r.name for r in here.read_by(name)])}


@require_safe
@page
def programmes(request: HttpRequest, day: dt.date, query: str) -> Answer:
    rows = [(here.body.title, [(p, here.programme_url(p)) for p in here.body.rules.programmes]) for here in shelves(day, query)]
    return "law/articles/programmes.html", {"rows": rows}


@require_safe
@page
def programme(request: HttpRequest, day: dt.date, query: str, key: str) -> Answer:
    here = next((s for s in shelves(day, query) if key in s.body.rules.programmes), None)
    if here is None:
        raise Http404("没有这项待遇")
    p: Programme = here.body.rules.programmes.get(key)
    names = [*p.conditions, *([p.amount] if p.amount else [])]
    return "law/articles/programme.html", {
        "programme": p, "cites": [citation(c) for c in p.cites], "entitled": _rule(here, p.entitled),
        "conditions": [_rule(here, n) if n in here.rules else {"fact": here.title(n), "url": here.url(n)} for n in p.conditions],
        "amount": _rule(here, p.amount) if p.amount else None,
        "histories": histories(here, here.below(names, Parameter)),
    }  # fmt: skip


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a document by which something here holds, as an attachment; officers also get those not yet in force."""
    rows = Document.objects.filter(pk=pk)
    if request.viewer.kind != "officer":
        rows = rows.filter(Exists(Provision.objects.filter(document=OuterRef("pk"), approved_at__isnull=False)))
    one = rows.first()
    if one is None:
        raise Http404("没有这份文件")
    answer = HttpResponse(bytes(one.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, one.file_name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
