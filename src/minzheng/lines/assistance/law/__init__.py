"""This line's law, article by article."""

from functools import cache
from pathlib import Path

from minzheng.policy.law import Instrument, read_law


@cache
def instruments() -> dict[str, Instrument]:
    """Name → instrument. Raises ValueError for a row that cannot be read."""
    return read_law(Path(__file__).parent)
