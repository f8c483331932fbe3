"""A visit from order to result: once, with a photo that is one, to a case when the family wants it, again when nobody was home."""

import contextlib
import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from minzheng.casework.models import Case
from minzheng.core import clock
from minzheng.core.access.viewer import NotAllowed, acting, system
from minzheng.core.actions import Refused
from minzheng.core.audit.models import AuditRow
from minzheng.core.people.models import Person
from minzheng.fieldwork.actions import RETRY_DAYS, assign_visit, record_visit
from minzheng.fieldwork.models import Visit
from minzheng.fieldwork.photos import LIMIT, NotAPhoto, kind_of
from minzheng.fieldwork.tests.village import HUANGLONG, LONGSHUI, NOTHING, XUEBA, areas, household, officer, post

SYSTEM = system("test")
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 64 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 32 + b"\x00\x00\x00\x00IEND\xaeB`\x82"


@pytest.fixture
def towns(db):
    areas()


def home(village=HUANGLONG):
    return household(village, ("甄甲", dt.date(1980, 1, 1), NOTHING), ("甄幼", dt.date(2016, 1, 1), {}))


def order(where, *, programme="minimum_living", due=None, by=SYSTEM) -> Visit:
    return assign_visit(household=where, reason="了解情况", programme=programme, due_on=due or clock.today(), by=by)


def worker(village=HUANGLONG):
    return officer("village_worker", village)


def enter(role="village_worker", area=HUANGLONG) -> Client:
    client = Client()
    client.force_login(post(role, area).account)
    return client


# The order


def test_nobody_is_sent_twice_for_the_same_thing(towns):
    where = home()
    order(where)
    with pytest.raises(Refused, match="不必重复派单"):
        order(where)
    order(where, programme="")
    with acting(SYSTEM):
        assert Visit.objects.count() == 2


def test_an_order_for_yesterday_or_without_a_reason_is_refused(towns):
    where = home()
    with pytest.raises(Refused) as late:
        order(where, due=clock.today() - dt.timedelta(days=1))
    assert late.value.field == "due_on"
    with pytest.raises(Refused) as empty:
        assign_visit(household=where, reason=" ", programme="", due_on=clock.today(), by=SYSTEM)
    assert empty.value.field == "reason"


def test_a_leader_does_not_order_visits(towns):
    with pytest.raises(NotAllowed):
        order(home(), by=officer("leader", "500111000000"))


# The result


def test_a_family_that_wants_to_apply_gets_a_case(towns):
    visit = record_visit(visit=order(home()), outcome="apply", note="一人带一孩，没有收入", photo=JPEG, by=worker())
    with acting(SYSTEM):
        case = Case.objects.get()
        assert (visit.case, case.item, case.channel, case.applicant.name) == (case, "assistance.minimum_living", "discovery", "甄甲")
        assert case.household_id == visit.household_id
        verbs = set(AuditRow.objects.values_list("verb", flat=True))
    assert {"fieldwork.assign", "fieldwork.record", "casework.open"} <= verbs


def test_the_case_can_be_in_another_members_name_but_not_in_a_strangers(towns):
    visit = order(home())
    with acting(SYSTEM):
        stranger = home().memberships.first().person
        child = visit.household.memberships.get(person__name="甄幼").person
    with pytest.raises(Refused):
        record_visit(visit=visit, outcome="apply", note="情况属实", photo=None, applicant=stranger, by=worker())
    with acting(SYSTEM):
        assert Visit.objects.get(pk=visit.pk).is_open
    assert record_visit(visit=visit, outcome="apply", note="情况属实", photo=None, applicant=child, by=worker()).case.applicant == child


def test_a_household_that_holds_the_programme_is_not_asked_to_apply(towns):
    visit = order(home())
    with acting(SYSTEM):
        visit.household.standings.create(programme="minimum_living", source="虚构台账", since=dt.date(2026, 1, 1))
    page = enter().get(f"/office/visits/{visit.pk}/").content.decode()
    assert "同意申请" not in page
    with pytest.raises(Refused):
        record_visit(visit=visit, outcome="apply", note="家里没有收入", photo=None, by=worker())
    assert record_visit(visit=visit, outcome="confirmed", note="已去世一人", photo=None, by=worker()).outcome == "confirmed"


def test_where_nobody_lives_any_more_there_is_nobody_to_apply(towns):
    visit = order(home())
    with acting(SYSTEM):
        Person.objects.filter(memberships__household=visit.household).update(died_on=dt.date(2026, 11, 1))
    with pytest.raises(Refused, match="没有在世的成员"):
        record_visit(visit=visit, outcome="apply", note="情况属实", photo=None, by=worker())


def test_nobody_home_means_again_within_a_week(towns):
    first = record_visit(visit=order(home()), outcome="absent", note="", photo=None, by=worker())
    with acting(SYSTEM):
        again = Visit.objects.select_related("again_of").get(visited_at=None)
    assert (again.again_of, again.due_on) == (first, clock.today() + dt.timedelta(days=RETRY_DAYS))
    assert (again.reason, again.programme, again.household_id) == (first.reason, first.programme, first.household_id)


@pytest.mark.parametrize(("outcome", "note", "field"), [("", "情况属实", "outcome"), ("maybe", "情况属实", "outcome"), ("not_so", " 无 ", "note")])
def test_a_result_needs_an_outcome_and_a_sentence(towns, outcome, note, field):
    with pytest.raises(Refused) as refused:
        record_visit(visit=order(home()), outcome=outcome, note=note, photo=None, by=worker())
    assert refused.value.field == field


def test_a_result_is_given_once(towns):
    visit = record_visit(visit=order(home()), outcome="declined", note="子女已接走赡养", photo=None, by=worker())
    with pytest.raises(Refused, match="已经记录过结果"):
        record_visit(visit=visit, outcome="apply", note="又同意申请了", photo=None, by=worker())
    with acting(SYSTEM):
        assert not Case.objects.exists()


def test_another_villages_visit_cannot_be_recorded(towns):
    with pytest.raises(Visit.DoesNotExist):
        record_visit(visit=order(home(XUEBA)), outcome="absent", note="", photo=None, by=worker())


# The photo


@pytest.mark.parametrize(("data", "kind"), [(JPEG, "image/jpeg"), (PNG, "image/png")])
def test_a_photo_is_told_by_its_content(data, kind):
    assert kind_of(data) == kind


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"%PDF-1.7", b"<svg onload=alert(1)>", JPEG[:-2], PNG[:-12], b"\xff\xd8\xff" + b"\0" * LIMIT])
def test_what_is_not_a_photo_or_not_whole_or_too_big_is_refused(data):
    with pytest.raises(NotAPhoto):
        kind_of(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_photo_or_refused(data):
    with contextlib.suppress(NotAPhoto):
        assert kind_of(data) in ("image/jpeg", "image/png")


# The pages


def test_the_day_shows_what_is_late_first_and_only_ones_own_village(towns):
    late, later = order(home()), order(home(), due=clock.today() + dt.timedelta(days=30))
    other = order(home(XUEBA))
    with acting(SYSTEM):
        Visit.objects.filter(pk=late.pk).update(due_on=clock.today() - dt.timedelta(days=2))
    client = enter()
    page = client.get("/office/visits/").content.decode()
    assert page.index("已超期") < page.index(late.household.number) < page.index(later.household.number)
    assert other.household.number not in page
    assert other.household.number not in client.get("/office/visits/all/").content.decode()
    assert client.get(f"/office/visits/{other.pk}/").status_code == 404


def test_a_visit_is_recorded_on_the_phone_with_its_photo(towns):
    visit, client = order(home()), enter()
    page = client.get(f"/office/visits/{visit.pk}/").content.decode()
    assert 'capture="environment"' in page
    assert "甄甲" not in page
    sent = {"outcome": "apply", "note": "孩子在上学，没有收入", "photo": SimpleUploadedFile("x.txt", JPEG, "text/plain")}
    with acting(SYSTEM):
        sent["applicant"] = visit.household.memberships.first().person_id
    assert client.post(f"/office/visits/{visit.pk}/", sent).status_code == 302
    with acting(SYSTEM):
        assert Visit.objects.get(pk=visit.pk).case is not None
    answer = client.get(f"/office/visits/{visit.pk}/photo/")
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (JPEG, "image/jpeg", "nosniff")
    assert enter("window_clerk", "500111001000").get(f"/office/visits/{visit.pk}/photo/").status_code == 404
    assert enter("window_clerk", LONGSHUI).get(f"/office/visits/{visit.pk}/photo/").status_code == 200


def test_a_page_disguised_as_a_photo_is_refused_at_the_field_and_the_words_are_kept(towns):
    visit = order(home())
    sent = {"outcome": "not_so", "note": "家里有车有房", "photo": SimpleUploadedFile("a.jpg", b"<html>", "image/jpeg")}
    answer = enter().post(f"/office/visits/{visit.pk}/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "不是 JPEG 或 PNG 照片" in page
    assert "家里有车有房" in page
    with acting(SYSTEM):
        assert Visit.objects.get(pk=visit.pk).is_open


def test_the_second_of_two_submissions_is_told(towns):
    visit, client = order(home()), enter()
    sent = {"outcome": "declined", "note": "家里暂时不需要"}
    assert client.post(f"/office/visits/{visit.pk}/", sent).status_code == 302
    assert client.post(f"/office/visits/{visit.pk}/", sent).status_code == 403


def test_offices_read_results_but_only_the_village_records(towns):
    visit = order(home())
    for role, area in (("reviewer", "500111000000"), ("auditor", "500111000000"), ("window_clerk", LONGSHUI)):
        client = enter(role, area)
        assert "提交走访结果" not in client.get(f"/office/visits/{visit.pk}/").content.decode()
        assert client.post(f"/office/visits/{visit.pk}/", {"outcome": "absent"}).status_code == 403
