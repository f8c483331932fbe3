"""The evaluation as a job: one at a time, failures seen, a dead worker noticed, restarted, and nothing half-written."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.periodic import PeriodicRegistry

from minzheng.core.access.viewer import acting, system
from minzheng.core.actions import Refused
from minzheng.fieldwork.tests.village import HUANGLONG, NOTHING, areas, household, post, ready_to_empty
from minzheng.monitoring import evaluate as evaluation
from minzheng.monitoring.actions import start_evaluation
from minzheng.monitoring.models import Difference, EvaluationRun
from minzheng.monitoring.runs import worker_lost

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = system("test")


def work() -> None:
    """Let a worker do what waits, then stop. At 01:30 too: what the clock would start is not what is tested."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker, patch.object(worker, "periodic_registry", PeriodicRegistry()):
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="never")


@pytest.fixture(autouse=True)
def _emptied(db):
    yield
    ready_to_empty()


@pytest.fixture
def reviewer():
    areas()
    household(HUANGLONG, ("甄甲", dt.date(1980, 1, 1), NOTHING))
    client = Client()
    client.force_login(post("reviewer", "500111000000").account)
    return client


def page(client: Client) -> str:
    return client.get("/office/evaluation/").content.decode()


def test_a_started_evaluation_is_done_by_the_worker(reviewer):
    reviewer.post("/office/evaluation/start/")
    run = EvaluationRun.objects.get()
    assert run.state == "waiting"
    assert "已排队" in page(reviewer)
    assert "立即核查" not in page(reviewer)
    work()
    run.refresh_from_db()
    assert (run.state, run.progress, run.persons, run.households) == ("done", 100, 1, 1)
    assert "立即核查" in page(reviewer)
    assert reviewer.get("/office/evaluation/progress/")["HX-Refresh"] == "true"


def test_a_second_start_returns_the_one_that_waits(reviewer):
    first, second = (start_evaluation(by=SYSTEM) for _ in range(2))
    assert first.pk == second.pk
    assert ProcrastinateJob.objects.filter(task_name="monitoring.evaluate").count() == 1


def test_what_went_wrong_is_told_and_nothing_is_left_half_written(reviewer, monkeypatch):
    def stumble(run, rows):
        write(run, rows)
        raise ValueError("磁盘已满")

    write = evaluation._write
    monkeypatch.setattr(evaluation, "_write", stumble)
    reviewer.post("/office/evaluation/start/")
    work()
    run = EvaluationRun.objects.get()
    assert (run.state, run.message) == ("failed", "核查没有完成：磁盘已满")
    assert ProcrastinateJob.objects.get(pk=run.job).status == "failed"
    with acting(SYSTEM):
        assert not Difference.objects.exists()
    assert "磁盘已满" in page(reviewer)
    assert "重新核查" in page(reviewer)
    monkeypatch.undo()
    reviewer.post("/office/evaluation/start/")
    work()
    assert EvaluationRun.objects.latest("id").state == "done"
    assert "磁盘已满" not in page(reviewer)


HOLD = """
import sys, psycopg
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    connection.execute("SELECT pg_advisory_lock(%s)", [int(sys.argv[2])])
    print("held", flush=True)
    sys.stdin.read()
"""


def computing() -> subprocess.Popen:
    """Another process that holds what a computing worker holds."""
    settings = connection.get_connection_params()
    dsn = " ".join(f"{k}={settings[k]}" for k in ("dbname", "user", "host", "port", "password") if settings.get(k))
    command = [sys.executable, "-c", HOLD, dsn, str(evaluation.LOCK)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    return process


def test_a_worker_that_was_killed_is_noticed_and_the_evaluation_can_start_again(reviewer):
    worker = computing()
    try:
        run = EvaluationRun.objects.create(date=dt.date(2026, 11, 24), by="贾审核", state="running", progress=40)
        assert not worker_lost(run)
        assert start_evaluation(by=SYSTEM).pk == run.pk
        assert "重新核查" not in page(reviewer)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    for _ in range(50):
        if worker_lost(run):
            break
        time.sleep(0.1)
    assert "后台任务中断" in page(reviewer)
    reviewer.post("/office/evaluation/start/")
    run.refresh_from_db()
    assert (run.state, EvaluationRun.objects.count()) == ("failed", 2)
    work()
    assert EvaluationRun.objects.latest("id").state == "done"


def test_two_computations_at_once_are_refused(reviewer):
    worker = computing()
    try:
        run = start_evaluation(by=SYSTEM, foreground=True)
        with pytest.raises(Refused, match="正在进行"):
            evaluation.evaluate(run)
        run.refresh_from_db()
        assert run.state == "waiting"
    finally:
        worker.stdin.close()
        worker.wait()
    evaluation.evaluate(run)
    run.refresh_from_db()
    assert run.state == "done"


def test_every_night_at_half_past_one_everyone_is_evaluated(reviewer):
    periodic = next(t for t in app.periodic_registry.periodic_tasks.values() if t.task.name == "monitoring.nightly")
    noon = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    following = periodic.croniter.get_next(ret_type=float, start_time=noon.timestamp())
    assert dt.datetime.fromtimestamp(following, noon.tzinfo) == dt.datetime(2026, 11, 25, 1, 30, tzinfo=noon.tzinfo)
    periodic.task(timestamp=int(following))
    run = EvaluationRun.objects.get()
    assert (run.state, run.by) == ("waiting", "夜间核查")
    work()
    run.refresh_from_db()
    assert run.state == "done"


def dead_workers_job(attempts: int = 0) -> ProcrastinateJob:
    """An evaluation's job as a killed worker leaves it: still being done, by nobody, holding its lock."""
    run = EvaluationRun.objects.create(date=dt.date(2026, 11, 24), by="贾审核", state="running", progress=40)
    app.configure_task("monitoring.evaluate", lock="evaluation").defer(run=run.pk)
    with connection.cursor() as cursor:  # as the queue itself writes it; the model is read-only
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, worker_id = NULL", [attempts])
    return ProcrastinateJob.objects.get()


def test_what_a_killed_worker_left_is_taken_up_and_holds_up_nobody(reviewer):
    left = dead_workers_job()
    app.configure_task("monitoring.evaluate", lock="evaluation").defer(run=EvaluationRun.objects.create(date=dt.date(2026, 11, 24), by="贾审核").pk)
    work()
    assert EvaluationRun.objects.latest("id").state == "waiting", "the lock is held by a job that nobody does"
    app.configure_task("core.take_up").defer(timestamp=0)
    work()
    assert ProcrastinateJob.objects.get(pk=left.pk).status == "failed", "begun once already: told as failed, not done twice"
    assert EvaluationRun.objects.latest("id").state == "done"


def test_a_job_that_kills_its_worker_each_time_is_given_up(reviewer):
    left = dead_workers_job(attempts=2)
    app.configure_task("core.take_up").defer(timestamp=0)
    work()
    assert ProcrastinateJob.objects.get(pk=left.pk).status == "failed"
    assert ProcrastinateJob.objects.get(pk=left.pk).attempts == 3
