"""./run from its first line to its last, around a stand-in for the platform."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

from bootstrap import postgres
from bootstrap.processes import command_line

from .conftest import wait_until


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _run(checkout: Path, port: int, **more: str) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTHONPATH")}
    out = (checkout / "out").open("w")
    command = [checkout / "run", "--port", str(port), "--persons", "12"]
    return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=inherited | more, text=True)


def _announced(checkout: Path) -> bool:
    return wait_until(lambda: "已启动" in (checkout / "out").read_text(), 30)


def _page(port: int) -> bytes:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bytes(answer.read())
    except OSError:
        return b""


def _children(pid: int) -> dict[str, int]:
    found = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return {line.split(maxsplit=1)[1]: int(line.split()[0]) for line in found.splitlines()}


def test_serves_restarts_what_crashes_and_stops_everything(checkout: Path) -> None:
    port = _free_port()
    run = _run(checkout, port)
    try:
        assert _announced(checkout), (checkout / "out").read_text()
        assert _page(port) == b"here"
        web = next(pid for words, pid in _children(run.pid).items() if "granian" in words)
        os.kill(web, signal.SIGKILL)
        assert wait_until(lambda: command_line(web) is None and _page(port) == b"here", 20)
    finally:
        run.terminate()
    assert run.wait(20) == 0
    assert _page(port) == b""
    assert postgres.postmaster(checkout / "var" / "pg") is None
    said = [line.split() for line in (checkout / "var" / "said").read_text().splitlines()]
    assert [line[:3] for line in said] == [["migrate", "1", "12"], ["prepare", "1", "12"], ["worker", "1", "12"]]


def test_killed_hard_nothing_stays_behind(checkout: Path) -> None:
    port = _free_port()
    run = _run(checkout, port)
    assert _announced(checkout), (checkout / "out").read_text()
    children = _children(run.pid).values()
    run.kill()
    run.wait()
    assert wait_until(lambda: not any(command_line(pid) for pid in children) and _page(port) == b"")
    assert wait_until(lambda: postgres.postmaster(checkout / "var" / "pg") is None)


def test_a_given_database_is_used_and_none_started(checkout: Path) -> None:
    run = _run(checkout, _free_port(), DATABASE_URL="postgresql://db.example/given")
    try:
        assert _announced(checkout), (checkout / "out").read_text()
    finally:
        run.terminate()
        run.wait(20)
    assert not (checkout / "var" / "pg").exists()
    assert "postgresql://db.example/given" in (checkout / "var" / "said").read_text()
