"""Accounts: passwords are asked for and never given; posts fit their level; three duties need three people; leaving keeps the row."""

import datetime as dt
import io

import pytest
from django.conf import settings
from django.utils import timezone

from minzheng.cli import account
from minzheng.core.access.models import Account, Post
from minzheng.core.access.queries import posts_on
from minzheng.core.access.viewer import NotAllowed, Viewer, acting, system
from minzheng.core.areas.load import load_areas
from minzheng.core.areas.models import Area
from minzheng.core.audit.models import AuditRow

pytestmark = pytest.mark.django_db
DISTRICT, TOWN = "500111000000", "500111100000"
GOOD = "cedar-umbrella-71"


@pytest.fixture(autouse=True)
def _areas():
    load_areas(settings.MINZHENG_DISTRICT, settings.DISTRICT["files"])


def words(monkeypatch, text: str, line: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(line))
    return account.run(text.split())


def test_create_appoint_end_close(monkeypatch):
    assert words(monkeypatch, "create zhen --name 甄某", GOOD + "\n") == 0
    assert words(monkeypatch, f"appoint zhen reviewer {DISTRICT}") == 0
    someone = Account.objects.get(username="zhen")
    assert someone.check_password(GOOD)
    today = timezone.localdate()
    assert [p.role for p in posts_on(someone, today)] == ["reviewer"]
    assert words(monkeypatch, "end zhen") == 0
    assert list(posts_on(someone, today + dt.timedelta(1))) == []
    assert Post.objects.count() == 1
    assert words(monkeypatch, "close zhen") == 0
    assert not Account.objects.get(username="zhen").is_active
    with acting(system("test")):
        verbs = list(AuditRow.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["accounts.create", "accounts.appoint", "accounts.end", "accounts.close"]


@pytest.mark.parametrize(("line", "says"), [("", "没有从标准输入读到密码"), ("short\n", "至少 12 个字符"), ("qwerty123456\n", "太常见")])
def test_no_password_or_a_weak_one_makes_no_account(monkeypatch, capsys, line, says):
    assert words(monkeypatch, "create zhen --name 甄某", line) == 1
    assert says in capsys.readouterr().err
    assert not Account.objects.exists()


def test_a_prompted_password_is_typed_twice(monkeypatch, capsys):
    typed = iter([GOOD, GOOD + "x"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(account.getpass, "getpass", lambda _: next(typed))
    assert account.run(["create", "zhen", "--name", "甄某"]) == 1
    assert "两次输入的密码不一样" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"appoint zhen king {DISTRICT}", "没有“king”这个岗位"),
        (f"appoint zhen confirmer {TOWN}", "应任命到区县一级"),
        ("appoint zhen confirmer 500111999999", "没有代码为"),
        (f"appoint nobody confirmer {DISTRICT}", "没有账号"),
        ("end zhen", "不必离任"),
    ],
)
def test_what_cannot_be_is_refused_in_chinese(monkeypatch, capsys, text, says):
    words(monkeypatch, "create zhen --name 甄某", GOOD + "\n")
    assert words(monkeypatch, text) == 1
    assert says in capsys.readouterr().err
    assert not Post.objects.exists()


def test_accepting_confirming_and_paying_are_three_people(monkeypatch, capsys):
    words(monkeypatch, "create zhen --name 甄某", GOOD + "\n")
    assert words(monkeypatch, f"appoint zhen confirmer {DISTRICT}") == 0
    assert words(monkeypatch, f"appoint zhen payment_officer {DISTRICT}") == 1
    assert words(monkeypatch, f"appoint zhen window_clerk {TOWN}") == 1
    assert "三个人" in capsys.readouterr().err
    assert words(monkeypatch, f"appoint zhen confirmer {DISTRICT}") == 1
    assert words(monkeypatch, f"appoint zhen auditor {DISTRICT}") == 0


def test_officers_cannot_make_accounts():
    officer = Viewer("officer", "甄某", "leader", area_prefix="500111")
    with pytest.raises(NotAllowed):
        account.create_account(username="x", name="x", password=None, by=officer)
    area = Area.objects.get(pk=DISTRICT)
    with pytest.raises(NotAllowed):
        account.appoint(account=Account(username="x"), role="leader", area=area, since=dt.date(2026, 1, 1), by=officer)


def test_accounts_without_a_password_cannot_sign_in():
    made = account.create_account(username="demo", name="甄某", password=None, by=system("test"))
    assert not made.has_usable_password()
