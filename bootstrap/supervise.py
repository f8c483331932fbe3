"""`./run`: database, migration, preparation, then the web and the jobs worker, kept alive until told to stop."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import AbstractContextManager, nullcontext

from bootstrap import postgres, processes, setup
from bootstrap.console import Trouble, say
from bootstrap.options import RunOptions
from bootstrap.paths import LOG, PYTHON, ROOT, VAR, environment_for
from bootstrap.ports import need_free

HOPELESS = 5  # crashes in a row before the page ever answered
CALM = 60.0  # seconds of life after which a crash counts as the first again
_BACK_OFF = (1, 2, 4, 8, 15, 30)


class Service:
    """One long-running child with its log, restarted with growing pauses."""

    def __init__(self, name: str, title: str, words: list[str], environment: dict[str, str]) -> None:
        self.name, self.title, self.words, self.environment = name, title, words, environment
        self.log = LOG / f"{name}.log"
        self.crashes = 0
        self.child: subprocess.Popen[bytes] | None = None
        self._began = self._again = 0.0

    def tend(self) -> None:
        """Start it, or notice that it ended and start it again when its pause is over."""
        now = time.monotonic()
        if self.child is not None and self.child.poll() is not None:
            self._note_end(now)
        if self.child is None and now >= self._again:
            self._start(now)

    def _start(self, now: float) -> None:
        setup.rotate(self.name)
        with self.log.open("ab") as out:
            self.child = processes.spawn(
                [PYTHON, *self.words], env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        self._began = now

    def _note_end(self, now: float) -> None:
        assert self.child is not None
        code = self.child.returncode
        processes.stop_group(self.child)  # a grandchild may still hold the port
        self.child = None
        self.crashes = 1 if now - self._began > CALM else self.crashes + 1
        pause = _BACK_OFF[min(self.crashes, len(_BACK_OFF)) - 1]
        self._again = now + pause
        say(f"{self.title}意外退出（代码 {code}），{pause} 秒后重启。日志：{self.log.relative_to(ROOT)}")

    def tail(self, lines: int = 15) -> str:
        """The end of its log."""
        return "\n".join("    " + each for each in self.log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self) -> None:
        """End it and all it started."""
        if self.child is not None:
            processes.stop_group(self.child)
            self.child = None


def serve(options: RunOptions) -> int:
    """Run until SIGINT or SIGTERM (KeyboardInterrupt). Raises Trouble when something cannot work at all."""
    environment = environment_for(VAR) | {
        "MINZHENG_DEMO": "1" if options.demo else "0",
        "MINZHENG_PERSONS": str(options.persons),
        "MINZHENG_ADDRESS": os.environ.get("MINZHENG_ADDRESS", options.url.rstrip("/")),  # in QR codes
    }
    own_database = "DATABASE_URL" not in environment
    with _database() if own_database else nullcontext(environment.get("DATABASE_URL", "")) as url:
        environment["DATABASE_URL"] = url
        _once("更新数据库结构", "migrate", environment)
        _once("准备数据", "prepare", environment)
        need_free(options.host, options.port)  # somebody may have taken it meanwhile
        _serve(options, environment, own_database)
    return 0


def _database() -> AbstractContextManager[str]:
    setup.rotate("pg")
    say("启动数据库 ……")
    return postgres.running(VAR / "pg")


def _once(title: str, command: str, environment: dict[str, str]) -> None:
    say(f"{title} ……")
    began = time.monotonic()
    code = processes.run([PYTHON, "-m", "minzheng", command], env=environment, cwd=ROOT)
    if code:
        raise Trouble(f"{title}没有成功（退出码 {code}），原因见上面的输出。处理后再运行 ./run，会接着做。")
    say(f"      完成，用时 {time.monotonic() - began:.1f} 秒")


def _serve(options: RunOptions, environment: dict[str, str], own_database: bool) -> None:
    web = Service("web", "网页服务", _granian(options), environment)
    services = [web, Service("worker", "后台任务", ["-m", "minzheng", "worker"], environment)]
    ready = False
    try:
        while True:
            for service in services:
                service.tend()
            if own_database and postgres.postmaster(VAR / "pg") is None:
                postgres.start(VAR / "pg")
            if not ready and web.crashes >= HOPELESS:
                raise Trouble(f"网页服务连续 {HOPELESS} 次启动失败，日志 {web.log} 的末尾：\n{web.tail()}")
            if not ready and web.child is not None and answers(options.url):
                ready = True
                _announce(options)
            time.sleep(1.0 if ready else 0.1)
    except KeyboardInterrupt:
        say("\n正在停止 ……")
        if not ready:
            raise
    finally:
        for service in services:
            service.stop()


def _granian(options: RunOptions) -> list[str]:
    return [
        "-m", "granian", "--interface", "wsgi", "--host", options.host, "--port", str(options.port),
        "--workers", "1", "--blocking-threads", "8", "--no-ws", "--workers-kill-timeout", "5",
        "minzheng.config.wsgi:application",
    ]  # fmt: skip


def answers(url: str) -> bool:
    """Does the page come without an error of the server's? Proxies are not asked: it is this machine."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=10):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _announce(options: RunOptions) -> None:
    kind = "演示数据均为虚构" if options.demo else "正式模式"
    say(f"\n  民政平台已启动（{kind}）：{options.url}\n  按 Ctrl-C 停止。日志在 var/log/。\n")
