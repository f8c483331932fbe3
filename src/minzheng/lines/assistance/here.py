"""The rules as they stand in the district that this site serves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.conf import settings

from minzheng.law.interface import amendments
from minzheng.lines.assistance.programmes import world_on
from minzheng.policy import Amendment, RuleSet, World

LINE = "assistance"


def world_here(day: dt.date, known_at: dt.datetime | None = None) -> World:
    """`world_on` for the folder of districts/ that MINZHENG_DISTRICT names, with what was approved here by `known_at`
    (default: now). Raises as it does."""
    return world_on(day, settings.MINZHENG_DISTRICT.name, amendments=amendments(LINE, known_at))


def resolve_here(day: dt.date, readings: Mapping[str, str], amended: tuple[Amendment, ...], rules: RuleSet) -> World:
    """A world to try out: see `law.Body.resolve`."""
    return world_on(day, settings.MINZHENG_DISTRICT.name, readings, amended, rules)
