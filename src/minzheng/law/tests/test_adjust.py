"""A standard that rises: who is raised, from which month, who waits for a person, and that nobody is raised twice. 虚构."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from minzheng.casework.tests.conftest import KNOWN, district, household, officers, today  # noqa: F401  (fixtures)
from minzheng.core.access.models import Account, Post
from minzheng.core.access.viewer import acting, system
from minzheng.core.actions import Refused
from minzheng.core.models import Fact, Person
from minzheng.law.adjust import apply_due, apply_provision
from minzheng.law.adjusted import again
from minzheng.law.models import Adjustment, Provision
from minzheng.law.provisions import amendments
from minzheng.law.values.actions import withdraw
from minzheng.monitoring.interface import EVALUATORS
from minzheng.monitoring.tests.paid import pay
from minzheng.payments.interface import Batch, Entitlement, make_batch, set_payee_account
from minzheng.payments.tests.town import card

DECEMBER = dt.date(2026, 12, 1)
SYSTEM = system("test")


def amount_now(home, day) -> int:
    line = EVALUATORS.get("assistance")
    with acting(SYSTEM):
        return line.world_on(day).explain(line.case_of(home, day)).outcome("minimum_living").amount


def approved(start=DECEMBER, rural=67000, **fields) -> Provision:
    one, two = (Account.objects.get_or_create(username=f"law{n}", defaults={"name": f"甄{n}（虚构）"})[0] for n in (1, 2))
    return Provision.objects.create(
        line="assistance", name="minimum_living_standard", area_id="500111000000", start=start, value={"1": 80000, "0": rural},
        basis="虚构文件", entered_by=one, decided_by=two, state="approved", approved_at=timezone.now(), **fields,
    )  # fmt: skip


@pytest.fixture
def paid(household, today):  # noqa: F811
    """The household in payment with exactly what the old law gives, and an account."""
    set_payee_account(household=household, holder="甄虚构", bank="虚构银行", number=card(), by=SYSTEM)
    fen = amount_now(household, today.day)
    return pay(household, fen), fen


def rows():
    with acting(SYSTEM):
        return list(Entitlement.objects.order_by("from_month").values_list("amount", "from_month", "until_month"))


def adjustment() -> Adjustment:
    with acting(SYSTEM):
        return Adjustment.objects.select_related("entitlement").get()


def test_a_raise_begins_in_its_month_and_replays_to_the_fen(paid, today):  # noqa: F811
    _, fen = paid
    provision = approved()
    apply_due(SYSTEM)
    assert len(rows()) == 1  # its day has not come
    today.day = DECEMBER
    assert apply_due(SYSTEM) == [provision]
    assert rows() == [(fen, dt.date(2026, 1, 1), dt.date(2026, 11, 1)), (fen + 2000, DECEMBER, None)]
    found = adjustment()
    assert (found.state, found.before, found.after, found.arrears) == ("applied", fen, fen + 2000, 0)
    approved(start=dt.date(2026, 12, 2), rural=99000)  # what comes later does not change what was computed
    assert again(found).outcome("minimum_living").amount == fen + 2000
    assert again(found).world.version == found.world_version


def test_applied_again_changes_nothing(paid, today):  # noqa: F811
    provision = approved()
    today.day = DECEMBER
    apply_due(SYSTEM)
    before = rows()
    assert apply_due(SYSTEM) == []
    apply_provision(provision=provision, by=SYSTEM)
    assert rows() == before
    adjustment()  # still one


def test_no_batch_is_made_while_a_standard_of_the_month_waits(paid, officers, today):  # noqa: F811
    _, fen = paid
    november = make_batch(programme="minimum_living", month=dt.date(2026, 11, 1), by=officers["payment_officer"])
    approved()
    with pytest.raises(Refused, match="请在调整之后编制 2026-12"):
        make_batch(programme="minimum_living", month=DECEMBER, by=officers["payment_officer"])
    today.day = DECEMBER
    with pytest.raises(Refused, match="立即执行"):
        make_batch(programme="minimum_living", month=DECEMBER, by=officers["payment_officer"])
    apply_due(SYSTEM)
    december = make_batch(programme="minimum_living", month=DECEMBER, by=officers["payment_officer"])
    with acting(SYSTEM):
        assert [p.amount for p in november.payments.all()] == [fen]
        assert [p.amount for p in december.payments.all()] == [fen + 2000]


def test_a_month_already_paid_stays_and_the_arrears_are_named(paid, officers, today):  # noqa: F811
    _, fen = paid
    for month in (10, 11):
        batch = make_batch(programme="minimum_living", month=dt.date(2026, month, 1), by=officers["payment_officer"])
        Batch.objects.filter(pk=batch.pk).update(state="locked")
    approved(start=dt.date(2026, 10, 1))
    apply_due(SYSTEM)
    assert rows()[-1] == (fen + 2000, DECEMBER, None)
    found = adjustment()
    assert found.arrears == 4000
    assert "2026-10 至 2026-11" in found.why
    assert "40.00 元" in found.why


def test_a_standard_from_the_middle_of_a_month_begins_in_the_next(paid, today):  # noqa: F811
    approved(start=dt.date(2026, 12, 10))
    today.day = dt.date(2026, 12, 10)
    apply_due(SYSTEM)
    assert rows()[-1][1] == dt.date(2027, 1, 1)


def test_a_standard_that_ran_out_is_followed_by_the_next(paid, today):  # noqa: F811
    """Without the new one its day has no law at all: those in payment are held to the last law there was."""
    _, fen = paid
    approved(start=dt.date(2026, 7, 2), rural=65000, until=dt.date(2026, 11, 30), applied_at=timezone.now())
    approved()
    today.day = DECEMBER
    apply_due(SYSTEM)
    assert rows()[-1] == (fen + 2000, DECEMBER, None)


def test_two_provisions_of_one_day_end_in_one_amount(paid, today):  # noqa: F811
    _, fen = paid
    approved()
    second = approved(start=dt.date(2026, 12, 2), rural=68000)
    Provision.objects.filter(pk=second.pk).update(start=dt.date(2026, 12, 1), area_id="500111100000")  # the town pays more
    today.day = DECEMBER
    apply_due(SYSTEM)
    assert rows() == [(fen, dt.date(2026, 1, 1), dt.date(2026, 11, 1)), (fen + 3000, DECEMBER, None)]


@pytest.mark.parametrize(
    ("paid_fen", "rural", "state_why"),
    [(12345, 67000, "不符"), (None, 60000, "减少"), (None, 100, "不再符合")],
)
def test_what_is_not_a_plain_raise_waits_for_a_person(household, today, paid_fen, rural, state_why):  # noqa: F811
    fen = paid_fen or amount_now(household, today.day)
    pay(household, fen)
    approved(rural=rural)
    today.day = DECEMBER
    apply_due(SYSTEM)
    assert rows() == [(fen, dt.date(2026, 1, 1), None)]
    assert adjustment().state == "held"
    assert state_why in adjustment().why


def test_missing_facts_are_never_read_as_a_raise(household, today):  # noqa: F811
    fen = amount_now(household, today.day)
    pay(household, fen)
    with acting(SYSTEM):
        Fact.objects.filter(kind="deposits").delete()
    approved()
    today.day = DECEMBER
    apply_due(SYSTEM)
    assert rows() == [(fen, dt.date(2026, 1, 1), None)]
    assert "无法判定，缺少：存款" in adjustment().why


def test_withdrawing_takes_no_money_back_but_asks_a_person(paid, today):  # noqa: F811
    provision = approved()
    today.day = DECEMBER
    apply_due(SYSTEM)
    before = rows()
    withdraw(provision=provision, reason="文件被撤销", by=SYSTEM)
    assert rows() == before
    assert (adjustment().state, "没有自动收回" in adjustment().why) == ("held", True)
    assert amendments("assistance") == ()
    assert again(adjustment()).outcome("minimum_living").amount == adjustment().after  # what it did can still be computed


def test_the_household_reads_why_its_amount_changed(paid, today):  # noqa: F811
    approved()
    today.day = DECEMBER
    apply_due(SYSTEM)
    with acting(SYSTEM):
        account = Account.objects.create(username="own", name="甄虚构", person=paid[0].household.head, fictitious=True)
        other = Account.objects.create(username="else", name="别人", person=Person.objects.create(
            name="别人", pinyin="bie ren", birth=dt.date(1970, 1, 1), sex=1, village_id="500111100201", hukou_code="500111100201"))  # fmt: skip
    address = f"/my/adjustments/{adjustment().pk}/"
    for who, status in ((account, 200), (other, 404)):
        Post.objects.create(account=who, role="citizen", since=dt.date(2020, 1, 1))
        client = Client()
        client.force_login(who)
        assert client.get(address).status_code == status
    client.force_login(account)
    page = client.get(address).content.decode()
    for words in ("由 550.00 元调整为 <strong>570.00 元</strong>", "虚构文件", "待核实", "与当时一致", "最低生活保障审核确认办法"):
        assert words in page, words
    assert "为什么变化" in client.get("/my/").content.decode()
