"""The open questions of law: which reading is in force, which the decisions used, and what another would change."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Sum

from minzheng.core import clock
from minzheng.law.models import ReadingUse, Trial
from minzheng.law.registries import BODIES
from minzheng.law.trials.shown import CHANGED, summary
from minzheng.law.trials.worlds import world_of
from minzheng.policy import CHANGE_TITLES, Reading, World
from minzheng.policy.parameters import Option
from minzheng.policy.words import amount, citation

_COUNT = """
INSERT INTO law_readinguse (day, programme, name, option, decisions)
SELECT d.decided_on, d.programme, r->>'name', r->>'option', count(*)
FROM casework_decision d, jsonb_array_elements(coalesce(d.trace->'readings', '[]')) r
WHERE d.decided_on < %(today)s AND d.decided_on > coalesce((SELECT max(day) FROM law_readinguse), '-infinity')
GROUP BY 1, 2, 3, 4
ON CONFLICT DO NOTHING
"""


def count_uses() -> None:
    """Count the decisions of the days that are over and were not counted yet. Reads past the scope: numbers only."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"today": clock.today()})


@dataclass(frozen=True, slots=True)
class Answer:
    """One option of a question. `effects`: lines of Chinese from `trial`, the last that tried it; None: never tried."""

    key: str
    title: str
    sources: tuple[str, ...]
    in_force: bool
    decisions: int
    trial: Trial | None
    effects: list[str] | None


@dataclass(frozen=True, slots=True)
class Question:
    line: str
    name: str
    title: str
    question: str
    used: bool  # by some rule of today
    by: str
    since: Any
    document: str
    unverified: bool
    answers: list[Answer]


def questions() -> list[Question]:
    """Of every line: first those that nobody has decided."""
    found = []
    for line, _ in BODIES:
        world = world_of(line, {})
        tried = {t.reading: t for t in Trial.objects.filter(line=line, state="done").exclude(reading="").order_by("pk")}
        uses = _uses([p.key for p in world.programmes])
        found += [_question(line, world, r, tried, uses) for r in world.questions.values()]
    return sorted(found, key=lambda q: (not q.used, not q.unverified, q.title))


def _uses(programmes: list[str]) -> dict[tuple[str, str], int]:
    rows = ReadingUse.objects.filter(programme__in=programmes).values_list("name", "option").annotate(n=Sum("decisions"))
    return defaultdict(int, {(name, option): n for name, option, n in rows})


def _question(line: str, world: World, r: Reading, tried: dict[str, Trial], uses: dict) -> Question:
    choice = r.on(world.date)
    answers = [_answer(r, o, o.key == choice.option, uses[r.name, o.key], tried.get(f"{r.name}={o.key}")) for o in r.options.values()]
    since = None if choice.start.year == 1 else choice.start
    return Question(line, r.name, r.title, r.question, r.name in world.graph.readings, choice.by, since, choice.document,
                    choice.status == "unverified", answers)  # fmt: skip


def _answer(r: Reading, o: Option, in_force: bool, decisions: int, trial: Trial | None) -> Answer:
    shown = None if in_force else trial
    sources = tuple(citation(s) if "#" in s else s for s in o.sources)
    return Answer(o.key, o.title, sources, in_force, decisions, shown, effects(shown) if shown else None)


def effects(trial: Trial) -> list[str]:
    """Per programme that changes: who, and how much a month."""
    lines = []
    for p in summary(trial):
        parts = [f"{CHANGE_TITLES[c]} {p[c]} {p['unit']}" + (f"（{p[f'{c}_people']} 人）" if p["unit"] == "户" else "") for c in CHANGED if p[c]]
        gap = p["after_undetermined"] - p["before_undetermined"]
        parts += [f"无法判定{'增加' if gap > 0 else '减少'} {abs(gap)} {p['unit']}"] if gap else []
        if parts:
            money = f"，每月{'增加' if p['difference'] >= 0 else '减少'} {amount(abs(p['difference']), 'fen')}" if p["money"] else ""
            lines.append(f"{p['title']}：{'、'.join(parts)}{money}")
    return lines


def progress() -> dict[str, int] | None:
    """How many of the trials of the newest job for readings are over; None when none is open."""
    open_one = Trial.objects.exclude(reading="").filter(state__in=("waiting", "running")).order_by("-pk").first()
    if open_one is None:
        return None
    trials = Trial.objects.filter(job=open_one.job)
    return {"done": trials.exclude(state__in=("waiting", "running")).count(), "total": trials.count(), "failed": trials.filter(state="failed").count(),
            "trial": open_one}  # fmt: skip
