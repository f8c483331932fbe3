"""Running other people's installers: output into a log, failures turned into advice."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bootstrap import processes
from bootstrap.console import Trouble, say
from bootstrap.paths import LOG, ROOT, SETUP

_ADVICE = {
    ("No space left", "ENOSPC", "Disk quota"): "磁盘已满：请腾出至少 2 GB 后再运行，已完成的步骤不会重做。",
    ("Permission denied", "EACCES", "Read-only file system"): "没有写入权限：请检查上面路径的属主，或换到有权限的目录运行。",
    ("HASHES", "hash mismatch", "Hash mismatch", "EINTEGRITY"): "下载到的文件与锁定的校验值不符：镜像可能过期或被改动，请换一个镜像后再运行。",
    ("certificate", "CERT_"): "证书校验失败：请为 pip 配置本单位的根证书（pip config set global.cert 证书文件）后再运行。",
    (
        "Could not find a version", "No matching distribution", "Connection", "connection", "resolve", "timed out",
        "Failed to fetch", "error sending request", "Network", "network", "ENOTFOUND", "EAI_AGAIN", "ECONN", "ETIMEDOUT",
    ): "下载失败：请检查网络；内网请配置镜像（pip config set global.index-url 镜像地址；npm config set registry 镜像地址）"
    "后再运行，会从这一步接着做。",
}  # fmt: skip


_gates: list[int] = []


@contextmanager
def alone() -> Iterator[None]:
    """One set-up at a time. Installers inherit the lock: those that a killed set-up left behind are waited for too."""
    gate = os.open(SETUP / "gate", os.O_RDWR | os.O_CREAT, 0o644)
    _gates.append(gate)
    try:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个窗口正在准备运行环境，等它完成 ……")
            fcntl.flock(gate, fcntl.LOCK_EX)
        yield
    finally:
        _gates.remove(gate)
        os.close(gate)


def advice(output: str) -> str:
    """What to do about an installer's output, in Chinese."""
    for signs, text in _ADVICE.items():
        if any(sign in output for sign in signs):
            return text
    return "请按上面的提示处理后再运行，会从这一步接着做。"


def must(command: Sequence[str | Path], what: str, env: dict[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run an installer with its output in var/log/setup.log. Raises Trouble with the end of the output and advice."""
    log = LOG / "setup.log"
    with log.open("ab") as out:
        out.write(f"\n$ {what}\n".encode())
        out.flush()
        began = out.tell()
        code = processes.run(
            command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=env or dict(os.environ), cwd=cwd,
            pass_fds=_gates, sign=signal.SIGKILL,  # every installer can be begun again; npm would take seconds to end
        )  # fmt: skip
    if code:
        output = log.read_bytes()[began:].decode(errors="replace")
        tail = "\n".join("    " + line for line in output.strip().splitlines()[-12:])
        raise Trouble(f"{what}没有成功（退出码 {code}）：\n{tail}\n{advice(output)}\n完整输出在 {log}")


def need_space(folder: Path, gigabytes: float) -> None:
    """Raise Trouble when the disk cannot hold what is about to be installed."""
    free = shutil.disk_usage(folder).free / 1e9
    if free < gigabytes:
        raise Trouble(f"磁盘空间不够：{folder} 所在磁盘还剩 {free:.1f} GB，至少需要 {gigabytes:.1f} GB。")
