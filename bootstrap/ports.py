"""Is a port free, and if not, who has it."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import time
from contextlib import suppress
from pathlib import Path

from bootstrap.console import Trouble
from bootstrap.processes import command_line


def is_loopback(host: str) -> bool:
    """Does the host name only this machine?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def need_free(host: str, port: int, patience: float = 3.0) -> None:
    """Raise Trouble when nothing can listen there, naming the process that does when we may see it.

    Waits a little for a server of an earlier run that is just ending.
    """
    deadline = time.monotonic() + patience
    while (error := _bind(host, port)) is not None:
        if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
            raise Trouble(_reason(error, host, port)) from error
        time.sleep(0.2)


def _bind(host: str, port: int) -> OSError | None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            return error
    return None


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被{_owner(port)}占用。办法：先停掉它，或换一个端口：./run --port {port + 1}"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"没有权限使用端口 {port}（1024 以下需要管理员）。办法：./run --port 8000"
    return f"不能在 {host}:{port} 上监听（{error.strerror}）。请检查 --host 是不是本机的地址。"


def _owner(port: int) -> str:
    """The listening process in words; Linux only, and only what this user may see."""
    inodes = {row[9] for row in _listening() if int(row[1].rpartition(":")[2], 16) == port}
    for folder in Path("/proc").glob("[0-9]*/fd"):
        if not inodes.isdisjoint(_sockets(folder)):
            pid = int(folder.parent.name)
            return f"进程 {pid}（{(command_line(pid) or '')[:80]}）"
    return "别的程序"


def _sockets(folder: Path) -> set[str]:
    """The inodes of the sockets a process has open; those that we may see and that do not vanish meanwhile."""
    found = set()
    try:
        for each in folder.iterdir():
            with suppress(OSError):
                found.add(os.readlink(each).removeprefix("socket:[").removesuffix("]"))
    except OSError:
        pass
    return found


def _listening() -> list[list[str]]:
    rows = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows += [line.split() for line in Path(table).read_text().splitlines()[1:]]
        except OSError:
            continue
    return [row for row in rows if row[3] == "0A"]
