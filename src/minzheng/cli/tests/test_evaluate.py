"""The same run, differences and table whoever computes; nothing is left waiting when an executor cannot be started."""

import datetime as dt

import pytest

from minzheng.cli import evaluate as command
from minzheng.cli.populate.command import populate
from minzheng.core.access.viewer import acting, system
from minzheng.monitoring.models import Difference, EvaluationRun
from minzheng.policy import spark_executor
from tests.spark import needs_spark

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)
COLUMNS = ("household_id", "person_id", "village_id", "programme", "kind", "expected", "actual", "reasons", "visit_id")


@pytest.fixture
def district(tmp_path):
    populate(1500, 11, DAY, answers=tmp_path / "key.csv")


def evaluated(capsys, *words):
    """What was kept, and what was printed but for the seconds."""
    assert command.run(["--date", DAY.isoformat(), *words]) == 0
    table, _, seconds = capsys.readouterr().out.partition("用时：")
    assert "按规则计算" in seconds
    run = EvaluationRun.objects.latest("id")
    with acting(system("test")):
        rows = sorted(Difference.objects.filter(run=run).values_list(*COLUMNS), key=str)
    assert len(rows) > 10
    return table, rows, (run.state, run.persons, run.households, run.unverified, run.world_version)


def test_duckdb_gives_the_run_that_polars_gives(district, capsys):
    assert evaluated(capsys, "--executor", "duckdb") == evaluated(capsys)


@needs_spark
def test_spark_gives_the_run_that_polars_gives(district, capsys):
    assert evaluated(capsys, "--executor", "spark", "--master", "local-cluster[1,2,1024]") == evaluated(capsys)


def test_without_spark_it_says_what_to_run_and_leaves_no_run_waiting(db, capsys, monkeypatch):
    monkeypatch.setattr(spark_executor, "find_spec", lambda name: None)
    assert command.run(["--executor", "spark"]) == 1
    assert "requirements/spark.lock" in capsys.readouterr().err
    assert not EvaluationRun.objects.exists()


@needs_spark
def test_a_cluster_that_cannot_start_says_why(db, capsys):
    assert command.run(["--executor", "spark", "--master", "local-cluster[2,1,512]"]) == 1
    said = capsys.readouterr().err
    assert "Spark 没有启动（--master local-cluster[2,1,512]）" in said
    assert "1024 MiB" in said
    assert not EvaluationRun.objects.exists()


def test_the_words_for_spark_alone_are_refused_elsewhere(capsys):
    with pytest.raises(SystemExit):
        command.run(["--master", "spark://x:7077"])
    assert "--executor spark" in capsys.readouterr().err
