"""Programmes (named entitlements) and the registry in which lines put what they offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from minzheng.policy.entities import Entity
from minzheng.policy.errors import unknown

T = TypeVar("T")


class Registry(Generic[T]):
    """Names → things. `what` is the word for one of them in error messages."""

    def __init__(self, what: str):
        self.what = what
        self._things: dict[str, T] = {}

    def add(self, name: str, thing: T) -> T:
        """Raises ValueError when the name is taken by something else."""
        if self._things.setdefault(name, thing) is not thing:
            raise ValueError(f"{self.what} {name!r} is registered twice")
        return thing

    def get(self, name: str, *, where: str = "") -> T:
        """Raises UnknownName with the three nearest names."""
        if name not in self._things:
            raise unknown(self.what, name, self._things, where)
        return self._things[name]

    def __iter__(self) -> Iterator[T]:
        return iter(self._things[name] for name in sorted(self._things))

    def __contains__(self, name: str) -> bool:
        return name in self._things

    def __len__(self) -> int:
        return len(self._things)


@dataclass(frozen=True)
class Programme:
    """A named entitlement (低保 …): which rule says *entitled*, which *how much* (fen a month; None: a status without
    money), and which rules (all yes/no) are shown as its conditions, in order. `registry`, if given, receives it."""

    key: str
    title: str
    entity: Entity
    entitled: str
    amount: str | None = None
    conditions: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    registry: Registry | None = None

    def __post_init__(self):
        if self.registry is not None:
            self.registry.add(self.key, self)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names to ask `World.evaluate` for."""
        return (self.entitled,) if self.amount is None else (self.entitled, self.amount)

    @property
    def missing_column(self) -> str:
        """The column of `World.evaluate` naming, comma-separated, the facts without which it is undetermined."""
        return f"{self.key}_missing"
