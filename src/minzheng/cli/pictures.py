"""`minzheng pictures`: walks the eight steps in a browser on a district made for the purpose, and keeps the README's pictures."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run(words: list[str]) -> int:
    """Needs what ./test installs. Returns the walk's exit code."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    environment = os.environ | {"MINZHENG_PICTURES": str(folder)}
    return subprocess.call([sys.executable, "-m", "pytest", "-q", "tests/browser/test_walk.py"], cwd=ROOT, env=environment)
