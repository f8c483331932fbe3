"""Values entered by one, approved by another: what is refused, what is shown, what held at a moment. 虚构."""

import datetime as dt
import io
import re
import zipfile
from itertools import count
from unittest.mock import patch

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minzheng.casework.published import LOCK
from minzheng.casework.tests.conftest import district, household, officers, today  # noqa: F401  (fixtures)
from minzheng.casework.tests.walk import Walk
from minzheng.core import clock
from minzheng.core.access.models import Account, Post
from minzheng.core.access.queries import viewer_as
from minzheng.core.actions import Refused
from minzheng.core.interface import NotAllowed
from minzheng.law.models import Document, Provision, Trial
from minzheng.law.provisions import amendments
from minzheng.law.trials.compute import run_trial
from minzheng.law.values import actions
from minzheng.law.values.documents import checked

PDF = b"%PDF-1.4 made up"
NAME = "minimum_living_standard"
REASON = "文号写错了"


@pytest.fixture
def people(district):  # noqa: F811
    def officer(name: str, role: str):
        account = Account.objects.create(username=name, name=f"{name}（虚构）", fictitious=True)
        return viewer_as(Post.objects.create(account=account, role=role, area=district["top"], since=dt.date(2020, 1, 1)))

    return {r: officer(r, r) for r in ("reviewer", "leader", "auditor")}


def typed(**fields) -> Provision:
    given_ = {"line": "assistance", "name": NAME, "area_id": "500111000000", "start": dt.date(2026, 12, 1),
              "value": {"1": 80000, "0": 67000}, "basis": "虚构通知（虚构〔2026〕1号）"}  # fmt: skip
    return Provision(**given_ | fields)


def entered(people, **fields) -> Provision:
    return actions.enter(provision=typed(**fields), unusual=False, by=people["reviewer"])


def previewed(p: Provision, **fields) -> Provision:
    values = {"line": p.line, "title": "试算（虚构）", "before": {}, "after": {"provisions": [p.pk]}, "state": "done", "facts_on": dt.date(2026, 11, 24)}
    p.preview = Trial.objects.create(**values | fields)
    p.save()
    return p


def client_of(viewer) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=viewer.account_id))
    return client


def test_two_people(people):
    p = previewed(entered(people))
    assert amendments("assistance") == ()
    with pytest.raises(NotAllowed):
        actions.approve(provision=p, by=people["reviewer"])
    both = viewer_as(Post.objects.create(account_id=people["reviewer"].account_id, role="leader", area_id="500111000000", since=dt.date(2020, 1, 1)))
    with pytest.raises(Refused, match="录入人不能批准"):
        actions.approve(provision=p, by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        Provision.objects.filter(pk=p.pk).update(decided_by=p.entered_by)
    actions.approve(provision=p, by=people["leader"])
    assert [name for name, _ in amendments("assistance")] == [NAME]


def test_the_preview_is_computed_on_the_day_it_will_hold(people):
    p = entered(people, start=dt.date(2026, 12, 15))
    with pytest.raises(NotAllowed):
        actions.try_out(provision=p, by=people["auditor"])
    p = actions.try_out(provision=p, by=people["reviewer"])
    with pytest.raises(Refused, match="正在试算"):
        actions.try_out(provision=p, by=people["leader"])
    with pytest.raises(Refused, match="还没有完成"):
        actions.approve(provision=p, by=people["leader"])
    trial = run_trial(p.preview)
    assert (trial.before["date"], trial.after) == ("2026-12-15", {"date": "2026-12-15", "provisions": [p.pk]})
    assert [(c["before"], c["after"]) for c in trial.changes] == [("城市 775.00 元、农村 650.00 元", "城市 800.00 元、农村 670.00 元")]
    page = client_of(people["leader"]).get(f"/office/law/values/{p.pk}/").content.decode()
    assert "全年增减" in page
    assert 'value="approve"' in page
    actions.approve(provision=p, by=people["leader"])
    with pytest.raises(Refused, match="已批准"):
        actions.try_out(provision=p, by=people["leader"])


def test_a_standard_after_a_gap_is_compared_with_todays(people):
    old = previewed(entered(people, until=dt.date(2026, 12, 31)))
    actions.approve(provision=old, by=people["leader"])
    p = actions.try_out(provision=entered(people, start=dt.date(2027, 1, 1), value={"1": 81000, "0": 68000}), by=people["reviewer"])
    assert (p.preview.before["date"], p.preview.after["date"]) == (clock.today().isoformat(), "2027-01-01")
    assert run_trial(p.preview).state == "done"


def test_the_same_value_with_its_document_needs_no_preview(people):
    p = entered(people, value={"1": 77500, "0": 65000})
    with pytest.raises(Refused, match="不需要试算"):
        actions.try_out(provision=p, by=people["reviewer"])
    page = client_of(people["leader"]).get(f"/office/law/values/{p.pk}/").content.decode()
    assert "只更新依据" in page
    assert 'value="try"' not in page
    actions.approve(provision=p, by=people["leader"])


@pytest.mark.parametrize(
    ("trial", "said"), [(None, "还没有完成"), ({"state": "running"}, "还没有完成"), ({"facts_on": dt.date(2026, 11, 16)}, "超过 7 天")]
)
def test_nothing_is_approved_without_a_fresh_preview(people, trial, said):
    p = entered(people)
    p = previewed(p, **trial) if trial else p
    with pytest.raises(Refused, match=said):
        actions.approve(provision=p, by=people["leader"])


def test_a_preview_from_before_another_approval_is_old(people):
    one, two = previewed(entered(people)), previewed(entered(people, start=dt.date(2027, 1, 1)))
    actions.approve(provision=one, by=people["leader"])
    with pytest.raises(Refused, match="重新试算"):
        actions.approve(provision=two, by=people["leader"])


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"value": {"1": 80000}}, "", "逐项"), ({"start": dt.date(2001, 1, 1)}, "start", "完整"), ({"area_id": "500112000000"}, "area", "本辖区"),
        ({"value": {"1": 80000, "0": 6700}}, "unusual", "低于原值"), ({"value": {"1": 80000, "0": 670000}}, "unusual", "十倍"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(people, fields, field, said):
    from minzheng.core.models import Area

    Area.objects.create(code="500112000000", name="别区", level="district", kind="区")
    with pytest.raises(Refused, match=said) as refused:
        entered(people, **fields)
    assert refused.value.field == field
    assert not Provision.objects.exists()


def test_one_stands_for_a_day_until_it_is_withdrawn(people):
    p = entered(people)
    with pytest.raises(Refused, match="请先撤回"):
        entered(people)
    actions.take_back(provision=p, reason=REASON, by=people["reviewer"])
    entered(people)


def test_a_document_ends_the_doubt_and_is_kept_once(people):
    p = previewed(entered(people))
    actions.approve(provision=p, by=people["leader"])
    before = timezone.now()
    assert amendments("assistance")[0][1].status == "unverified"
    about = {"title": "虚构通知", "number": "虚构〔2026〕1号", "issuer": "虚构局", "issued_on": dt.date(2026, 11, 1)}
    actions.attach(provision=p, file=checked("../../通知 最终<版>.pdf", PDF), **about, by=people["reviewer"])
    assert amendments("assistance")[0][1].status == "verified"
    assert amendments("assistance", before)[0][1].status == "unverified"  # a decision made before replays as it was
    other = entered(people, start=dt.date(2027, 1, 1))
    actions.attach(provision=other, file=checked("again.pdf", PDF), **about, by=people["reviewer"])
    assert Document.objects.get().file_name == "通知_最终_版.pdf"
    with pytest.raises(Refused, match="已附文件"):
        actions.attach(provision=p, file=checked("x.pdf", PDF), **about, by=people["reviewer"])


def test_files_are_told_by_their_bytes():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("OFD.xml", "<ofd/>")
    assert checked("a.zip", made.getvalue()).media_type == "application/ofd"
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as file:
        file.writestr("x.txt", "x")
    for content in (b"MZ program", plain.getvalue(), b"PK\x03\x04broken", b""):
        with pytest.raises(Refused, match="只能上传"):
            checked("通知.pdf", content)
    with pytest.raises(Refused, match="10 MB"):
        checked("a.pdf", PDF + b"0" * 10 * 1024 * 1024)


def test_the_form_keeps_what_was_typed_and_enters(people):
    client = client_of(people["reviewer"])
    address = f"/office/law/values/new/?line=assistance&name={NAME}"
    form = client.get(address)
    assert "低保标准：城市" in form.content.decode()
    assert "现行 775.00 元" in form.content.decode()
    assert "确认不是多写或少写一位" not in form.content.decode()
    data = {"area": "500111000000", "value0": "800", "value1": "65", "start": "2026-12-01", "title": "虚构通知", "number": "虚构〔2026〕1号"}
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert "多写或少写了一位" in answer.content.decode()
    assert "确认不是多写或少写一位" in answer.content.decode()
    assert 'value="65"' in answer.content.decode()
    file = SimpleUploadedFile("通知.pdf", PDF)
    answer = client.post(address, data | {"value1": "670", "file": file})
    assert "上传文件时请填写发文机关" in answer.content.decode()
    file.seek(0)
    answer = client.post(address, data | {"value1": "670.00", "file": file, "issuer": "虚构局", "issued_on": "2026-11-20"})
    p = Provision.objects.get()
    assert answer.url == f"/office/law/values/{p.pk}/"
    assert p.value == {"1": 80000, "0": 67000}
    assert p.documented_at
    page = client.get(answer.url).content.decode()
    assert "城市 800.00 元、农村 670.00 元" in page
    assert "城市 775.00 元、农村 650.00 元" in page  # the old one beside it
    assert "立即执行" not in page
    register = client.get("/office/law/values/").content.decode()
    assert "低保标准：城市 800.00 元、农村 670.00 元，2026-12-01 起" in register  # waits
    assert register.index("尚未经正式文件确认") < register.index("有文件依据")
    assert "待核实" in register


def test_a_reading_is_decided_with_its_question_shown(people):
    client = client_of(people["reviewer"])
    address = "/office/law/values/new/?line=assistance&name=adult_student_levels"
    page = client.get(address).content.decode()
    assert "研究生与非全日制是否计入" in page
    assert "重庆市城乡居民最低生活保障条例#11" in page
    client.post(address, {"option": "chongqing", "start": "2026-12-01", "title": "虚构会议纪要", "number": "虚构1号"})
    p = actions.try_out(provision=Provision.objects.get(), by=people["leader"])
    assert p.option == "chongqing"
    assert [c["title"] for c in run_trial(p.preview).changes] == ["成年在校子女的范围"]
    actions.approve(provision=p, by=people["leader"])
    assert amendments("assistance")[0][1].option == "chongqing"


def registered(client) -> str:
    """The number beside 标准与口径 in the sidebar."""
    entry = re.search(r'<a[^>]*href="/office/law/values/".*?</a>', client.get("/office/law/values/").content.decode(), re.DOTALL)[0]
    return "".join(re.findall(r">\s*(\d+)", entry))


def test_who_entered_is_refused_and_the_auditor_only_reads(people):
    p = previewed(entered(people))
    address = f"/office/law/values/{p.pk}/"
    assert client_of(people["reviewer"]).post(address, {"act": "approve"}).status_code == 403
    assert client_of(people["auditor"]).post(address, {"act": "withdraw"}).status_code == 403
    assert client_of(people["auditor"]).get("/office/law/values/new/").status_code == 403
    assert 'value="approve"' not in client_of(people["reviewer"]).get(address).content.decode()
    assert 'value="approve"' in client_of(people["leader"]).get(address).content.decode()
    waiting = {r: registered(client_of(people[r])) for r in people}
    assert waiting == {"reviewer": "", "leader": "1", "auditor": ""}
    client_of(people["leader"]).post(address, {"act": "refuse", "reason": ""})
    assert Provision.objects.get().state == "entered"
    client_of(people["leader"]).post(address, {"act": "approve"})
    assert Provision.objects.get().state == "approved"


_ACT = st.tuples(st.sampled_from(["approve", "withdraw"]), st.integers(0, 5))
_DAYS = st.lists(st.integers(1, 60), min_size=1, max_size=6, unique=True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=_DAYS, acts=st.lists(_ACT, max_size=12), town=st.booleans())
def test_a_moment_always_gives_what_held_then(people, days, acts, town):
    """Whatever is approved and withdrawn later, a moment replays; and no value comes from what was not approved then."""
    with transaction.atomic():
        begun, steps = timezone.now(), count(1)
        with patch("django.utils.timezone.now", lambda: begun + dt.timedelta(seconds=next(steps))):
            areas = ["500111000000", "500111100000" if town else "500111000000"]
            rows = [
                previewed(entered(people, start=dt.date(2026, 12, 1) + dt.timedelta(days=d), area_id=areas[d % 2], value={"1": 90000 + d, "0": 70000 + d}))
                for d in days
            ]  # fmt: skip
            seen = [(timezone.now(), amendments("assistance"), set())]
            for act, n in acts:
                p = rows[n % len(rows)]
                p.refresh_from_db()
                live = set(seen[-1][2])
                if act == "approve" and p.state == "entered":
                    previewed(p)
                    actions.approve(provision=p, by=people["leader"])
                    live.add(p.value["0"])
                elif act == "withdraw" and p.state == "approved":
                    actions.withdraw(provision=p, reason=REASON, by=people["leader"])
                    live.discard(p.value["0"])
                seen.append((timezone.now(), amendments("assistance"), live))
            for moment, held, live in seen:
                assert amendments("assistance", moment) == held
                assert {v.table[(0,)] for _, v in held} == live
        transaction.set_rollback(True)


@pytest.fixture
def elsewhere(db):
    """Another connection to the test's database."""
    parameters = {k: v for k, v in connection.get_connection_params().items() if k in ("dbname", "host", "port", "user", "password")}
    with psycopg.connect(**parameters) as other:
        yield other
        other.rollback()


def test_who_publishes_waits_for_who_decides(people, elsewhere):
    p = previewed(entered(people))
    elsewhere.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])  # somebody decides
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '200ms'")
    with pytest.raises(OperationalError), transaction.atomic():
        actions.approve(provision=p, by=people["leader"])
    elsewhere.rollback()
    actions.approve(provision=p, by=people["leader"])
    assert elsewhere.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [LOCK]).fetchone() == (False,)


def test_who_decides_waits_for_who_publishes(officers, household, today, elsewhere):  # noqa: F811
    walk = Walk(officers, household, today)
    walk.to_confirm()
    elsewhere.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])  # somebody approves
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '200ms'")
    with pytest.raises(OperationalError), transaction.atomic():
        walk.confirm()
    elsewhere.rollback()
    walk.confirm()
    assert elsewhere.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [LOCK]).fetchone() == (True,)  # another may decide
    assert elsewhere.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK]).fetchone() == (False,)
