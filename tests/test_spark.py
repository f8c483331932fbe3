"""Spark in processes of its own gives what Polars gives: the same fen, gaps, names of missing facts, types and order."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest

from minzheng.lines.assistance.programmes import PROGRAMMES, world_on
from minzheng.lines.assistance.tests.made_up import many, with_gaps
from minzheng.policy import DataError, resolve
from minzheng.policy.spark_executor import NoSpark, session
from minzheng.policy.tests.made_country import PARAMETERS, RULES
from tests.spark import needs_spark

ASKED = [*(o for p in PROGRAMMES for o in p.outputs), "income_per_head"]
STANDARDS = {1: 93_000, 0: 77_500}  # about what the made-up incomes lie around; fen a month


@pytest.fixture(scope="module")
def spark():
    with session():
        yield


def population(homes):
    """Households and persons of made-up people, a fiftieth of wages, deposits and grades not known."""
    random, made = Random(5), many(3, homes, STANDARDS)
    persons = [with_gaps(random, p, ("wage_12m", "deposits", "disability_grade"), 0.02) for _, ps in made for p in ps]
    return pl.DataFrame([home for home, _ in made]), pl.DataFrame(persons, infer_schema_length=None)


def same(left, right):
    return left.schema == right.schema and left.equals(right)


def country(homes):
    return {
        "valley": pl.DataFrame({"valley_id": ["v1", "v2", "v3"], "dark_days": [101, None, 99], "area": [770000000001, 660000000001, None]}),
        "hearth": pl.DataFrame({"hearth_id": range(homes), "valley_id": [f"v{i % 3 + 1}" for i in range(homes)],
                                "stones": [i % 7 for i in range(homes)]}, schema_overrides={"hearth_id": pl.UInt32}),
        "resident": pl.DataFrame({
            "resident_id": [f"r{i}" for i in range(3 * homes)], "hearth_id": [i % homes for i in range(3 * homes)],
            "guild_id": [1] * 3 * homes, "moons": [199 + i % 4 for i in range(3 * homes)],
            "beads": [None if i % 11 == 0 else i % 240 - 120 for i in range(3 * homes)]}, schema_overrides={"hearth_id": pl.UInt32}),
        "guild": pl.DataFrame({"guild_id": [1], "chartered": [1]}),
    }


def test_without_a_session_it_says_how_to_start_one():
    world = resolve(RULES, date(2020, 5, 1), [PARAMETERS])
    with pytest.raises(NoSpark, match="--executor spark"):
        world.evaluate_frames(country(5), ["net_beads"], "spark")


@needs_spark
def test_a_few_thousand_households_come_out_as_on_polars(spark):
    world, (households, persons) = world_on(date(2026, 12, 1)), population(3000)
    polars = world.evaluate(households, persons, ASKED)
    found = world.evaluate(households.sample(fraction=1, shuffle=True), persons.reverse(), ASKED, executor="spark")
    assert same(polars["household"], found["household"])
    assert same(polars["person"], found["person"])
    assert found["household"]["minimum_living_entitled"].null_count() > 50
    assert found["household"]["minimum_living_entitled"].sum() > 50
    assert (found["household"]["minimum_living_missing"] != "").sum() > 50


@needs_spark
def test_rows_are_computed_elsewhere_and_in_more_than_one_process(spark):
    from pyspark.sql import SparkSession

    def where(batches):
        import pyarrow as pa

        time.sleep(1)  # so that neither executor can do the other's share
        for _ in batches:
            yield pa.RecordBatch.from_pydict({"pid": [os.getppid()]})

    numbers = SparkSession.getActiveSession().range(0, 4, numPartitions=4)
    pids = {row.pid for row in numbers.mapInArrow(where, "pid long").collect()}
    assert len(pids) == 2
    assert os.getpid() not in pids


@needs_spark
def test_a_country_of_three_levels_comes_out_as_on_polars(spark):
    world, asked = resolve(RULES, date(2020, 5, 1), [PARAMETERS]), ["candle_right", "candle_beads", "net_beads", "darkness_enough"]
    frames = country(500)
    polars, found = (world.evaluate_frames(frames, asked, executor) for executor in ("polars", "spark"))
    assert set(polars) == {"hearth", "resident"}
    assert all(same(polars[name], found[name]) for name in polars)
    assert found["hearth"]["candle_right"].to_list().count(None) > 10
    nobody = {name: frame.clear() for name, frame in frames.items()}
    polars, found = (world.evaluate_frames(nobody, asked, executor) for executor in ("polars", "spark"))
    assert all(same(polars[name], found[name]) for name in polars)


@needs_spark
def test_what_does_not_fit_in_buckets_is_refused_in_words(spark):
    world = resolve(RULES, date(2020, 5, 1), [PARAMETERS])
    with pytest.raises(DataError, match="互不隶属"):
        world.evaluate_frames(country(5), ["apprentice"], "spark")


DRIVER = """
import sys
from minzheng.policy.spark_executor import session
with session():
    print("up", flush=True)
    sys.stdin.read()
"""


@needs_spark
def test_a_driver_that_is_killed_leaves_no_java_behind(tmp_path):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "TMPDIR": str(tmp_path)}
    driver = subprocess.Popen([sys.executable, "-c", DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    try:
        assert driver.stdout.readline() == b"up\n"
        assert len(javas(tmp_path)) >= 1
        driver.send_signal(signal.SIGKILL)
        driver.wait()
        until = time.monotonic() + 40
        while javas(tmp_path) and time.monotonic() < until:
            time.sleep(0.5)
        assert javas(tmp_path) == []
    finally:
        driver.kill()
        driver.stdin.close()
        driver.stdout.close()


def javas(folder: Path) -> list[int]:
    """Processes started with our folder in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder) in (process / "environ").read_text(errors="replace") and "java" in (process / "cmdline").read_text()[:200]:
                found.append(int(process.name))
        except OSError:
            pass
    return found
