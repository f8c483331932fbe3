"""What a trace says of itself: the gaps to what is asked for."""

from datetime import date

from hypothesis import given, settings

from minzheng.policy import resolve
from minzheng.policy.tests.made_country import PARAMETERS, RULES
from minzheng.policy.tests.made_country.people import countries

DAY = date(2020, 5, 1)
COUNTRY = {"valleys": [{"valley_id": "v", "dark_days": 101, "area": 770000000001}], "guilds": [{"guild_id": 1, "chartered": 1}],
           "hearths": [{"hearth_id": 1, "valley_id": "v", "stones": 3}],
           "residents": [{"resident_id": "a", "hearth_id": 1, "guild_id": 1, "moons": 300, "beads": 100, "rank": 9}]}
WORLD = resolve(RULES, DAY, [PARAMETERS])


def test_the_gap_is_the_comparison_that_decides():
    [gap] = WORLD.explain(COUNTRY).failing("candle_right")
    assert (gap.condition, gap.operator, gap.value, gap.threshold, gap.difference) == ("poor_enough", "<", 100, 80, 20)
    assert gap.cites == ("烛火法#1",)
    assert not gap.unverified


def test_a_value_not_confirmed_is_told():
    elsewhere = {**COUNTRY, "valleys": [{**COUNTRY["valleys"][0], "area": 660000000001}]}
    [gap] = WORLD.explain(elsewhere).failing("candle_right")
    assert (gap.threshold, gap.difference, gap.unverified) == (50, 50, True)


def test_closing_the_gap_opens_the_right():
    [gap] = WORLD.explain(COUNTRY).failing("candle_right")
    poorer = {**COUNTRY, "residents": [{**COUNTRY["residents"][0], "beads": 100 - gap.difference}]}
    [still] = WORLD.explain(poorer).failing("candle_right")
    assert still.difference == 0  # strictly below is asked
    poorer["residents"][0]["beads"] -= 1
    trace = WORLD.explain(poorer)
    assert trace.failing("candle_right") == ()
    assert trace.outcome("candle_right").entitled


def test_the_amount_is_told_in_its_own_unit():
    poor = {**COUNTRY, "residents": [{**COUNTRY["residents"][0], "beads": 10}]}
    trace = WORLD.explain(poor)
    amount = trace.outcome("candle_right").amount
    assert amount > 0
    assert trace.sentences("candle_right")[0] == f"烛火权：符合条件，每月 {amount}。"


@settings(max_examples=80, deadline=None)
@given(country=countries())
def test_every_outcome_of_a_random_country_can_be_told(country):
    trace = WORLD.explain(country)
    for o in trace.outcomes:
        lines = trace.sentences(o.programme, o.key)
        assert len(lines) == len(set(lines))
        assert all(line.endswith("。") and "None" not in line for line in lines)
        unknown = o.entitled is None or (o.entitled and o.amount is None)
        assert any(line.startswith("缺少“") for line in lines) is unknown
        assert bool(trace.why_not(o.programme, o.key)) is any(c.met is False for c in o.conditions)
