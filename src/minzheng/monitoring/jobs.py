"""What the worker does: evaluate when asked, and every night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from minzheng.core.access.viewer import system
from minzheng.monitoring.actions import QUEUEING_LOCK, TASK, start_evaluation
from minzheng.monitoring.evaluate import evaluate
from minzheng.monitoring.models import EvaluationRun

NIGHTLY = "30 17 * * *"  # cron of the job queue counts in UTC: 01:30 in China, which has no summer time


@app.task(name=TASK, lock=QUEUEING_LOCK)
def evaluate_run(run: int) -> None:
    evaluate(EvaluationRun.objects.get(pk=run))


@app.periodic(cron=NIGHTLY)
@app.task(name="monitoring.nightly", queueing_lock="evaluation-nightly")
def nightly(timestamp: int) -> None:
    start_evaluation(by=system("夜间核查"))
