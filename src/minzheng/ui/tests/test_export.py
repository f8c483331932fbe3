"""What leaves as a file: identical to what is seen, numbers that identify intact, marked, recorded, or refused."""

import csv
import datetime as dt
import io

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from minzheng.core.access.viewer import Viewer, acting, system
from minzheng.core.areas.models import Area
from minzheng.core.audit.models import AuditRow
from minzheng.core.people.models import Person
from minzheng.core.registry import Registry
from minzheng.ui.registers import Column, Register, export

pytestmark = pytest.mark.django_db

CLERK = Viewer("officer", "王样本", "window_clerk", None, "900000000", "样本镇")
LONG = "510230196203074512"


@pytest.fixture(autouse=True)
def as_system():
    with acting(system("test")):
        yield


@pytest.fixture
def register() -> Register:
    for i in range(3):
        Area.objects.create(code=f"90000000000{i}", name=f"村{i}", level="village", kind="x", longitude=None if i == 1 else i + 0.5)
    return Register(
        Area, title="样本/台账", key="code", rows=lambda request: Area.objects.filter(code__startswith="9"), ordering="-name",
        columns=[
            "code", "name", "longitude", Column("number", "号码", value=lambda row: LONG), Column("fen", "金额", kind="money", value=lambda row: 123450),
            Column("day", "日期", kind="date", value=lambda row: dt.date(2026, 1, 2)), Column("risky", "备注", value=lambda row: "=1+1"),
        ],
        filters=["name"], totals=["longitude"],
    )  # fmt: skip


def ask(register: Register, **data):
    request = RequestFactory().get("/x/", data)
    request.viewer, request.htmx = CLERK, None
    return register.view(request)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_excel_keeps_eighteen_digits_and_types(register):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(body(ask(register, export="xlsx")))).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["统计用区划代码", "名称", "经度", "号码", "金额（元）", "日期", "备注"]
    assert [row[1] for row in sheet[1:4]] == ["村2", "村1", "村0"]
    assert sheet[1][0] == "900000000002"
    assert sheet[1][3:] == [LONG, 1234.5, dt.date(2026, 1, 2), "=1+1"]
    assert sheet[2][2] == ""


def test_excel_says_who_when_and_what(register):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(body(ask(register, export="xlsx", name="村1")))).get_sheet_by_index(0).to_python()
    mark = next(row[0] for row in reversed(sheet) if row[0])
    assert "样本镇 窗口受理员 王样本" in mark
    assert "名称含“村1”" in mark
    assert "共 1 条" in mark


def test_csv_is_whole_and_cannot_run_a_formula(register):
    text = body(ask(register, export="csv", sort="code")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows[1:4]] == ["900000000000", "900000000001", "900000000002"]
    assert rows[1][3:] == [LONG, "1234.50", "2026-01-02", "'=1+1"]


def test_every_export_is_recorded_with_its_count(register):
    ask(register, export="csv", name="村")
    row = AuditRow.objects.get(verb="ui.export")
    assert (row.who, row.detail["count"], row.wrote) == ("王样本", 3, False)
    assert "名称含“村”" in row.reason


def test_nothing_leaves_when_nobody_records(register, monkeypatch):
    monkeypatch.setattr(export, "AUDITS", Registry("no audit"))
    with pytest.raises(ImproperlyConfigured):
        ask(register, export="xlsx")


def test_too_many_rows_are_refused_on_the_page(register, monkeypatch):
    monkeypatch.setattr(export, "LIMIT", 2)
    response = ask(register, export="xlsx")
    assert response["Content-Type"].startswith("text/html")
    assert "用筛选缩小范围" in response.content.decode()
    assert not AuditRow.objects.filter(verb="ui.export").exists()


def test_an_export_holds_no_more_than_the_viewer_sees():
    own, other = (
        Area.objects.create(code=code, name="村", level="village", kind="x") for code in ("900000000001", "910000000001")
    )
    for i, village in enumerate((own, other)):
        Person.objects.create(name=f"虚构{i}", pinyin="x", birth=dt.date(1950, 1, 1), sex=1, village=village, hukou_code=village.code, fictitious=True)
    register = Register(Person, title="人员", columns=["name", "birth"])
    with acting(CLERK):
        text = body(ask(register, export="csv")).decode("utf-8-sig")
    assert "虚构0" in text
    assert "虚构1" not in text
