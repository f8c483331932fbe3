"""Open questions of law: what another answer would change, which decisions used which, who may ask."""

from __future__ import annotations

import datetime as dt
from unittest.mock import patch

import pytest
from django.db import connection

from minzheng.core import clock
from minzheng.core.access.viewer import system
from minzheng.core.actions import Refused
from minzheng.fieldwork.tests.village import HUANGLONG, NOTHING, areas, household
from minzheng.law.models import ReadingUse, Trial
from minzheng.law.tests.test_trials import DISTRICT, LINE, enter, read
from minzheng.law.trials import compute
from minzheng.law.trials.actions import start_readings
from minzheng.law.trials.jobs import try_law
from minzheng.law.trials.readings import count_uses, questions
from minzheng.law.trials.worlds import world_of

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
PAGE = "/office/law/trials/readings/"
PENSION = "central_basic_pension_after_2025"


@pytest.fixture
def pensioner():
    """600 yuan of pension, 300 of them basic: inside while those do not count, with less when they do."""
    areas()
    facts = NOTHING | {"pension_12m": 12 * 60000, "central_basic_pension_12m": 12 * 30000}
    return household(HUANGLONG, ("甄老", dt.date(1950, 1, 1), facts))


def answer(name: str, option: str):
    return next(a for q in questions() if q.name == name for a in q.answers if a.key == option)


def test_what_another_reading_would_change(pensioner):
    client = enter("reviewer")
    client.post(f"{PAGE}start/", {"line": LINE, "name": PENSION})
    trial = Trial.objects.get()
    assert (trial.reading, answer(PENSION, "counted").effects) == (f"{PENSION}=counted", None)
    assert "0 / 1" in read(client.get(PAGE))
    try_law([trial.pk])
    trial.refresh_from_db()
    assert [c["after"] for c in trial.changes] == ["计入"]  # a reading that stands in formulas is not another formula
    told = answer(PENSION, "counted").effects
    assert told[0] == "最低生活保障：减少 1 户（1 人），每月减少 300.00 元"
    page = read(client.get(PAGE))
    assert told[0] in page
    assert f"/office/law/trials/{trial.pk}/" in page
    assert f"/office/law/values/new/?line={LINE}&amp;name={PENSION}" in page
    assert client.get(f"{PAGE}progress/")["HX-Refresh"] == "true"


def test_all_readings_in_one_job_and_one_failure_stops_none(pensioner):
    trials = start_readings(line=LINE, names=[], by=SYSTEM)
    world = world_of(LINE, {})
    others = [(r.name, o) for r in world.readings_in_force() for o in world.questions[r.name].options if o != r.option]
    assert {t.reading for t in trials} == {f"{n}={o}" for n, o in others}
    assert len({t.job for t in trials}) == 1
    assert start_readings(line=LINE, names=[], by=SYSTEM) == []
    whole, calls = compute.compared_here, []

    def breaks_once(*args):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("坏了")
        return whole(*args)

    with patch.object(compute, "compared_here", breaks_once), pytest.raises(RuntimeError):
        try_law([t.pk for t in trials])
    assert Trial.objects.filter(state="done").count() == len(trials) - 1
    assert Trial.objects.get(state="failed").pk == trials[1].pk


def test_an_unknown_reading_is_refused():
    areas()
    with pytest.raises(Refused, match="没有名为“nothing”"):
        start_readings(line=LINE, names=["nothing"], by=SYSTEM)


def decided(day: dt.date, option: str, times: int) -> None:
    """Rows as decisions leave them; only what is counted, in a table like theirs."""
    trace = f'{{"readings": [{{"name": "{PENSION}", "option": "{option}"}}]}}'
    with connection.cursor() as cursor:
        for _ in range(times):
            cursor.execute("INSERT INTO pg_temp.casework_decision VALUES (%s, 'minimum_living', %s)", [day, trace])


def test_decisions_are_counted_once_when_their_day_is_over():
    areas()
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE casework_decision (decided_on date, programme text, trace jsonb) ON COMMIT DROP")
    decided(today - dt.timedelta(days=2), "excluded", 3)
    decided(today - dt.timedelta(days=2), "counted", 1)
    decided(today, "excluded", 5)
    count_uses()
    count_uses()
    assert (answer(PENSION, "excluded").decisions, answer(PENSION, "counted").decisions) == (3, 1)
    decided(today - dt.timedelta(days=1), "counted", 2)
    count_uses()
    assert answer(PENSION, "counted").decisions == 3
    assert ReadingUse.objects.count() == 3


@pytest.mark.parametrize(("role", "status"), [("leader", 200), ("auditor", 403)])
def test_who_may_look(pensioner, role, status):
    client = enter(role, DISTRICT)
    assert client.get(PAGE).status_code == status
    assert client.post(f"{PAGE}start/", {"line": LINE}).status_code == (302 if status == 200 else 403)
    assert bool(Trial.objects.exists()) == (status == 200)
