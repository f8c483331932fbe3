"""One trial: everybody's facts → both laws → compared → totals and the rows that change, all or nothing."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from minzheng.core.access.viewer import acting, system
from minzheng.core.actions import Refused
from minzheng.core.bulk import store
from minzheng.law.models import Provision, Trial, TrialRow
from minzheng.law.trials.worlds import body_of, changes, world_of
from minzheng.policy import Comparison, Programme, World, area_prefix, compare, members

# Held, with the trial's key, by the session that computes: a worker that dies loses it at once.
LOCK = zlib.crc32(b"minzheng.law.trials") & 0x7FFFFFFF
KEPT = 20  # trials by hand per line whose rows stay; and of each reading's option the last
TOWN = 9
LARGE = 6  # households of so many and more are one group
GROUPS = {"all": (), "town": (area_prefix(TOWN, "group"),), "urban": (pl.col("urban").alias("group"),),
          "size": (pl.col("size").clip(upper_bound=LARGE).alias("group"),)}  # fmt: skip


def run_trial(trial: Trial) -> Trial:
    """Compute a waiting trial here and now, and keep its totals and rows.

    Raises Refused when it was begun already, or whatever went wrong, after the trial was marked failed with the reason.
    """
    with acting(system("政策试算")), _held(trial):
        if not Trial.objects.filter(pk=trial.pk, state="waiting").update(state="running", begun_at=timezone.now()):
            raise Refused("这次试算已经开始过，请重新发起。")
        try:
            _compute(trial)
        except Exception as error:
            Trial.objects.filter(pk=trial.pk).update(**failure(f"试算没有完成：{error}"))
            raise
        forget_old_rows(trial.line)
    trial.refresh_from_db()
    return trial


def failure(message: str) -> dict:
    return {"state": "failed", "message": message[:300], "finished_at": timezone.now()}


@contextmanager
def _held(trial: Trial) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, trial.pk])
        if not cursor.fetchone()[0]:
            raise Refused("这次试算正在计算，请等它完成。")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, trial.pk])


def _compute(trial: Trial) -> None:
    before, after = world_of(trial.line, trial.before), world_of(trial.line, trial.after)
    frames = body_of(trial.line).frames(trial.facts_on, None)
    _progress(trial, 40, "已读取资料")
    compared = compared_here(before, after, frames)
    _progress(trial, 75, "已按两种法律计算")
    outputs = [o for p in compared.programmes for o in p.outputs]
    with transaction.atomic():
        for p in compared.programmes:
            _write(trial, p, compared.rows(p.key))
        Trial.objects.filter(pk=trial.pk).update(
            state="done", progress=100, message="", finished_at=timezone.now(), totals=totals_of(compared), changes=changes(before, after),
            households=frames["household"].height, persons=frames["person"].height,
            unverified=list(dict.fromkeys([*before.unverified(outputs), *after.unverified(outputs)])),
        )  # fmt: skip


def _progress(trial: Trial, percent: int, message: str) -> None:
    Trial.objects.filter(pk=trial.pk).update(progress=percent, message=message)


def compared_here(before: World, after: World, frames: Mapping[str, pl.DataFrame]) -> Comparison:
    """All programmes of households and persons, with the class and the number of living members to group by."""
    asked = [p for p in before.programmes if p.entity.name in ("household", "person")]
    entities = {e.name: e for e in before.rules.entities}
    alive = pl.col("alive").fill_null(1) == 1 if "alive" in frames["person"].columns else None
    homes = members(frames, entities["household"], entities["person"], alive)
    if "urban" in frames["household"].columns:
        homes = homes.join(frames["household"].select("household_id", "urban"), on="household_id")
    else:
        homes = homes.with_columns(pl.lit(None, pl.Int64).alias("urban"))
    return compare(before, after, frames, *(p.key for p in asked), columns={"household": homes})


def totals_of(compared: Comparison) -> dict[str, Any]:
    """{"programmes": [{key, title, unit, money}], "all" | "town" | "urban" | "size": [{programme, group, …}]}; the other names are
    those of `Comparison.totals`; `…_people` are living members, of use for households only. Group: 9 digits, 1 or 0, the size up to LARGE.
    """
    programmes = [{"key": p.key, "title": p.title, "unit": "人" if p.entity.name == "person" else "户", "money": p.amount is not None}
                  for p in compared.programmes]  # fmt: skip
    return {"programmes": programmes} | {name: compared.totals(*by, people="size").to_dicts() for name, by in GROUPS.items()}


def _write(trial: Trial, p: Programme, rows: pl.DataFrame) -> None:
    """Only what differs: the same on both sides, also unknown on both sides, is counted and not kept."""
    unknown = pl.col("before").is_null() & pl.col("after").is_null()
    changed = rows.filter((pl.col("change") != "same") & ~unknown)
    money = [pl.col(c) if p.amount else pl.lit(None, pl.Int64).alias(c) for c in ("before", "after", "difference")]
    person = pl.col("person_id") if p.entity.name == "person" else pl.lit(None, pl.Int64).alias("person_id")
    kept = changed.select(
        pl.lit(trial.pk).alias("trial_id"), "household_id", person, pl.col("area").cast(pl.String).alias("village_id"),
        pl.lit(p.key).alias("programme"), "change", *money, (pl.col("urban") == 1).alias("urban"), "size")  # fmt: skip
    if kept.height:
        store(kept, TrialRow._meta.db_table)


def forget_old_rows(line: str) -> None:
    """Rows stay for the newest KEPT by hand, for previews of provisions, and for the last trial of each reading's option."""
    done = Trial.objects.filter(line=line, state="done")
    keep = set(done.filter(reading="").order_by("-id").values_list("pk", flat=True)[:KEPT])
    keep |= set(Provision.objects.filter(line=line, preview__isnull=False).values_list("preview_id", flat=True))
    keep |= set(done.exclude(reading="").order_by("reading", "-id").distinct("reading").values_list("pk", flat=True))
    TrialRow.objects.filter(trial__line=line, trial__state="done").exclude(trial__in=keep).delete()
