"""One evaluation: everyone's facts → the rules → compared with the register → differences, all or nothing."""

from __future__ import annotations

import json
import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from minzheng.core.access.viewer import acting, system
from minzheng.core.actions import Refused
from minzheng.core.bulk import store
from minzheng.monitoring import compare, register
from minzheng.monitoring.models import Difference, EvaluationRun
from minzheng.monitoring.registries import EVALUATORS, Evaluator

log = logging.getLogger(__name__)
# Held by the session that computes. A worker that dies loses it at once, which is how its death is seen.
LOCK = zlib.crc32(b"minzheng.monitoring.evaluate")
BUSY = "已有一次核查正在进行，请等它结束后再开始。"


def evaluate(run: EvaluationRun, executor: str = "polars") -> dict[str, float]:
    """Compute a waiting run and write its differences in one transaction. Returns seconds by phase.

    `executor`: which one of the rules engine computes; all of them give the same.

    Raises Refused when another one computes, or whatever went wrong, after the run was marked failed with the reason.
    """
    with acting(system("应享核查")), _alone():
        if not EvaluationRun.objects.filter(pk=run.pk, state="waiting").update(state="running", begun_at=timezone.now()):
            raise Refused("这次核查已经开始过，请重新发起。")
        EvaluationRun.objects.filter(state="running").exclude(pk=run.pk).update(**failure("后台任务中断，核查没有完成。"))
        try:
            return _compute(run, executor)
        except Exception as error:
            EvaluationRun.objects.filter(pk=run.pk).update(**failure(f"核查没有完成：{error}"))
            raise


def failure(message: str) -> dict:
    return {"state": "failed", "message": message[:300], "finished_at": timezone.now()}


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Refused(BUSY)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _compute(run: EvaluationRun, executor: str) -> dict[str, float]:
    clock, found, totals = _Clock(run), [], {"persons": 0, "households": 0, "unverified": [], "versions": []}
    for _, evaluator in EVALUATORS:
        found.append(_measure(run, evaluator, executor, clock, totals))
    rows = pl.concat(found) if found else pl.DataFrame(schema=compare.COLUMNS)
    with transaction.atomic():
        _write(run, rows)
        EvaluationRun.objects.filter(pk=run.pk).update(
            state="done", progress=100, finished_at=timezone.now(), persons=totals["persons"], households=totals["households"],
            unverified=totals["unverified"], world_version=",".join(totals["versions"])[:64], message="",
        )  # fmt: skip
    clock.phase("写入差异", 100)
    run.refresh_from_db()
    return clock.seconds


class _Clock:
    """Seconds by phase, and the progress that people see."""

    def __init__(self, run: EvaluationRun):
        self.run, self.start, self.seconds = run, monotonic(), {}

    def phase(self, name: str, percent: int) -> None:
        """`name` is over."""
        now = monotonic()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self.start
        self.start = now
        EvaluationRun.objects.filter(pk=self.run.pk, state="running").update(progress=percent, message=f"已完成：{name}")


def _measure(run: EvaluationRun, evaluator: Evaluator, executor: str, clock: _Clock, totals: dict) -> pl.DataFrame:
    """The differences of one line."""
    world = evaluator.world_on(run.date)
    households, persons = evaluator.frames(run.date, None)
    totals["persons"], totals["households"] = max(totals["persons"], persons.height), max(totals["households"], households.height)
    outputs = compare.outputs_of(world, evaluator.paid)
    totals["unverified"] = list(dict.fromkeys([*totals["unverified"], *world.unverified(outputs)]))
    totals["versions"].append(world.version)
    clock.phase("读取资料", 40)
    results = world.evaluate(households, persons, outputs, executor)
    by_entity = results if isinstance(results, dict) else {world.quantity(outputs[0]).entity.name: results}
    clock.phase("按规则计算", 70)
    rows = _compare(run, evaluator, world, by_entity)
    clock.phase("与在发待遇比对", 85)
    return rows


def _compare(run: EvaluationRun, evaluator: Evaluator, world, results: dict[str, pl.DataFrame]) -> pl.DataFrame:
    names = [p.programme for p in evaluator.paid]
    paid, dead, standings = register.payments(run.date, names), register.deaths(run.date), register.standings(run.date)
    found = [compare.differences(world, p, results, paid, dead, standings) for p in evaluator.paid]
    if evaluator.papers:
        soon = register.papers(run.date, list(evaluator.papers), names)
        found += [compare.expiring(paid, soon, name) for name in names]
    return compare.once(pl.concat(found))


def _write(run: EvaluationRun, rows: pl.DataFrame) -> None:
    """Differences by COPY; an open visit for the same household and programme is linked, so that nobody is sent twice."""
    reasons = pl.col("reasons").map_elements(lambda names: json.dumps(list(names), ensure_ascii=False), pl.String)
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS pg_temp.told; CREATE TEMPORARY TABLE told (household_id bigint, person_id bigint, programme text, kind text, expected bigint,"
            " actual bigint, reasons jsonb) ON COMMIT DROP"
        )
        if rows.height:
            store(rows.with_columns(reasons), "told")
        cursor.execute(
            f"INSERT INTO {Difference._meta.db_table}"
            " (run_id, household_id, person_id, village_id, programme, kind, expected, actual, reasons, visit_id)"
            " SELECT %s, t.household_id, t.person_id, h.village_id, t.programme, t.kind, t.expected, t.actual, t.reasons, v.id"
            " FROM told t JOIN core_household h ON h.id = t.household_id"
            " LEFT JOIN fieldwork_visit v ON v.household_id = t.household_id AND v.programme = t.programme AND v.visited_at IS NULL"
            " ORDER BY h.village_id, t.household_id",
            [run.pk],
        )
