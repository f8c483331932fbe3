"""What a business line puts in, so that its law can be shown, tried out and changed without code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minzheng.core.registry import Registry
from minzheng.policy import Amendment, RuleSet, World
from minzheng.policy.cases import Case
from minzheng.policy.law import Instrument


@dataclass(frozen=True, slots=True)
class Body:
    """A line's body of law.

    resolve(day, readings, amendments, rules):   the world of the district served. `readings` are tried out over those decided;
        `amendments` are exactly those to take (see `provisions.amendments`); `rules` may be `RuleSet.swapped` ones
    frames(date, households):  facts by entity name, as `World.evaluate_frames` takes them; households None: everybody
    instruments(), cases():    its articles and worked examples
    """

    title: str
    rules: RuleSet
    resolve: Callable[[dt.date, Mapping[str, str], tuple[Amendment, ...], RuleSet], World]
    frames: Callable[[dt.date, list[int] | None], Mapping[str, Any]]
    instruments: Callable[[], Mapping[str, Instrument]]
    cases: Callable[[], tuple[Case, ...]]


BODIES: Registry[Body] = Registry("body of law")

# Body of law → the YAML file with its questions in plain words, for those who are not officers (how: the head of
# lines/assistance/calculator.yaml).
QUESTIONNAIRES: Registry[Path] = Registry("questionnaire")
