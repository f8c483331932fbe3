"""Where words on a page lead. A lower band writes the word; the band that has the page for it says the address.

    TARGETS.add("programme", url_of)         key → address, "" where there is no page    {% lead text "programme" key %}
    MENTIONS.add("articles", find)           text → (start, end, address) of what it mentions    {{ sentence|cited }}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from minzheng.core.registry import Registry

# Links in the middle of a text are told from it by more than their colour.
_LINK = '<a class="text-decoration-underline" href="{}">{}</a>'
Mention = tuple[int, int, str]
TARGETS: Registry[Callable[[str], str]] = Registry("target of links")
MENTIONS: Registry[Callable[[str], Iterable[Mention]]] = Registry("finder of mentions")


def address(kind: str, key: str) -> str:
    """Of the page of `key`; "" where nobody has one."""
    return TARGETS.get(kind)(key) if kind in TARGETS and key else ""


def lead(text: object, kind: str, key: str) -> SafeString:
    """The text as a link to the page of `key`; the bare text where nobody has one."""
    url = address(kind, key)
    return format_html(_LINK, url, text) if url else conditional_escape(text)


def cited(text: object) -> SafeString:
    """Plain text with what it mentions as links. HTML that is already made is left as it is."""
    if isinstance(text, SafeString):
        return text
    plain, parts, at = str(text), [], 0
    for start, end, url in sorted(m for _, find in MENTIONS for m in find(plain)):
        if start >= at:
            parts += [conditional_escape(plain[at:start]), format_html(_LINK, url, plain[start:end])]
            at = end
    return mark_safe("".join([*parts, conditional_escape(plain[at:])]))
