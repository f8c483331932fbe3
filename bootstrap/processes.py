"""Starting children that never outlive their parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(sign: int = signal.SIGTERM) -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel sends `sign` when the parent dies, even by SIGKILL. None where that is unknown."""
    if _libc is None:
        return None
    parent = os.getpid()

    def arm() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:  # it died between fork and here
            os._exit(1)

    return arm


def spawn(command: Sequence[str | Path], *, sign: int = signal.SIGTERM, **options: Any) -> subprocess.Popen[bytes]:
    """`Popen` in a group of its own (the terminal's Ctrl-C reaches only us) that dies when we do.

    Call it from the main thread: the kernel watches the thread that forked.
    """
    return subprocess.Popen(
        [str(word) for word in command], start_new_session=True, preexec_fn=die_with_parent(sign), **options
    )


def stop_group(child: subprocess.Popen[bytes], patience: float = 10.0) -> None:
    """Ask the child to end, then end whatever of its group is left."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    child.wait()


def run(command: Sequence[str | Path], **options: Any) -> int:
    """Run to the end and give the exit code; whatever interrupts us ends the child too."""
    child = spawn(command, **options)
    try:
        return child.wait()
    finally:
        stop_group(child)


def foreground(command: Sequence[str | Path], **options: Any) -> int:
    """Run to the end with the terminal shared (it may ask and be interrupted) and give the exit code."""
    child = subprocess.Popen([str(word) for word in command], preexec_fn=die_with_parent(), **options)
    try:
        return child.wait()
    except KeyboardInterrupt:  # the terminal told the child as well; let it say its last words
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            pass
        raise
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


def command_line(pid: int) -> str | None:
    """The words a process was started with, joined by blanks; None when there is no such process."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        return raw.replace(b"\0", b" ").decode(errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError):
        if sys.platform == "linux":
            return None
    except PermissionError:
        return ""
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
    return shown.stdout.strip() or None
