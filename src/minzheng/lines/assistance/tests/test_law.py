"""Every article is accounted for; every rule cites one that exists; every change of a rule is worked on both sides."""

from datetime import timedelta

import pytest

from minzheng.lines.assistance.cases import cases
from minzheng.lines.assistance.law import instruments
from minzheng.lines.assistance.programmes import PROGRAMMES, RULES, world_on

ARTICLES = {"最低生活保障审核确认办法": 42, "重庆市城乡居民最低生活保障条例": 39}
CITES = {a.cite: a for i in instruments().values() for a in i.articles}


@pytest.mark.parametrize("instrument", ARTICLES)
def test_every_article_has_one_entry(instrument):
    assert [a.number for a in instruments()[instrument].articles] == list(range(1, ARTICLES[instrument] + 1))


def test_every_rule_stands_at_the_articles_it_cites():
    for rule in RULES.rules:
        assert rule.cites, f"{rule.name} cites nothing"
        for cite in rule.cites:
            assert cite in CITES, f"{rule.name} cites {cite}, which does not exist"


def test_the_register_and_the_rules_name_each_other():
    by_rules = {(r.name, c) for r in RULES.rules for c in r.cites}
    by_register = {(n, a.cite) for a in CITES.values() for n in a.rules}
    assert by_rules == by_register, "cited but not in the register, or the other way round"
    assert len(by_rules) > 100


def test_programmes_and_cases_cite_existing_articles():
    for p in PROGRAMMES:
        assert p.cites
        assert all(c in CITES for c in p.cites)
    for case in cases():
        assert case.source in CITES, case.name


def test_each_change_of_a_rule_has_a_case_on_both_sides():
    """A case on the day of the change or after, and one before, expecting the quantity itself."""
    worked = {(n, c.date) for c in cases() for n, _ in c.expected}
    changes = {(r.name, r.since) for r in RULES.rules if r.since}
    changes |= {(r.name, r.until + timedelta(days=1)) for r in RULES.rules if r.until}
    assert changes
    for name, day in changes:
        assert any(n == name and d >= day for n, d in worked), f"no case of {name} on or after {day}"
        assert any(n == name and d < day for n, d in worked), f"no case of {name} before {day}"


def test_every_option_of_every_reading_has_a_case():
    world = world_on(max(c.date for c in cases()))
    tried = {(n, o) for c in cases() for n, o in c.readings.items()}
    for name, reading in world.questions.items():
        assert name in {r.name for r in world.readings_in_force()}, f"no rule reads {name}"
        for option in reading.options:
            assert option == reading.default or (name, option) in tried, (name, option)
