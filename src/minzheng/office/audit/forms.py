"""What an auditor asks for."""

from __future__ import annotations

import datetime as dt
import re

from django import forms

from minzheng.ui import forms as ui


class LawOfForm(ui.Form):
    law_of = ui.DateField(label="按哪一天的法律和标准重算")


class MonthForm(ui.Form):
    month = forms.CharField(label="作出决定的月份", max_length=8, help_text="例如 2026-05")
    law_of = ui.DateField(label="改按哪一天的法律和标准（可不填）", required=False, help_text="不填：按各件决定时的法律和标准，应当逐件一致")

    def clean_month(self) -> dt.date:
        """The month's first day."""
        found = re.fullmatch(r"(20\d\d)[-/.年]?(0?[1-9]|1[0-2])月?", self.cleaned_data["month"].strip())
        if not found:
            raise forms.ValidationError("月份格式不对，请按 年-月 填写，例如 2026-05")
        return dt.date(int(found[1]), int(found[2]), 1)
