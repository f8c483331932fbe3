"""`minzheng pictures`: walks the eight steps, and a new standard from entry to payment, in a browser on districts made for the
purpose, and keeps the README's pictures."""

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
    walks = ["tests/browser/test_walk.py", "tests/browser/test_parameter.py"]
    return subprocess.call([sys.executable, "-m", "pytest", "-q", *walks], cwd=ROOT, env=environment)
