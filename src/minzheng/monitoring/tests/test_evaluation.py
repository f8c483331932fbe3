"""Every kind of difference is found, once, and nobody is accused wrongly: unknown is not no, a name is not a person, leaving is gradual."""

import datetime as dt

import polars as pl
import pytest

from minzheng.core.access.viewer import acting, system
from minzheng.core.people.models import Person
from minzheng.fieldwork.tests.village import HUANGLONG, NOTHING, TODAY, areas, household, know
from minzheng.monitoring import compare
from minzheng.monitoring.actions import start_evaluation
from minzheng.monitoring.evaluate import evaluate
from minzheng.monitoring.models import Difference
from minzheng.monitoring.registries import EVALUATORS
from minzheng.monitoring.tests.paid import pay

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
ADULT = dt.date(1980, 3, 1)


@pytest.fixture(autouse=True)
def _towns():
    areas()


def home(facts=NOTHING, *, name="甄一", birth=ADULT, more=()):
    return household(HUANGLONG, (name, birth, facts), *more)


def owed(household) -> int:
    evaluator = EVALUATORS.get("assistance")
    with acting(SYSTEM):
        trace = evaluator.world_on(TODAY).explain(evaluator.case_of(household, TODAY))
    return trace.outcome("minimum_living").amount


def told() -> list[Difference]:
    with acting(SYSTEM):
        run = start_evaluation(by=SYSTEM, date=TODAY, foreground=True)
        evaluate(run)
        assert run.state == "done"
        return list(Difference.objects.filter(run=run).order_by("id"))


def bury(household, place=0, day=dt.date(2026, 11, 1)) -> Person:
    with acting(SYSTEM):
        person = household.memberships.order_by("id")[place].person
        Person.objects.filter(pk=person.pk).update(died_on=day, died_source="公安")
    return person


def test_poor_and_not_paid_is_missed():
    poor = home()
    (found,) = told()
    assert (found.household_id, found.kind, found.expected, found.actual, found.reasons) == (poor.pk, "missed", owed(poor), 0, [])
    assert owed(poor) > 0


def test_paid_rightly_is_silent():
    poor = home()
    pay(poor, owed(poor))
    assert told() == []


def test_one_fen_too_much_is_a_wrong_amount():
    poor = home()
    pay(poor, owed(poor) + 1)
    (found,) = told()
    assert (found.kind, found.actual - found.expected) == ("wrong_amount", 1)


def test_paid_with_a_company_is_not_entitled_and_says_which_condition():
    owner = home(NOTHING | {"company_count": 1})
    pay(owner, 60000)
    (found,) = told()
    assert (found.kind, found.expected, found.actual, found.reasons) == ("not_entitled", 0, 60000, ["property_within_limit"])


def test_a_company_of_somebody_with_the_same_name_is_never_held_against_anyone():
    poor = home(name="甄同名", more=[("甄幼", dt.date(2016, 1, 1), {})])
    pay(poor, owed(poor))
    household(HUANGLONG, ("甄同名", ADULT, NOTHING | {"company_count": 3, "deposits": 90_000_000}))
    assert told() == []


def test_leaving_gradually_is_not_accused():
    evaluator = EVALUATORS.get("assistance")
    earning = home()
    pay(earning, owed(earning))
    standard = evaluator.world_on(TODAY).explain({"household": {"household_id": 1, "urban": 0, "area": int(HUANGLONG)}, "persons": []})
    monthly = standard.value("minimum_living_standard") * 5 // 4
    with acting(SYSTEM):
        worker = earning.memberships.get().person
    know(worker, {"wage_12m": monthly * 12, "employment": 1}, as_of=dt.date(2026, 11, 1))
    assert told() == []
    pay(earning, 0, programme="gradual_exit", since=dt.date(2026, 4, 1))
    (found,) = told()
    assert found.kind == "not_entitled"


def test_a_dead_member_still_counted_is_told_with_the_person_and_only_once():
    pair = home(more=[("甄二", dt.date(1940, 1, 1), NOTHING)])
    pay(pair, owed(pair))
    gone = bury(pair, 1)
    (found,) = told()
    assert (found.kind, found.person_id, found.expected, found.actual > found.expected) == ("dead_paid", gone.pk, owed(pair), True)


def test_a_holder_who_lived_alone_and_died_is_told_even_when_the_roll_is_closed():
    alone = home()
    pay(alone, 60000)
    gone = bury(alone)
    with acting(SYSTEM):
        alone.memberships.update(until=dt.date(2026, 11, 1))
    (found,) = told()
    assert (found.kind, found.person_id, found.expected, found.actual) == ("dead_paid", gone.pk, 0, 60000)


def test_a_death_that_was_worked_in_is_silent():
    pair = home(more=[("甄二", dt.date(1940, 1, 1), NOTHING)])
    bury(pair, 1)
    pay(pair, owed(pair))
    assert told() == []


def test_an_old_death_is_not_blamed_for_a_wrong_amount_of_today():
    pair = home(more=[("甄二", dt.date(1940, 1, 1), NOTHING)])
    bury(pair, 1, dt.date(2025, 3, 1))
    with acting(SYSTEM):
        pair.memberships.filter(relation=20).update(until=dt.date(2025, 3, 1))
    pay(pair, owed(pair) + 100)
    (found,) = told()
    assert (found.kind, found.person_id) == ("wrong_amount", None)


def test_unknown_is_undetermined_with_the_facts_to_ask_for_never_a_no():
    unknown = home({k: v for k, v in NOTHING.items() if k != "deposits"})
    pay(unknown, 60000)
    (found,) = told()
    assert (found.kind, found.reasons, found.actual) == ("undetermined", ["deposits"], 60000)


@pytest.mark.parametrize(("days", "kinds"), [(90, ["card_expiring"]), (91, []), (-1, ["card_expiring"])])
def test_a_card_that_ends_within_ninety_days_is_told_in_time(days, kinds):
    holder = home(NOTHING | {"disability_kind": 4})
    with acting(SYSTEM):
        person = holder.memberships.get().person
    know(person, {"disability_grade": 1}, valid_until=TODAY + dt.timedelta(days=days))
    pay(holder, owed(holder))
    assert [d.kind for d in told()] == kinds


def test_who_is_in_another_programme_is_not_told_to_miss_this_one():
    supported = home()
    pay(supported, 90000, programme="destitute")
    assert told() == []


def test_pure_comparison_never_reads_unknown_as_no():
    """The table of all cases of (entitled, paid, goes on), without a database."""
    evaluator = EVALUATORS.get("assistance")
    world, paid = evaluator.world_on(TODAY), evaluator.paid[0]
    programme, after = world.programmes.get("minimum_living"), world.programmes.get("gradual_exit")
    cases = [
        (True, 500, None, None, "missed"), (True, 500, None, 500, None), (True, 500, None, 400, "wrong_amount"),
        (False, 0, False, None, None), (False, 0, False, 400, "not_entitled"), (False, 0, True, 400, None),
        (False, 0, None, 400, "undetermined"), (None, None, None, 400, "undetermined"), (None, None, None, None, "undetermined"),
        (True, None, None, None, "undetermined"),
    ]  # fmt: skip
    rows = pl.DataFrame({
        "household_id": range(len(cases)), programme.entitled: [c[0] for c in cases], programme.amount: [c[1] for c in cases],
        after.entitled: [c[2] for c in cases], programme.missing_column: "", after.missing_column: "",
        **{name: [c[0] for c in cases] for name in programme.conditions},
    })  # fmt: skip
    register = pl.DataFrame(
        [{"household_id": i, "person_id": None, "programme": "minimum_living", "amount": c[3]} for i, c in enumerate(cases) if c[3]],
        schema={"household_id": pl.Int64, "person_id": pl.Int64, "programme": pl.String, "amount": pl.Int64},
    )
    dead = pl.DataFrame(schema={"household_id": pl.Int64, "person_id": pl.Int64, "died_on": pl.Date, "open": pl.Boolean, "living": pl.Int64})
    standings = pl.DataFrame(schema={"household_id": pl.Int64, "programme": pl.String})
    found = compare.differences(world, paid, {"household": rows}, register, dead, standings)
    kinds = dict(zip(found["household_id"], found["kind"], strict=True))
    assert [kinds.get(i) for i in range(len(cases))] == [c[4] for c in cases]
