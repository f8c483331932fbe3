"""Law registers: one entry for every article of an instrument. `register()` reads them for pages and tests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

STATES = ("implemented", "procedural", "judgement", "outside")


@dataclass(frozen=True)
class Article:
    """One article: `says` in our own words; `how`: rule names, or where, or the question asked, or why outside."""

    instrument: str
    number: int
    state: str
    says: str
    how: str

    @property
    def cite(self) -> str:
        return f"{self.instrument}#{self.number}"

    @property
    def rules(self) -> tuple[str, ...]:
        """Names of the rules that implement it; empty for other states."""
        return tuple(n.strip() for n in self.how.split(",")) if self.state == "implemented" else ()


@cache
def register() -> dict[str, tuple[Article, ...]]:
    """Instrument → its articles in order. Raises ValueError for a row that cannot be read."""
    found = {}
    for file in sorted(Path(__file__).parent.glob("*.md")):
        lines = file.read_text("utf-8").splitlines()
        instrument = next(line.removeprefix("instrument: ") for line in lines if line.startswith("instrument: "))
        rows = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line.startswith("| ")][1:]
        found[instrument] = tuple(_article(file.name, instrument, row) for row in rows)
    return found


def _article(file: str, instrument: str, row: list[str]) -> Article:
    if len(row) != 4 or not row[0].isdigit() or row[1] not in STATES or not row[2] or not row[3]:
        raise ValueError(f"{file}: not an article: {row}")
    return Article(instrument, int(row[0]), *row[1:])
