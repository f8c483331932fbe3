"""The papers keep what they promise: no row may vanish, and what is called done names a test that exists."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
NOT_YET = "not yet"


def table(page: str, first_cell: str) -> list[list[str]]:
    """Cells of the rows whose first cell matches a pattern."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in cells if re.fullmatch(first_cell, row[0])]


def unproven(state: str) -> list[str]:
    """What is wrong with a cell that should be `not yet` or name existing tests; empty when nothing is."""
    if state.startswith(NOT_YET):
        return []
    named = re.findall(r"`([\w./]+\.py)::(\w+)`", state)
    if not named:
        return [f"neither “{NOT_YET}” nor `path::test`: {state}"]
    missing = [(path, name) for path, name in named if not defines(ROOT / path, name)]
    return [f"no such test: {path}::{name}" for path, name in missing]


def defines(path: Path, name: str) -> bool:
    return path.is_file() and bool(re.search(rf"^def {name}\(", path.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize(("page", "letter", "count"), [("systems.md", "S", 180), ("targets.md", "T", 85)])
def test_every_row_is_there_once_and_shown_or_not_yet(page, letter, count):
    rows = table(page, rf"{letter}\d{{3}}")
    assert [row[0] for row in rows] == [f"{letter}{number:03}" for number in range(1, count + 1)]
    assert [problem for row in rows for problem in unproven(row[-1])] == []


def test_a_row_called_done_without_a_test_is_caught():
    assert unproven("done")
    assert unproven("`tests/test_papers.py::test_of_nothing`")
    assert unproven("`tests/test_papers.py::test_a_row_called_done_without_a_test_is_caught`") == []


def test_every_system_belongs_to_a_folder_that_exists():
    homes = {row[2].strip("`") for row in table("systems.md", r"S\d{3}")}
    assert [home for home in homes if not (ROOT / "src" / "minzheng" / home).is_dir()] == []


def test_contradictions_name_targets_that_exist():
    targets = {row[0] for row in table("targets.md", r"T\d{3}")}
    rows = table("contradictions.md", r"C\d{2}")
    assert len(rows) == 11
    assert {name for row in rows for name in row[-1].split("、")} <= targets


def test_every_fact_has_a_line_in_the_glossary_under_its_title():
    catalogue = yaml.safe_load((ROOT / "src/minzheng/core/facts/catalogue.yaml").read_text(encoding="utf-8"))
    lines = {(row[2].strip("`"), row[0]) for row in table("glossary.md", r".*") if len(row) == 3}
    assert {(kind, entry["title"]) for kind, entry in catalogue.items()} <= lines


def test_every_decision_is_listed():
    pages = {path.name for path in (DOCS / "decisions").glob("0*.md")}
    listed = set(re.findall(r"\]\((0\d{3}-[\w-]+\.md)\)", (DOCS / "decisions/README.md").read_text(encoding="utf-8")))
    assert pages <= listed
