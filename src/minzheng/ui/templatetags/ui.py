"""The names of the pieces in templates: `{% load ui %}`. What each takes is listed in minzheng/ui/README.md."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from minzheng.ui import elder, icons, links, money
from minzheng.ui.navigation import nav

register = template.Library()

TONES = {"blue", "green", "amber", "red", "purple", "grey"}


def _piece(name: str, context: Context | None, **values: Any) -> SafeString:
    """Render a piece's template; pieces with a form in them need the request for its token."""
    request = context.get("request") if context is not None else None
    return mark_safe(render_to_string(f"ui/pieces/{name}.html", values, request=request))


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"unknown tone {tone!r}: one of {', '.join(sorted(TONES))}")
    return tone


# The frame


@register.simple_tag(takes_context=True)
def elder_class(context: Context) -> str:
    size = elder.size(context["request"]) if "request" in context else None
    return f"elder elder-{size}" if size else ""


@register.simple_tag(takes_context=True)
def elder_switch(context: Context) -> SafeString:
    """The switch to large type and back; nothing where there is no request (the page for a broken server)."""
    if "request" not in context:
        return mark_safe("")
    request = context["request"]
    return _piece("elder_switch", context, size=elder.size(request), sizes=elder.SIZES, here=request.get_full_path())


@register.simple_tag(takes_context=True)
def sidebar(context: Context) -> SafeString:
    request = context.get("request")
    return _piece("sidebar", context, sections=nav.for_request(request) if request else [])


@register.simple_block_tag(end_name="end_page_head")
def page_head(content: str, title: str, over: str = "", back_url: str = "", back_title: str = "返回") -> SafeString:
    """The page's one h1; the block holds its buttons."""
    return _piece("page_head", None, content=content, title=title, over=over, back_url=back_url, back_title=back_title)


# Small ones


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    return icons.svg(name, label)


@register.simple_tag
def status(text: str, tone: str = "grey", icon: str = "") -> SafeString:
    return _piece("status", None, text=text, tone=_tone(tone), icon=icon)


@register.simple_tag
def unverified(note: str = "") -> SafeString:
    """待核实: an amount or a text whose source nobody has confirmed yet."""
    return _piece("status", None, text="待核实", tone="amber outline", icon="zoom-question", note=note)


@register.simple_tag
def fictitious() -> SafeString:
    """虚构: a made-up person or organisation."""
    return _piece("status", None, text="虚构", tone="grey outline", icon="")


@register.filter(name="money")
def money_filter(fen: int | None) -> str:
    """123450 → 1,234.50 元; nothing → —"""
    return "—" if fen is None else f"{money.yuan(fen)} 元"


@register.filter
def yuan(fen: int | None) -> str:
    """123450 → 1,234.50, for table columns whose heading says 元."""
    return "—" if fen is None else money.yuan(fen)


@register.filter(name="cited")
def cited_filter(text: Any) -> SafeString:
    """Text with the articles that it mentions as links; see minzheng.ui.links."""
    return links.cited(text)


@register.simple_tag
def lead(text: Any, kind: str, key: str) -> SafeString:
    """`text` as a link to the page of `key`: `{% lead e.amount|money "programme" e.programme %}`; bare where there is none."""
    return links.lead(text, kind, key)


# Blocks


@register.simple_block_tag(end_name="end_card")
def card(
    content: str, title: str = "", icon: str = "", more_url: str = "", more_title: str = "查看全部", flush: bool = False, level: int = 2
) -> SafeString:
    """A white card. `flush`: no padding, for tables. `level` of its heading, 2 or 3."""
    return _piece(
        "card", None, content=content, title=title, icon=icon, more_url=more_url, more_title=more_title, flush=flush, level=level
    )


@register.simple_block_tag(end_name="end_notice")
def notice(content: str, title: str = "", tone: str = "blue") -> SafeString:
    return _piece("notice", None, content=content, title=title, tone=_tone(tone))


@register.simple_block_tag(end_name="end_toolbar")
def toolbar(content: str, label: str = "操作") -> SafeString:
    return _piece("toolbar", None, content=content, label=label)


@register.simple_block_tag(takes_context=True, end_name="end_confirm")
def confirm(
    context: Context, content: str, title: str, action: str, button: str, danger: bool = False, cancel_url: str = "", reason: bool = False
) -> SafeString:
    """A panel that POSTs to `action`. The block says what will happen and may hold more fields. `reason`: asks for one, as `reason`."""
    return _piece(
        "confirm", context, content=content, title=title, action=action, button=button, danger=danger, cancel_url=cancel_url, reason=reason
    )


# Whole ones


@register.simple_tag
def stat(title: str, value: Any, url: str = "", icon: str = "", tone: str = "blue", unit: str = "", note: str = "") -> SafeString:
    """A number; with `url` it opens the rows behind it."""
    return _piece("stat", None, title=title, value=value, url=url, icon=icon, tone=_tone(tone), unit=unit, note=note)


@register.simple_tag
def empty(text: str, url: str = "", label: str = "", icon: str = "inbox") -> SafeString:
    """Nothing here, and what to do next."""
    return _piece("empty", None, text=text, url=url, label=label, icon=icon)


@register.simple_tag
def steps(items: list, label: str = "办理进度") -> SafeString:
    """`items`: dicts or objects with title, note, state (done, current, todo, failed)."""
    return _piece("steps", None, items=items, label=label)


@register.simple_tag
def definitions(rows: list) -> SafeString:
    """`rows`: pairs (term, value); a value may be safe HTML (another piece)."""
    return _piece("definitions", None, rows=rows)


@register.simple_tag
def tabs(items: list, label: str = "分栏") -> SafeString:
    """`items`: dicts with title, url, current, and count or not. Tabs are links: each has its own address."""
    return _piece("tabs", None, items=items, label=label)


@register.simple_tag(takes_context=True)
def masked(context: Context, value: str, url: str = "", what: str = "完整信息", extra: dict | None = None) -> SafeString:
    """A masked value. With `url`: a 显示 button that asks for a reason and POSTs `reason` (and `extra`) there; the answer replaces it."""
    return _piece("masked", context, value=value, url=url, what=what, extra=extra or {})


@register.simple_tag
def progress(url: str, title: str, done: int, total: int, finished: bool = False, note: str = "", failed: int = 0) -> SafeString:
    """A long job. Until `finished` it asks `url` every two seconds for the same piece again."""
    share = 100 * done // total if total else 0
    return _piece(
        "progress", None, url=url, title=title, done=done, total=total, share=share, finished=finished, note=note, failed=failed
    )


@register.simple_tag
def chart(chart: Any) -> SafeString:
    """A chart made by minzheng.ui.charts, with its table. The page also needs `{% chart_script %}` in its scripts block."""
    return _piece("chart", None, chart=chart)


@register.simple_tag
def chart_script() -> SafeString:
    return _piece("chart_script", None)


# Forms


@register.simple_tag
def field(bound: Any) -> SafeString:
    """One field of a minzheng.ui.forms form: label, hint, error, input."""
    return bound.as_field_group()


@register.simple_tag
def error_summary(form: Any) -> SafeString:
    return _piece("error_summary", None, form=form)


# Registers


@register.simple_tag
def filter_piece(one: Any, values: dict) -> SafeString:
    """One filter of a register, drawn by its own template."""
    return mark_safe(render_to_string(one.template, values))
