"""Entities (who has quantities) and inputs (the facts that come from outside)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from minzheng.policy.errors import LanguageError, hint

Missing = Literal["zero", "reject", "review"]

# No input may leave ±10¹² (ten thousand million yuan in fen; a 12-digit area code): sums over a household and products
# with rates then stay far from the ends of int64, where the columnar executors wrap silently.
LIMIT = 10**12

# The closed list. Adding one: its word in words.py, and here.
UNITS = ("fen", "fen_12m", "count", "people", "months", "years", "dm2", "percent", "yes_no", "code")


@dataclass(frozen=True)
class Entity:
    """A kind of thing that has quantities: person, household, organisation…

    `key` is its key column; a row of an entity carries the key columns of all it `belongs_to` as well.
    `plural` is the name of its table and of its list in a case. `members`: how many rows may belong to one of it, checked at
    the door: with it the engine proves before any data that no sum leaves int64. `named_by`: the input whose labels tell
    those who belong to the same apart, for people who read about them (与户主关系 → 配偶).
    """

    name: str
    title: str
    key: str
    plural: str
    belongs_to: tuple[Entity, ...] = ()
    members: int = 1_000
    named_by: str = ""


@dataclass(frozen=True)
class Input:
    """A fact that a rule may ask for, always an integer (or unknown).

    unit     one of UNITS: fen, fen_12m (twelve months together), dm2 (0.01 m²), …
    missing  zero:   no record means none
             reject: a row without it is refused
             review: the outcome that needs it is *undetermined* until somebody records it
    sources  the departments that hold it, best first
    labels   words for codes, e.g. {1: "城市", 0: "农村"}
    sensitive health and the like: sentences do not say by which of several ways a condition holds where one rests on it
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
    sensitive: bool = False
    where: str = field(default="", compare=False, repr=False)  # file:line of the declaration, for messages

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
    sensitive: bool = False,
) -> Input:
    """Declare an input. `low` and `high` are honest bounds: they are checked at the door, and the engine proves with them
    that no rule can overflow. Raises LanguageError."""
    file, line = caller(2)

    def wrong(what: str, instead: str) -> LanguageError:
        return LanguageError(file, line, f"input {name}: {what}", instead)

    if not isinstance(entity, Entity):
        raise wrong(f"{entity!r} is not an Entity", f"input_(household, {name!r}, …), with the Entity itself")
    if missing not in ("zero", "reject", "review"):
        raise wrong(f"missing={missing!r} is unknown", 'missing="zero", "reject" or "review"')
    if not title:
        raise wrong("has no title", 'title="…" in Chinese')
    known_unit(unit, wrong)
    low, high = (0, 1) if unit == "yes_no" else (low, high)
    if not (type(low) is type(high) is int and -LIMIT <= low <= high <= LIMIT):
        raise wrong(f"low={low!r}, high={high!r} is not a range of whole numbers within ±{LIMIT:,}", "low=0, high=150")
    return Input(entity, name, title, unit, missing, sources, labels or {}, low, high, sensitive, f"{file}:{line}")


def known_unit(unit: str, wrong: Callable[[str, str], LanguageError]) -> None:
    """Raises what `wrong` makes of an unknown unit."""
    if unit not in UNITS:
        raise wrong(f"unknown unit {unit!r}{hint(str(unit), UNITS)}", "one of " + ", ".join(UNITS))


def caller(depth: int) -> tuple[str, int]:
    """File and line of the code that called, `depth` frames up."""
    frame = sys._getframe(depth)
    return short(frame.f_code.co_filename), frame.f_lineno


def short(file: str) -> str:
    """The path from the package on: messages and versions must not hold a machine's folders."""
    parts = file.replace("\\", "/").split("/")
    return "/".join(parts[parts.index("minzheng"):]) if "minzheng" in parts else parts[-1]
