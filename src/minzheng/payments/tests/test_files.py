"""The file to the bank, and what may come back from it: honest, broken or hostile."""

import csv
import datetime as dt
import hashlib
import io
import time
import zipfile

import openpyxl
import pytest
import xlsxwriter

from minzheng.core.access.viewer import acting
from minzheng.core.actions import Refused
from minzheng.core.audit.models import AuditRow
from minzheng.payments import batches
from minzheng.payments.cards import BadAccount, account_number, luhn_ok
from minzheng.payments.models import Batch, Payment, ReturnsFile
from minzheng.payments.returns import check, read_returns
from minzheng.payments.tests import town
from minzheng.payments.tests.test_batches import all_of, sent


@pytest.fixture
def batch(district):
    for fen in (40_000, 33_366, 1):
        town.paid_home(fen)
    return sent(district)


def test_the_csv_is_what_was_locked(district, batch):
    _, made = batches.export_batch(batch=batch, form="csv", by=district)
    assert made.content.startswith(b"\xef\xbb\xbf")
    heading, *rows = csv.reader(io.StringIO(made.content.decode("utf-8-sig")))
    payments = all_of(Payment)
    assert heading == ["批次号", "序号", "户名", "账号", "开户行", "金额（元）", "业务参考号", "待遇", "月份"]
    with acting(district):
        assert rows == [
            [
                batch.number,
                str(n),
                "虚构甲",
                p.account.number,
                "虚构农商行大足支行",
                amount,
                str(p.pk),
                "最低生活保障",
                "2026-11",
            ]
            for n, (p, amount) in enumerate(zip(payments, ("400.00", "333.66", "0.01"), strict=True), 1)
        ]
    assert (made.count, made.total) == (3, 73_367)
    assert made.sha256 == hashlib.sha256(made.content).hexdigest() == Batch.objects.get().csv_sha256


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_same_batch_gives_the_same_bytes(district, batch, form):
    first = batches.export_batch(batch=batch, form=form, by=district)[1]
    time.sleep(1.1)  # a file that carried its time of writing would differ now
    payment = all_of(Payment)[0]
    with acting(district):
        household = payment.household
    town.account(household)  # another account from now on: not in what was locked
    assert batches.export_batch(batch=batch, form=form, by=district)[1].content == first.content


def test_the_workbook_keeps_accounts_as_text_and_amounts_as_numbers(district, batch):
    _, made = batches.export_batch(batch=batch, form="xlsx", by=district)
    rows = list(openpyxl.load_workbook(io.BytesIO(made.content)).active.values)
    with acting(district):
        assert [r[3] for r in rows[1:]] == [p.account.number for p in all_of(Payment)]
    assert [r[5] for r in rows[1:]] == [400, 333.66, 0.01]


def test_opening_the_accounts_is_in_the_audit(district, batch):
    [row] = all_of(AuditRow, verb="payments.batch.export")
    assert (row.account_id, row.subject) == (district.account_id, f"payments.batch:{batch.pk}")


def returned(batch, district, change=lambda rows: rows, **kwargs) -> ReturnsFile:
    day = batch.exported_at.astimezone().date()
    rows = [[str(p.pk), f"{p.amount / 100:.2f}", "成功", "", day] for p in all_of(Payment, batch=batch)]
    return batches.upload_returns(batch=batch, name="r.csv", content=town.answer(change(rows), **kwargs), by=district)


def changed(line: int, column: int, value):
    def change(rows):
        rows[line][column] = value
        return rows

    return change


HOSTILE = {
    "unknown reference": (changed(1, 0, "999999999"), "不在本批次"),
    "no reference": (changed(1, 0, ""), "为空"),
    "formula for a reference": (changed(1, 0, "=1+1"), "不在本批次"),
    "one fen more": (changed(1, 1, "333.67"), "不符"),
    "a hundred times": (changed(1, 1, "33366"), "不符"),
    "negative": (changed(1, 1, "-333.66"), "不符"),
    "amount in words": (changed(1, 1, "三百"), "不是数字"),
    "amount NaN": (changed(1, 1, "nan"), "不是数字"),
    "unknown result": (changed(1, 2, "OK"), "应为"),
    "failure without a reason": (changed(1, 2, "失败"), "须有原因"),
    "no date": (changed(1, 4, ""), "无法识别"),
    "no such day": (changed(1, 4, "2026-02-30"), "无法识别"),
    "tomorrow": (changed(1, 4, (dt.date.today() + dt.timedelta(days=9)).isoformat()), "晚于今天"),
    "long ago": (changed(1, 4, "1999-01-01"), "早于送银行"),
    "twice": (lambda rows: [*rows, rows[0]], "重复"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_one_wrong_row_and_nothing_is_settled(district, batch, case):
    change, why = HOSTILE[case]
    file = returned(batch, district, change)
    with acting(district):
        problems = [c.problem for c in check(batch, file.rows) if c.problem]
    assert len(problems) == 1
    assert why in problems[0]
    with pytest.raises(Refused, match="不能入账"):
        batches.import_returns(file=file, by=district)
    assert {p.state for p in all_of(Payment)} == {"pending"}


def test_another_batch_s_payment_is_unknown(district, batch):
    other = town.paid_home(555)
    second = sent(district)
    file = returned(batch, district, changed(0, 0, str(all_of(Payment, entitlement=other)[0].pk)))
    with pytest.raises(Refused, match="不在本批次"):
        batches.import_returns(file=file, by=district)
    assert second.sequence == 2


def test_a_second_file_may_repeat_but_not_contradict(district, batch):
    batches.import_returns(file=returned(batch, district, lambda rows: rows[:2]), by=district)
    assert [p.state for p in all_of(Payment)] == ["paid", "paid", "pending"]
    contrary = returned(batch, district, lambda rows: [[*rows[0][:2], "失败", "销户", rows[0][4]], *rows[1:]])
    with pytest.raises(Refused, match="与文件不一致"):
        batches.import_returns(file=contrary, by=district)
    batches.import_returns(file=returned(batch, district), by=district)
    assert {p.state for p in all_of(Payment)} == {"paid"}
    with pytest.raises(Refused, match="都已入账"):
        batches.import_returns(file=returned(batch, district), by=district)


def test_only_a_sent_batch_takes_returns(district):
    town.paid_home()
    batch = batches.make_batch(programme=town.PROGRAMME, month=town.MONTH, by=district)
    with pytest.raises(Refused, match="待锁定"):
        batches.upload_returns(batch=batch, name="r.csv", content=b"x", by=district)


def workbook(rows) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for n, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write_datetime(n, column, value, day) if isinstance(value, dt.date) else sheet.write(n, column, value)
    book.close()
    return out.getvalue()


def test_a_workbook_with_numbers_dates_and_a_title_above_is_read(district, batch):
    day = batch.exported_at.astimezone().date()
    rows = [["某银行批量代发结果"], [], ["序号", "业务参考号", "金额（元）", "结果", "原因", "日期"]]
    rows += [[n, p.pk, p.amount / 100, "成功", "", day] for n, p in enumerate(all_of(Payment), 1)]
    file = batches.upload_returns(batch=batch, name="r.xlsx", content=workbook(rows), by=district)
    batches.import_returns(file=file, by=district)
    assert {(p.state, p.settled_on) for p in all_of(Payment)} == {("paid", day)}


def test_gbk_text_is_read():
    text = "业务参考号,金额（元）,结果,原因,日期\n1,1.00,失败,账户已注销,20261124\n"
    assert read_returns(text.encode("gbk")).rows == [
        {"line": 2, "reference": "1", "amount": "1.00", "result": "失败", "reason": "账户已注销", "date": "20261124"}
    ]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 90_000_000)
    return out.getvalue()


UNREADABLE = {
    "empty": (b"", "空的"),
    "too long": (b"x" * 8_000_001, "超过"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "编码|表格"),
    "a broken workbook": (b"PK\x03\x04" + b"\0" * 200, "损坏"),
    "an old workbook cut short": (b"\xd0\xcf\x11\xe0" + b"\0" * 200, "损坏"),
    "a bomb": (bomb(), "过大"),
    "no headings": ("甲,乙\n1,2".encode(), "业务参考号"),
    "a column missing": ("业务参考号,结果\n1,成功".encode(), "缺少列：金额（元）、原因、日期"),
    "headings only": ("业务参考号,金额（元）,结果,原因,日期\n,,,,\n".encode(), "没有数据行"),
    "an open quote": ('业务参考号,金额（元）,结果,原因,日期\n"1,2'.encode(), "引号"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_refused_in_words(case):
    content, why = UNREADABLE[case]
    with pytest.raises(Refused, match=why):
        read_returns(content)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f" {town.card(1)[:4]} {town.card(1)[4:]} ", town.card(1)), ("１２３４５６７８", "12345678"), ("0123-4567-89", "0123456789"),
        ("3100021709200012345", "3100021709200012345"),
    ],
)  # fmt: skip
def test_account_numbers(typed, kept):
    assert account_number(typed) == kept


_ONE_OFF = town.card(1)[:-1] + str((int(town.card(1)[-1]) + 1) % 10)


@pytest.mark.parametrize(
    "wrong", [_ONE_OFF, "1234567", "6217 0000 1", "1" * 31, "62170000ABCD", "00000000", 6.2e18, ""]
)
def test_wrong_account_numbers_are_told(wrong):
    with pytest.raises(BadAccount, match="账号|银行卡"):
        account_number(wrong)


def test_any_single_wrong_digit_of_a_card_is_found():
    right = town.card(1234567890)
    for place in range(len(right)):
        for digit in "0123456789":
            typed = right[:place] + digit + right[place + 1 :]
            assert luhn_ok(typed) is (digit == right[place])
