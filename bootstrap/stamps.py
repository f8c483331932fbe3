"""Steps that are not repeated: each remembers the hash of what it was made from, in var/setup/NAME.done."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from bootstrap.paths import ROOT, SETUP


def digest(inputs: Iterable[Path | str]) -> str:
    """One hash over texts and the names and contents of files."""
    whole = hashlib.sha256()
    for each in inputs:
        if isinstance(each, Path):
            whole.update(b"\0file " + os.path.relpath(each, ROOT).encode() + b"\0" + each.read_bytes())
        else:
            whole.update(b"\0text " + each.encode())
    return whole.hexdigest()


def is_done(name: str, key: str, folder: Path = SETUP) -> bool:
    """Was the step last finished with this very key?"""
    try:
        return (folder / f"{name}.done").read_text() == key
    except FileNotFoundError:
        return False


def begin(name: str, folder: Path = SETUP) -> None:
    """Forget the last result before touching it, so that a step cut short is done again."""
    (folder / f"{name}.done").unlink(missing_ok=True)


def finish(name: str, key: str, folder: Path = SETUP) -> None:
    """Remember that the step is finished; whole or not at all."""
    part = folder / f"{name}.part"
    part.write_text(key)
    part.replace(folder / f"{name}.done")
