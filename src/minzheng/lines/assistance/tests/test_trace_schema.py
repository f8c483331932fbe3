"""The trace of every worked example is as docs/trace.schema.json describes it."""

import pytest

from minzheng.lines.assistance.cases import cases
from minzheng.lines.assistance.programmes import world_on
from minzheng.policy.tests.test_trace_schema import wrongs


@pytest.mark.parametrize("case", cases(), ids=lambda c: c.name)
def test_every_worked_example(case):
    assert wrongs(world_on(case.date, readings=case.readings).explain(case.rows).to_json()) == []
