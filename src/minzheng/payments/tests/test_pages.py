"""The pages as their users meet them: who may, who sees what, and a month from 编制 to 对账 by clicking."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minzheng.casework.interface import TASK_PAGES, Task
from minzheng.core.access.models import Account
from minzheng.core.access.viewer import acting
from minzheng.core.audit.models import AuditRow
from minzheng.payments.models import Batch, Entitlement, PayeeAccount, Payment
from minzheng.payments.tests import town
from minzheng.payments.tests.test_batches import all_of, answered, sent
from minzheng.payments.tests.town import MONTH, PROGRAMME

BATCH = "/office/payments/batches/FF202611-001/"


def signed_in(viewer) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=viewer.account_id))
    return client


def text(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.decode("utf-8-sig")))


@pytest.fixture
def payer(district):
    return signed_in(district)


def test_a_month_by_clicking(district, payer):
    paid, failing = town.paid_home(40_000), town.paid_home(33_366)
    lacking = town.entitled(town.home(), 20_000)
    made = payer.post("/office/payments/new/", {"programme": PROGRAMME, "month": MONTH.isoformat()})
    assert made.headers["Location"] == BATCH
    draft = text(payer.get(BATCH))
    assert "相符" in draft
    assert "不符" not in draft
    assert "200.00" in draft, "the amount that is left out"
    assert lacking.household.number in text(payer.get(BATCH + "left-out/"))
    payer.post(BATCH, {"act": "lock"})
    assert Batch.objects.get().state == "locked"
    file = payer.post(BATCH + "export/csv/")
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [r["金额（元）"] for r in rows] == ["400.00", "333.66"]
    assert Batch.objects.get().csv_sha256 in text(payer.get(BATCH))
    day = Batch.objects.get().exported_at.astimezone().date()
    answer = town.answer(
        [(rows[0]["业务参考号"], "400.00", "成功", "", day), (rows[1]["业务参考号"], "333.66", "失败", "户名不符", day)]
    )
    preview = payer.post(BATCH + "returns/", {"file": SimpleUploadedFile("回盘.csv", answer)}, follow=True)
    assert "户名不符" in text(preview)
    assert {p.state for p in all_of(Payment)} == {"pending"}, "nothing is written before it is confirmed"
    payer.post(preview.request["PATH_INFO"])
    assert [p.state for p in all_of(Payment)] == ["paid", "returned"]
    payer.post(BATCH, {"act": "settle"})
    assert Batch.objects.get().state == "settled"
    assert "相符" in text(payer.get(BATCH))
    # the town repairs, and the money goes out in the next batch of the month
    surveyor = signed_in(town.officer("surveyor", town.LONGSHUI))
    [task] = all_of(Task, kind="payment_return")
    with acting(district):
        url = TASK_PAGES.get(task.kind)(task)
    form = {"act": "account", "account-holder": "虚构甲", "account-bank": "虚构农商行", "account-number": "6217 0000 1"}
    refused = surveyor.post(url, form)
    assert refused.status_code == 422
    assert "账号" in text(refused)
    assert surveyor.post(url, form | {"account-number": town.card(7)}).status_code == 302
    again = payer.post("/office/payments/new/", {"programme": PROGRAMME, "month": MONTH.isoformat()})
    assert again.headers["Location"] == "/office/payments/batches/FF202611-002/"
    assert [(p.entitlement_id, p.instead_of_id) for p in all_of(Payment, batch__sequence=2)] == [
        (failing.pk, int(rows[1]["业务参考号"]))
    ]
    assert paid.pk != failing.pk


def test_a_broken_file_is_told_at_the_field(district, payer):
    town.paid_home()
    sent(district)
    response = payer.post(BATCH + "returns/", {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken")})
    assert response.status_code == 422
    assert "损坏" in text(response)
    assert payer.post(BATCH + "returns/", {}).status_code == 422


def test_wrong_rows_are_listed_and_cannot_be_confirmed(district, payer):
    town.paid_home()
    sent(district)
    preview = payer.post(
        BATCH + "returns/",
        {"file": SimpleUploadedFile("x.csv", town.answer([("999", "1.00", "成功", "", "2026-11-24")]))},
        follow=True,
    )
    assert "业务参考号 999 不在本批次中" in text(preview)
    assert "确认入账" not in text(preview)
    assert "不能入账" in text(payer.post(preview.request["PATH_INFO"], follow=True))
    assert {p.state for p in all_of(Payment)} == {"pending"}


@pytest.mark.parametrize(
    ("role", "area", "sees"),
    [
        ("payment_officer", town.DISTRICT, True), ("auditor", town.DISTRICT, True), ("leader", town.DISTRICT, True),
        ("window_clerk", town.LONGSHUI, False), ("surveyor", town.LONGSHUI, False), ("village_worker", town.HUANGLONG, False),
        ("reviewer", town.DISTRICT, False), ("confirmer", town.DISTRICT, False),
    ],
)  # fmt: skip
def test_who_sees_batches_and_who_acts(district, role, area, sees):
    town.paid_home()
    sent(district)
    client = signed_in(town.officer(role, area))
    for url in ("/office/payments/", BATCH, BATCH + "left-out/"):
        assert client.get(url).status_code == (200 if sees else 403), url
    if role != "payment_officer":
        for url in (BATCH, BATCH + "export/csv/", BATCH + "returns/", "/office/payments/new/"):
            assert client.post(url, {"act": "settle"}).status_code == 403, url
    assert Client().get(BATCH).status_code == 302


def test_a_town_sees_only_its_own_in_list_count_and_file(district):
    own, other = town.paid_home(11_111), town.paid_home(22_222, village=town.XUEBA)
    sent(district)
    client = signed_in(town.officer("window_clerk", town.LONGSHUI))
    listed = text(client.get("/office/payments/all/"))
    assert own.household.number in listed
    assert other.household.number not in listed
    assert "共 1 条" in listed
    assert "222.22" not in listed
    assert "333.33" not in listed, "nor the sum of both"
    for form in ("csv", "xlsx"):
        response = client.get("/office/payments/all/", {"export": form})
        assert response.status_code == 200
    file = text(client.get("/office/payments/all/", {"export": "csv"}))
    assert own.household.number in file
    assert other.household.number not in file
    assert client.get(f"/office/payments/all/{other.household.number}/").status_code == 404
    assert client.get(f"/office/payments/all/{own.household.number}/").status_code == 200
    assert client.post(f"/office/payments/all/{other.household.number}/", {"act": "account"}).status_code == 404


def test_holders_and_accounts_are_masked_everywhere_but_in_the_bank_file(district, payer):
    e = town.paid_home()
    sent(district)
    with acting(district):
        number = PayeeAccount.objects.get().number
    for url in (
        BATCH,
        "/office/payments/all/",
        f"/office/payments/all/{e.household.number}/",
        "/office/payments/all/?export=csv",
    ):
        assert number not in text(payer.get(url)), url
    assert number in payer.post(BATCH + "export/csv/").content.decode()


def test_looking_at_an_account_is_in_the_audit(district, payer):
    e = town.paid_home()
    payer.get(f"/office/payments/all/{e.household.number}/")
    [row] = all_of(AuditRow, verb="look")
    assert (row.household_id, row.account_id, row.wrote) == (e.household_id, district.account_id, False)


def test_forms_are_there_for_those_who_may(district):
    e = town.paid_home()
    batch = sent(district)
    answered(batch, district, failed={all_of(Payment)[0].pk: "账户挂失"})
    url = f"/office/payments/all/{e.household.number}/"
    offers = {"account": "登记或更正账户", "confirm": "账户无误，重新发放", "end": "终止发放"}
    for role, area, may in (
        ("window_clerk", town.LONGSHUI, {"account"}), ("surveyor", town.LONGSHUI, {"account", "confirm"}),
        ("confirmer", town.DISTRICT, {"end"}), ("payment_officer", town.DISTRICT, set()), ("auditor", town.DISTRICT, set()),
        ("leader", town.DISTRICT, set()),
    ):  # fmt: skip
        client = signed_in(town.officer(role, area))
        shown = text(client.get(url))
        assert {act for act, title in offers.items() if f" {title} " in shown} == may, role
        for act in set(offers) - may:
            assert client.post(url, {"act": act}).status_code == 403, (role, act)


def test_the_confirmer_ends_what_is_due(district):
    e = town.paid_home()
    client = signed_in(town.officer("confirmer"))
    url = f"/office/payments/all/{e.household.number}/"
    assert (
        client.post(url, {"act": "end", "end-until_month": "2026-11-01", "end-reason": "户主死亡"}).status_code == 302
    )
    assert [x.until_month for x in all_of(Entitlement)] == [MONTH]


def test_the_pieces_of_the_list_are_answered_alone(district, payer):
    town.paid_home()
    sent(district)
    part = payer.get(BATCH, headers={"HX-Request": "true", "HX-Target": "register"})
    assert b"<html" not in part.content
    assert b'id="register"' in part.content
