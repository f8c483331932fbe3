"""`./minzheng replay`: past decisions in bulk, in the terminal."""

import pytest

from minzheng.cli import replay
from minzheng.office.audit.tests.conftest import decision, district, household, officers, today
from minzheng.office.audit.tests.test_pages import tamper

__all__ = ["decision", "district", "household", "officers", "today"]


def test_in_the_terminal(decision, capsys, tmp_path):
    month = f"{decision.decided_on:%Y-%m}"
    assert replay.run(["--month", month]) == 0
    assert "一致 1 件，不一致 0 件" in capsys.readouterr().out
    tamper(decision, "amount", decision.amount + 1)
    file = tmp_path / "different.csv"
    assert replay.run(["--month", month, "-o", str(file)]) == 1
    assert decision.number in capsys.readouterr().out
    assert decision.number in file.read_text("utf-8-sig")
    assert replay.run(["--decision", decision.number, "--law-of", "2022-11-01"]) == 0
    assert "按 2022-11-01 的法律" in capsys.readouterr().out
    assert replay.run(["--decision", "JD-none"]) == 2
    with pytest.raises(SystemExit):
        replay.run(["--month", "2026-13"])
    assert "请写成 2026-05 的样子" in capsys.readouterr().err
