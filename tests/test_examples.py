"""What docs/write-a-benefit.md tells a newcomer to type works, and says what it promises."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/write-a-benefit.md").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S) for line in block.splitlines() if line.startswith("python")]


def shell(command, folder=ROOT):
    words = command.split()[1:]
    return subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT / "src")})


def test_there_are_commands():
    assert len(COMMANDS) >= 6


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(command):
    done = shell(command)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_two_executors_say_the_same():
    polars, duckdb = (shell(f"python -m minzheng.policy evaluate examples/ferry --date 2020-05-01 --executor {e}").stdout for e in ("polars", "duckdb"))
    assert polars == duckdb
    assert "甲,A,true,12" in polars
    assert "丙,A,,,age" in polars


def test_the_line_shown_stands_in_the_example():
    code = (ROOT / "examples/ferry/benefit.py").read_text("utf-8")
    for block in re.findall(r"```python\n(.*?)```", TEXT, re.S):
        for line in block.splitlines():
            assert line.strip() in code, line


@pytest.fixture
def copy(tmp_path):
    """A copy of the example to break."""
    shutil.copytree(ROOT / "examples/ferry", tmp_path / "ferry")
    return tmp_path


@pytest.mark.parametrize(("file", "before", "after", "says"), [
    ("benefit.py", "age >= old_age", "age / 2 >= old_age", "benefit.py:24: `/` makes a float"),
    ("cases/ferry.yaml", "ferry_amount: 12, island_total", "ferry_amount: 13, island_total", "ferry_amount should be 13, python gives 12"),
    ("benefit.py", 'cites="摆渡法#2"', 'cites="摆渡法#22"', "cites 摆渡法#22, which is not in law/"),
    ("cases/ferry.yaml", 'ferry: "age"', 'ferry: "lame"', "ferry should lack lame, lacks age"),
])  # fmt: skip
def test_check_finds_a_planted_mistake(copy, file, before, after, says):
    path = copy / "ferry" / file
    assert before in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    done = shell("python -m minzheng.policy check ferry", copy)
    assert done.returncode != 0
    assert says in done.stdout + done.stderr
