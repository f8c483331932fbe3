"""Every mistake that an author of rules makes by habit: told with its line, what is wrong and what to write instead.

Each row: what is written, then pieces of the line that the error points to, of what it says and of what it advises.
"""

import importlib.util
import itertools
from datetime import date

import pytest

from minzheng.policy import LanguageError, PolicyError, Registry, RuleSet, resolve

HEAD = """
from minzheng.policy import Entity, any_member, count, given, helper, input_, rule, total
from minzheng.policy.rounding import divide_half_up, floor_to
import math
house = Entity("house", "户", "house_id", "houses")
shop = Entity("shop", "店", "shop_id", "shops")
soul = Entity("soul", "人", "soul_id", "souls", (house,))
FACTS = [
    input_(house, "rent", title="租金", unit="fen", missing="zero"),
    input_(house, "rooms", title="间数", unit="count", missing="zero", low=0),
    input_(house, "owned", title="自有", unit="yes_no", missing="zero"),
    input_(shop, "takings", title="营业额", unit="fen", missing="zero"),
    input_(soul, "wage", title="工资", unit="fen", missing="review"),
    input_(soul, "age", title="年龄", unit="years", missing="review", low=0, high=150),
    input_(soul, "ill", title="患病", unit="yes_no", missing="zero"),
]
"""
NUMBER = itertools.count()


def law(tmp_path, text, head=HEAD):
    """The module of a law, written to a file of its own."""
    path = tmp_path / f"law_{next(NUMBER)}.py"
    path.write_text(head + text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told(tmp_path, text, line, what, instead, day=None):
    """At import (no day) or when a world is resolved for the day: the line holds `line`, and so on."""
    if day is None:
        with pytest.raises(LanguageError) as e:
            law(tmp_path, text)
    else:
        module = law(tmp_path, text)
        with pytest.raises(LanguageError) as e:
            resolve(RuleSet.collect([module], Registry("programme")), day)
    error = e.value
    assert error.file == f"law_{next(NUMBER) - 1}.py"
    assert line in (HEAD + text).splitlines()[error.line - 1]
    assert what in error.what
    assert instead in error.instead
    assert str(error) == f"{error.file}:{error.line}: {error.what}. Instead: {error.instead}"


EXPRESSIONS = [
    # what is returned; what is wrong; what to write instead
    ("rent * 0.35", "0.35 is a float", "integer over a stated denominator"),
    ("rent / 3", "`/` makes a float", "divide_half_up(a, b)"),
    ("rent % 3", "`%`", "a - a // b * b"),
    ("rent ** 2", "`**`", "written out"),
    ("rent @ rooms", "`@`", "total(…)"),
    ("rent << 2", "`<<`", "`*`"),
    ("rent >> 2", "`>>`", "`//`"),
    ("(rent > 0) & (rooms > 0)", "`&`", "`and`"),
    ("(rent > 0) | (rooms > 0)", "`|`", "`or`"),
    ("rent ^ rooms", "`^`", "and not b"),
    ("~rent", "`~`", "`not`"),
    ("+rent", "sign +", "leave it out"),
    ("rent is None", "`is`", "given(x, default)"),
    ("rent is not None", "`is not`", "given(x, default)"),
    ("rent == None", "None is not", "given(x, default)"),
    ("None", "None is not", "given(x, default)"),
    ("owned == True", "compares with True", "`x` or `not x`"),
    ("False != owned", "compares with False", "`x` or `not x`"),
    ("rent in [1, 2]", "needs a tuple", "x in (1, 2)"),
    ("rent in {1, 2}", "needs a tuple", "x in (1, 2)"),
    ("rent in rooms", "needs a tuple", "x in (1, 2)"),
    ("rent in ()", "needs a tuple", "x in (1, 2)"),
    ("rent in (1, rooms)", "whole numbers, not rooms", "x == a or x == b"),
    ("rent in (1.0, 2)", "1.0 is a float", "whole fen"),
    ("rent in (True, 2)", "whole numbers, not True", "x in (1, 2)"),
    ("rent in ('a', 'b')", "'a' is not a number", "a code (int) with labels"),
    ("1 < rent in (2, 3)", "goes two ways", "a < b and b == c"),
    ("1 < rent > rooms", "goes two ways", "a chain of < and <="),
    ("1 < rent == rooms", "goes two ways", "a < b and b == c"),
    ("1 != rent != 2", "goes two ways", "a < b and b == c"),
    ("(y := rent) + 1", "`:=` makes a local variable", "a rule of its own"),
    ("[rent]", "lists", "x in (1, 2)"),
    ("(rent, rooms)", "a tuple stands only behind `in`", "one rule for each value"),
    ("{rent}", "sets", "x in (1, 2)"),
    ("{1: rent}", "dictionaries", "`by:`"),
    ("{1: rent}[rooms]", "indexing", "`by:`"),
    ("rent[0]", "indexing", "`by:`"),
    ("rent.value", "attributes", "the quantity itself"),
    ("f'{rent}'", "text is not", "a code (int) with labels"),
    ("'poor'", "'poor' is not a number", "a code (int) with labels"),
    ("b'x'", "is not a number", "a code (int) with labels"),
    ("1j", "is not a number", "a code (int)"),
    ("...", "is not a number", "a code (int)"),
    ("lambda: rent", "lambda", "@helper"),
    ("[r for r in rent]", "comprehensions", "total(that_rule"),
    ("sum(r for r in rent)", "sum() is not", "total(x, where=condition)"),
    ("sum(rent)", "sum() is not", "total(x, where=condition)"),
    ("any(rent)", "any() is not", "any_member(condition)"),
    ("all(rent)", "all() is not", "not any_member"),
    ("len(rent)", "len() is not", "count(condition)"),
    ("round(rent, 2)", "round() is not", "round_half_up_to"),
    ("abs(rent)", "abs() is not", "max(x, -x)"),
    ("int(rent)", "int() is not", "whole numbers"),
    ("bool(rent)", "bool() is not", "a comparison"),
    ("float(rent)", "float() is not", "whole fen"),
    ("Decimal('0.35') * rent", "Decimal() is not", "integer over a stated denominator"),
    ("math.floor(rent)", "math.floor() is not", "floor_to(x, unit)"),
    ("math.ceil(rent)", "math.ceil() is not", "divide_ceil(a, b)"),
    ("np.where(rent > 0, 1, 2)", "np.where() is not", "`a if condition else b`"),
    ("np.maximum(rent, 0)", "np.maximum() is not", "max(a, b)"),
    ("np.clip(rent, 0, 9)", "np.clip() is not", "min(high, max(low, x))"),
    ("pl.when(rent > 0).then(1).otherwise(2)", "otherwise() is not", "max, min, given"),
    ("np.logical_and(rent, rooms)", "np.logical_and() is not", "a and b"),
    ("rent.fillna(0)", "rent.fillna() is not", "given(x, default)"),
    ("np.mean(rent)", "np.mean() is not", "divide_half_up(total(x)"),
    ("divmod(rent, 2)", "divmod() is not", "a // b"),
    ("isinstance(rent, int)", "isinstance() is not", "an input's unit"),
    ("max(rent)", "max() is not", "two or more"),
    ("max(*rent)", "max() is not", "two or more"),
    ("max(*rent, 0)", "`*` before an argument", "one by one"),
    ("max(rent, 0, default=1)", "max takes no keywords", "max(a, b)"),
    ("given(rent)", "given() is not", "two arguments"),
    ("given(rent, default=0)", "given() is not", "two arguments"),
    ("floor_to(rent, unit=100)", "floor_to takes no keywords", "floor_to(x, unit)"),
    ("floor_to(rent)", "floor_to takes 2 arguments, not 1", "floor_to(x, unit)"),
    ("other_rule(rent)", "other_rule() is not", "marked @helper"),
    ("total(rent + 1)", "total takes the name", "a rule of its own"),
    ("total(rent, rooms)", "total takes the name", "where=condition"),
    ("total(rent, where=rooms > 1)", "total takes the name", "a rule of its own"),
    ("total(rent, condition=rooms)", "total takes the name", "where=condition"),
    ("total(w for w in rent)", "total takes the name", "a rule of its own"),
    ("count()", "count takes the name", "count(that_rule"),
    ("rnet", "'rnet' is not a parameter of the rule; nearest: rent", "take the quantity as a parameter"),
    ("STANDARD - rent", "'STANDARD' is not a parameter", "a parameters file"),
    ("(yield rent)", "`yield`", "`return`"),
]


@pytest.mark.parametrize(("expression", "what", "instead"), EXPRESSIONS, ids=[e for e, _, _ in EXPRESSIONS])
def test_expressions(expression, what, instead, tmp_path):
    text = f"""
@rule(house, title="试", unit="fen")
def f(rent, rooms, owned):
    if rooms > 1:
        return rent
    elif (
        owned
    ):
        return {expression}
    return 1
"""
    told(tmp_path, text, expression, what, instead)


STATEMENTS = [
    # the body of f(rent, rooms), the line, what is wrong, what to write instead
    ("y = rent\nreturn y", "y = rent", "no local variables", "a rule of its own"),
    ("y: int = rent\nreturn y", "y: int", "no local variables", "a rule of its own"),
    ("rent += 1\nreturn rent", "rent +=", "no local variables", "a rule of its own"),
    ("del rent\nreturn rooms", "del rent", "`del`", "changes nothing"),
    ("for r in rent:\n    return r", "for r", "loops", "total(…)"),
    ("while rent:\n    return 1", "while", "loops", "total(…)"),
    ("match rent:\n    case 1:\n        return 2\nreturn 3", "match", "`match`", "x in (1, 2)"),
    ("try:\n    return rent\nexcept ValueError:\n    return 0", "try", "`try`", "a rule cannot fail"),
    ("with open(rent) as f:\n    return 1", "with", "`with`", "as a parameter"),
    ("raise ValueError(rent)", "raise", "do not raise", 'missing="reject"'),
    ("assert rent > 0\nreturn rent", "assert", "do not assert", "`low=`"),
    ("import math\nreturn rent", "import math", "does not import", "top of the file"),
    ("from math import pi\nreturn rent", "from math", "does not import", "top of the file"),
    ("global z\nreturn rent", "global", "`global`", "parameters file"),
    ("def g(x):\n    return x\nreturn g(rent)", "def g", "a function inside", "beside this one"),
    ("class C:\n    pass\nreturn rent", "class C", "a class inside", "beside this one"),
    ("print(rent)\nreturn rent", "print", "not used", "take the line out"),
    ("if rent > 0:\n    pass\nreturn 1", "pass", "`pass` gives no value", "return 0"),
    ("return", "return", "return without a value", "return 0"),
    ("if rent > 0:\n    return rooms", "if rent", "not every path", "else branch"),
    ("if rent > 0:\n    return 1\nelif rooms > 0:\n    return 2", "elif rooms", "not every path", "else branch"),
    ("'''Only words.'''", "def f", "not every path", "a return at the end"),
    ("return rent\nreturn rooms", "return rooms", "never reached", "take it out"),
    ("if rent > 0:\n    return 1\nelse:\n    return 2\nreturn rooms", "return rooms", "never reached", "take it out"),
    ("return rent", "def f", "never reads its parameter 'rooms'", "take it out"),
]


@pytest.mark.parametrize(("body", "line", "what", "instead"), STATEMENTS, ids=[b for b, *_ in STATEMENTS])
def test_statements(body, line, what, instead, tmp_path):
    inside = "\n".join("    " + row for row in body.splitlines())
    told(tmp_path, f'\n@rule(house, title="试", unit="fen")\ndef f(rent, rooms):\n{inside}\n', line, what, instead)


DECLARATIONS = [
    ('@rule(house, title="试")\ndef f(rent=0):\n    return rent', "def f", "more than plain names", "given(x, default)"),
    ('@rule(house, title="试")\ndef f(*rent):\n    return rent', "def f", "more than plain names", "without default, * or **"),
    ('@rule(house, title="试")\ndef f(*, rent):\n    return rent', "def f", "more than plain names", "without default, * or **"),
    ('import functools\n@rule(house, title="试")\n@functools.cache\ndef f(rent):\n    return rent', "@rule",
     "not a plain function", "no other decorator"),
    ('def same(x):\n    return x\n@same\n@rule(house, title="试")\ndef f(rent):\n    return rent', "@same", "@same beside @rule", "the one decorator"),
    ('@rule(house, title="试")\nasync def f(rent):\n    return rent', "async def", "an async function", "a plain `def"),
    ('f = rule(house, title="试")(lambda rent: rent)', "lambda", "not a def", "a plain `def"),
    ('@rule(house, title="试")\nclass F:\n    pass', "@rule", "not a plain function", "directly on a def"),
    ('@rule\ndef f(rent):\n    return rent', "@rule", "for an Entity", "@rule(house"),
    ('@rule("house", title="试")\ndef f(rent):\n    return rent', "@rule", "'house' for an Entity", "@rule(house"),
    ('@rule(house)\ndef f(rent):\n    return rent', "@rule", "has no title", "in Chinese"),
    ('@rule(house, title="试", unit="yuan")\ndef f(rent):\n    return rent', "@rule", "unknown unit 'yuan'", "fen, fen_12m"),
    ('@rule(house, title="试", unit="month")\ndef f(rent):\n    return rent', "@rule", "nearest: months", "fen, fen_12m"),
    ('@rule(house, title="试", since="2026/1/1")\ndef f(rent):\n    return rent', "@rule", "are not dates", 'since="2026-01-01"'),
    ('@rule(house, title="试", since="2026-01-02", until="2026-01-01")\ndef f(rent):\n    return rent', "@rule", "is after until",
     "the first and the last day"),
    ('input_(house, "x", title="试", unit="yuan", missing="zero")', 'input_(house, "x"', "unknown unit 'yuan'", "fen, fen_12m"),
    ('input_(house, "x", title="试", unit="fen", missing="no")', 'input_(house, "x"', "missing='no' is unknown", '"zero"'),
    ('input_(house, "x", title="", unit="fen", missing="zero")', 'input_(house, "x"', "has no title", "in Chinese"),
    ('input_(house, "x", title="试", unit="fen", missing="zero", high=10**13)', 'input_(house, "x"', "not a range", "low=0"),
    ('input_(house, "x", title="试", unit="fen", missing="zero", low=0.5)', 'input_(house, "x"', "not a range", "low=0"),
    ('input_("house", "x", title="试", unit="fen", missing="zero")', 'input_("house"', "not an Entity", "the Entity itself"),
]


@pytest.mark.parametrize(("text", "line", "what", "instead"), DECLARATIONS)
def test_declarations(text, line, what, instead, tmp_path):
    told(tmp_path, text, line, what, instead)


def rules(*functions):
    return "\n".join(functions)


def one(head, body, entity="house", unit="fen", more=""):
    return f'@rule({entity}, title="试", unit="{unit}"{more})\ndef {head}:\n    {body}\n'


LINKED = [
    # found only when names are known: the law, the line, what is wrong, what to write instead
    (one("f(rent)", "if rent:\n        return 1\n    return 2"), "if rent", "the number rent as a yes/no", "rent > 0"),
    (one("f(rent)", "return rent if not rent else 0"), "not rent", "the number rent as a yes/no", "rent > 0"),
    (one("f(rent)", "return rent or 0"), "or 0", "the number rent as a yes/no", "a comparison"),
    (one("f(rent, owned)", "return rent + (\n        owned)"), "owned)", "the yes/no owned as a number", "`1 if owned else 0`"),
    (one("f(owned)", "return owned == 1", unit="yes_no"), "owned == 1", "the yes/no owned as a number", "`not owned`"),
    (one("f(owned)", "return owned in (1, 2)", unit="yes_no"), "owned in", "the yes/no owned as a number", "`owned`"),
    (one("f(owned)", "return -owned"), "-owned", "the yes/no owned as a number", "`not owned`"),
    (one("f(owned)", "return -True if owned else 0"), "-True", "the yes/no True as a number", "`1 if True"),
    (one("f(rent, owned)", "return rent if owned else owned"), "rent if", "a number on one path", "the same kind"),
    (one("f(rent)", "return rent > 0"), "rent > 0", "gives a yes/no but says unit='fen'", "yes/no rules"),
    (one("f(rent)", "return rent", unit="yes_no"), "return rent", "gives a number but says", "yes/no rules"),
    (one("f(rent, rooms)", "if rooms > 1:\n        return 0\n    return max(\n        0,\n        rent + rooms)"), "rent + rooms",
     "rent is in fen, rooms in count", "the same unit on both sides"),
    (one("f(rent, rooms)", "return rent > rooms", unit="yes_no"), "rent > rooms", "rent is in fen, rooms in count", "multiply or divide"),
    (one("f(rent, rooms)", "return max(0, rent, rooms)"), "max(", "rent is in fen, rooms in count", "the same unit"),
    (one("f(rent, rooms)", "return rent if rooms > 1 else rooms"), "rent if", "rent is in fen, rooms in count", "the same unit"),
    (one("f(rent, rooms)", "return given(rent, rooms)"), "given(", "rent is in fen, rooms in count", "the same unit"),
    (one("f(rent)", "return max(0, rent)", unit="months"), "max(0", "says unit='months' but gives fen", 'unit="fen"'),
    (one("f(ill)", "return count(ill)"), "count(ill)", "says unit='fen' but gives count or people", 'unit="count"'),
    (one("f(rent, rooms)", "return rent // rooms"), "rent // rooms", "divides by rooms, which may be zero", "max(1, rooms)"),
    (one("f(rent, rooms)", "return 0 if rooms == 0 else rent // rooms"), "rent // rooms", "columns compute every branch", "max(1, rooms)"),
    (one("f(rent, rooms)", "if rent > 5:\n        return 0\n    return floor_to(\n        rent, rooms)"), "return floor_to",
     "divides by rooms", "max(1, rooms)"),
    (one("f(wage)", "return wage"), "return wage", "'wage' is a quantity of each soul, not of a house", "total(wage)"),
    (one("f(takings)", "return takings"), "return takings", "'takings' is a quantity of each shop, not of a house", "a house can see"),
    (one("f(wage)", "return total(wage)", entity="soul"), "total(wage)", "not of the members of a soul", "wage by itself"),
    (one("f(rent)", "return total(rent)"), "total(rent)", "'rent' is a quantity of a house", "rent by itself"),
    (one("f(ill)", "return total(ill)"), "total(ill)", "ill is a yes/no", "count(ill) or any_member(ill)"),
    (one("f(wage)", "return count(wage)"), "count(wage)", "wage is a number", "total(wage)"),
    (one("f(wage, age)", "return total(wage, where=age)"), "total(wage", "age is a number", "a yes/no rule"),
    (one("f(wagee)", "return total(\n        wagee)"), "total(", "unknown quantity 'wagee' on 2020-01-01; nearest: wage", "declare it"),
    (one("f(rent)", "return 2 * (\n        rent * rent)"), "rent * rent", "(rent * rent) can reach 1.0e+24", "rent (-1,000,000,000,000 to"),
    (one("f(wage)", "return total(wage) * 1000000"), "total(wage)", "can reach", "wage (-1,000,000,000,000 to"),
    (one("f(owned)", "return 10000000000000000000 if owned else 0"), "1000000", "can reach 1.0e+19", "smaller numbers"),
    (one("f(g)", "return g", more=', until="2018-12-31", name="q"') + one("f2(rent)", "return rent", more=', since="2021-01-01", name="q"')
     + one("g(q)", "return 1 + (\n        q)"), "q)", "no variant of 'q' holds on 2020-01-01", "since= and until= that meet"),
    (one("a(rent, b)", "return rent +\\\n        b") + one("b(c)", "return c") + one("c(a)", "return a"), "b",
     "circular definition: a → b → c → a (law_", "an input for the value of last month"),
    (one("f(rent)", "return rent", more=', until="2020-01-31", name="q"') + one("f2(rent)", "return rent + 1", more=', since="2020-01-31", name="q"'),
     'since="2020-01-31"', "two variants of 'q' hold on the same day", "the day before since= of the later (2020-01-31)"),
    (one("rent(rooms)", "return rooms * 2"), "@rule", "'rent' is already a quantity of a house, declared at law_", "another name"),
    (one("f(rent)", "return rent", more=', until="2018-12-31", name="q"')
     + one("f2(rent)", "return rent * 2", unit="count", more=', since="2019-01-01", name="q"'), 'unit="count"', "its variant at law_", "the same unit"),
]


@pytest.mark.parametrize(("text", "line", "what", "instead"), LINKED, ids=[w for _, _, w, _ in LINKED])
def test_found_when_names_are_known(text, line, what, instead, tmp_path):
    told(tmp_path, text, line, what, instead, day=date(2020, 1, 1))


def test_a_circle_names_the_line_of_each_step(tmp_path):
    text = one("a(rent, b)", "if rent > 0:\n        return rent\n    return b") + one("b(c)", "return c") + one("c(a)", "return a")
    lines = (HEAD + text).splitlines()
    with pytest.raises(PolicyError) as e:
        resolve(RuleSet.collect([law(tmp_path, text)], Registry("programme")), date(2020, 1, 1))
    assert e.value.path == ["a", "b", "c", "a"]
    assert [lines[n - 1].strip() for _, n in e.value.places] == ["return b", "return c", "return a"]


def test_a_law_without_mistakes_is_accepted(tmp_path):
    """So that the table above cannot pass because everything is refused."""
    text = one("f(rent, rooms, owned, wage, ill)", """'''Words.'''
    if owned and rent in (-1, 2) or 1 < rooms <= 3:
        return floor_to(given(rent, 0) // max(1, rooms), 100) - rent
    elif not any_member(ill):
        return -divide_half_up(total(wage, where=ill), 12)
    return max(rent, 0 if rooms != 4 else 7)""")
    world = resolve(RuleSet.collect([law(tmp_path, text)], Registry("programme")), date(2020, 1, 1))
    assert world.explain({"house": {"rent": 350, "rooms": 2}, "souls": []}).value("f") == -250
