"""How a lower band calls a higher one: it does not. It offers a registry; the higher fills it when it starts."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class UnknownName(LookupError):
    """A declaration names something nobody registered; the message gives the place and the three nearest names."""


class Registry(Generic[T]):
    """Names → things, filled in `AppConfig.ready()`. `what` is the word for one of them in messages."""

    all: dict[str, Registry] = {}

    def __init__(self, what: str):
        self.what = what
        self._things: dict[str, T] = {}
        self._by: dict[str, str] = {}
        Registry.all[what] = self

    def add(self, name: str, thing: T) -> T:
        if name in self._things and self._things[name] is not thing:
            raise ValueError(f"{self.what} {name!r} is registered twice: by {self._by[name]} and again")
        self._things[name] = thing
        self._by[name] = getattr(thing, "__module__", type(thing).__module__)
        return thing

    def get(self, name: str, *, where: str = "") -> T:
        """Raises UnknownName saying `where` (file and line, or step)."""
        try:
            return self._things[name]
        except KeyError:
            near = difflib.get_close_matches(name, self._things, 3, 0.4)
            hint = f"; nearest: {', '.join(near)}" if near else ""
            raise UnknownName(f"{where + ': ' if where else ''}unknown {self.what} {name!r}{hint}") from None

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return iter(sorted(self._things.items()))

    def __contains__(self, name: str) -> bool:
        return name in self._things

    def who(self, name: str) -> str:
        """The module that registered `name`."""
        return self._by[name]
