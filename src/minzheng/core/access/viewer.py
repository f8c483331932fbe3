"""Who asks. Nothing scoped is read, and nothing at all is written, without a viewer."""

from __future__ import annotations

import fnmatch
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

import yaml


class NoViewer(RuntimeError):
    """A scoped table was read without saying who asks: wrap the code in `with acting(viewer):`."""


class NotAllowed(PermissionError):
    """The viewer's role may not do this; the message is for the screen."""


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of post. `level`: town, village, district or person."""

    key: str
    title: str
    level: str
    may: tuple[str, ...]


@functools.cache
def roles() -> dict[str, Role]:
    declared = yaml.safe_load((Path(__file__).parent / "roles.yaml").read_text("utf-8"))
    return {key: Role(key, row["title"], row["level"], tuple(row["may"])) for key, row in declared.items()}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody acting in one post. `kind`: officer (sees an area), citizen (sees own household), public, system."""

    kind: str
    name: str = ""
    role: str = ""
    account_id: int | None = None
    area_prefix: str = ""
    area_title: str = ""
    person_id: int | None = None
    purpose: str = ""
    address: str = ""

    @property
    def role_title(self) -> str:
        return roles()[self.role].title if self.role in roles() else {"system": "系统"}.get(self.kind, "公众")

    def may(self, act: str) -> bool:
        """Whether this post may do the act, e.g. `casework.accept`. The system may do all; the public nothing."""
        if self.kind == "system":
            return True
        return self.role in roles() and any(fnmatch.fnmatchcase(act, p) for p in roles()[self.role].may)

    def require(self, act: str) -> None:
        if not self.may(act):
            raise NotAllowed(f"{self.role_title}没有“{act}”的权限，请联系区民政局调整岗位职责")


PUBLIC = Viewer("public")


def system(purpose: str) -> Viewer:
    """The program itself, for a stated purpose that the audit shows."""
    return Viewer("system", name="系统", purpose=purpose)


_current: ContextVar[Viewer | None] = ContextVar("viewer", default=None)


def current_viewer() -> Viewer:
    """Raises NoViewer."""
    viewer = _current.get()
    if viewer is None:
        raise NoViewer("no viewer: say who asks with `with acting(viewer):`")
    return viewer


@contextmanager
def acting(viewer: Viewer) -> Iterator[Viewer]:
    """Everything read inside is limited to what `viewer` may see."""
    token = _current.set(viewer)
    try:
        yield viewer
    finally:
        _current.reset(token)
