"""Which evaluation is on, which was the last, and whether its worker still lives."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from minzheng.monitoring.evaluate import LOCK
from minzheng.monitoring.models import EvaluationRun

GRACE = dt.timedelta(minutes=2)  # between a worker taking the job and the evaluation beginning


def latest_done() -> EvaluationRun | None:
    return EvaluationRun.objects.filter(state="done").order_by("-id").first()


def newest() -> EvaluationRun | None:
    return EvaluationRun.objects.order_by("-id").first()


def worker_lost(run: EvaluationRun) -> bool:
    """Whether an open run has nobody left to finish it."""
    if not run.is_open or _computing():
        return False
    if run.state == "running":
        return True
    status = ProcrastinateJob.objects.filter(pk=run.job).values_list("status", flat=True).first() if run.job else None
    return status != "todo" and timezone.now() - run.started_at > GRACE


def _computing() -> bool:
    """Whether some session holds the evaluation's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = %s AND objsubid = 1"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LOCK],
        )
        return cursor.fetchone() is not None
