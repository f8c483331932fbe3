"""The Python environment in var/venv, synced to hash-pinned locks by uv (pip as fallback)."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap import java, stamps, tools
from bootstrap.console import Steps, Trouble, say
from bootstrap.paths import PYTHON, ROOT, VENV, site_packages

# pip's option → uv's variable. uv does not read pip's configuration, and an intranet has it only there.
_PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "proxy": "ALL_PROXY",
    "cert": "SSL_CERT_FILE",
}


def prepare(steps: Steps, dev: bool) -> None:
    """Make var/venv match the locks. An environment that has the tests' packages keeps them. Raises Trouble."""
    if _works():
        steps.ready("Python 运行环境")
    else:
        with steps.doing("建立 Python 运行环境"):
            _create()
    locks = locks_for(dev)
    key = key_of(locks)
    if stamps.is_done("packages", key):
        steps.ready("Python 组件")
        return
    with steps.doing("安装 Python 组件（首次约 1 分钟，取决于网速）"):
        tools.need_space(VENV, 1.5 + len(locks) - 1)
        stamps.begin("packages")
        stamps.finish("packages", key_of(_sync_what_can_be(locks)))


def _sync_what_can_be(locks: list[Path]) -> list[Path]:
    """Spark is large and only one test needs it: where it cannot be had, the rest is installed, and it is tried again next
    time. Raises Trouble. Returns what was installed."""
    try:
        _sync(locks)
        return locks
    except Trouble:
        if len(locks) == 1:
            raise
        say("      Spark 组件装不上，先装其余的；用到它的测试会跳过")
        _sync(locks[:1])
        return locks[:1]


def locks_for(dev: bool) -> list[Path]:
    """The locks to follow together: an environment that once got the tests' packages, or Spark, keeps them. The tests
    bring Spark where a Java for it is found."""
    spark = _importable("pyspark") or (dev and java.find() is not None)
    names = ["dev" if dev or _importable("pytest") else "base", *(["spark"] if spark else [])]
    return [ROOT / "requirements" / f"{name}.lock" for name in names]


def key_of(locks: list[Path]) -> str:
    """What the installed packages depend on: the locks, and this very environment."""
    return stamps.digest([*locks, str((VENV / "pyvenv.cfg").stat().st_mtime_ns)])


def _works() -> bool:
    """Does the environment exist, run, and have a way to install?"""
    if not PYTHON.exists() or not (VENV / "pyvenv.cfg").exists():
        return False
    probe = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        runs = subprocess.run([PYTHON, "-c", probe], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
    return runs and ((VENV / "bin" / "uv").exists() or _importable("pip"))


def _importable(package: str) -> bool:
    packages = site_packages()
    return packages is not None and (packages / package / "__init__.py").exists()


def _create() -> None:
    """A fresh environment with pip. Debian keeps pip's installer apart (python3-venv): then use the system's pip."""
    stamps.begin("packages")
    shutil.rmtree(VENV, ignore_errors=True)
    with_pip = _has_module("ensurepip")
    if not with_pip and not (_has_module("venv") and _has_module("pip")):
        raise Trouble(
            f"这个 Python（{sys.executable}）缺少 venv 或 pip 组件。\n"
            f"办法：Debian、Ubuntu：apt-get install python3-venv；openEuler、RHEL 系：dnf install python3-pip；然后再运行。"
        )
    part = VENV.with_suffix(".part")  # half an environment must not look like one
    shutil.rmtree(part, ignore_errors=True)
    tools.must([sys.executable, "-m", "venv", *([] if with_pip else ["--without-pip"]), part], "建立 Python 运行环境")
    part.rename(VENV)
    if not with_pip:
        tools.must(_pip() + _uv_pin(), "安装 uv", env=_pip_environment())


def _has_module(name: str) -> bool:
    return subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True).returncode == 0


def _sync(locks: list[Path]) -> None:
    uv = VENV / "bin" / "uv"
    pip_is_here = _importable("pip")
    if not uv.exists():
        try:
            tools.must(_pip() + _uv_pin(), "安装 uv", env=_pip_environment())
        except Trouble:
            say("      uv 装不上，改用 pip（较慢）")
    if uv.exists():
        environment = {**os.environ, **uv_settings(), "VIRTUAL_ENV": str(VENV)}
        try:
            tools.must([uv, "pip", "sync", "--require-hashes", *locks], "安装 Python 组件", env=environment)
            return
        except Trouble:
            if not pip_is_here:
                raise
            say("      uv 没有装成，改用 pip 再试（较慢）")
    files = [word for lock in locks for word in ("-r", str(lock))]
    tools.must(_pip() + ["--require-hashes", "--no-deps", *files], "安装 Python 组件", env=_pip_environment())


def _pip() -> list[str]:
    own = [str(PYTHON), "-m", "pip"] if _importable("pip") else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    return [*own, "install", "--disable-pip-version-check", "--no-input"]


def _uv_pin() -> list[str]:
    """uv alone, as pinned in the lock."""
    lines = (ROOT / "requirements" / "base.lock").read_text().split("\n")
    first = next(at for at, line in enumerate(lines) if line.startswith("uv=="))
    after = next((at for at in range(first + 1, len(lines)) if not lines[at].startswith(" ")), len(lines))
    pin = ROOT / "var" / "setup" / "uv.txt"
    pin.write_text("\n".join(lines[first:after]) + "\n")
    return ["--require-hashes", "--no-deps", "-r", str(pin)]


def _pip_environment() -> dict[str, str]:
    """pip reads its own configuration; constraints set by the machine must not argue with our lock."""
    return {**os.environ, "PIP_CONSTRAINT": "", "PYTHONNOUSERSITE": "1"}


def uv_settings() -> dict[str, str]:
    """pip's index configuration, said in uv's words; what is set for uv already stays."""
    program = [str(PYTHON)] if _importable("pip") else [sys.executable]
    listed = subprocess.run([*program, "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
    return {k: v for k, v in translate_pip(listed).items() if k not in os.environ}


def translate_pip(listed: str) -> dict[str, str]:
    """`pip config list` → uv's variables; later sections (`install`, the environment) win over `global`."""
    found: dict[str, str] = {}
    for line in sorted(listed.splitlines(), key=_section_rank):
        name, _, value = line.partition("=")
        variable = _PIP_TO_UV.get(name.rpartition(".")[2])
        if variable and value:
            found[variable] = " ".join(str(ast.literal_eval(value)).split())
    if "UV_INDEX" in found:
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip does; every file is pinned by hash anyway
    if "UV_FIND_LINKS" in found:
        found["UV_FIND_LINKS"] = found["UV_FIND_LINKS"].replace(" ", ",")
    return found


def _section_rank(line: str) -> int:
    section = line.partition(".")[0]
    return {"global": 0, "install": 1}.get(section, 2) if not line.startswith(":env:") else 3
