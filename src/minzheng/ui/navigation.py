"""The sidebar: bands and lines add their entries in `AppConfig.ready()`, the page shows those that the viewer may open."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from minzheng.ui.icons import shapes


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sidebar. `roles` None: everyone signed in. `badge(request)` gives a count, or None or 0 for none."""

    section: str
    title: str
    url_name: str
    icon: str
    roles: frozenset[str] | None
    order: int
    badge: Callable[[HttpRequest], int | None] | None

    def open_to(self, role: str) -> bool:
        return bool(role) and (self.roles is None or role in self.roles)


class Navigation:
    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._sections: dict[str, int] = {}

    def section(self, title: str, *, order: int) -> None:
        """Give a section its place; sections without one come last, in the order in which they were added."""
        self._sections[title] = order

    def add(
        self,
        *,
        section: str,
        title: str,
        url_name: str,
        icon: str,
        roles: Collection[str] | None = None,
        order: int = 100,
        badge: Callable[[HttpRequest], int | None] | None = None,
    ) -> None:
        """Add an entry. Raises UnknownName for an icon that is not built, ValueError for an address added twice."""
        shapes(icon)
        if url_name in self._entries:
            raise ValueError(f"sidebar entry {url_name!r} is added twice")
        allowed = None if roles is None else frozenset(roles)
        self._entries[url_name] = Entry(section, title, url_name, icon, allowed, order, badge)

    def for_request(self, request: HttpRequest) -> list[tuple[str, list[dict]]]:
        """Sections in order, each with the entries (title, icon, url, count, current) that `request.viewer` may open."""
        viewer = getattr(request, "viewer", None)
        role = viewer.role if viewer else ""
        shown = sorted((e for e in self._entries.values() if e.open_to(role)), key=lambda e: (e.order, e.title))
        current = _nearest(request.path, [reverse(e.url_name) for e in shown])
        sections: dict[str, list[dict]] = {}
        for entry in shown:
            sections.setdefault(entry.section, []).append(_line(entry, request, current))
        return sorted(sections.items(), key=lambda pair: self._sections.get(pair[0], len(self._sections) + 1000))


def _nearest(path: str, urls: list[str]) -> str:
    """The longest address that `path` lies under: the entry that says "you are here"."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def _line(entry: Entry, request: HttpRequest, current: str) -> dict:
    url = reverse(entry.url_name)
    count = entry.badge(request) if entry.badge else None
    return {"title": entry.title, "icon": entry.icon, "url": url, "count": count, "current": url == current}


nav = Navigation()
