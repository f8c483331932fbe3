"""One case of 低保 walked by the acts that the screens call: a story other tests build on."""

from __future__ import annotations

import datetime as dt

from minzheng.casework import actions
from minzheng.casework.models import Case
from minzheng.casework.registries import ASSESSORS, SECTIONS, SURVEYS
from minzheng.core.access.models import Account
from minzheng.core.access.viewer import acting, system

ITEM = "assistance.minimum_living"


class Walk:
    """The steps of one case, each by its own officer unless told otherwise."""

    def __init__(self, officers, household, today):
        self.by, self.household, self.today = officers, household, today
        clerk = officers["window_clerk"]
        with acting(clerk):
            self.case = actions.open_case(item=ITEM, household=household, applicant=household.head, channel="window", by=clerk)

    def fresh(self) -> Case:
        with acting(system("test")):
            self.case = Case.objects.get(pk=self.case.pk)
        return self.case

    def accept(self, by=None, relative=False, version=None):
        by = by or self.by["window_clerk"]
        case = self.fresh()
        with acting(by):
            forms = {
                "consent_to_check": SECTIONS.get("consent_to_check").form(case, {"consent-consent": "on", "consent-true_statement": "on"}),
                "bank_account": SECTIONS.get("bank_account").form(
                    case, {"account-holder": "甄虚构", "account-bank": "虚构银行", "account-number": "6222021234567890128"}
                ),
            }
            assert all(form.is_valid() for form in forms.values()), [f.errors for f in forms.values()]
        return actions.accept(case=case, version=case.version if version is None else version, forms=forms, relative=relative, by=by)

    def survey(self, by=None, second=None, **found):
        by = by or self.by["surveyor"]
        case = self.fresh()
        person = self.household_person
        with acting(by):
            form = SURVEYS.get("household_means").form(case, {f"means-p{person}_{kind}": value for kind, value in found.items()})
            assert form.is_valid(), form.errors
        second = Account.objects.get(pk=(second or self.by["surveyor2"]).account_id)
        return actions.survey(case=case, version=case.version, form=form, second=second, note="属实", by=by)

    @property
    def household_person(self) -> int:
        with acting(system("test")):
            return self.household.head.pk

    def publicise(self):
        return actions.publicise(case=self.fresh(), version=self.case.version, opinion="拟同意", by=self.by["surveyor"])

    def report(self):
        return actions.report_up(case=self.fresh(), version=self.case.version, by=self.by["surveyor"])

    def review(self, by=None, agree=True, home_visit=False):
        case = self.fresh()
        by = by or self.by["reviewer"]
        return actions.review(case=case, version=case.version, agree=agree, home_visit=home_visit, opinion="同意", by=by)

    def confirm(self, by=None, expected=None):
        case = self.fresh()
        by = by or self.by["confirmer"]
        if expected is None:
            with acting(by):
                assessed = ASSESSORS.get("minimum_living").assess(case.household, self.today.day)
            expected = f"{'granted' if assessed.entitled else 'refused'}:{assessed.amount}"
        return actions.confirm(case=case, version=case.version, opinion="", expected=expected, by=by)

    def to_confirm(self, **found):
        self.accept()
        self.survey(**found)
        notice = self.publicise()
        self.today.day = notice.until + dt.timedelta(days=1)
        self.report()
        self.review()
