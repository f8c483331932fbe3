"""What the person at the terminal reads: numbered steps with seconds, and failures that say what to do."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Trouble(Exception):
    """Something the person can mend; the message is Chinese and says how."""


def say(text: str) -> None:
    print(text, flush=True)


class Steps:
    """Numbers steps as they happen. `quiet` hides the steps that had nothing to do."""

    def __init__(self, total: int, quiet: bool = False) -> None:
        self.total, self.quiet, self.number = total, quiet, 0

    def ready(self, title: str) -> None:
        """Count a step that needs no work."""
        self.number += 1
        if not self.quiet:
            say(f"[{self.number}/{self.total}] {title}：已就绪")

    @contextmanager
    def doing(self, title: str) -> Iterator[None]:
        """Announce a step, then say how long it took."""
        self.number += 1
        say(f"[{self.number}/{self.total}] {title} ……")
        began = time.monotonic()
        yield
        say(f"      完成，用时 {time.monotonic() - began:.1f} 秒")


def fail(text: str) -> int:
    """Print a failure and give the exit code for it."""
    sys.stdout.flush()
    print(f"\n无法继续：{text}", file=sys.stderr, flush=True)
    return 1
