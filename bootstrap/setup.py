"""All that must be in place before anything of ours can run."""

from __future__ import annotations

from bootstrap import environment, frontend, system, tools
from bootstrap.console import Steps
from bootstrap.paths import LOG, make_folders

_LOG_LIMIT = 5_000_000


def prepare(*, dev: bool = False, browser: bool = False, quiet: bool = False) -> None:
    """Bring the checkout up to date; one process at a time. Raises Trouble or OSError."""
    make_folders()
    rotate("setup")
    with tools.alone():
        steps = Steps(5 if browser else 4, quiet)
        environment.prepare(steps, dev)
        frontend.prepare(steps)
        if browser:
            system.prepare(steps)


def rotate(name: str, keep: int = 3) -> None:
    """Start a new var/log/NAME.log when the old one has grown large; keeps the last few."""
    log = LOG / f"{name}.log"
    if not log.exists() or log.stat().st_size < _LOG_LIMIT:
        return
    for number in range(keep, 0, -1):
        older = log if number == 1 else LOG / f"{name}.log.{number - 1}"
        if older.exists():
            older.replace(LOG / f"{name}.log.{number}")
