"""Two phones, one visit: one result is kept, the other worker is told."""

import datetime as dt
import threading
import time

import pytest
from django.db import connection

from minzheng.core import clock
from minzheng.core.access.viewer import acting, system
from minzheng.core.actions import Refused
from minzheng.fieldwork import actions
from minzheng.fieldwork.models import Visit
from minzheng.fieldwork.tests.village import HUANGLONG, NOTHING, areas, household, officer, ready_to_empty


@pytest.fixture(autouse=True)
def _emptied(transactional_db):
    yield
    ready_to_empty()


def test_only_one_of_two_results_at_once_is_kept(monkeypatch):
    areas()
    home = household(HUANGLONG, ("甄甲", dt.date(1980, 1, 1), NOTHING))
    visit = actions.assign_visit(household=home, reason="了解情况", programme="", due_on=clock.today(), by=system("test"))
    check = actions._check

    def slowly(*given):
        time.sleep(0.4)  # long enough for the other to have read the visit, if nothing held it back
        check(*given)

    monkeypatch.setattr(actions, "_check", slowly)
    told, workers = [], [officer("village_worker", HUANGLONG) for _ in range(2)]

    def record(by, outcome):
        try:
            actions.record_visit(visit=visit, outcome=outcome, note="家里有人，情况正常", photo=None, by=by)
            told.append(outcome)
        except Refused as refused:
            told.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=record, args=pair) for pair in zip(workers, ("confirmed", "not_so"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [t for t in told if "已经记录过结果" in t]
    kept = [t for t in told if t in ("confirmed", "not_so")]
    assert (len(refused), len(kept)) == (1, 1)
    with acting(system("test")):
        assert Visit.objects.get().outcome == kept[0]
