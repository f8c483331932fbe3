"""Lists of batches, payments and what was left out. Holders and accounts are masked, also in what is taken as a file."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from minzheng.casework.interface import programme_title
from minzheng.payments.models import Batch, LeftOut, Payment
from minzheng.payments.titles import payable
from minzheng.ui.links import address
from minzheng.ui.registers import Area, Choice, Column, DateRange, Link, Register

BATCH_TONES = {"draft": "amber", "locked": "blue", "exported": "purple", "settled": "green"}
TONES = {"pending": "blue", "paid": "green", "returned": "red"}


def _household(row: Payment | LeftOut) -> str:
    return reverse("payments:household", args=[row.household.number])


def _law(row: Payment | LeftOut) -> str:
    """How an amount comes about: conditions, calculation, articles."""
    return address("programme", row.batch.programme)


def _own(model: type) -> object:
    """Rows of the batch that the address names, or all."""

    def rows(request: HttpRequest) -> QuerySet:
        number = request.resolver_match.kwargs.get("number")
        found = model.objects.select_related("household__village__parent", "batch")
        return found.filter(batch__number=number) if number else found

    return rows


_PAYMENT_COLUMNS = [
    Column("household.number", title="户编号"),
    Column("household.village.full_title", title="居住地", kind="area"),
    Column("account.holder", title="户名", kind="masked", sort=False, value=lambda p: p.account.masked_holder),
    Column("account.number", title="账号", kind="masked", sort=False, value=lambda p: p.account.masked),
    Column("amount", title="金额", kind="money", url=_law),
    Column("state", kind="badge", tone=TONES),
    "settled_on",
    Column("return_reason"),
]

batches = Register(
    Batch, title="发放批次",
    columns=[
        "number", Column("programme", value=lambda b: programme_title(b.programme)),
        Column("month", title="月份", value=lambda b: f"{b.month:%Y-%m}", sort="month"), "sequence", Column("state", kind="badge", tone=BATCH_TONES),
        "count", Column("total", title="锁定金额", kind="money"), "made_at", "exported_at",
    ],
    filters=[Choice("programme", choices=payable), DateRange("month"), "state"], ordering=["-month", "-number"],
    link=lambda b: reverse("payments:batch", args=[b.number]), empty="还没有发放批次",
    actions=[Link("编制批次", lambda request: reverse("payments:new"), icon="plus", primary=True, roles=frozenset({"payment_officer"}))],
)  # fmt: skip

payments = Register(
    Payment, title="发放明细", rows=lambda r: _own(Payment)(r).select_related("account"),
    columns=[
        _PAYMENT_COLUMNS[0], Column("month", title="所属月份", value=lambda p: f"{p.month:%Y-%m}", sort="month"), *_PAYMENT_COLUMNS[1:],
        Column("batch.number", title="批次号"),
    ],
    filters=["state", DateRange("month"), Area("village", path="household__village", title="居住地")], totals=["amount"],
    search=["household__number", "batch__number"], ordering=["-month", "-pk"], link=_household, empty="本辖区还没有发放记录",
)  # fmt: skip

batch_payments = Register(
    Payment, title="批次明细", rows=lambda r: _own(Payment)(r).select_related("account"), columns=_PAYMENT_COLUMNS,
    filters=["state", Area("village", path="household__village", title="居住地")], totals=["amount"], search=["household__number"],
    link=_household, empty="批次中没有款项",
)  # fmt: skip

left_out = Register(
    LeftOut, title="未列入发放", rows=_own(LeftOut),
    columns=[
        Column("household.number", title="户编号"), Column("household.village.full_title", title="居住地", kind="area"),
        Column("reason", kind="badge", tone=lambda reason: "amber"), Column("amount", title="应发金额", kind="money", url=_law),
    ],
    filters=["reason", Area("village", path="household__village", title="居住地")], totals=["amount"], search=["household__number"],
    link=_household, empty="所有应发家庭都已列入", template="payments/left_out.html",
)  # fmt: skip
