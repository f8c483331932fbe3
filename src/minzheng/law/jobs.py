"""What the worker does: apply what is due, every night before the evaluation and right after an approval whose day has come."""

from __future__ import annotations

from procrastinate.contrib.django import app

from minzheng.core.access.viewer import system
from minzheng.law.adjust import apply_due

TASK = "law.apply_due"
NIGHTLY = "10 16 * * *"  # cron of the job queue counts in UTC: 00:10 in China, 80 minutes before the evaluation


@app.task(name=TASK, lock="law-apply")
def apply_due_now() -> None:
    apply_due(system("执行已批准的标准"))


@app.periodic(cron=NIGHTLY)
@app.task(name="law.nightly", lock="law-apply", queueing_lock="law-nightly")
def nightly(timestamp: int) -> None:
    apply_due(system("执行已批准的标准"))
