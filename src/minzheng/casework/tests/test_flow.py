"""低保 from request to decision by the acts that the screens call, and every way in which it must not go."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from minzheng.casework import actions
from minzheng.casework.interface import Standing, replay_decision
from minzheng.casework.models import Case, Decision
from minzheng.casework.tests.walk import Walk
from minzheng.core.access.viewer import NotAllowed, acting, system
from minzheng.core.actions import Refused
from minzheng.core.audit.models import AuditRow


@pytest.fixture
def walk(officers, household, today):
    return Walk(officers, household, today)


def test_a_granted_case_pays_from_the_next_month_and_replays_to_the_fen(walk):
    walk.to_confirm()
    decision = walk.confirm()
    assert decision.kind == "granted"
    assert decision.amount > 0
    assert decision.from_month == dt.date(2026, 12, 1) if walk.today.day.month == 11 else dt.date(2027, 1, 1)
    with acting(system("test")):
        standing = Standing.objects.get(household=walk.household)
        entitlement = standing.entitlements.get()
        assert (entitlement.amount, entitlement.from_month) == (decision.amount, decision.from_month)
        replayed = replay_decision(Decision.objects.get(pk=decision.pk))
        assert replayed.same, replayed.differences
        letter = PdfReader(io.BytesIO(bytes(decision.letter.pdf)))
    text = "".join(page.extract_text() for page in letter.pages)
    assert f"{decision.amount / 100:.2f}" in text
    assert decision.number in text
    assert "行政复议" in text
    assert "第" in text


def test_a_refusal_says_why_and_grants_nothing(walk):
    walk.to_confirm(wage_12m="36000")
    decision = walk.confirm()
    assert (decision.kind, decision.amount) == ("refused", 0)
    with acting(system("test")):
        assert not Standing.objects.exists()
        assert replay_decision(Decision.objects.get(pk=decision.pk)).same


def test_the_survey_counts_over_the_declaration(walk):
    walk.accept()
    walk.survey(wage_12m="3600")
    with acting(system("test")):
        fact = walk.household.head.facts.filter(kind="wage_12m").order_by("-as_of").first()
        assert (fact.value, fact.source) == (360_000, "入户调查")
        assert walk.case.records.get(act="survey").data["found"] == [
            {"person": walk.household_person, "kind": "wage_12m", "register": 120_000, "found": 360_000}
        ]


@pytest.mark.parametrize(("role", "step"), [("surveyor", "accept"), ("confirmer", "accept"), ("payment_officer", "accept"), ("auditor", "accept")])
def test_only_the_window_accepts(walk, role, step):
    with pytest.raises(NotAllowed):
        walk.accept(by=walk.by[role])


def test_nobody_does_two_of_accept_survey_and_confirm(walk, officers):
    """Even somebody who holds several posts: it is the account that counts."""
    import dataclasses

    walk.accept()
    clerk_as_surveyor = dataclasses.replace(officers["surveyor"], account_id=officers["window_clerk"].account_id)
    with pytest.raises(Refused, match="您办理过本件的“受理”"):
        walk.survey(by=clerk_as_surveyor)
    with pytest.raises(Refused, match="不得少于 2 人"):
        walk.survey(second=officers["surveyor"])
    walk.survey()
    notice = walk.publicise()
    walk.today.day = notice.until + dt.timedelta(days=1)
    walk.report()
    surveyor_as_reviewer = dataclasses.replace(officers["reviewer"], account_id=officers["surveyor2"].account_id)
    with pytest.raises(Refused, match="家庭经济状况调查"):
        walk.review(by=surveyor_as_reviewer)
    walk.review()
    reviewer_as_confirmer = dataclasses.replace(officers["confirmer"], account_id=officers["reviewer"].account_id)
    with pytest.raises(Refused, match="区级审核"):
        walk.confirm(by=reviewer_as_confirmer)


def test_an_officer_of_another_town_does_not_find_the_case(walk, officers):
    with pytest.raises(Case.DoesNotExist):
        actions.withdraw(case=walk.case, version=0, reason="x", by=officers["elsewhere"])


def test_the_second_of_two_is_told_and_nothing_is_done_twice(walk):
    seen = walk.case.version
    walk.accept(version=seen)
    with pytest.raises(Refused, match="没有执行"):
        walk.accept(version=seen)
    with acting(system("test")):
        assert walk.case.records.filter(act="accept").count() == 1


def test_the_notice_hangs_seven_days_and_shows_only_masked_values(walk):
    walk.accept()
    walk.survey()
    notice = walk.publicise()
    assert notice.until - notice.posted_on == dt.timedelta(days=7)
    shown = str(notice.rows)
    assert "甄*构" in shown
    assert "甄虚构" not in shown
    walk.today.day = notice.until
    with pytest.raises(Refused, match="期满次日"):
        walk.report()
    walk.today.day = notice.until + dt.timedelta(days=1)
    walk.report()
    with acting(system("test")):
        notice.refresh_from_db()
        assert notice.taken_down_at is not None


def test_an_objection_stops_the_report_until_it_is_answered(walk, officers):
    walk.accept()
    first_due = walk.fresh().due_on
    walk.survey()
    notice = walk.publicise()
    objection = actions.object_to(notice=notice, text="他家有小车", contact="")
    assert walk.fresh().due_on is None or walk.case.due_on > first_due
    walk.today.day = notice.until + dt.timedelta(days=1)
    with pytest.raises(Refused, match="异议尚未处理"):
        walk.report()
    actions.answer_objection(objection=objection, answer="民主评议：车辆不属该户", survey_again=False, by=officers["surveyor"])
    assert walk.report().step == "review"


def test_a_relative_of_the_officers_needs_a_visit_by_the_district(walk):
    walk.accept(relative=True)
    walk.survey()
    notice = walk.publicise()
    walk.today.day = notice.until + dt.timedelta(days=1)
    walk.report()
    with pytest.raises(Refused, match="入户调查"):
        walk.review()
    assert walk.review(home_visit=True).step == "confirm"


def test_a_decision_that_changed_under_the_confirmers_eyes_is_not_taken(walk):
    walk.to_confirm()
    with pytest.raises(Refused, match="测算结果与您看到的不同"):
        walk.confirm(expected="granted:1")
    with acting(system("test")):
        assert not Decision.objects.exists()


def test_every_act_leaves_one_row_in_the_audit_of_the_household(walk):
    walk.to_confirm()
    walk.confirm()
    with acting(system("test")):
        verbs = list(AuditRow.objects.filter(household=walk.household, wrote=True).order_by("id").values_list("verb", flat=True))
    expected = ["casework.open", "casework.accept", "casework.survey", "casework.publicise", "casework.publicise.report", "casework.review"]
    assert [v for v in verbs if v in expected] == expected
    assert "casework.confirm" in verbs


def test_history_cannot_be_changed_even_by_raw_sql(walk):
    from django.db import InternalError, ProgrammingError, connection, transaction

    walk.to_confirm()
    walk.confirm()
    for table in ("casework_decision", "casework_steprecord", "casework_letter", "core_auditrow"):
        with pytest.raises((InternalError, ProgrammingError), match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET id = id")
