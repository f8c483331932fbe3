"""Where things lie. Every path hangs on the checkout, so two checkouts never meet."""

from __future__ import annotations

import os
from pathlib import Path

from bootstrap import java

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"  # the folder that holds the package `minzheng`
VAR = ROOT / "var"
VENV = VAR / "venv"
PYTHON = VENV / "bin" / "python"
SETUP = VAR / "setup"
LOG = VAR / "log"
FRONTEND = ROOT / "frontend"
BUILD = SOURCE / "minzheng" / "ui" / "static" / "ui" / "build"


def site_packages(venv: Path = VENV) -> Path | None:
    """The environment's site-packages, or None when there is no environment yet."""
    return next(iter(sorted(venv.glob("lib/python3.*/site-packages"))), None)


def make_folders() -> None:
    """Create what everything else writes to. Raises OSError where that is not permitted."""
    for folder in (VAR, SETUP, LOG):
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, "Permission denied", str(folder))


def environment_for(home: Path) -> dict[str, str]:
    """The environment of our own programs. JAVA_HOME is a Java that Spark runs on, where there is one."""
    home_of_java = java.find()
    return {
        **os.environ,
        **({"JAVA_HOME": str(home_of_java)} if home_of_java else {}),
        "MINZHENG_HOME": str(home),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": f"{SOURCE}{os.pathsep}{ROOT}",
    }
