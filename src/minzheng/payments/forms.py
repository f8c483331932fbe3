"""What people type about payments."""

from __future__ import annotations

import datetime as dt

from django import forms

from minzheng.core import clock
from minzheng.payments.titles import payable
from minzheng.ui.forms import Form


def months(first: int, last: int) -> list[tuple[str, str]]:
    """Months around this one, newest first: `first` back (negative) to `last` ahead."""
    now = clock.month_of(clock.today())
    found = [now.year * 12 + now.month - 1 + step for step in range(last, first - 1, -1)]
    return [(f"{n // 12}-{n % 12 + 1:02d}-01", f"{n // 12} 年 {n % 12 + 1} 月") for n in found]


class MonthField(forms.TypedChoiceField):
    """One of the months around now; value: its first day."""

    def __init__(self, *, first: int, last: int, **kwargs):
        super().__init__(choices=lambda: months(first, last), coerce=dt.date.fromisoformat, **kwargs)


class BatchForm(Form):
    programme = forms.ChoiceField(label="待遇", choices=payable)
    month = MonthField(label="月份", first=-11, last=1, initial=lambda: clock.month_of(clock.today()).isoformat())


class ReturnsForm(Form):
    file = forms.FileField(
        label="银行回盘文件", help_text="xlsx 或 csv，表头含：业务参考号、金额（元）、结果（成功或失败）、原因、日期",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )  # fmt: skip


class AccountForm(Form):
    holder = forms.CharField(label="户名", max_length=64, help_text="与银行卡或存折上的姓名完全一致")
    bank = forms.CharField(label="开户行", max_length=64, help_text="例如 重庆农村商业银行大足支行")
    number = forms.CharField(
        label="账号",
        max_length=40,
        help_text="银行卡 16 至 19 位，可带空格",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class ConfirmAccountForm(Form):
    reason = forms.CharField(
        label="核实情况",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：账户挂失已解除，银行确认可入账",
    )


class EndForm(Form):
    until_month = MonthField(label="最后发放月份", first=-11, last=1)
    reason = forms.CharField(label="终止原因", max_length=200)
