"""Answers for machines: JSON with an ETag, read by anybody, no cross-origin scripts."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from minzheng.api import policies as data
from minzheng.core import clock
from minzheng.policy import NotPublished, UnknownName

FRESH = "public, max-age=300"  # an approved value is seen within five minutes


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """All programmes on a day (?date=2026-12-01, default today)."""
    try:
        return _answer(request, data.catalogue(_day(request)))
    except (_BadDate, NotPublished) as error:
        return _refusal(error)


@require_safe
def policy(request: HttpRequest, key: str) -> HttpResponse:
    """One programme, in the form of the whole catalogue."""
    try:
        day = _day(request)
        for line, world in data.worlds(day):
            if key in world.programmes:
                found = data.programme(line, world, world.programmes.get(key))
                return _answer(request, {"schema": data.SCHEMA, "date": day.isoformat(), "programmes": [found]})
    except (_BadDate, NotPublished) as error:
        return _refusal(error)
    return _refusal(UnknownName(f"目录中没有代码为“{key}”的待遇，全部代码见 /api/policies"))


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """What the two answers above look like."""
    return _answer(request, data.schema())


class _BadDate(ValueError):
    pass


def _day(request: HttpRequest) -> dt.date:
    text = request.GET.get("date", "")
    if not text:
        return clock.today()
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise _BadDate(f"date 参数“{text[:40]}”不是日期，请按 年-月-日 填写，例如 2026-12-01") from None


def _answer(request: HttpRequest, content: dict[str, Any]) -> HttpResponse:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response = HttpResponse(body, content_type="application/json; charset=utf-8", headers={"ETag": etag, "Cache-Control": FRESH})
    return get_conditional_response(request, etag=etag, response=response)


PROBLEMS = {_BadDate: (400, "bad_date", "日期不对"), NotPublished: (404, "not_published", "该日没有已公布的规定"),
            UnknownName: (404, "unknown_programme", "没有这项待遇")}


def _refusal(error: Exception) -> HttpResponse:
    """An RFC 9457 problem with a `code` for programs and Chinese for people."""
    status, code, title = PROBLEMS[type(error)]
    body = json.dumps({"type": "about:blank", "status": status, "code": code, "title": title, "detail": str(error)}, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type="application/problem+json; charset=utf-8", headers={"Cache-Control": "no-store"})
