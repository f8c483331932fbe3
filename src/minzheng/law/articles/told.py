"""Worked cases and places of work in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from minzheng.law.articles.library import Shelf
from minzheng.policy.cases import Case
from minzheng.policy.words import amount, citation

# Where procedure and records carry an article out, as the register names the parts of the system.
PLACES = {
    "casework": "办件", "fieldwork": "入户走访", "payments": "资金发放", "exchange": "信息核对", "monitoring": "动态核查",
    "portal": "公众网站", "indicators": "统计", "districts/dazu/parameters/standards.yaml": "本区标准（见标准与口径）",
}  # fmt: skip


def place(how: str) -> str:
    """ "casework 期限" → 办件：期限"""
    for word, title in PLACES.items():
        if how.startswith(word):
            return title + (f"：{rest}" if (rest := how.removeprefix(word).strip()) else "")
        how = how.replace(f"{word} ", title)
    return how


@dataclass(frozen=True)
class Told:
    """A worked case. `facts`, `expected`: (who, [(title, value)])."""

    name: str
    source: str
    day: dt.date
    tried: list[str]
    facts: list[tuple[str, list[tuple[str, str]]]]
    expected: list[tuple[str, str, str]]  # title, address, value


def cases(shelf: Shelf, found: list[Case]) -> list[Told]:
    return [_case(shelf, c) for c in found]


def _case(shelf: Shelf, c: Case) -> Told:
    questions = shelf.world.questions
    tried = [f"{questions[n].title}：按“{questions[n].options[o].title}”" for n, o in c.readings.items() if n in questions]
    facts = [(_who(shelf, entity, i, row), _row(shelf, row)) for entity, rows in c.rows.items()
             for i, row in enumerate(rows if isinstance(rows, list) else [rows])]
    expected = [(shelf.title(n) + (f"（{_key(shelf, n, key)}）" if key is not None else ""), shelf.url(n), value(shelf, n, v))
                for (n, key), v in c.expected.items() if n in shelf.things]
    expected += [(f"缺少后无法判定：{_programme(shelf, p)}", "", _titles(shelf, names)) for p, names in c.expect.get("missing", {}).items()]
    return Told(c.name, citation(c.source), c.date, tried, facts, expected)


def _who(shelf: Shelf, entity: str, i: int, row: dict[str, Any]) -> str:
    found = next((e for e in shelf.body.rules.entities if entity in (e.name, e.plural)), None)
    title = found.title if found else entity
    return f"{title} {row.get(found.key, i + 1)}" if found and entity == found.plural else title


def _key(shelf: Shelf, name: str, key: Any) -> str:
    return f"{shelf.things[name].entity.title} {key}" if hasattr(shelf.things[name], "entity") else str(key)


def _row(shelf: Shelf, row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(shelf.title(n), value(shelf, n, v)) for n, v in row.items() if n in shelf.things]


def value(shelf: Shelf, name: str, v: Any) -> str:
    """A value as people read it; text (a code of an area) as it is."""
    thing = shelf.things[name]
    return amount(v, thing.unit, getattr(thing, "labels", None)) if v is None or isinstance(v, int) else str(v)


def _programme(shelf: Shelf, key: str) -> str:
    return shelf.body.rules.programmes.get(key).title if key in shelf.body.rules.programmes else key


def _titles(shelf: Shelf, names: str) -> str:
    return "、".join(shelf.title(n) if n in shelf.things else n for n in names.split(",")) or "不缺"
