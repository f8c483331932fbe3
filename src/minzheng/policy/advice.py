"""What authors of rules write by habit, and what to write instead: two tables, for nodes of the syntax tree and for calls."""

from __future__ import annotations

import ast

LOOP = "total(…), any_member(…) or count(…) over the members"
MEMBER_RULE = "a rule on the member's entity, then total(that_rule, where=condition)"
OWN_RULE = "a rule of its own for the value, with a title: it then appears in traces"
DEFAULT = "given(x, default) to say what holds when x is unknown"
CODE = "a code (int) with labels on the input"
IF_ELSE = "if / elif / else with ==, or x in (1, 2)"
ONE_FUNCTION = "a rule or a @helper beside this one"
NO_CATCH = 'missing="review" on the input, or given(x, default): a rule cannot fail'

# Statements and expressions, each: what is wrong, what to write instead.
NODES: dict[type[ast.AST], tuple[str, str]] = {
    ast.Div: ("`/` makes a float", "`//`, or a rounding helper such as divide_half_up(a, b)"),
    ast.Mod: ("`%` is not in the language", "`a - a // b * b`"),
    ast.Pow: ("`**` is not in the language", "the product written out"),
    ast.MatMult: ("`@` is not in the language", LOOP),
    ast.LShift: ("`<<` is not in the language", "`*` with the number written out"),
    ast.RShift: ("`>>` is not in the language", "`//` with the number written out"),
    ast.BitAnd: ("`&` is not in the language", "`and`"),
    ast.BitOr: ("`|` is not in the language", "`or`"),
    ast.BitXor: ("`^` is not in the language", "`(a and not b) or (b and not a)`"),
    ast.Invert: ("`~` is not in the language", "`not`"),
    ast.UAdd: ("the sign + is not in the language", "nothing: leave it out"),
    ast.Is: ("`is` is not in the language", DEFAULT),
    ast.IsNot: ("`is not` is not in the language", DEFAULT),
    ast.Assign: ("a rule has no local variables", OWN_RULE),
    ast.AnnAssign: ("a rule has no local variables", OWN_RULE),
    ast.AugAssign: ("a rule has no local variables", OWN_RULE),
    ast.NamedExpr: ("`:=` makes a local variable, which a rule does not have", OWN_RULE),
    ast.Delete: ("`del` is not in the language", "nothing: a rule changes nothing"),
    ast.For: ("loops are not in the language", LOOP),
    ast.AsyncFor: ("loops are not in the language", LOOP),
    ast.While: ("loops are not in the language", LOOP),
    ast.Break: ("loops are not in the language", LOOP),
    ast.Continue: ("loops are not in the language", LOOP),
    ast.GeneratorExp: ("comprehensions are not in the language", MEMBER_RULE),
    ast.ListComp: ("comprehensions are not in the language", MEMBER_RULE),
    ast.SetComp: ("comprehensions are not in the language", MEMBER_RULE),
    ast.DictComp: ("comprehensions are not in the language", MEMBER_RULE),
    ast.Match: ("`match` is not in the language", IF_ELSE),
    ast.Try: ("`try` is not in the language", NO_CATCH),
    ast.Raise: ("rules do not raise", '`missing="reject"` on the input, or an else branch'),
    ast.Assert: ("rules do not assert", "`low=` and `high=` on the input, which are checked at the door"),
    ast.With: ("`with` is not in the language", "the quantity as a parameter of the rule"),
    ast.AsyncWith: ("`with` is not in the language", "the quantity as a parameter of the rule"),
    ast.Import: ("a rule does not import", "imports at the top of the file, of rules' helpers only"),
    ast.ImportFrom: ("a rule does not import", "imports at the top of the file, of rules' helpers only"),
    ast.Global: ("`global` is not in the language", "a dated parameter in a parameters file"),
    ast.Nonlocal: ("`nonlocal` is not in the language", "a dated parameter in a parameters file"),
    ast.Pass: ("`pass` gives no value", "return 0 or return False"),
    ast.Expr: ("the value of this line is not used", "`return …`, or take the line out"),
    ast.FunctionDef: ("a function inside a rule", ONE_FUNCTION),
    ast.AsyncFunctionDef: ("a function inside a rule", ONE_FUNCTION),
    ast.ClassDef: ("a class inside a rule", ONE_FUNCTION),
    ast.Lambda: ("lambda is not in the language", ONE_FUNCTION),
    ast.Yield: ("`yield` is not in the language", "`return`"),
    ast.YieldFrom: ("`yield` is not in the language", "`return`"),
    ast.Await: ("`await` is not in the language", "the quantity as a parameter of the rule"),
    ast.JoinedStr: ("text is not in the language", CODE),
    ast.Attribute: ("attributes are not in the language", "the quantity itself as a parameter of the rule"),
    ast.Subscript: ("indexing is not in the language", "a dated parameter with `by:`, read under its name"),
    ast.List: ("lists are not in the language", "x in (1, 2) for codes; a person rule and total(…) for members"),
    ast.Tuple: ("a tuple stands only behind `in`", "one rule for each value"),
    ast.Set: ("sets are not in the language", "x in (1, 2)"),
    ast.Dict: ("dictionaries are not in the language", "a dated parameter with `by:`, read under its name"),
    ast.Starred: ("`*` before an argument is not in the language", "the arguments one by one"),
}

MONEY = "whole fen as they are; a rate as an integer over a stated denominator, then // 100 or a rounding helper"
CHOICE = "`a if condition else b`"
AVERAGE = "divide_half_up(total(x), max(1, count(condition)))"

# Calls, by the last part of their name: np.where, pl.when, Decimal, sum, …
CALLS = {
    "sum": "total(x, where=condition), with x a quantity of the members", "fsum": "total(x, where=condition)",
    "any": "any_member(condition)", "all": "not any_member(of the opposite condition)", "len": "count(condition)",
    "mean": AVERAGE, "average": AVERAGE,
    "round": "round_half_up_to(x, unit) or divide_half_up(a, b)", "ceil": "divide_ceil(a, b) or ceil_to(x, unit)",
    "floor": "a // b or floor_to(x, unit)", "trunc": "a // b or floor_to(x, unit)", "divmod": "a // b",
    "pow": "the product written out", "abs": "max(x, -x)", "fabs": "max(x, -x)", "sqrt": "nothing: there is no root in the law",
    "where": CHOICE, "when": CHOICE, "select": "if / elif / else", "case": "if / elif / else",
    "maximum": "max(a, b)", "minimum": "min(a, b)", "clip": "min(high, max(low, x))", "fmax": "max(a, b)", "fmin": "min(a, b)",
    "logical_and": "a and b", "logical_or": "a or b", "logical_not": "not a", "isin": "x in (1, 2)",
    "isnan": DEFAULT, "isnull": DEFAULT, "fillna": "given(x, default)", "fill_null": "given(x, default)", "coalesce": "given(x, default)",
    "int": "nothing: all values are whole numbers", "bool": "a comparison, e.g. x > 0", "float": MONEY, "Decimal": MONEY, "Fraction": MONEY,
    "str": CODE, "isinstance": "nothing: an input's unit says what it is", "print": "nothing: the trace shows every value",
    "range": LOOP, "sorted": LOOP, "map": MEMBER_RULE, "filter": MEMBER_RULE, "zip": MEMBER_RULE, "next": LOOP, "list": LOOP,
    "date": "an input in months or years, worked out for the day of the world", "today": "an input in months or years",
    "get": "a dated parameter with `by:`, read under its name", "getattr": "the quantity itself as a parameter of the rule",
    "max": "max(a, b): two or more numbers", "min": "min(a, b): two or more numbers", "given": "given(x, default): two arguments",
}
