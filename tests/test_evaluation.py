"""A made-up district with planted faults (虚构): the evaluation finds every one, to the fen, and accuses nobody else."""

import datetime as dt

import polars as pl
import pytest

from minzheng.cli import evaluate as command
from minzheng.cli.answers import Told, compare
from minzheng.cli.populate.command import populate
from minzheng.cli.populate.key import read_key
from minzheng.core.access.viewer import acting, system
from minzheng.core.models import Fact, Household
from minzheng.monitoring.interface import EVALUATORS
from minzheng.monitoring.models import KINDS, Difference, EvaluationRun

DAY = dt.date(2026, 11, 24)


@pytest.fixture
def key(db, tmp_path):
    return read_key(populate(3000, 11, DAY, answers=tmp_path / "key.csv"))


def evaluated() -> tuple[EvaluationRun, list[Told]]:
    assert command.run(["--date", DAY.isoformat()]) == 0
    run = EvaluationRun.objects.latest("id")
    with acting(system("test")):
        rows = Difference.objects.filter(run=run).values_list("household__number", "kind", "programme", "expected", "actual")
        return run, [Told(*row) for row in rows]


def test_every_planted_fault_is_found_and_nobody_is_accused_wrongly(key, capsys):
    run, told = evaluated()
    result = compare(key, told)
    assert set(result.planted) >= set(KINDS)
    assert (result.missed, result.accused, result.beyond) == ([], [], [])
    assert run.persons > 2900
    printed = capsys.readouterr().out
    assert all(title in printed for title in KINDS.values())
    assert "龙水镇" in printed


def test_the_counter_gives_every_household_what_the_night_gave_it(key):
    evaluated()
    evaluator = EVALUATORS.get("assistance")
    world = evaluator.world_on(DAY)
    names = ["minimum_living_entitled", "minimum_living_amount"]
    with acting(system("test")):
        night = world.evaluate(*evaluator.frames(DAY, None), names)
        told = set(Difference.objects.values_list("household_id", flat=True))
        some = night.filter(pl.col("household_id").is_in(list(told)) | (pl.col("household_id") % 37 == 0))
        assert some.height > len(told) > 0
        for row in some.iter_rows(named=True):
            outcome = world.explain(evaluator.case_of(Household.objects.get(pk=row["household_id"]), DAY)).outcome("minimum_living")
            assert (outcome.entitled, outcome.amount) == (row[names[0]], row[names[1]])
            assert sorted({m.name for m in outcome.missing}) == sorted(filter(None, row["minimum_living_missing"].split(",")))


def test_the_comparison_notices_when_the_evaluation_is_wrong(key):
    """One household's company is forgotten: the fault planted there is no longer found."""
    company = next(p for p in key if p.kind == "not_entitled")
    with acting(system("test")):
        members = Household.objects.get(number=company.household).memberships.values("person_id")
        Fact.objects.filter(person__in=members).delete()
    result = compare(key, evaluated()[1])
    assert company.household in [p.household for p, _ in result.missed]


def test_a_wrong_date_is_told_and_nothing_is_evaluated(db, capsys):
    with pytest.raises(SystemExit) as end:
        command.run(["--date", "昨天"])
    assert end.value.code == 2
    assert "不是日期" in capsys.readouterr().err
    assert command.run(["--date", "1999-01-01"]) == 1
    assert "核查没有完成" in capsys.readouterr().err
    assert EvaluationRun.objects.get().state == "failed"
