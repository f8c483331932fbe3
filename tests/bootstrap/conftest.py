"""A folder that the database's account can reach, and a small checkout with a stand-in for the platform."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bootstrap.paths import ROOT, SOURCE, VENV

_STAND_IN = """
import os, pathlib, sys, time
with open(pathlib.Path(os.environ["MINZHENG_HOME"]) / "said", "a") as out:
    print(sys.argv[1], os.environ["MINZHENG_DEMO"], os.environ["MINZHENG_PERSONS"], os.environ["DATABASE_URL"], file=out)
if sys.argv[1] == "worker":
    time.sleep(600)
"""
_WSGI = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]
"""
_STAMPS = """
from bootstrap import environment, frontend, stamps
from bootstrap.paths import BUILD, make_folders
make_folders()
BUILD.mkdir(parents=True); (BUILD / "x.css").write_text("")
npm, build = frontend.keys()
for name, key in (("packages", environment.key_of(environment.locks_for(False))), ("npm", npm), ("build", build)):
    stamps.finish(name, key)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """pytest's own tmp_path is closed to others, and as root the database runs as another account."""
    made = Path(tempfile.mkdtemp(prefix="minzheng-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def checkout(folder: Path) -> Path:
    """The real scripts and environment around a stand-in `minzheng`, set up already."""
    shutil.copytree(ROOT / "bootstrap", folder / "bootstrap", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    shutil.copy(ROOT / "run", folder / "run")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (folder / "frontend").mkdir(exist_ok=True)
        (folder / "frontend" / name).write_text("{}")
    (folder / "frontend" / "node_modules").mkdir()
    package = folder / SOURCE.relative_to(ROOT) / "minzheng"
    (package / "config").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(_STAND_IN)
    (package / "config" / "wsgi.py").write_text(_WSGI)
    (folder / "var").mkdir()
    (folder / "var" / "venv").symlink_to(VENV)
    subprocess.run([sys.executable, "-c", _STAMPS], cwd=folder, env={**os.environ, "PYTHONPATH": ""}, check=True)
    return folder


def wait_until(true: Callable[[], object], seconds: float = 15.0) -> bool:
    """Poll until `true()`; False when it never was."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False
