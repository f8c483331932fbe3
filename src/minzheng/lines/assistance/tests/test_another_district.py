"""Another district is another folder of data, and no line of code."""

import datetime as dt

import pytest

from minzheng.lines.assistance import programmes
from minzheng.lines.assistance.here import world_here

DAY = dt.date(2026, 11, 24)
KNOWN = {
    "age": 56, "alive": 1, "relation": 2, "sex": 2, "wage_12m": 120_000, "business_income_12m": 0, "pension_12m": 0, "deposits": 0,
    "housing_count": 1, "housing_area": 6000, "shop_count": 0, "vehicle_count": 0, "company_count": 0, "labour_capacity": 0,
    "employment": 0,
}  # fmt: skip


def _amount(area: str) -> int | None:
    household = {"household_id": 1, "urban": 0, "area": area, "holds_minimum_living": 0, "gradual_exit_months_used": 0}
    trace = world_here(DAY).explain({"household": household, "persons": [{"person_id": 1, "household_id": 1, **KNOWN}]})
    return trace.outcome("minimum_living").amount


@pytest.mark.django_db
def test_a_folder_with_other_amounts_and_another_code_is_enough(tmp_path, monkeypatch, settings):
    ours = (programmes.DISTRICTS / "dazu" / "parameters" / "standards.yaml").read_text("utf-8")
    folder = tmp_path / "elsewhere" / "parameters"
    folder.mkdir(parents=True)
    (folder / "standards.yaml").write_text(ours.replace('_area: "500111"', '_area: "500151"').replace("0: 65000", "0: 80000"), "utf-8")

    assert _amount("500111100201") == 65_000 - 10_000
    monkeypatch.setattr(programmes, "DISTRICTS", tmp_path)
    settings.MINZHENG_DISTRICT = tmp_path / "elsewhere"
    assert _amount("500151100201") == 80_000 - 10_000
    assert _amount("500111100201") is None  # no standard of ours is known there: undetermined, not nought
