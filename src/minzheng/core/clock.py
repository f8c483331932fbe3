"""Which day it is. In demo mode the day can be moved forward, so that a 7-day notice can be walked through in one sitting."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def _shift_file() -> Path:
    return Path(settings.MINZHENG_HOME) / "demo-days"


def shift() -> int:
    """Days that the demo's date is ahead of the real one; always 0 outside demo mode."""
    if not settings.MINZHENG_DEMO:
        return 0
    try:
        return int(_shift_file().read_text())
    except (FileNotFoundError, ValueError):
        return 0


def today() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=shift())


def move_forward(days: int) -> dt.date:
    """Demo mode only: let `days` pass. Raises RuntimeError elsewhere."""
    if not settings.MINZHENG_DEMO:
        raise RuntimeError("the date can only be moved in demo mode")
    fresh = _shift_file().with_suffix(".new")
    fresh.write_text(str(shift() + days))
    fresh.replace(_shift_file())
    return today()


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def next_month(day: dt.date) -> dt.date:
    """The first day of the month after `day`'s."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
