"""Killed in the middle of a raise, or run by two at once: everybody is raised once."""

import pytest

from minzheng.law.tests.apart import HOMES
from minzheng.payments.tests.test_apart import apart as processes  # noqa: F401  (fixture)


@pytest.fixture
def apart(processes):  # noqa: F811
    processes.module = "minzheng.law.tests.apart"
    return processes


def test_killed_in_the_middle_and_run_again_nobody_is_raised_twice(apart):
    before = apart.do("seed", "tell")
    assert before.startswith(f"False 0 {HOMES} ")
    apart.kill_in("apply")
    assert apart.do("tell") == before
    once, twice = apart.do("apply", "tell", "apply", "tell").splitlines()
    assert once == twice
    raised = int(before.split()[-1]) + HOMES * 2000
    assert once == f"True {HOMES} {2 * HOMES} {raised}"


def test_two_at_once_raise_once(apart):
    before = apart.do("seed", "tell")
    racing = [apart.start("apply") for _ in range(2)]
    for process in racing:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    assert apart.do("tell") == f"True {HOMES} {2 * HOMES} {int(before.split()[-1]) + HOMES * 2000}"
