"""Open questions that a case hangs on, and what a higher standard would do."""

from datetime import date

import polars as pl

from minzheng.lines.assistance.programmes import DISTRICTS, HERE, RULES, world_on
from minzheng.lines.assistance.questions import questions_that_matter
from minzheng.policy import area_prefix, compare, resolve

ADULT = {"age": 70, "relation": 1, "alive": 1, "wage_12m": 0, "business_income_12m": 0, "pension_12m": 0, "deposits": 0,
         "central_basic_pension_12m": 0, "housing_count": 0, "shop_count": 0, "vehicle_count": 0, "company_count": 0,
         "employment": 0}
HOME = {"household_id": 1, "urban": 1, "area": 500111001000}


def test_a_pensioner_hangs_on_the_basic_pension():
    case = {"household": HOME, "persons": [{**ADULT, "pension_12m": 240000, "central_basic_pension_12m": 168000}]}
    [question] = questions_that_matter(case, date(2026, 6, 1))
    assert (question.reading, question.option) == ("central_basic_pension_after_2025", "counted")
    assert question.outcome.amount == 77500 - 20000 + 5000
    assert questions_that_matter(case, date(2025, 6, 1)) == []


def test_a_plain_case_hangs_on_nothing():
    assert questions_that_matter({"household": HOME, "persons": [ADULT]}, date(2026, 6, 1)) == []


def test_who_gains_from_a_higher_standard(tmp_path):
    overlay = tmp_path / "proposal.yaml"
    overlay.write_text("""_area: "500111"
minimum_living_standard:
  values:
    2026-06-01: {value: {1: 80000, 0: 65000}, document: 测算, status: unverified}
""", encoding="utf-8")
    day = date(2026, 6, 1)
    after = resolve(RULES, day, [HERE / "parameters", DISTRICTS / "dazu" / "parameters", overlay])
    homes = pl.DataFrame([{**HOME, "household_id": n, "urban": int(n != 4), "area": 500111001000 + 1000 * (n % 2)} for n in range(1, 6)])
    wages = {1: 0, 2: 12 * 78000, 3: 12 * 90000, 4: 0, 5: None}
    persons = pl.DataFrame([{**ADULT, "age": 40, "household_id": n, "person_id": n, "wage_12m": w} for n, w in wages.items()])
    result = compare(world_on(day), after, {"household": homes, "person": persons}, "minimum_living")
    rows = result.rows("minimum_living")
    assert rows["change"].to_list() == ["gains", "enters", "same", "same", "undetermined"]
    assert rows["difference"].to_list() == [2500, 2000, 0, 0, None]
    totals = result.totals(area_prefix(9))
    assert totals["area"].to_list() == [500111001, 500111002]
    assert totals["difference"].to_list() == [2000, 2500]
    assert totals["undetermined"].to_list() == [0, 1]
