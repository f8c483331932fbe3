"""What a programme gives one household or person."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True)
class MissingFact:
    """A fact to record (or parameter to publish) before an outcome can be told."""

    name: str
    title: str
    entity: str
    key: Hashable
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """One condition of a programme: `met` None = undetermined."""

    name: str
    title: str
    met: bool | None
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What a programme gives one household or person: entitled None = undetermined, see `missing`. Amount in fen."""

    programme: str
    title: str
    entity: str
    key: Hashable
    entitled: bool | None
    amount: int | None
    conditions: tuple[Condition, ...]
    missing: tuple[MissingFact, ...]
