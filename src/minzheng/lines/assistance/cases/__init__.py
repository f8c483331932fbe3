"""This line's worked examples (虚构)."""

from functools import cache
from pathlib import Path

from minzheng.policy.cases import Case, read_cases


@cache
def cases() -> tuple[Case, ...]:
    """All of them. Raises ValueError for an unknown key or a repeated name."""
    return read_cases(Path(__file__).parent)
