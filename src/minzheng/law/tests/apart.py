"""Applying a standard in a process of its own, so that it can be killed in the middle: `python -m … <act> … [pause]`. 虚构。"""

from __future__ import annotations

import datetime as dt
import sys
import time

import django

django.setup()

from django.utils import timezone  # noqa: E402

from minzheng.core import clock  # noqa: E402
from minzheng.core.access.models import Account  # noqa: E402
from minzheng.core.access.viewer import acting, system  # noqa: E402
from minzheng.core.models import Fact  # noqa: E402
from minzheng.law.adjust import apply_due  # noqa: E402
from minzheng.law.models import Adjustment, Provision  # noqa: E402
from minzheng.monitoring.interface import EVALUATORS  # noqa: E402
from minzheng.payments.interface import Entitlement  # noqa: E402
from minzheng.payments.tests import town  # noqa: E402

HOMES = 12
KNOWN = {
    "wage_12m": 120_000, "business_income_12m": 0, "pension_12m": 0, "deposits": 50_000, "housing_count": 1, "housing_area": 6000,
    "shop_count": 0, "vehicle_count": 0, "company_count": 0, "labour_capacity": 0, "employment": 0,
}  # fmt: skip
DAY = dt.date(2026, 12, 1)


def seed() -> None:
    """Households in payment with what the old law gives, and a standard that raises all of them."""
    town.areas()
    line, day = EVALUATORS.get("assistance"), DAY
    for _ in range(HOMES):
        home = town.home()
        with acting(system("test")):
            for kind, value in KNOWN.items():
                Fact.objects.create(person=home.head, kind=kind, value=value, source="虚构", rank=9, as_of=dt.date(2026, 10, 1))
            fen = line.world_on(day).explain(line.case_of(home, day)).outcome("minimum_living").amount
        town.entitled(home, fen)
    one, two = (Account.objects.create(username=f"law{n}", name="甄某（虚构）", fictitious=True) for n in (1, 2))
    Provision.objects.create(
        line="assistance", name="minimum_living_standard", area_id=town.DISTRICT, start=day, value={"1": 80000, "0": 67000}, basis="虚构文件",
        entered_by=one, decided_by=two, state="approved", approved_at=timezone.now(),
    )  # fmt: skip


def apply() -> None:
    apply_due(system("test"))


def tell() -> None:
    """Applied or not, adjustments, rows of entitlements, sum of what runs."""
    with acting(system("test")):
        running = Entitlement.objects.filter(until_month=None)
        done = Provision.objects.get().applied_at is not None
        print(done, Adjustment.objects.count(), Entitlement.objects.count(), sum(running.values_list("amount", flat=True)), flush=True)


def _pause(*_args, **_kwargs) -> None:
    print("in the middle", flush=True)
    time.sleep(60)


if __name__ == "__main__":
    clock.today = lambda: DAY
    acts = [word for word in sys.argv[1:] if word != "pause"]
    for act in acts:
        if sys.argv[-1] == "pause" and act == acts[-1]:
            Adjustment.objects.bulk_create = _pause  # the money is changed, the record of it is not
        globals()[act]()
