"""`./minzheng account`: who may sign in, and in which post. There is no default password and none is ever shown."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from minzheng.core.access.models import Account, Post
from minzheng.core.access.queries import posts_on
from minzheng.core.access.viewer import Viewer, roles, system
from minzheng.core.actions import Refused, action
from minzheng.core.areas.models import Area

APART = {"window_clerk", "confirmer", "payment_officer"}  # accepting, confirming and paying are three people

WEAK = {"password_too_short": "至少 12 个字符", "password_too_common": "这个密码太常见，请换一个"}  # Django has no Chinese for the first


@action("accounts.create", title="建立账号")
def create_account(*, username: str, name: str, by: Viewer, password: str | None, fictitious: bool = False) -> Account:
    """`password` None: nobody can sign in with a password. Raises Refused."""
    if Account.objects.filter(username=username).exists():
        raise Refused(f"账号“{username}”已经存在，请换一个账号名", field="username")
    if password is not None:
        try:
            validate_password(password, Account(username=username, name=name))
        except ValidationError as error:
            codes = {each.code for each in error.error_list}
            raise Refused("密码不合要求：" + "；".join(WEAK.get(c, "请换一个更难猜的") for c in sorted(codes)), field="password") from None
    return Account.objects.create(username=username, name=name, password=password, fictitious=fictitious)


@action("accounts.appoint", title="任命岗位")
def appoint(*, account: Account, role: str, area: Area, since: dt.date, by: Viewer) -> Post:
    """Raises Refused: role unknown, area of another level, post held already, or duties that two people must do."""
    if role not in roles():
        raise Refused(f"没有“{role}”这个岗位，可选：" + "、".join(f"{key}（{r.title}）" for key, r in roles().items()), field="role")
    level = "village" if roles()[role].level == "person" else roles()[role].level
    if area.level != level:
        raise Refused(f"{roles()[role].title}应任命到{Area(level=level).get_level_display()}一级，{area.name}不是", field="area")
    held = [post for post in account.posts.all() if post.until is None or post.until >= since]
    if any(post.role == role and post.area_id == area.pk for post in held):
        raise Refused(f"{account.name}已任{area.name}{roles()[role].title}，不必重复任命")
    clash = sorted({post.role for post in held} & (APART - {role})) if role in APART else []
    if clash:
        raise Refused(f"受理、确认、发放须由三个人办理：{account.name}现任{roles()[clash[0]].title}，请先离任再任命")
    return Post.objects.create(account=account, role=role, area=area, since=since)


@action("accounts.end", title="离任")
def end_post(*, post: Post, last_day: dt.date, by: Viewer) -> Post:
    """`last_day`: still held on that day. Raises Refused when it is before the first."""
    if last_day < post.since:
        raise Refused(f"离任日期 {last_day} 早于任职日期 {post.since}")
    post.until = last_day
    post.save(update_fields=["until"])
    return post


@action("accounts.close", title="停用账号")
def close_account(*, account: Account, by: Viewer) -> Account:
    """At once: signed-in sessions end with it. The row stays."""
    account.is_active = False
    account.save(update_fields=["is_active"])
    return account


def run(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.do(options, system("命令行管理账号"))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("minzheng account", description="建立账号、任命岗位、离任。密码在提示后输入，或从标准输入读第一行；没有默认密码。")
    words = parser.add_subparsers(required=True, metavar="做什么")
    create = _sub(words, "create", _create, "建立账号")
    create.add_argument("--name", required=True, metavar="姓名")
    given = _sub(words, "appoint", _appoint, "任命岗位")
    given.add_argument("role", metavar="岗位", help="、".join(f"{key} {role.title}" for key, role in roles().items()))
    given.add_argument("area", metavar="区划代码", help="12 位统计用区划代码")
    given.add_argument("--since", type=dt.date.fromisoformat, metavar="日期", help="任职日期，默认今天")
    end = _sub(words, "end", _end, "离任：结束岗位，记录保留")
    end.add_argument("--role", metavar="岗位", help="只结束这个岗位；不写则结束全部")
    end.add_argument("--last-day", type=dt.date.fromisoformat, metavar="日期", help="在任的最后一天，默认今天")
    _sub(words, "close", _close, "停用账号，立即生效")
    words.add_parser("list", help="列出账号和岗位").set_defaults(do=_list)
    return parser


def _sub(words, name: str, do, title: str) -> argparse.ArgumentParser:
    parser = words.add_parser(name, help=title, description=title)
    parser.add_argument("username", metavar="账号")
    parser.set_defaults(do=do)
    return parser


def _account(username: str) -> Account:
    account = Account.objects.filter(username=username).first()
    if account is None:
        raise Refused(f"没有账号“{username}”；./minzheng account list 列出全部账号")
    return account


def _password() -> str:
    """Typed twice at a prompt; or the first line of standard input."""
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\n")
        if not password:
            raise Refused("没有从标准输入读到密码；请直接运行命令，在提示后输入")
        return password
    first, second = getpass.getpass("密码："), getpass.getpass("再输一次：")
    if first != second:
        raise Refused("两次输入的密码不一样，请重新运行")
    return first


def _create(options, by: Viewer) -> None:
    account = create_account(username=options.username, name=options.name, password=_password(), by=by)
    print(f"已建立账号 {account.username}（{account.name}）。还没有岗位，请用 ./minzheng account appoint 任命。")


def _appoint(options, by: Viewer) -> None:
    area = Area.objects.filter(pk=options.area).first()
    if area is None:
        raise Refused(f"没有代码为 {options.area} 的区划；代码为 12 位，先运行 ./minzheng prepare 载入区划")
    post = appoint(account=_account(options.username), role=options.role, area=area, since=options.since or timezone.localdate(), by=by)
    print(f"已任命 {post.account.name} 为 {area.full_title} {roles()[post.role].title}，自 {post.since} 起。")


def _end(options, by: Viewer) -> None:
    posts = [p for p in posts_on(_account(options.username), timezone.localdate()) if options.role in (None, p.role)]
    if not posts:
        raise Refused(f"{options.username} 现在没有{'这个' if options.role else ''}岗位，不必离任")
    for post in posts:
        end_post(post=post, last_day=options.last_day or timezone.localdate(), by=by)
        print(f"{post.account.name} 的岗位 {roles()[post.role].title} 到 {post.until} 为止。")


def _close(options, by: Viewer) -> None:
    print(f"账号 {close_account(account=_account(options.username), by=by).username} 已停用。")


def _list(options, by: Viewer) -> None:
    for account in Account.objects.order_by("username").prefetch_related("posts__area"):
        posts = [
            f"{p.area.full_title if p.area else ''}{roles()[p.role].title if p.role in roles() else p.role}（{p.since} 至 {p.until or '今'}）"
            for p in account.posts.all()
        ]
        print(f"{account.username}  {account.name}  {'在用' if account.is_active else '停用'}  {'；'.join(posts) or '没有岗位'}")
