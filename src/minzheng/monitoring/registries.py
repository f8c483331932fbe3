"""What a business line puts in, so that everyone can be measured against its rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from minzheng.casework.interface import programme_title
from minzheng.core.registry import Registry
from minzheng.policy import World


@dataclass(frozen=True, slots=True)
class Paid:
    """A programme that the register pays.

    continued_by: while this programme holds for a household, its payment is not called wrong (渐退)
    not_beside:   programmes that exclude this one; a household with a standing in one of them is not told that it misses this
    """

    programme: str
    continued_by: str = ""
    not_beside: tuple[str, ...] = ()

    @property
    def programmes(self) -> tuple[str, ...]:
        return (self.programme, self.continued_by) if self.continued_by else (self.programme,)


@dataclass(frozen=True, slots=True)
class Evaluator:
    """A line's door to its rules for the whole district.

    world_on(date):              the rules of that date
    frames(date, households):    (households, persons) as `World.evaluate` takes them; households None: everybody
    case_of(household, date):    the same facts of one household, as `World.explain` takes them
    papers:                      kinds of facts that rest on a document with an end date (a disability card)
    """

    title: str
    world_on: Callable[[dt.date], World]
    frames: Callable[[dt.date, list[int] | None], tuple[pl.DataFrame, pl.DataFrame]]
    case_of: Callable[[Any, dt.date], dict]
    paid: tuple[Paid, ...]
    papers: tuple[str, ...] = ()


EVALUATORS: Registry[Evaluator] = Registry("evaluator")


def evaluator_for(programme: str) -> Evaluator | None:
    """The evaluator that measures a programme."""
    return next((e for _, e in EVALUATORS if any(p.programme == programme for p in e.paid)), None)


def programme_titles() -> dict[str, str]:
    """Programmes that are measured: key → title."""
    return {p.programme: programme_title(p.programme) for _, e in EVALUATORS for p in e.paid}
