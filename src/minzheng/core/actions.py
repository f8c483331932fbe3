"""What every change has in common: a verb, somebody allowed to do it, one transaction, one audit row."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from minzheng.core.access.viewer import Viewer, acting
from minzheng.core.audit.record import record

P = ParamSpec("P")
R = TypeVar("R")


class Refused(ValueError):
    """The act cannot be done now. The message says in Chinese why, and what to do. `field` names the input, if one is wrong."""

    def __init__(self, message: str, *, field: str = ""):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Verb:
    name: str
    title: str


VERBS: dict[str, Verb] = {}


def action(name: str, *, title: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an act: `def accept(*, case, by)`.

    Checks that `by` may do `name`, runs inside `acting(by)` and one transaction, and writes the audit row about what the
    function returns (or its first keyword argument that is a row). A function may give a reason by a `reason=` argument.
    Raises NotAllowed before anything is read.
    """
    VERBS[name] = Verb(name, title)

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(**kwargs: Any) -> R:
            by: Viewer = kwargs["by"]
            by.require(name)
            with acting(by), transaction.atomic():
                result = function(**kwargs)
                about = result if hasattr(result, "_meta") else next((v for v in kwargs.values() if hasattr(v, "_meta")), None)
                record(by, VERBS[name], about, wrote=True, reason=str(kwargs.get("reason") or ""))
                return result

        run.verb = VERBS[name]
        return run

    return wrap
