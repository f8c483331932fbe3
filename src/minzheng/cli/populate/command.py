"""`./minzheng populate`: a made-up district (虚构) into an empty database, with its answer key beside it."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import connection, transaction

import minzheng.lines.assistance
from minzheng.cli.populate.chance import Chance
from minzheng.cli.populate.district import build
from minzheng.cli.populate.faults import TooFew
from minzheng.cli.populate.key import default_path, write_key
from minzheng.cli.populate.law import law_on
from minzheng.cli.populate.load import analyze, load
from minzheng.cli.populate.numbers import read_prefixes
from minzheng.cli.populate.places import read_places
from minzheng.cli.populate.setting import Setting
from minzheng.core import clock
from minzheng.core.areas.load import load_areas
from minzheng.core.facts.catalogue import catalogue
from minzheng.policy import PolicyError

DEFAULT_PERSONS, DEFAULT_SEED = 40_000, 1
Say = Callable[[str], None]


class NoDemoPost(ValueError):
    """The district's file lacks a demo post; the message is in Chinese."""


class NotEmpty(RuntimeError):
    """There are people already; the message is in Chinese."""


def run(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        path = populate(options.persons, options.seed, options.date or clock.today(), answers=options.answers, say=print)
    except (NotEmpty, NoDemoPost, TooFew, PolicyError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"答案文件：{path}（只有 ./minzheng answers 读取它）")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("minzheng populate", description="在空数据库中生成虚构人口，并写出所种差错的答案。人物、住址、号码均为虚构。")
    parser.add_argument("--persons", type=int, default=DEFAULT_PERSONS, metavar="人数", help=f"含最近一年去世的人，默认 {DEFAULT_PERSONS}")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, metavar="种子", help="同样的人数、种子、日期，得到同样的人口，默认 1")
    parser.add_argument("--date", type=dt.date.fromisoformat, metavar="日期", help="以哪一天为准，如 2026-11-01，默认今天")
    parser.add_argument("--answers", type=Path, metavar="文件", help="答案文件写到哪里，默认数据目录的 answers/人数-种子.csv")
    return parser


def populate(persons: int, seed: int, day: dt.date, *, answers: Path | None = None, say: Say = lambda _: None) -> Path:
    """Build and store a made-up district; all of it or nothing. Returns the answer key's path.

    Raises NotEmpty, NoDemoPost, TooFew, minzheng.policy.NotPublished (an amount is not known for `day`).
    """
    began = monotonic()

    def tell(what: str) -> None:
        say(f"  {monotonic() - began:6.1f} 秒  {what}")

    if any_persons():
        raise NotEmpty("数据库里已经有人员，没有生成。虚构人口只能生成到空数据库中；请新建一个数据库，或换一个 MINZHENG_HOME。")
    setting = setting_for(persons, seed, day)
    district = build(setting, tell)
    tell(f"已构成 {district.frames['core_household'].height} 户 {persons} 人，开始加密")
    path = answers or default_path(settings.MINZHENG_HOME, persons, seed)
    with transaction.atomic():
        load_areas(settings.MINZHENG_DISTRICT, settings.DISTRICT["files"])
        load(district.frames, tell)
        write_key(path, district.key)
    tell("已写入数据库")
    analyze(list(district.frames))
    tell("完成")
    return path


def any_persons() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM core_person)")
        return cursor.fetchone()[0]


def setting_for(persons: int, seed: int, day: dt.date) -> Setting:
    """Everything the district is made from, read from this installation's district folder."""
    folder, district = settings.MINZHENG_DISTRICT, settings.DISTRICT
    national = Path(minzheng.lines.assistance.__file__).parent / "parameters"
    return Setting(
        persons=persons,
        seed=seed,
        day=day,
        law=law_on(day, [national, folder / "parameters"]),
        places=read_places(folder / district["files"]["areas"], Chance(persons, seed, day).arrays("places")),
        prefixes=read_prefixes(folder / district["files"]["id_prefixes"]),
        kinds={name: kind.sources[0] for name, kind in catalogue().items()},
        first_village=_post(district, "village_worker")["area"],
        citizen=_post(district, "citizen")["name"].partition("（")[0],
    )


def _post(district: dict, role: str) -> dict:
    found = [post for post in district["demo_posts"] if post["role"] == role]
    if not found:
        raise NoDemoPost(f"district.yaml 的 demo_posts 中没有 {role}，不知道演示哪个村、哪位居民；请补上一行")
    return found[0]
