"""A made-up district with two towns, its officers and households that are paid. 虚构."""

from __future__ import annotations

import datetime as dt
import secrets
from itertools import count

from minzheng.casework.models import Case, Decision, Standing, StepRecord
from minzheng.core.access.models import Account, Post
from minzheng.core.access.queries import viewer_as
from minzheng.core.access.viewer import Viewer, acting, system
from minzheng.core.areas.models import Area
from minzheng.core.people.models import Household, Membership, Person
from minzheng.payments.actions import set_payee_account
from minzheng.payments.models import Entitlement

DISTRICT = "500111000000"
LONGSHUI, HUANGLONG = "500111100000", "500111100201"
LONGGANG, XUEBA = "500111001000", "500111001001"
MONTH = dt.date(2026, 11, 1)
PROGRAMME = "minimum_living"
_number = count(1)


def areas() -> None:
    district = Area.objects.create(code=DISTRICT, name="大足区", level="district", kind="市辖区")
    for town, name, village, of in (
        (LONGSHUI, "龙水镇", HUANGLONG, "黄龙村"),
        (LONGGANG, "龙岗街道", XUEBA, "学坝社区"),
    ):
        parent = Area.objects.create(code=town, name=name, level="town", kind="镇", parent=district)
        Area.objects.create(code=village, name=of, level="village", kind="村", parent=parent)


def officer(role: str, area: str = DISTRICT) -> Viewer:
    return viewer_as(post(role, area))


def post(role: str, area: str = DISTRICT) -> Post:
    account = Account.objects.create(username=f"{role}-{next(_number)}", name="甄某（虚构）", fictitious=True)
    return Post.objects.create(account=account, role=role, area_id=area, since=dt.date(2020, 1, 1))


def home(*names: str, village: str = HUANGLONG) -> Household:
    """A household whose first member is its head."""
    n = next(_number)
    with acting(system("test")):
        made = Household.objects.create(
            number=f"P{n:06}", village_id=village, address=f"虚构路 {n} 号", urban=False, fictitious=True
        )
        for place, name in enumerate(names or ("虚构甲",)):
            person = Person.objects.create(
                name=name,
                pinyin="xu gou",
                birth=dt.date(1960, 1, 1),
                sex=1,
                village_id=village,
                hukou_code="500111",
                fictitious=True,
            )
            Membership.objects.create(
                household=made, person=person, relation=2 if place == 0 else 20, since=dt.date(2020, 1, 1)
            )
    return made


def card(n: int | None = None) -> str:
    """A made-up card number with a right check digit."""
    body = f"62170000{n if n is not None else secrets.randbelow(10**10):010d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 - place % 2)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def account(household: Household, number: str = "", holder: str = "虚构甲") -> None:
    set_payee_account(
        household=household, holder=holder, bank="虚构农商行大足支行", number=number or card(), by=system("test")
    )


def entitled(
    household: Household, fen: int = 40_000, since: dt.date = dt.date(2026, 1, 1), programme: str = PROGRAMME
) -> Entitlement:
    """A running entitlement carried over from a register."""
    with acting(system("test")):
        standing = Standing.objects.create(programme=programme, household=household, source="虚构台账", since=since)
        return Entitlement.objects.create(
            standing=standing, household=household, programme=programme, amount=fen, from_month=since
        )


def paid_home(fen: int = 40_000, village: str = HUANGLONG) -> Entitlement:
    """A household with an account and an entitlement."""
    household = home(village=village)
    account(household)
    return entitled(household, fen)


def decided(household: Household, fen: int, by: Viewer, steps: dict[str, Viewer] | None = None) -> Standing:
    """A standing by a decision of `by`, whose case `steps` (act → viewer) handled. The entitlement is not started."""
    n = next(_number)
    with acting(system("test")):
        case = Case.objects.create(
            number=f"SQ20261001-{n:05}", item="assistance.minimum_living", item_version="2024.1", household=household,
            applicant=household.head, village_id=household.village_id, channel="window", state="granted", step="confirm",
        )  # fmt: skip
        for act, viewer in (steps or {}).items():
            StepRecord.objects.create(
                case=case, step=act, act=act, account_id=viewer.account_id, who=viewer.name, role=viewer.role
            )
        decision = Decision.objects.create(
            case=case, number=f"JD20261015-{n:05}", kind="granted", programme=PROGRAMME, decided_on=dt.date(2026, 10, 15),
            account_id=by.account_id, who=by.name, amount=fen, from_month=MONTH, snapshot={}, law_date=dt.date(2026, 10, 15), known_at=dt.datetime.now(dt.UTC),
            world_version="test", trace={}, code=secrets.token_urlsafe(12),
        )  # fmt: skip
        return Standing.objects.create(
            programme=PROGRAMME, household=household, decision=decision, source=decision.number, since=MONTH
        )


def answer(rows: list[tuple], headings: str = "业务参考号,金额（元）,结果,原因,日期") -> bytes:
    """A returns file of the bank as CSV."""
    return "\n".join([headings, *(",".join(map(str, row)) for row in rows)]).encode("utf-8-sig")
