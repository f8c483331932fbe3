"""No month is paid by an old standard while the new one waits: the check that payments ask before a batch."""

from __future__ import annotations

import datetime as dt

from minzheng.core import clock
from minzheng.law.models import Provision
from minzheng.law.provisions import first_month, waiting
from minzheng.monitoring.interface import EVALUATORS


def unapplied(programme: str, month: dt.date) -> str:
    """What must be done before the month's batch, or an empty text."""
    lines = [line for line, e in EVALUATORS if any(p.programme == programme for p in e.paid)]
    for p in waiting(line__in=lines, start__lt=clock.next_month(month)):
        if first_month(p) <= month:
            return _message(p, month)
    return ""


def _message(p: Provision, month: dt.date) -> str:
    if p.start > clock.today():
        return f"{p.start:%Y-%m-%d} 起执行新标准（{p.basis}），到当日自动调整应发金额。请在调整之后编制 {month:%Y-%m} 的批次。"
    return (
        f"{p.start:%Y-%m-%d} 起执行的标准（{p.basis}）已批准但尚未执行调整，现在编制会按旧标准发放。"
        "请区局领导在“标准与口径”中打开该标准，点“立即执行”，然后再编制。"
    )
