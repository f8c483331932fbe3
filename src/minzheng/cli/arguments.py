"""Words after a command that several commands read."""

from __future__ import annotations

import argparse
import datetime as dt


def day(text: str) -> dt.date:
    """2026-11-24. Raises ArgumentTypeError, in Chinese."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} 不是日期，请写成 2026-11-24 的样子") from None
