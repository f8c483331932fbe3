"""Sending visits, and asking for an evaluation."""

from __future__ import annotations

import datetime as dt

from minzheng.core import clock
from minzheng.ui import forms as ui

USUAL_DAYS = 7


class SendForm(ui.Form):
    due_on = ui.DateField(label="走访期限", not_before_today=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = clock.today() + dt.timedelta(days=USUAL_DAYS)
