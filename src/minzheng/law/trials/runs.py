"""How a trial stands, and whether its worker still lives."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from minzheng.law.models import Trial
from minzheng.law.trials.compute import LOCK

GRACE = dt.timedelta(minutes=2)  # between a worker taking the job and the first trial beginning
LOST = "后台任务中断，试算没有完成。请重新试算。"


def state_of(trial: Trial) -> dict:
    """For the progress piece: a lost worker counts as failed at once."""
    lost = worker_lost(trial)
    return {"open": trial.is_open and not lost, "failed": trial.state == "failed" or lost, "message": LOST if lost else trial.message}


def worker_lost(trial: Trial) -> bool:
    """Whether an open trial has nobody left to finish it."""
    if not trial.is_open or _computing():
        return False
    if trial.state == "running":
        return timezone.now() - trial.begun_at > dt.timedelta(seconds=5)
    status = ProcrastinateJob.objects.filter(pk=trial.job).values_list("status", flat=True).first() if trial.job else None
    return status != "todo" and timezone.now() - trial.asked_at > GRACE


def _computing() -> bool:
    """Whether some session computes a trial; one job computes one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s AND objsubid = 2"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LOCK],
        )
        return cursor.fetchone() is not None
