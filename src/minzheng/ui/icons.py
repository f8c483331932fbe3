"""Icons, inlined as SVG. The names that exist are listed in frontend/icons.txt; the front end's build writes icons.json."""

from __future__ import annotations

import difflib
import functools
import json
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from minzheng.core.registry import UnknownName


@functools.cache
def _icons() -> dict[str, str]:
    return json.loads((Path(__file__).parent / "icons.json").read_text("utf-8"))


def shapes(name: str) -> SafeString:
    """The inside of an icon's SVG. Raises UnknownName with the three nearest names."""
    if name not in _icons():
        near = ", ".join(difflib.get_close_matches(name, _icons(), 3, 0.4)) or "none"
        raise UnknownName(f"unknown icon {name!r}; nearest: {near}; add it to frontend/icons.txt and build")
    return mark_safe(_icons()[name])


def svg(name: str, label: str = "") -> SafeString:
    """An icon. Without a label it is decoration and hidden from screen readers."""
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" '
        'stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        said,
        shapes(name),
    )
