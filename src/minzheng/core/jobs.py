"""Jobs whose worker died are taken up again: a job that is still *doing* for nobody would hold its lock for ever."""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

log = logging.getLogger(__name__)
ATTEMPTS = 3  # a job that takes its worker with it each time is given up


@app.periodic(cron="* * * * *")
@app.task(name="core.take_up", queueing_lock="core-take-up", pass_context=True)
async def take_up(context: JobContext, timestamp: int) -> None:
    """Every minute. A worker that has given no sign of life for 30 seconds is dead; what it did is done again from the start,
    so every job is written to bear that."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        log.warning("job %s (%s) lost its worker, attempt %s", job.id, job.task_name, job.attempts + 1)
        if job.attempts + 1 < ATTEMPTS:
            await manager.retry_job(job)
        else:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
