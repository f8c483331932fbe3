"""Search by a word, in our lines of the articles and in titles: as written, no ranking."""

from __future__ import annotations

from django.urls import reverse

from minzheng.law.articles.library import Shelf
from minzheng.policy import Input, Parameter, Reading, Rule
from minzheng.policy.words import citation

KINDS = {Rule: "规则", Parameter: "标准", Reading: "口径", Input: "事实"}
Hit = tuple[str, str, str]  # title, address, what is said of it


def found(shelves: list[Shelf], word: str) -> list[tuple[str, list[Hit]]]:
    """Groups with hits: articles, programmes, then each kind of thing."""
    from_titles = [(KINDS[type(t)], (t.title, s.url(n), getattr(t, "question", ""))) for s in shelves for n, t in s.things.items()
                   if word in t.title or word in getattr(t, "question", "")]
    groups = [("条文", _articles(shelves, word)), ("待遇", _programmes(shelves, word))]
    groups += [(kind, [hit for k, hit in from_titles if k == kind]) for kind in KINDS.values()]
    return [(kind, hits) for kind, hits in groups if hits]


def _articles(shelves: list[Shelf], word: str) -> list[Hit]:
    return [(citation(a.cite), reverse("law:article", args=[i.name, a.number]) + s.query, a.says)
            for s in shelves for i in s.body.instruments().values() for a in i.articles if word in a.says or word in citation(a.cite)]


def _programmes(shelves: list[Shelf], word: str) -> list[Hit]:
    return [(p.title, s.programme_url(p), "") for s in shelves for p in s.body.rules.programmes if word in p.title]
