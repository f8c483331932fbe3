"""The rules as they stand in the district that this site serves."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from minzheng.lines.assistance.programmes import world_on
from minzheng.policy import World


def world_here(day: dt.date) -> World:
    """`world_on` for the folder of districts/ that MINZHENG_DISTRICT names. Raises as it does."""
    return world_on(day, settings.MINZHENG_DISTRICT.name)
