"""`./minzheng prepare`: what must be there before the pages open. Running it again changes nothing that is right already."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from time import monotonic

from django.conf import settings
from django.utils import timezone

from minzheng.casework.calendar import seed as seed_calendar
from minzheng.cli.account import appoint, create_account
from minzheng.cli.populate.command import DEFAULT_PERSONS, DEFAULT_SEED, any_persons, populate
from minzheng.core import clock
from minzheng.core.access.models import Account
from minzheng.core.access.viewer import Viewer, acting, system
from minzheng.core.actions import Refused
from minzheng.core.areas.load import BadAreaFile, load_areas
from minzheng.core.areas.models import Area
from minzheng.core.people.models import Person
from minzheng.policy import PolicyError

DEMO_PREFIX = "demo-"


def run(arguments: list[str]) -> int:
    if arguments:
        print("用法：./minzheng prepare，没有参数。", file=sys.stderr)
        return 2
    try:
        _timed("载入区划", lambda: f"{load_areas(settings.MINZHENG_DISTRICT, settings.DISTRICT['files'])} 个")
        _timed("工作日历", lambda: f"新增 {seed_calendar()} 天")
        demo() if settings.MINZHENG_DEMO else _first_account()
    except (BadAreaFile, FileNotFoundError, PolicyError, Refused, ValueError) as error:
        print(f"没有准备好：{error}", file=sys.stderr)
        return 1
    return 0


def _timed(what: str, do: Callable[[], str]) -> None:
    began = monotonic()
    result = do()
    print(f"{what}：{result}（{monotonic() - began:.1f} 秒）")


def demo() -> None:
    """A made-up population when there is none, and made-up posts without passwords. Raises Refused, ValueError."""
    wanted = os.environ.get("MINZHENG_PERSONS") or str(DEFAULT_PERSONS)
    if not wanted.isdigit():
        raise Refused(f"MINZHENG_PERSONS 应为人数，如 {DEFAULT_PERSONS}，现为“{wanted}”")
    persons = int(wanted)
    if any_persons():
        print("已有人员，不生成虚构人口")
    elif persons:
        print(f"生成虚构人口 {persons} 人 ……")
        populate(persons, DEFAULT_SEED, clock.today(), say=print)
    _timed("演示岗位", lambda: f"新增 {demo_posts()} 个")


def demo_posts() -> int:
    """Accounts and posts of district.yaml that are not there yet; returns how many."""
    by, new = system("准备演示"), 0
    with acting(by):
        for said in settings.DISTRICT["demo_posts"]:
            new += _demo_post(said, by)
    return new


def _demo_post(said: dict, by: Viewer) -> bool:
    username = DEMO_PREFIX + said["key"]
    account = Account.objects.filter(username=username).first()
    if account is None:
        account = create_account(username=username, name=said["name"], password=None, fictitious=True, by=by)
    if said["role"] == "citizen" and account.person_id is None:
        account.person = _citizen(said)
        account.save(update_fields=["person"])
    if account.posts.filter(role=said["role"], area_id=said["area"]).exists():
        return False
    appoint(account=account, role=said["role"], area=Area.objects.get(pk=said["area"]), since=timezone.localdate(), by=by)
    return True


def _citizen(said: dict) -> Person | None:
    """The made-up person whom the citizen's account stands for: of this name, in this village; the account's name says 虚构 behind it."""
    name = said["name"].partition("（")[0]
    return Person.objects.filter(village_id=said["area"], name=name, fictitious=True, died_on=None).order_by("pk").first()


def _first_account() -> None:
    """Outside demo mode nothing is made up; somebody has to be the first to sign in."""
    if Account.objects.filter(is_active=True).exists():
        return
    code = settings.DISTRICT["code"]
    print(
        "还没有账号。请建立第一个账号并任命岗位（密码在提示后输入）：\n"
        "  ./minzheng account create 账号 --name 姓名\n"
        f"  ./minzheng account appoint 账号 leader {code}\n"
        "岗位名称见 ./minzheng account appoint --help"
    )
