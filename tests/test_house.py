"""The house stands as drawn: imports and foreign keys point down. Each check is shown to catch a planted violation."""

import configparser
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = ROOT / ".importlinter"


def bands() -> list[list[str]]:
    """Layers of the contract `bands`, top first: the one place where the order is written for machines."""
    parser = configparser.ConfigParser()
    parser.read(CONTRACTS, encoding="utf-8")
    lines = parser["importlinter:contract:bands"]["layers"].split("\n")
    return [re.split(r"\s*\|\s*", line.strip()) for line in lines if line.strip()]


def lint(folder: Path) -> subprocess.CompletedProcess:
    """Run the house's own contracts over the package `minzheng` in a folder."""
    program = (
        "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(sys.argv[1], no_cache=True))"
    )
    command = [sys.executable, "-c", program, str(CONTRACTS)]
    env = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False)


# --- imports


def test_every_import_points_down():
    result = lint(ROOT / "src")
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_drawing_says_the_same_as_the_contract():
    drawing = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("```")[1]
    drawn = [[room.split()[0] for room in line.split(" | ")] for line in drawing.strip().splitlines()]
    assert drawn == [band for band in bands() if band != ["__main__"]]


@pytest.fixture
def empty_house(tmp_path) -> Path:
    """The same rooms with nothing in them: every package of bands and lines, and the files of one line."""
    package = tmp_path / "minzheng"
    rooms = [room for band in bands() for room in band if room != "__main__"]
    rooms += [f"lines/{line.name}" for line in (ROOT / "src/minzheng/lines").iterdir() if (line / "__init__.py").exists()]
    for room in ["", *rooms, "lines/assistance/rules", "core/people", "core/areas"]:
        (package / room).mkdir(parents=True, exist_ok=True)
        (package / room / "__init__.py").touch()
    for file in ["__main__", "lines/assistance/views", "lines/assistance/actions", "lines/assistance/facts"]:
        (package / f"{file}.py").touch()
    return tmp_path


def test_an_empty_house_keeps_every_contract(empty_house):
    result = lint(empty_house)
    assert result.returncode == 0, result.stdout + result.stderr


PLANTED = {
    "up": ("casework/__init__.py", "import minzheng.payments", "Bands"),
    "sideways": ("payments/__init__.py", "import minzheng.fieldwork", "Bands"),
    "hidden in a function": ("ui/__init__.py", "def late():\n    import minzheng.lines", "Bands"),
    "room nobody drew": ("helpers.py", "", "Bands"),
    "line to line": ("lines/children/__init__.py", "import minzheng.lines.charity", "Lines"),
    "facts to actions": ("lines/assistance/facts.py", "import minzheng.lines.assistance.actions", "Inside a line"),
    "rules to Django": ("lines/assistance/rules/__init__.py", "import django.db", "Rules are pure"),
    "rules to tables": ("lines/assistance/rules/__init__.py", "import minzheng.core", "Rules are pure"),
    "policy to network": ("policy/__init__.py", "import urllib.request", "Rules are pure"),
    "circle": (
        "core/people/__init__.py",
        "import minzheng.core.areas",
        "No cycles",
    ),
}


@pytest.mark.parametrize("planted", PLANTED, ids=lambda name: name.replace(" ", "-"))
def test_a_planted_import_is_caught(empty_house, planted):
    file, source, contract = PLANTED[planted]
    (empty_house / "minzheng" / file).write_text(source, encoding="utf-8")
    if planted == "circle":
        (empty_house / "minzheng/core/areas/__init__.py").write_text("import minzheng.core.people", encoding="utf-8")
    result = lint(empty_house)
    assert result.returncode == 1
    assert re.search(rf"^{contract}.* BROKEN$", result.stdout, re.MULTILINE), result.stdout


# --- foreign keys: a string "app.Model" escapes the linter, so Django's own registry is walked


def place(model: type[models.Model]) -> tuple[int, str] | None:
    """Depth of a model's band (0 is the top) and its room: the band, or the line. None outside the house."""
    parts = model.__module__.split(".")
    if parts[0] != "minzheng":
        return None
    depth = next(index for index, band in enumerate(bands()) if parts[1] in band)
    return depth, ".".join(parts[1:3]) if parts[1] == "lines" else parts[1]


def misdirected(registry: Iterable[type[models.Model]]) -> Iterator[str]:
    """Each relation of a model to another that stands above it or beside it."""
    for model in registry:
        here = place(model)
        for field in model._meta.get_fields():
            if here is None or field.auto_created or not field.is_relation or field.related_model is None:
                continue
            there = place(field.related_model)
            if there and there[1] != here[1] and there[0] <= here[0]:
                yield f"{model.__module__}.{model.__name__}.{field.name} → {field.related_model.__module__}"


@pytest.fixture(scope="module", autouse=True)
def _registry():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")
    if not apps.ready:
        django.setup()


def test_no_foreign_key_points_sideways_or_up():
    registry = [model for model in apps.get_models(include_auto_created=True) if place(model)]
    assert len(registry) > 10, "the registry was not loaded"
    assert list(misdirected(registry)) == []


def planted_model(name: str, room: str, label: str, target: str | None) -> type[models.Model]:
    relation = {"to_other": models.ForeignKey(target, models.CASCADE)} if target else {}
    meta = type("Meta", (), {"app_label": label})
    return type(name, (models.Model,), {"__module__": f"minzheng.{room}.models", "Meta": meta, **relation})


@pytest.mark.parametrize(
    ("from_room", "to_room", "caught"),
    [
        ("core.people", "casework", True),
        ("payments", "fieldwork", True),
        ("lines.charity", "lines.children", True),
        ("casework", "core.people", False),
        ("lines.charity", "casework", False),
        ("core.people", "core.areas", False),
    ],
)
def test_a_planted_foreign_key_is_caught(from_room, to_room, caught):
    with isolate_apps("minzheng.core", "minzheng.casework"):
        planted_model("Target", to_room, "casework", None)
        holder = planted_model("Holder", from_room, "core", "casework.Target")
        assert bool(list(misdirected([holder]))) is caught
