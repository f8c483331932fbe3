"""The list of commands: each in a module of its own, imported only when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Group(Enum):
    """What a command needs around it."""

    NOTHING = "nothing"
    DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Command:
    """`path` is `module:function`; the function takes the words after the command and returns an exit code or None."""

    title: str
    path: str
    group: str
    needs: Group = Group.DATABASE

    def load(self) -> Callable[[list[str]], int | None]:
        module, function = self.path.split(":")
        return getattr(importlib.import_module(module), function)


COMMANDS: dict[str, Command] = {
    "entitled": Command("名册测算：谁应享、享多少、缺什么（不需要数据库）", "minzheng.cli.entitled.command:run", "测算", Group.NOTHING),
    "evaluate": Command("对全区做一次应享核查", "minzheng.cli.evaluate:run", "测算"),
    "answers": Command("把核查结果与答案比对", "minzheng.cli.answers:run", "测算"),
    "compare": Command("政策试算：标准、口径或规则改了会怎样", "minzheng.cli.compare:run", "测算"),
    "replay": Command("把过去的决定逐件重算，与原决定比对", "minzheng.cli.replay:run", "测算"),
    "populate": Command("生成虚构人口（虚构）", "minzheng.cli.populate.command:run", "数据"),
    "prepare": Command("准备区划数据，演示模式下生成虚构人口", "minzheng.cli.prepare:run", "数据"),
    "account": Command("建立账号、任命岗位、离任", "minzheng.cli.account:run", "运维"),
    "migrate": Command("更新数据库结构", "minzheng.cli.django:migrate", "运维"),
    "worker": Command("运行后台任务", "minzheng.cli.django:worker", "运维"),
    "wiring": Command("列出谁登记了什么", "minzheng.cli.wiring:run", "运维"),
    "pictures": Command("重做说明书里的截图", "minzheng.cli.pictures:run", "运维", Group.NOTHING),
}


def usage() -> str:
    """All commands by group."""
    lines = ["用法：./minzheng 命令 [参数]；“./minzheng 命令 --help” 查看该命令的说明。"]
    for group in dict.fromkeys(c.group for c in COMMANDS.values()):
        lines += ["", group] + [f"  {name:<10} {c.title}" for name, c in COMMANDS.items() if c.group == group]
    return "\n".join(lines)
