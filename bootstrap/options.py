"""The words after ./run and ./test."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import NoReturn

from bootstrap.console import Trouble
from bootstrap.ports import is_loopback

RUN_HELP = """用法：./run [选项]

在一台只有 Python 3.11 以上的机器上装好并启动民政平台，浏览器打开显示的地址即可使用。
首次运行需要联网下载组件；以后不联网也能启动。按 Ctrl-C 停止，再次运行会接着用原来的数据。

选项：
  --port N        网页端口，默认 8000
  --host 地址     监听地址，默认 127.0.0.1（只有本机能打开）
  --persons N     演示人口数，默认 40000；只在数据库为空时起作用
  --production    正式使用：不生成演示数据，没有演示入口
  -h, --help      显示本说明

环境变量：
  DATABASE_URL    使用自备的 PostgreSQL 15 以上（postgresql://用户:口令@主机/库名）；
                  不设置时启动自带的数据库，数据在 var/pg
  PIP_INDEX_URL   内网的 Python 组件镜像；也可以用 pip config set global.index-url 设置
  MINZHENG_PYTHON 指定用哪个 Python

文件都在 var/ 下：venv 运行环境，pg 数据，log 日志（web、worker、pg、setup），keys 密钥。
备份 var/pg（停机后）与 var/keys 即备份了全部数据。
"""

TEST_HELP = """用法：./test [--quick] [pytest 的参数]

装好测试环境，启动测试用的数据库，依次检查分层（lint-imports）、代码规范（ruff），再跑全部测试（pytest）。
  --quick         不跑需要浏览器的测试
  -h, --help      显示本说明
有 Java 17 或 21 时，还会装上 Spark 组件（约 900 MB）并跑它的测试。
例：./test tests/bootstrap -k port
"""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What ./run was asked for."""

    port: int = 8000
    host: str = "127.0.0.1"
    persons: int = 40_000
    demo: bool = True

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Trouble("选项后面缺少值，或多写了值。./run --help 查看全部选项。")


def parse_run(words: list[str]) -> RunOptions:
    """Words → options. Raises Trouble in Chinese."""
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("--port", default="8000")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--persons", default="40000")
    parser.add_argument("--production", action="store_true")
    known, unknown = parser.parse_known_args(words)
    if unknown:
        raise Trouble(f"不认识的选项：{' '.join(unknown)}。./run --help 查看全部选项。")
    options = RunOptions(
        port=_number("--port", known.port, 1, 65535),
        host=known.host,
        persons=_number("--persons", known.persons, 0, 2_000_000),
        demo=not known.production,
    )
    if options.demo and not is_loopback(options.host):
        raise Trouble(
            f"演示模式任何人不用口令就能进入，只能在本机打开，不能监听 {options.host}。\n"
            "办法：去掉 --host；正式使用请加 --production，并在前面放置 HTTPS 反向代理。"
        )
    return options


def _number(name: str, text: str, low: int, high: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise Trouble(f"{name} 应是 {low} 到 {high} 之间的整数，现在是“{text}”。")
    return value
