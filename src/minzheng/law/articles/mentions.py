"""《…》第…条 in any text of the site, and where it leads; the page of a programme by its key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from django.urls import reverse

from minzheng.law.articles.library import instruments
from minzheng.law.registries import BODIES
from minzheng.policy.words import numeral
from minzheng.ui.links import Mention


@cache
def _known() -> tuple[re.Pattern[str], dict[tuple[str, str], str]]:
    """What to look for (longest names first), and (instrument, numeral or "") → address. Bodies do not change once started."""
    found = instruments()
    names = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    urls = {(i.name, numeral(a.number)): reverse("law:article", args=[i.name, a.number]) for i in found.values() for a in i.articles}
    urls |= {(name, ""): reverse("law:instrument", args=[name]) for name in found}
    return re.compile(f"《?(?P<name>{names or '(?!)'})》?(?:第(?P<number>[零一二三四五六七八九十百]+)条)?"), urls


def find(text: str) -> Iterator[Mention]:
    """Instruments that have a register, with their article where one is named; others stay text."""
    pattern, urls = _known()
    for m in pattern.finditer(text):
        url = urls.get((m["name"], m["number"] or ""))
        if url:
            yield m.start(), m.end(), url


def programme_url(key: str) -> str:
    """The page of a programme, "" where no line has written its rules."""
    return reverse("law:programme", args=[key]) if any(key in body.rules.programmes for _, body in BODIES) else ""
