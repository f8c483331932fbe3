"""Entities (who has quantities) and inputs (the facts that come from outside)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Missing = Literal["zero", "reject", "review"]

# No input may leave ±10¹² (ten thousand million yuan in fen; a 12-digit area code): sums over a household and products
# with rates then stay far from the ends of int64, where the columnar executors wrap silently.
LIMIT = 10**12


@dataclass(frozen=True)
class Entity:
    """A kind of thing that has quantities: person, household, organisation…

    `key` is its key column; a row of an entity carries the key columns of all it `belongs_to` as well.
    `plural` is the name of its table and of its list in a case.
    """

    name: str
    title: str
    key: str
    plural: str
    belongs_to: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Input:
    """A fact that a rule may ask for, always an integer (or unknown).

    unit     fen | fen_12m | count | months | years | dm2 | yes_no | code | percent
    missing  zero:   no record means none
             reject: a row without it is refused
             review: the outcome that needs it is *undetermined* until somebody records it
    sources  the departments that hold it, best first
    labels   words for codes, e.g. {1: "城市", 0: "农村"}
    """

    entity: Entity
    name: str
    title: str
    unit: str
    missing: Missing
    sources: tuple[str, ...] = ()
    labels: dict[int, str] = field(default_factory=dict, hash=False)
    low: int = -LIMIT
    high: int = LIMIT

    @property
    def type(self) -> str:
        """How rules see it: "bool" for yes_no, else "int"."""
        return "bool" if self.unit == "yes_no" else "int"


def input_(
    entity: Entity,
    name: str,
    *,
    title: str,
    unit: str,
    missing: Missing,
    sources: tuple[str, ...] = (),
    labels: dict[int, str] | None = None,
    low: int = -LIMIT,
    high: int = LIMIT,
) -> Input:
    """Declare an input. Raises ValueError for an unknown `missing` policy or an empty Chinese title."""
    if missing not in ("zero", "reject", "review"):
        raise ValueError(f"input {name!r}: missing must be zero, reject or review, not {missing!r}")
    if not title:
        raise ValueError(f"input {name!r} has no title")
    if unit == "yes_no":
        low, high = 0, 1
    return Input(entity, name, title, unit, missing, sources, labels or {}, low, high)
