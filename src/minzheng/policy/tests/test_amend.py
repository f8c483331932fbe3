"""What is published after the files goes before them from its first day on, and not a day earlier."""

from datetime import date

import pytest

from minzheng.policy import Choice, NotPublished, ParameterError, UnknownName, Value, resolve
from minzheng.policy.tests.made_country import PARAMETERS, RULES

LOCAL = Value(date(2020, 1, 1), None, "77", {(): 90}, "七七谷令二号", "verified")
CASE = {"valley": {"valley_id": "v", "dark_days": 101, "area": 770000000001}, "guild": {"guild_id": 1, "chartered": 0},
        "hearth": {"hearth_id": 1, "stones": 0}, "residents": [{"resident_id": "a", "moons": 300, "beads": 1}]}


def limit(day, *amendments, area=770000000001):
    case = CASE | {"valley": CASE["valley"] | {"area": area}}
    return resolve(RULES, day, [PARAMETERS], amendments=[("bead_limit", v) for v in amendments]).explain(case).value("bead_limit")


def test_from_its_first_day_and_in_its_area_only():
    assert limit(date(2019, 12, 31), LOCAL) == 80
    assert limit(date(2020, 1, 1), LOCAL) == 90
    assert limit(date(2020, 1, 1), LOCAL, area=660000000001) == 50


def test_the_later_of_the_same_day_replaces():
    corrected = Value(date(2020, 1, 1), None, "77", {(): 91}, "更正", "verified")
    assert limit(date(2021, 1, 1), LOCAL, corrected) == 91


def test_a_confirmed_value_of_the_files_loses_its_mark():
    world = resolve(RULES, date(2021, 1, 1), [PARAMETERS])
    confirmed = Value(date(1960, 1, 1), None, "", {(): 50}, "谷令二号原件", "verified")
    assert world.unconfirmed("bead_limit", 660000000001)
    sure = resolve(RULES, date(2021, 1, 1), [PARAMETERS], amendments=[("bead_limit", confirmed)])
    assert not sure.unconfirmed("bead_limit", 660000000001)
    assert sure.version != world.version


def test_no_way_back_after_its_last_day():
    """A national value that ends is not followed by the one before it."""
    short = Value(date(2020, 1, 1), date(2020, 6, 30), "", {(): 60}, "谷令三号", "verified")
    only = [("dark_limit", short)]
    assert resolve(RULES, date(2020, 6, 30), [PARAMETERS], amendments=only).graph.constants["dark_limit"] == 60
    with pytest.raises(NotPublished, match="昏暗界限"):
        resolve(RULES, date(2020, 7, 1), [PARAMETERS], amendments=only)


def test_refused():
    with pytest.raises(ParameterError, match="单个整数"):
        limit(date(2020, 1, 1), Value(date(2020, 1, 1), None, "", {(1,): 90}, "文", "verified"))
    with pytest.raises(UnknownName, match="bead_limit"):
        resolve(RULES, date(2020, 1, 1), [PARAMETERS], amendments=[("bead_limits", LOCAL)])
    with pytest.raises(UnknownName):
        resolve(RULES, date(2020, 1, 1), [PARAMETERS], amendments=[("bead_limit", Choice(date(2020, 1, 1), "a", "某", "", ""))])
