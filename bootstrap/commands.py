"""What the three scripts do once there is a Python to do it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

from bootstrap import options, postgres, processes, setup, supervise
from bootstrap.console import say
from bootstrap.paths import PYTHON, ROOT, VAR, environment_for
from bootstrap.ports import need_free

_TEST_HOME = VAR / "test"


def run(words: list[str]) -> int:
    """`./run`: set up, then serve until stopped."""
    if {"-h", "--help"} & set(words):
        say(options.RUN_HELP)
        return 0
    asked = options.parse_run(words)
    need_free(asked.host, asked.port)
    setup.prepare()
    return supervise.serve(asked)


def minzheng(words: list[str]) -> int:
    """`./minzheng COMMAND`: set up if needed, then become the command, with the database held until it ends."""
    setup.prepare(quiet=True)
    environment = environment_for(VAR)
    if "DATABASE_URL" not in environment:
        environment["DATABASE_URL"] = postgres.start(VAR / "pg", inheritable=True)
    # -P and no chdir: file names in `words` are meant from where the person stands.
    os.execve(PYTHON, [str(PYTHON), "-P", "-m", "minzheng", *words], environment)


def test(words: list[str]) -> int:
    """`./test`: set up, check the layers and the style, run the tests. The last line is pytest's."""
    if {"-h", "--help"} & set(words):
        say(options.TEST_HELP)
        return 0
    quick = "--quick" in words
    rest = [word for word in words if word != "--quick"]
    setup.prepare(dev=True, browser=not quick)
    environment = environment_for(_TEST_HOME) | {"DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    if "DATABASE_URL" in os.environ:
        return _checks(rest, quick, environment)
    with postgres.running(VAR / "test-pg", durable=False) as url:
        return _checks(rest, quick, environment | {"DATABASE_URL": url})


def _checks(rest: list[str], quick: bool, environment: dict[str, str]) -> int:
    failed = [title for title, command in _LINTERS.items() if not _passes(title, command, environment)]
    words = [*([] if rest else ["-n", "2"]), *(["-m", "not browser"] if quick else []), *rest]
    code = _python(["-m", "pytest", *words], environment)
    return code or (1 if failed else 0)


_LINTERS = {
    "分层检查 lint-imports": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-logo"],
    "代码规范 ruff": ["-m", "ruff", "check", "--quiet", "."],
}


def _passes(title: str, words: list[str], environment: dict[str, str]) -> bool:
    """Run a check and show what it says only when it fails."""
    done = subprocess.run([PYTHON, *words], env=environment, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        say(f"{done.stdout}{done.stderr}\n没有通过：{title}（见上）\n")
    else:
        say(f"通过：{title}")
    return done.returncode == 0


def _python(words: list[str], environment: dict[str, str]) -> int:
    return processes.foreground([PYTHON, *words], env=environment, cwd=ROOT)


COMMANDS: dict[str, Callable[[list[str]], int]] = {"run": run, "test": test, "minzheng": minzheng}
