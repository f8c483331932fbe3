"""The line's programmes, and the world they live in on a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from minzheng.lines.assistance.rules import facts, income, members, minimum_living, property, single_person
from minzheng.policy import Amendment, Programme, Registry, RuleSet, World, resolve

PROGRAMMES: Registry[Programme] = Registry("programme")

MINIMUM_LIVING = Programme(
    "minimum_living", "最低生活保障", facts.household, "minimum_living_entitled", "minimum_living_amount",
    ("has_members", "income_below_standard", "property_within_limit"),
    ("最低生活保障审核确认办法#21", "最低生活保障审核确认办法#23"), PROGRAMMES)
EDGE_HOUSEHOLD = Programme(
    "edge_household", "低保边缘家庭", facts.household, "edge_entitled", None,
    ("has_members", "outside_minimum_living", "income_below_edge_line", "property_within_limit"),
    ("最低生活保障审核确认办法#8",), PROGRAMMES)
SINGLE_PERSON_MINIMUM = Programme(
    "single_person_minimum", "单人保", facts.person, "single_person_entitled", "single_person_amount",
    ("may_apply_alone", "household_not_entitled", "beside_gradual_exit", "own_income_below_standard",
     "own_property_within_limit"),
    ("最低生活保障审核确认办法#8",), PROGRAMMES)
GRADUAL_EXIT = Programme(
    "gradual_exit", "低保渐退期", facts.household, "gradual_exit_entitled", "gradual_exit_amount",
    ("holds_minimum_living", "has_working_member", "income_above_standard", "income_below_exit_line",
     "gradual_exit_months_left", "property_within_limit"),
    ("最低生活保障审核确认办法#33",), PROGRAMMES)

RULES = RuleSet.collect([facts, members, income, property, minimum_living, single_person], PROGRAMMES)

HERE = Path(__file__).parent
DISTRICTS = HERE.parents[3] / "districts"


def world_on(day: date, district: str = "dazu", readings: Mapping[str, str] | None = None,
             amendments: tuple[Amendment, ...] = (), rules: RuleSet = RULES) -> World:
    """The rules, parameters and readings of a district on a day, with what was published later than the files.

    Raises NotPublished before 2021-07-01, and ParameterError for an unknown district. Worlds are kept, so asking again
    costs nothing.
    """
    return _world(rules, day, district, tuple(sorted((readings or {}).items())), amendments)


@lru_cache(maxsize=64)
def _world(rules: RuleSet, day: date, district: str, readings: tuple[tuple[str, str], ...],
           amendments: tuple[Amendment, ...]) -> World:
    folders = [HERE / "parameters", DISTRICTS / district / "parameters"]
    return resolve(rules, day, folders, dict(readings), amendments)
