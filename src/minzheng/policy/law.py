"""Law registers: one entry for every article of an instrument, in `law/<instrument>.md`.

    # 最低生活保障审核确认办法（民发〔2021〕57号）          its title, with the document number
    民政部 2021 年印发，2021-07-01 起施行，四十二条。       about it: issuer, dates
    instrument: 最低生活保障审核确认办法                    its name, as rules cite it
    | 条 | 状态 | 说什么 | 落实 |                          the table of its articles
"""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Instrument:
    """A law, regulation or document. `title` as published; `about`: issuer and dates, in our words."""

    name: str
    title: str
    about: str
    articles: tuple[Article, ...]


def read_law(folder: Path) -> dict[str, Instrument]:
    """Name → instrument, of every .md in a folder. Raises ValueError for a row that cannot be read."""
    found = [_instrument(file) for file in sorted(folder.glob("*.md"))]
    return {i.name: i for i in found}


def _instrument(file: Path) -> Instrument:
    lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
    name = next((line.removeprefix("instrument: ") for line in lines if line.startswith("instrument: ")), "")
    if not name or not lines[0].startswith("# "):
        raise ValueError(f"{file.name}: no title line, or no line “instrument: …”")
    about = next((line for line in lines[1:] if line), "")
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line.startswith("| ")][1:]
    return Instrument(name, lines[0].removeprefix("# "), about, tuple(_article(file.name, name, row) for row in rows))


def _article(file: str, instrument: str, row: list[str]) -> Article:
    if len(row) != 4 or not row[0].isdigit() or row[1] not in STATES or not row[2] or not row[3]:
        raise ValueError(f"{file}: not an article: {row}")
    return Article(instrument, int(row[0]), *row[1:])
