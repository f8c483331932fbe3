"""Parts of an application form that this line's items share."""

from __future__ import annotations

from typing import Any

from django import forms

from minzheng.core import clock
from minzheng.core.interface import Viewer
from minzheng.payments.interface import PayeeAccount, set_payee_account
from minzheng.ui import forms as ui


class ConsentForm(ui.Form):
    """Without an authorisation nothing is asked of other departments."""

    consent = forms.BooleanField(label="家庭成员已签署家庭经济状况核对授权书")
    true_statement = forms.BooleanField(label="申请人承诺所提供的信息真实、完整")


class Consent:
    title = "核对授权与承诺"

    def form(self, case: Any, data: Any = None) -> forms.Form:
        return ConsentForm(data, prefix="consent")

    def keep(self, case: Any, form: forms.Form, by: Viewer) -> None:
        case.form = {**case.form, "consent_to_check": {"given_on": clock.today().isoformat(), "heard_by": by.name}}


class AccountForm(ui.Form):
    """Asked only when no account is known."""

    holder = forms.CharField(label="户名", max_length=64)
    bank = forms.CharField(label="开户行", max_length=64)
    number = forms.CharField(label="账号", max_length=30, help_text="16–19 位银行卡号，可带空格")


class KnownAccountForm(ui.Form):
    """Nothing to type: the account is on record."""


class BankAccount:
    title = "收款账户"

    def form(self, case: Any, data: Any = None) -> forms.Form:
        known = PayeeAccount.objects.filter(household=case.household, until=None).first()
        if known:
            form = KnownAccountForm(data if data is not None else None, prefix="account")
            form.known = [("户名", known.holder), ("开户行", known.bank), ("账号", known.masked)]
            return form
        return AccountForm(data, prefix="account", initial={"holder": case.applicant.name})

    def keep(self, case: Any, form: forms.Form, by: Viewer) -> None:
        """Raises Refused naming the field when the number is wrong."""
        if form.fields:
            values = form.cleaned_data
            set_payee_account(household=case.household, holder=values["holder"], bank=values["bank"], number=values["number"], by=by)


