"""What the worker does: compute trials when asked; every night count which readings the decisions used."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from minzheng.core.actions import Refused
from minzheng.law.models import Trial
from minzheng.law.trials.actions import LOCK_NAME, TASK
from minzheng.law.trials.compute import run_trial
from minzheng.law.trials.readings import count_uses

log = logging.getLogger(__name__)
NIGHTLY = "40 16 * * *"  # cron of the job queue counts in UTC: 00:40 in China


@app.task(name=TASK, lock=LOCK_NAME)
def try_law(trials: list[int]) -> None:
    """One after the other: what goes wrong with one is written at that one and does not hold up the rest."""
    failed: Exception | None = None
    for trial in Trial.objects.filter(pk__in=trials, state="waiting").order_by("pk"):
        try:
            run_trial(trial)
        except Refused as error:  # somebody computes it already
            log.info("trial %s: %s", trial.pk, error)
        except Exception as error:
            log.exception("trial %s", trial.pk)
            failed = error
    if failed is not None:
        raise failed


@app.periodic(cron=NIGHTLY)
@app.task(name="law.count_readings", queueing_lock="law-count-readings")
def count_readings(timestamp: int) -> None:
    count_uses()
