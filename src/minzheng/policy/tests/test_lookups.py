"""Look-ups by several quantities: a code of `area` stands for all that begin so, the longest first; never another's value."""

from datetime import date

import pytest

from minzheng.policy import ParameterError, Registry, RuleSet, resolve
from minzheng.policy.tests.random_law import HEAD, PARAMETERS
from minzheng.policy.tests.test_mistakes import law

RULE = '@rule(house, title="试", unit="count")\ndef f(by_place):\n    return by_place\n'


def world(tmp_path, text):
    file = tmp_path / "p.yaml"
    file.write_text(text, encoding="utf-8")
    return resolve(RuleSet.collect([law(tmp_path, RULE, HEAD)], Registry("programme")), date(2020, 1, 1), [file])


@pytest.mark.parametrize(("area", "urban", "value"), [
    (500111001000, 1, 30), (500111001000, 0, None), (500200000000, 1, 10), (500200000000, 0, 20), (510000000000, 0, -50),
    (440000000000, 1, None), (None, 1, None), (500200000000, None, None)])
def test_area_and_class(area, urban, value, tmp_path):
    case = {"town": {"area": area}, "house": {"urban": urban}, "souls": []}
    assert world(tmp_path, PARAMETERS).explain(case).value("f") == value


@pytest.mark.parametrize(("change", "says"), [
    ("[area, urbn]", "没有名为“urbn”的量，相近的有：urban"), ("[area, base]", "“base”对所有人相同"), ("[kin, urban]", None),
    ("[urban]", "不是整数")])
def test_wrong_by(change, says, tmp_path):
    text = PARAMETERS.replace("by: [area, urban]", f"by: {change}")
    if says:
        with pytest.raises(ParameterError, match=says):
            world(tmp_path, text)
    else:  # kin is a member's: the rule of a house cannot see such a value
        with pytest.raises(Exception, match="'by_place' is a quantity of each soul, not of a house"):
            world(tmp_path, text)
