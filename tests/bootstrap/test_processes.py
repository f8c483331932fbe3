import signal
import subprocess
import sys

import pytest

from bootstrap.paths import ROOT
from bootstrap.processes import command_line, spawn, stop_group

from .conftest import wait_until

_PARENT = """
import time
from bootstrap.processes import spawn
print(spawn(["sleep", "300"]).pid, flush=True)
time.sleep(300)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_a_child_ends_with_a_parent_killed_hard() -> None:
    parent = subprocess.Popen([sys.executable, "-c", _PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert "sleep" in (command_line(child) or "")
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert wait_until(lambda: not command_line(child), 5)


def test_stopping_takes_the_grandchildren_along() -> None:
    child = spawn(["sh", "-c", "trap '' TERM; sleep 300 & echo $!; wait"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    grandchild = int(child.stdout.readline())
    stop_group(child, patience=0.3)
    assert wait_until(lambda: not command_line(grandchild), 5)
