"""Typing: what people write is understood or refused in words, and never lost."""

import datetime as dt

import pytest
from django import forms
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from minzheng.core.actions import Refused
from minzheng.core.areas.models import Area
from minzheng.ui import areas, money
from minzheng.ui import forms as ui


@given(st.integers(-(10**14), 10**14))
def test_what_is_shown_can_be_typed_back(fen):
    assert money.parse_yuan(money.yuan(fen)) == fen
    assert money.parse_yuan(f"{money.yuan(fen)}元") == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.50", 123450), ("1234元", 123400), ("1234.5", 123450), ("￥1，234.50", 123450), ("１２３４", 123400), (" 12 ", 1200), ("0", 0),
        ("0.01", 1), ("12,345,678.90元", 1234567890), ("-3.2", -320),
    ],
)  # fmt: skip
def test_amounts(text, fen):
    assert money.parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("abc", "请填写数字金额"), ("1.234", "最多两位小数"), ("1.2万", "不要写“万”"), ("1,23", "请填写数字金额"), ("1e5", "请填写数字金额"),
        ("12.", "请填写数字金额"), ("--1", "请填写数字金额"), ("²", "请填写数字金额"), ("", "请填写数字金额"),
    ],
)  # fmt: skip
def test_what_is_no_amount(text, said):
    with pytest.raises(money.NotMoney, match=said):
        money.parse_yuan(text)


class Sample(ui.Form):
    amount = ui.MoneyField(label="金额", max_fen=1_000_000)
    day = ui.DateField(label="日期", not_after_today=True)
    number = ui.IdNumberField(label="公民身份号码")
    note = forms.CharField(label="说明", required=False)


def test_a_wrong_form_keeps_what_was_typed_and_lists_errors_in_order():
    form = Sample({"amount": "三千", "day": "2026-13-01", "number": "510230196203074519", "note": "保留<我>"})
    page = str(form)
    assert [target for target, _ in form.summary] == ["id_amount", "id_day", "id_number"]
    assert 'href="#id_amount"' in page
    assert 'value="三千"' in page
    assert 'value="2026-13-01"' in page
    assert "保留&lt;我&gt;" in page
    assert 'aria-describedby="id_day_helptext id_day_error"' in page
    assert page.count('aria-invalid="true"') == 3
    assert "没有 2026 年 13 月 1 日这一天" in page


def test_an_empty_form_asks_by_name():
    assert [message for _, message in Sample({}).summary] == ["请填写金额", "请填写日期", "请填写公民身份号码"]


def test_fen_from_the_program_is_shown_in_yuan_and_unchanged_when_sent_back():
    form = Sample(initial={"amount": 123450, "day": dt.date(2026, 1, 2)})
    assert 'value="1,234.50"' in str(form["amount"])
    assert 'value="2026-01-02"' in str(form["day"])
    again = Sample({"amount": "1,234.50", "day": "20260102"}, initial={"amount": 123450, "day": dt.date(2026, 1, 2)})
    assert not {"amount", "day"} & set(again.changed_data)


@pytest.mark.parametrize("text", ["2026-01-02", "2026/1/2", "20260102", "2026年1月2日", "2026.1.2", " 2026-1-02 "])
def test_ways_to_write_a_day(text):
    assert ui.DateField().clean(text) == dt.date(2026, 1, 2)


@pytest.mark.parametrize("text", ["2026-02-30", "26-1-2", "20261", "明天", "2026-1-2-3", "2026-01/02x"])
def test_what_is_no_day(text):
    with pytest.raises(forms.ValidationError, match="日"):
        ui.DateField().clean(text)


def test_limits_are_said_with_numbers():
    form = Sample({"amount": "-1", "day": "2999-01-01", "number": ""})
    messages = dict(form.summary)
    assert messages["id_amount"] == "金额不能为负数"
    assert messages["id_day"].startswith("不能晚于今天")
    assert dict(Sample({"amount": "10000.01"}).summary)["id_amount"].startswith("金额不能超过 10,000.00 元")


def test_a_refused_act_lands_at_its_field():
    form = Sample({"amount": "1", "day": "2020-01-01", "number": "510230196203074513"})
    form.is_valid()
    ui.refuse(form, Refused("超过本月上限，请分次申请", field="amount"))
    ui.refuse(form, Refused("本户正在核对，请稍后", field="nothing"))
    assert ("id_amount", "超过本月上限，请分次申请") in form.summary
    assert ("", "本户正在核对，请稍后") in form.summary


@pytest.fixture
def two_towns(db):
    for code, name, level, parent in [
        ("900000001000", "甲镇", "town", None), ("900000001001", "甲村", "village", "900000001000"), ("900000002000", "乙镇", "town", None),
        ("900000002001", "乙村", "village", "900000002000"),
    ]:  # fmt: skip
        Area.objects.create(code=code, name=name, level=level, kind="x", parent_id=parent)


class Place(ui.Form):
    village = ui.AreaField(label="居住地", within="9000")


@pytest.mark.parametrize(
    ("town", "village", "said"),
    [
        ("", "", "请选择居住地"), ("900000001000", "", "请再选择村（社区）"), ("900000001000", "900000002001", "不在可选范围内"),
        ("900000001000", "x", "不在可选范围内"), ("900000001000", "900000001000", "不在可选范围内"),
    ],
)  # fmt: skip
def test_an_area_must_be_a_village_of_the_town(two_towns, town, village, said):
    form = Place({"village_town": town, "village_village": village})
    assert said in form.errors["village"][0]


def test_an_area_is_found_and_shown_again(two_towns):
    form = Place({"village_town": "900000001000", "village_village": "900000001001"})
    assert form.is_valid()
    assert form.cleaned_data["village"].name == "甲村"
    shown = str(Place(initial={"village": form.cleaned_data["village"]}))
    assert '<option value="900000001000" selected>' in shown
    assert '<option value="900000001001" selected>' in shown
    assert "乙村" not in shown


def test_the_second_list_is_that_of_the_town(two_towns):
    page = areas.villages(RequestFactory().get("/", {"village_town": "900000002000"})).content.decode()
    assert "乙村" in page
    assert "甲村" not in page
