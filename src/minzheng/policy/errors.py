"""What can go wrong. Mistakes of a rule's author are told in English with file and line; mistakes in data and
parameters, which operators see, in Chinese with what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class PolicyError(Exception):
    """Base of all errors of the engine."""


class LanguageError(PolicyError):
    """A rule uses something outside the small language. Carries `file` and `line`; raised at import or at resolve."""

    def __init__(self, file: str, line: int, what: str, instead: str):
        self.file, self.line, self.what, self.instead = file, line, what, instead
        super().__init__(f"{file}:{line}: {what}. Instead: {instead}")


class UnknownName(PolicyError, LookupError):
    """Nobody defines the name; the message lists the three nearest that exist."""


class UnknownQuantity(LanguageError, UnknownName):
    """A rule reads a name that nobody defines, or that no variant defines on the day."""


class CircularDefinition(LanguageError):
    """Quantities that need one another; `path` is the circle of names, first = last; `places` where each reads the next."""

    def __init__(self, path: list[str], places: list[tuple[str, int]]):
        self.path, self.places = path, places
        steps = "; ".join(f"{file}:{line} {a} reads {b}" for (file, line), a, b in zip(places, path, path[1:], strict=False))
        super().__init__(*places[0], f"circular definition: {' → '.join(path)} ({steps})",
                         "an input for the value of last month or last year, or a smaller rule that both read")


class OverlappingVariants(LanguageError):
    """Two variants of one rule are in force on the same day."""


class NameClash(LanguageError):
    """One name for two things."""


class ParameterError(PolicyError):
    """A parameter or reading file is not well formed: the message (Chinese) names file, entry and what to write."""


class NotPublished(ParameterError):
    """A date lies outside what is published for a parameter; there is no fall-back to another period."""


class DataError(PolicyError, ValueError):
    """The facts handed in cannot be used as they are: wrong type, out of range, unknown or duplicate key."""


class ReplayDiffers(PolicyError):
    """A decision replayed does not give what was recorded; `differences` lists each value."""

    def __init__(self, differences: tuple[str, ...]):
        self.differences = differences
        super().__init__("重算结果与原记录不一致：" + "；".join(differences))


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """Up to three existing names close to `name`, nearest first."""
    return difflib.get_close_matches(name, list(names), 3, 0.3)


def hint(name: str, names: Iterable[str]) -> str:
    """ "; nearest: a, b, c", or nothing."""
    near = nearest(name, names)
    return f"; nearest: {', '.join(near)}" if near else ""


def unknown(what: str, name: str, names: Iterable[str], where: str = "") -> UnknownName:
    """The error for a name nobody defines, with the three nearest."""
    return UnknownName(f"{where + ': ' if where else ''}unknown {what} {name!r}{hint(name, names)}")
