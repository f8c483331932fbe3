"""What if: the numbers against the rules applied by hand, each number against its rows, the pages by post."""

from __future__ import annotations

import datetime as dt
import io
from unittest.mock import patch

import pytest
from django.db.models import Sum
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicRegistry
from python_calamine import CalamineWorkbook

from minzheng.core import clock
from minzheng.core.access.viewer import NotAllowed, acting, system
from minzheng.core.actions import Refused
from minzheng.core.areas.models import Area
from minzheng.fieldwork.tests.village import (
    HUANGLONG,
    LONGSHUI,
    NOTHING,
    XUEBA,
    areas,
    household,
    officer,
    post,
    ready_to_empty,
)
from minzheng.law.models import Provision, Trial, TrialRow
from minzheng.law.trials import compute, runs
from minzheng.law.trials.actions import start_trial
from minzheng.law.trials.compute import run_trial
from minzheng.law.trials.shown import CHANGED, drawn, summary
from minzheng.law.trials.typed import parse
from minzheng.law.trials.worlds import world_of

pytestmark = pytest.mark.django_db
LINE, SYSTEM, DISTRICT = "assistance", system("test"), "500111000000"
ADULT = dt.date(1980, 1, 1)
HIGHER = {"values": [{"name": "minimum_living_standard", "value": {"1": 80000, "0": 67000}}]}
LOWER = {"values": [{"name": "minimum_living_standard", "value": {"1": 70000, "0": 60000}}]}


@pytest.fixture
def homes():
    """Standards are 775 and 650 yuan: who gains, who enters, who stays outside, and who cannot be judged."""
    areas()
    return {
        "gains": household(HUANGLONG, ("甄甲", ADULT, NOTHING), ("甄小", dt.date(2015, 1, 1), {})),
        "enters": household(HUANGLONG, ("甄乙", ADULT, NOTHING | {"wage_12m": 12 * 66000})),
        "city": household(XUEBA, ("甄丙", ADULT, NOTHING), urban=True),
        "outside": household(XUEBA, ("甄丁", ADULT, NOTHING | {"wage_12m": 12 * 300000})),
        "unknown": household(XUEBA, ("甄戊", ADULT, {k: v for k, v in NOTHING.items() if k != "wage_12m"})),
    }


def tried(after: dict, before: dict | None = None, title: str = "试一试") -> Trial:
    return run_trial(start_trial(line=LINE, title=title, before=before or {}, after=after, by=SYSTEM))


def of(trial: Trial, programme: str = "minimum_living") -> dict:
    return next(p for p in summary(trial) if p["key"] == programme)


def rows(trial: Trial, **which) -> dict[str, tuple]:
    with acting(SYSTEM):
        found = TrialRow.objects.filter(trial=trial, **which)
        return {r.household.number: (r.change, r.before, r.after, r.difference) for r in found.select_related("household")}


def test_a_higher_standard_by_hand(homes):
    trial = tried(HIGHER)
    minor = 5000  # 分类施保 for the child, on both sides
    assert rows(trial, programme="minimum_living") == {
        homes["gains"].number: ("gains", 2 * 65000 + minor, 2 * 67000 + minor, 4000),
        homes["enters"].number: ("enters", 0, 1000, 1000),
        homes["city"].number: ("gains", 77500, 80000, 2500),
    }
    whole = of(trial)
    assert {c: whole[c] for c in (*CHANGED, "same", "undetermined")} == {
        "enters": 1, "leaves": 0, "gains": 2, "loses": 0, "same": 1, "undetermined": 1}  # fmt: skip
    assert (whole["gains_people"], whole["enters_people"]) == (3, 1)
    assert (whole["difference"], whole["difference_year"]) == (7500, 90000)
    assert whole["after"] - whole["before"] == 7500
    assert (trial.households, trial.persons) == (5, 6)
    changed = trial.changes[0]
    assert (changed["title"], changed["unverified"]) == ("低保标准", True)
    assert (changed["before"], changed["after"]) == ("城市 775.00 元、农村 650.00 元", "城市 800.00 元、农村 670.00 元")
    assert "低保标准" in trial.unverified


def test_the_way_back_takes_away(homes):
    trial = tried({}, before=HIGHER)
    assert {c for c, *_ in rows(trial, programme="minimum_living").values()} == {"leaves", "loses"}
    assert of(trial)["difference"] == -7500


def test_every_number_is_the_rows_behind_it(homes):
    """By town, class and size: counts and money of the stored totals equal what the register of rows adds up to."""
    trial = tried(HIGHER)
    codes = {"town": lambda g: {"village__code__startswith": str(g)}, "urban": lambda g: {"urban": bool(g)}, "size": lambda g: {"size": g}}
    for p in trial.totals["programmes"]:
        whole = of(trial, p["key"])
        for by, where in codes.items():
            lines = [row for row in trial.totals[by] if row["programme"] == p["key"]]
            assert sum(row["same"] for row in lines) == whole["same"]
            for row in lines:
                with acting(SYSTEM):
                    kept = TrialRow.objects.filter(trial=trial, programme=p["key"], **where(row["group"]))
                    assert {c: kept.filter(change=c).count() for c in CHANGED} == {c: row[c] for c in CHANGED}
                    assert (kept.aggregate(s=Sum("difference"))["s"] or 0) == row["difference"]


def test_a_status_without_money_counts_households_only(homes):
    trial = tried({"values": [{"name": "edge_percent", "value": {"": 500}}]})
    edge = of(trial, "edge_household")
    assert (edge["money"], edge["enters"], edge["difference"]) == (False, 1, 0)
    assert rows(trial, programme="edge_household") == {homes["outside"].number: ("enters", None, None, None)}


def test_a_reading_and_the_law_of_another_day(homes):
    trial = tried({"date": "2024-10-01"}, before={"date": "2026-11-24"})
    changed = {c["title"]: c["after"] for c in trial.changes}
    assert changed["低保标准"] == "城市 755.00 元、农村 625.00 元"
    assert changed["算法：不计入的中央基础养老金"] == "另一种算法"  # its variant of 2021-2025
    assert of(trial)["loses"] == 2
    world = world_of(LINE, {"readings": {"single_person_amount_basis": "full"}})
    assert world.graph.readings["single_person_amount_basis"] == "full"


def test_a_provision_not_yet_approved_is_tried_and_not_law(homes):
    district = Area.objects.get(code=DISTRICT)
    p = Provision.objects.create(
        line=LINE, name="minimum_living_standard", area=district, start=clock.today(), value={"1": 80000, "0": 67000}, basis="征求意见稿",
        entered_by=post("reviewer", DISTRICT).account)  # fmt: skip
    day = clock.today().isoformat()
    trial = tried({"date": day, "provisions": [p.pk]}, before={"date": day})
    assert of(trial)["difference"] == 7500
    assert trial.changes[0]["basis"] == "征求意见稿"
    assert world_of(LINE, {}).graph.values["minimum_living_standard"][0].table == {(1,): 77500, (0,): 65000}


@pytest.mark.parametrize(("after", "field", "says"), [
    ({"date": "2026-13-01"}, "date", "2026-12-01 的样子"),
    ({"date": "2001-01-01"}, "date", "没有公布的值"),
    ({"readings": {"nothing": "x"}}, "readings", "没有名为“nothing”的口径"),
    ({"readings": {"separate_counting": "x"}}, "readings", "可选"),
    ({"provisions": [1]}, "provisions", "已不存在"),
    ({"values": [{"name": "minimum_living_standerd", "value": {"1": 1, "0": 1}}]}, "values", "minimum_living_standard"),
    ({"values": [{"name": "minimum_living_standard", "value": {"": 80000}}]}, "values", "应填 2 个整数"),
    ({"values": [{"name": "minimum_living_standard", "value": {"1": 800.5, "0": 1}}]}, "values", "应填 2 个整数"),
    ({"value": []}, "", "不认识"),
    ({}, "", "完全相同"),
])  # fmt: skip
def test_what_cannot_be_tried_says_why_and_leaves_nothing(after, field, says):
    areas()
    with pytest.raises(Refused, match=says) as refused:
        start_trial(line=LINE, title="错", before={}, after=after, by=SYSTEM)
    assert refused.value.field == field
    assert not Trial.objects.exists()


@pytest.mark.parametrize(("name", "text", "table"), [
    ("minimum_living_standard", "800，670", {"1": 80000, "0": 67000}), ("minimum_living_standard", "800.50、670 元", None),
    ("minimum_living_standard", "800", None), ("edge_percent", "180%", {"": 180}), ("edge_percent", "1.8", None),
    ("housing_standard_area", "13.5", {"": 1350}), ("supplement_elder", "1,050.00", {"": 105000}),
])  # fmt: skip
def test_what_people_type(name, text, table):
    world = world_of(LINE, {})
    if table is None:
        with pytest.raises(Refused, match=world.parameters[name].title):
            parse(world, world.parameters[name], text)
    else:
        assert parse(world, world.parameters[name], text) == table


def test_only_some_posts_may_try():
    areas()
    for role, area in (("window_clerk", LONGSHUI), ("auditor", DISTRICT)):
        with pytest.raises(NotAllowed):
            start_trial(line=LINE, title="不行", before={}, after=HIGHER, by=officer(role, area))


def test_a_trial_runs_once_and_a_failure_is_kept(homes):
    trial = start_trial(line=LINE, title="坏", before={}, after=HIGHER, by=SYSTEM)
    with patch.object(compute, "compared_here", side_effect=RuntimeError("坏了")), pytest.raises(RuntimeError):
        run_trial(trial)
    trial.refresh_from_db()
    assert (trial.state, trial.message) == ("failed", "试算没有完成：坏了")
    with pytest.raises(Refused, match="已经开始过"):
        run_trial(trial)
    assert rows(trial) == {}


def test_old_rows_go_but_previews_stay(homes, monkeypatch):
    monkeypatch.setattr(compute, "KEPT", 2)
    first = tried(HIGHER)
    Provision.objects.create(line=LINE, name="minimum_living_standard", start=clock.today(), value={"1": 1, "0": 1}, basis="稿",
                             entered_by=post("reviewer", DISTRICT).account, preview=first)  # fmt: skip
    later = [tried(HIGHER) for _ in range(4)]
    assert [len(rows(t)) > 0 for t in (first, *later)] == [True, False, False, True, True]


def enter(role: str, area: str = DISTRICT) -> Client:
    client = Client()
    client.force_login(post(role, area).account)
    return client


def read(answer) -> str:
    assert answer.status_code == 200, answer.content.decode()[:300]
    return answer.content.decode()


def form(*changes: tuple[str, str], **more: str) -> dict[str, str]:
    data = {"c-TOTAL_FORMS": str(len(changes)), "c-INITIAL_FORMS": "0", "date": clock.today().isoformat()} | more
    for n, (what, value) in enumerate(changes):
        data |= {f"c-{n}-what": what, f"c-{n}-value": value}
    return data


def test_from_the_form_to_the_household(homes):
    client = enter("leader")
    assert "低保标准（现行 城市 775.00 元、农村 650.00 元）" in read(client.get("/office/law/trials/new/"))
    made = client.post("/office/law/trials/new/", form(("value:minimum_living_standard", "800,670"), ("value:edge_percent", "180")))
    trial = Trial.objects.get()
    assert made.url == f"/office/law/trials/{trial.pk}/"
    assert "已排队" in read(client.get(made.url))
    run_trial(trial)
    page = read(client.get(made.url))
    assert "城市 800.00 元、农村 670.00 元" in page
    assert ">75.00<" in page
    assert ">900.00<" in page
    listed = read(client.get(f"{made.url}rows/?programme=minimum_living&change=gains"))
    assert all(homes[k].number in listed for k in ("gains", "city"))
    assert homes["enters"].number not in listed
    assert f"/office/households/{homes['city'].number}/" in listed
    town = read(client.get(f"{made.url}rows/?programme=minimum_living&village_town={LONGSHUI}&size=2"))
    assert homes["gains"].number in town
    assert homes["city"].number not in town
    file = client.get(f"{made.url}rows/?programme=minimum_living&export=xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(file.streaming_content))).get_sheet_by_index(0).to_python()
    assert {row[0] for row in sheet} >= {homes[k].number for k in ("gains", "city", "enters")}


def test_every_bar_leads_to_as_many_rows(homes):
    client, trial = enter("reviewer"), tried(HIGHER)
    seen = 0
    for chart in (chart for _, charts in drawn(trial, of(trial)) for chart in charts):
        if chart.unit != "户":
            continue
        for one in chart.series:
            for value, link in zip(one["values"], one["links"], strict=True):
                listed = read(client.get(link))
                assert sum(h.number in listed for h in homes.values()) == value
                seen += value
    assert seen == 9  # three households, in three charts


def test_the_form_says_what_is_wrong_and_grows_without_script(homes):
    client = enter("reviewer")
    wrong = client.post("/office/law/trials/new/", form(("value:minimum_living_standard", "800"), ("", "3")))
    assert wrong.status_code == 422
    assert "依次为 城市、农村" in wrong.content.decode()
    assert "请选择改什么" in wrong.content.decode()
    same = client.post("/office/law/trials/new/", form(("", "")))
    assert "完全相同" in same.content.decode()
    twice = client.post("/office/law/trials/new/", form(("value:edge_percent", "160"), ("value:edge_percent", "170")))
    assert "已经在上面改过" in twice.content.decode()
    more = read(client.post("/office/law/trials/new/", form(("value:edge_percent", "160"), add="1")))
    assert 'name="c-1-what"' in more
    assert 'value="160"' in more
    assert not Trial.objects.exists()


@pytest.mark.parametrize(("role", "area"), [("window_clerk", LONGSHUI), ("village_worker", HUANGLONG), ("confirmer", DISTRICT)])
def test_other_posts_do_not_see_trials(homes, role, area):
    trial, client = tried(HIGHER), enter(role, area)
    for address in ("", "new/", f"{trial.pk}/", f"{trial.pk}/rows/"):
        assert client.get(f"/office/law/trials/{address}").status_code == 403
    with acting(officer("window_clerk", LONGSHUI)):
        assert set(TrialRow.objects.values_list("village_id", flat=True)) == {HUANGLONG}


@pytest.fixture
def emptied():
    yield
    ready_to_empty()


@pytest.mark.django_db(transaction=True)
def test_the_worker_computes_what_was_asked_and_a_dead_one_is_seen(emptied, homes):
    client = enter("reviewer")
    client.post("/office/law/trials/new/", form(("value:minimum_living_standard", "800,670")))
    trial = Trial.objects.get()
    with app.replace_connector(app.connector.get_worker_connector()) as worker, patch.object(worker, "periodic_registry", PeriodicRegistry()):
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="never")
    trial.refresh_from_db()
    assert (trial.state, of(trial)["gains"]) == ("done", 2)
    assert client.get(f"/office/law/trials/{trial.pk}/progress/")["HX-Refresh"] == "true"
    Trial.objects.filter(pk=trial.pk).update(state="running", begun_at=trial.begun_at - dt.timedelta(minutes=1))
    trial.refresh_from_db()
    assert runs.worker_lost(trial)
    assert "后台任务中断" in read(client.get(f"/office/law/trials/{trial.pk}/"))
