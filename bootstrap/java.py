"""A Java that Spark runs on. Nothing else here needs one."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

VERSIONS = (17, 21)
_INSTALLED = Path("/usr/lib/jvm")


def find() -> Path | None:
    """The home of a usable Java: what JAVA_HOME or PATH name, else what the distribution installed. Starts no Java."""
    return next((home for home in _homes() if version_of(home) in VERSIONS and (home / "bin" / "java").exists()), None)


def version_of(home: Path) -> int | None:
    """17 for Java 17, as its file `release` says."""
    try:
        text = (home / "release").read_text(errors="replace")
    except OSError:
        return None
    found = re.search(r'^JAVA_VERSION="(\d+)', text, re.MULTILINE)
    return int(found[1]) if found else None


def _homes() -> Iterator[Path]:
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"])
    if program := shutil.which("java"):
        yield Path(program).resolve().parents[1]
    yield from sorted(_INSTALLED.glob("*"))
