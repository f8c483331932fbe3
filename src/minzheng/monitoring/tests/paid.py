"""What the register pays to the households of the tests."""

import datetime as dt

from minzheng.casework.models import Standing
from minzheng.core.access.viewer import acting, system
from minzheng.core.people.models import Household
from minzheng.payments.models import Entitlement


def pay(home: Household, fen: int, *, programme: str = "minimum_living", since: dt.date = dt.date(2026, 1, 1)) -> Standing:
    """The register pays so much a month to the household."""
    with acting(system("test")):
        standing = Standing.objects.create(programme=programme, household=home, source="虚构台账", since=since)
        if fen:
            Entitlement.objects.create(standing=standing, household=home, programme=programme, amount=fen, from_month=since)
    return standing
