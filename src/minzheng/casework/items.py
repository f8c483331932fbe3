"""Service items (事项): read from YAML, checked at start, pinned by each case."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import yaml

from minzheng.casework.deadlines import Period
from minzheng.casework.registries import ASSESSORS, CATALOGUES, EFFECTS, SECTIONS, SURVEYS
from minzheng.core.access.viewer import roles
from minzheng.core.registry import UnknownName

KINDS = {"accept", "survey", "notice", "opinion", "decision"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a process. `kind` says what is done; `by` which role; `within` counts from the day it was reached."""

    key: str
    kind: str
    title: str
    by: str
    within: str
    cites: str
    not_same_as: tuple[str, ...] = ()
    people: int = 1
    days: int = 0
    survey: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One version of a service item."""

    key: str
    version: str
    title: str
    basis: tuple[str, ...]
    programme: str
    channels: tuple[str, ...]
    sections: tuple[str, ...]
    materials: tuple[dict, ...]
    steps: tuple[Step, ...]
    total: str
    extended: str
    effects: tuple[str, ...]
    review_after_months: int
    result: str

    def step(self, key: str) -> Step:
        return next(s for s in self.steps if s.key == key)

    def after(self, key: str) -> Step | None:
        keys = [s.key for s in self.steps]
        position = keys.index(key) + 1
        return self.steps[position] if position < len(keys) else None


class BadItem(ValueError):
    """A service item's declaration is wrong; the message gives file, step and what to write."""


def read_item(key: str, path: Path) -> Item:
    """Raises BadItem."""
    declared = yaml.safe_load(path.read_text("utf-8"))
    try:
        steps = tuple(_step(name, row) for name, row in declared["process"].items())
        item = Item(
            key, path.stem, declared["title"], tuple(declared["basis"]), declared["programme"], tuple(declared["channels"]),
            tuple(declared["form"]), tuple(declared["materials"]), steps, declared["total"], declared["extended"],
            tuple(declared["effects"]), declared["review_after_months"], declared["result"],
        )  # fmt: skip
        _check(item)
    except (KeyError, TypeError, ValueError, UnknownName) as error:
        raise BadItem(f"{path.name} ({key}): {error}") from error
    return item


def _step(key: str, row: dict) -> Step:
    try:
        return Step(
            key, row["kind"], row["title"], row["by"], row["within"], row["cites"], tuple(row.get("not_same_as", ())),
            row.get("people", 1), row.get("days", 0), row.get("survey", ""),
        )  # fmt: skip
    except KeyError as missing:
        raise ValueError(f"step {key!r} lacks {missing}") from missing


def _check(item: Item) -> None:
    """Every name must exist now, not on the day somebody needs it."""
    ASSESSORS.get(item.programme, where="programme")
    for name in item.sections:
        SECTIONS.get(name, where="form")
    for name in item.effects:
        EFFECTS.get(name, where="effects")
    for period in (item.total, item.extended):
        Period.parse(period)
    keys = [s.key for s in item.steps]
    for step in item.steps:
        Period.parse(step.within)
        if step.kind not in KINDS:
            raise ValueError(f"step {step.key!r}: unknown kind {step.kind!r}; one of {', '.join(sorted(KINDS))}")
        if step.by not in roles():
            raise ValueError(f"step {step.key!r}: unknown role {step.by!r}")
        if unknown := set(step.not_same_as) - set(keys):
            raise ValueError(f"step {step.key!r}: not_same_as names no step: {', '.join(unknown)}")
        if step.kind == "survey":
            SURVEYS.get(step.survey, where=f"step {step.key}")
    if item.steps[-1].kind != "decision":
        raise ValueError("the last step must be of kind decision")


@functools.cache
def catalogue() -> dict[str, dict[str, Item]]:
    """item key → version → Item, from every folder that a line registered."""
    found: dict[str, dict[str, Item]] = {}
    for line, folder in CATALOGUES:
        for path in sorted(Path(folder).glob("*/*.yaml")):
            key = f"{line}.{path.parent.name}"
            found.setdefault(key, {})[path.stem] = read_item(key, path)
    return found


def newest(key: str) -> Item:
    """Raises UnknownName."""
    versions = catalogue().get(key)
    if not versions:
        raise UnknownName(f"unknown service item {key!r}; there are {', '.join(catalogue())}")
    return versions[max(versions, key=lambda v: [int(n) for n in v.split(".")])]


def item_of(case) -> Item:
    """The version that the case began with."""
    return catalogue()[case.item][case.item_version]
