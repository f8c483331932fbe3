"""Leaving the small language is an error at import: file, line, what, and what to write instead."""

import pytest

from minzheng.policy import Entity, LanguageError, OverlappingVariants, Registry, RuleSet, helper, rule, total
from minzheng.policy.interpreter import evaluate
from minzheng.policy.rounding import ceil_to, divide_ceil, divide_floor, divide_half_up, floor_to, round_half_up_to

hearth = Entity("hearth", "灶", "hearth_id", "hearths")


def refused(function):
    with pytest.raises(LanguageError) as e:
        rule(hearth, title="试")(function)
    assert e.value.file.endswith("policy/tests/test_language.py")
    assert e.value.line >= function.__code__.co_firstlineno
    return str(e.value)


def test_float():
    def f(x):
        return x * 0.35
    assert "0.35 is a float" in refused(f)


def test_true_division():
    def f(x):
        return x / 3
    assert "`//`, or a rounding helper" in refused(f)


def test_line_of_the_mistake():
    def f(x):
        if x > 1:
            return 2
        return x % 3
    with pytest.raises(LanguageError) as e:
        rule(hearth, title="试")(f)
    assert e.value.line == f.__code__.co_firstlineno + 3


@pytest.mark.parametrize(("source", "instead"), [
    ("sum(x)", "total"), ("any(x)", "any_member"), ("len(x)", "count"), ("round(x)", "round_half_up_to"),
    ("x is None", "given"), ("x.y", "parameter of the rule"), ("x[0]", "dated parameter"), ("x in [1, 2]", "x in (1, 2)"),
    ("'a'", "a code"), ("x & 1", "`and`"), ("total(x + 1)", "a rule of its own"), ("f'{x}'", "a code"), ("None", "given"),
])
def test_words_with_something_to_write_instead(source, instead, tmp_path):
    file = tmp_path / "law.py"
    file.write_text(f"def f(x):\n    return {source}\n")
    scope = {}
    exec(compile(file.read_text(), str(file), "exec"), scope)
    with pytest.raises(LanguageError) as e:
        rule(hearth, title="试")(scope["f"])
    assert instead in e.value.instead
    assert e.value.line == 2
    assert e.value.file == "law.py"


def test_name_that_is_no_parameter_gets_its_nearest():
    def f(income, size):
        return incme // max(1, size)  # noqa: F821
    assert "nearest: income" in refused(f)


def test_path_without_a_value():
    def f(x):
        if x > 1:
            return 2
    assert "not every path returns" in refused(f)


def test_local_variable():
    def f(x):
        y = x + 1
        return y
    assert "a rule of its own" in refused(f)


def test_parameter_never_read():
    def f(x, y):
        return x
    assert "'y'" in refused(f)


def test_unreachable_line():
    def f(x):
        return x
        return 2
    assert "never reached" in refused(f)


def test_variants_may_not_overlap():
    class Module:
        @rule(hearth, title="旧", until="2020-06-30", name="q")
        def old(x):
            return x

        @rule(hearth, title="新", since="2020-06-30", name="q")
        def new(x):
            return x + 1
    with pytest.raises(OverlappingVariants, match="'q' hold on the same day"):
        RuleSet.collect([Module], Registry("programme"))


@pytest.mark.parametrize("function", [divide_floor, divide_ceil, divide_half_up, floor_to, ceil_to, round_half_up_to])
def test_helper_means_what_its_tree_means(function):
    for a in range(-30, 31):
        for b in range(1, 8):
            assert evaluate(function.expression, dict(zip(function.parameters, (a, b), strict=True))) == function(a, b)


def test_rounding():
    assert [divide_half_up(n, 2) for n in (5, -5, 4)] == [3, -2, 2]
    assert (divide_ceil(7, 2), divide_ceil(-7, 2), ceil_to(12301, 100), round_half_up_to(12350, 100)) == (4, -3, 12400, 12400)


def test_helpers_are_read_in_place():
    @helper(title="两倍")
    def twice(x):
        return x + x

    globals()["twice"] = twice

    def f(a):
        return twice(a - 1)
    compiled = rule(hearth, title="试")(f)
    assert evaluate(compiled.expression, {"a": 5}) == 8 == compiled(5)


def test_total_of_unknowns():
    assert total([1, None], [True, False]) == 1
    assert total([1, None]) is None
    assert total([1, 2], [True, None]) is None
