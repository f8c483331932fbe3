"""The district and the officers of casework's tests, and one real decision."""

import datetime as dt

import pytest

from minzheng.casework.decide import decide
from minzheng.casework.interface import ASSESSORS
from minzheng.casework.items import newest
from minzheng.casework.models import Case
from minzheng.casework.tests.conftest import district, household, officers, today
from minzheng.core.access.viewer import acting

__all__ = ["district", "household", "officers", "today"]


@pytest.fixture
def decision(officers, household, today):
    """Minimum living, decided by the confirmer from the household's facts by the rules themselves."""
    by = officers["confirmer"]
    with acting(by):
        item = newest("assistance.minimum_living")
        case = Case.objects.create(
            number="SQ20261102-00001", item=item.key, item_version=item.version, household=household, applicant=household.head,
            village_id=household.village_id, channel="window", state="open", step="confirm", accepted_on=dt.date(2026, 11, 2),
        )  # fmt: skip
        assessed = ASSESSORS.get(item.programme).assess(household, today.day)
        assert assessed.entitled
        return decide(case, item, opinion="同意", expected=f"granted:{assessed.amount}", by=by)
