"""The shell script that looks for a Python."""

import os
import shutil
import subprocess
from pathlib import Path

from bootstrap.paths import ROOT


def _launch(folder: Path, pythons: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run ./run --help where only `pythons` (name → version it claims) can be found."""
    for tool in ("sh", "dirname", "cat"):
        (folder / tool).symlink_to(str(shutil.which(tool)))
    for name, version in pythons.items():
        code = 0 if tuple(map(int, version.split("."))) >= (3, 11) else 1
        script = f'#!{shutil.which("sh")}\n[ "$1" = -c ] && echo {version} && exit {code}\necho "started $0 $*"\n'
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    environment = {"PATH": str(folder), "HOME": "/nonexistent"}
    return subprocess.run([ROOT / "run", "--help"], env=environment, capture_output=True, text=True)


def test_an_old_python_gets_a_sentence_with_what_was_found(tmp_path: Path) -> None:
    done = _launch(tmp_path, {"python3": "3.9"})
    assert done.returncode == 1
    assert "需要 Python 3.11" in done.stderr
    assert "3.9" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_python_gets_the_sentence_too(tmp_path: Path) -> None:
    assert "需要 Python 3.11" in _launch(tmp_path, {}).stderr


def test_a_newer_python_beside_an_old_one_is_found(tmp_path: Path) -> None:
    done = _launch(tmp_path, {"python3": "3.9", "python3.12": "3.12"})
    assert done.stdout.strip().endswith("python3.12 -P -m bootstrap run --help"), done
    assert os.fspath(tmp_path) in done.stdout
