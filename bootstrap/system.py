"""Programs that only the tests need and that come from the distribution, not from Python."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable

from bootstrap import tools
from bootstrap.console import Steps, Trouble

# Debian's package → how to see that it is there.
_NEEDED: dict[str, Callable[[], bool]] = {
    "chromium": lambda: bool(shutil.which("chromium") or shutil.which("chromium-browser")),
    "fonts-noto-cjk": lambda: bool(_output("fc-list", ":lang=zh", "family")),
    "libreoffice-calc": lambda: bool(shutil.which("soffice") or shutil.which("libreoffice")),
    "poppler-utils": lambda: bool(shutil.which("pdftotext")),
}


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def missing() -> list[str]:
    """Debian packages that the tests need and the machine lacks."""
    return [package for package, there in _NEEDED.items() if not there()]


def _root_prefix() -> list[str] | None:
    """The words that make a command run as root, or None when we may not."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    allowed = shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True).returncode == 0
    return sudo if allowed else None


def prepare(steps: Steps) -> None:
    """Install what is missing by apt-get as root or by sudo without a password. Raises Trouble when that cannot be."""
    lacking = missing()
    if not lacking:
        steps.ready("浏览器、中文字体、办公与 PDF 工具")
        return
    words = " ".join(lacking)
    by_hand = (
        f"请管理员执行：apt-get install -y --no-install-recommends {words}\n只跑不需要浏览器的测试：./test --quick"
    )
    if not shutil.which("apt-get"):
        raise Trouble(f"测试还需要：{words}；本机没有 apt-get，请用本机的软件管理工具安装同类软件。\n{by_hand}")
    become = _root_prefix()
    if become is None:
        raise Trouble(f"测试还需要：{words}；当前用户没有安装权限。\n{by_hand}")
    with steps.doing(f"安装测试所需的系统软件：{words}"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        tools.must([*become, "apt-get", "update"], "apt-get update", env=environment)
        install = [*become, "apt-get", "install", "-y", "--no-install-recommends", *lacking]
        tools.must(install, "apt-get install", env=environment)
