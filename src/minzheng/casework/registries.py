"""What higher bands and lines put in: how a household is assessed, what a grant causes, what a survey asks, where a task leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from minzheng.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules say of one household on one date.

    entitled:  True, False, or None (undetermined: `missing` names the facts)
    amount:    fen a month; 0 when not entitled
    missing:   [(person id or None, fact key)]
    snapshot:  the facts used, JSON-safe; trace: the computation, JSON-safe; sentences: the same in Chinese, for letters
    known_at:  the moment whose published values and readings were used
    """

    entitled: bool | None
    amount: int
    missing: list[tuple[int | None, str]]
    snapshot: dict
    trace: dict
    sentences: list[str]
    law_date: dt.date
    world_version: str
    known_at: dt.datetime
    unverified: list[str] = field(default_factory=list)


class Assessor(Protocol):
    """A line's door to its rules for one programme."""

    def assess(self, household: Any, on: dt.date) -> Assessment: ...

    def again(self, decision: Any) -> Assessment:
        """The same computation from the decision's own snapshot and the law of its date, as it was known then."""

    def under(self, decision: Any, day: dt.date) -> Assessment:
        """The decision's snapshot under the law of another day, as it is known now. Raises PolicyError."""


class Survey(Protocol):
    """A line's questions for the survey of a household."""

    def form(self, case: Any, data: Any = None) -> Any: ...

    def keep(self, case: Any, form: Any, *, source: str) -> dict:
        """Write the facts found; returns what to keep in the step's record: [{person, kind, declared, found}]."""


class Section(Protocol):
    """A part of an application form, shared by reference between items."""

    title: str

    def form(self, case: Any, data: Any = None) -> Any: ...

    def keep(self, case: Any, form: Any, by: Any) -> None: ...


ASSESSORS: Registry[Assessor] = Registry("assessor")
SURVEYS: Registry[Survey] = Registry("survey")
SECTIONS: Registry[Section] = Registry("form section")
EFFECTS: Registry[Callable[..., None]] = Registry("effect of a grant")
TASK_PAGES: Registry[Callable[[Any], str]] = Registry("task page")
CATALOGUES: Registry[Any] = Registry("catalogue folder")
PROGRAMME_TITLES: Registry[str] = Registry("programme title")


def programme_title(key: str) -> str:
    """最低生活保障 for `minimum_living`; the key itself when no line knows it."""
    return PROGRAMME_TITLES.get(key) if key in PROGRAMME_TITLES else key
