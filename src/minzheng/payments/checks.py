"""What higher bands may say against a month's batch before it is made or locked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from minzheng.core.actions import Refused
from minzheng.core.registry import Registry

# (programme, first day of the month) → what must be done first, in Chinese; empty: nothing.
BATCH_CHECKS: Registry[Callable[[str, dt.date], str]] = Registry("check before a batch")


def check_batch(programme: str, month: dt.date) -> None:
    """Raises Refused with the first thing that must be done before a batch of the month is made or locked."""
    for _, check in BATCH_CHECKS:
        if message := check(programme, month):
            raise Refused(message, field="month")
