"""The small language: reads the syntax tree of a rule into an expression, or says what to write instead.

Allowed: if/elif/else, return, conditional expressions, and/or/not, (chained) comparisons, `in (1, 2)`, + - * //, max/min,
given(x, default), total/any_member/count over members, and calls of @helper functions.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from minzheng.policy import expressions as ex
from minzheng.policy.errors import LanguageError, nearest

AGGREGATIONS = ("total", "any_member", "count")
ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//"}
COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
INSTEAD = {
    ast.Div: ("`/` makes a float", "`//`, or a rounding helper such as divide_half_up(a, b)"),
    ast.Mod: ("`%` is not in the language", "`a - a // b * b`"),
    ast.Pow: ("`**` is not in the language", "the product written out"),
    ast.BitAnd: ("`&` is not in the language", "`and`"),
    ast.BitOr: ("`|` is not in the language", "`or`"),
    ast.Is: ("`is` is not in the language", "`given(x, default)` to say what holds when x is unknown"),
    ast.IsNot: ("`is not` is not in the language", "`given(x, default)` to say what holds when x is unknown"),
    ast.Assign: ("a rule has no local variables", "a rule of its own for the value, with a title: it then appears in traces"),
    ast.AugAssign: ("a rule has no local variables", "a rule of its own for the value, with a title"),
    ast.For: ("loops are not in the language", "total(…), any_member(…) or count(…) over the members"),
    ast.While: ("loops are not in the language", "total(…), any_member(…) or count(…) over the members"),
    ast.GeneratorExp: ("comprehensions are not in the language", "a person rule, then total(that_rule, where=…)"),
    ast.ListComp: ("comprehensions are not in the language", "a person rule, then total(that_rule, where=…)"),
    ast.Raise: ("rules do not raise", "`missing=\"reject\"` on the input, or an else branch"),
    ast.JoinedStr: ("text is not in the language", "a code (int) with labels on the input"),
    ast.Lambda: ("lambda is not in the language", "a rule or a @helper"),
    ast.Attribute: ("attributes are not in the language", "the quantity itself as a parameter of the rule"),
    ast.Subscript: ("indexing is not in the language", "a dated parameter with `by:`"),
}
FUNCTIONS = {"sum": "total", "any": "any_member", "len": "count", "round": "round_half_up_to(x, unit)",
             "abs": "max(x, -x)", "all": "not any_member(of the opposite)", "int": "nothing: all values are int"}


@dataclass(frozen=True)
class Source:
    """Where a function stands: for messages."""

    file: str
    line: int  # of the first line of the text that was parsed
    parameters: tuple[str, ...]
    scope: dict  # names the function can see (its module)

    def error(self, node: ast.AST, what: str, instead: str) -> LanguageError:
        return LanguageError(self.file, self.line + getattr(node, "lineno", 1) - 1, what, instead)


def compile_function(function: Callable) -> tuple[ex.Expr, Source]:
    """The expression of a rule or helper. Raises LanguageError."""
    lines, start = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
    file = inspect.getsourcefile(function) or "?"
    args = tree.args
    source = Source(_short(file), start, tuple(a.arg for a in args.args), function.__globals__)
    if args.vararg or args.kwarg or args.kwonlyargs or args.defaults or args.posonlyargs:
        raise source.error(tree, "a rule takes plain names only", "one plain parameter per quantity, without defaults or *")
    body = tree.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and isinstance(body[0].value.value, str):
        body = body[1:]
    expression = _block(source, body, tree)
    _all_read(source, tree, expression)
    return expression, source


def _short(file: str) -> str:
    """The path from the package or tests on: messages and versions must not hold a machine's folders."""
    parts = file.replace("\\", "/").split("/")
    return "/".join(parts[parts.index("minzheng"):]) if "minzheng" in parts else parts[-1]


def _all_read(source: Source, tree: ast.FunctionDef, expression: ex.Expr) -> None:
    read = set(ex.names(expression)) | {n for a in ex.aggregates(expression) for n in a.names}
    for name in source.parameters:
        if name not in read:
            raise source.error(tree, f"{tree.name} never reads its parameter {name!r}", "take it out")


def _block(source: Source, body: list[ast.stmt], near: ast.AST) -> ex.Expr:
    if not body:
        raise source.error(near, "not every path returns a value", "an else branch, or a return at the end")
    first, rest = body[0], body[1:]
    if isinstance(first, ast.Return):
        if rest:
            raise source.error(rest[0], "this line is never reached", "nothing: take it out")
        if first.value is None:
            raise source.error(first, "return without a value", "return 0 or return False")
        return _expr(source, first.value)
    if isinstance(first, ast.If):
        return ex.Choose(
            _expr(source, first.test), _block(source, first.body + _after(first.body, rest), first),
            _block(source, first.orelse + _after(first.orelse, rest), first),
        )
    raise source.error(first, *INSTEAD.get(type(first), (f"{type(first).__name__} is not in the language", "if and return")))


def _after(branch: list[ast.stmt], rest: list[ast.stmt]) -> list[ast.stmt]:
    """What follows an `if` belongs to each branch that does not return by itself."""
    return [] if branch and isinstance(branch[-1], ast.Return) else rest


def _expr(source: Source, node: ast.expr) -> ex.Expr:
    handler = HANDLERS.get(type(node))
    if handler is None:
        raise source.error(node, *INSTEAD.get(
            type(node), (f"{type(node).__name__} is not in the language", "names, whole numbers, + - * //, comparisons")))
    return handler(source, node)


def _constant(source: Source, node: ast.Constant) -> ex.Expr:
    value = node.value
    if isinstance(value, float):
        raise source.error(node, f"{value} is a float", "whole fen, or a rate as an integer over a stated denominator")
    if value is None:
        raise source.error(node, "None is not in the language", "given(x, default) to say what holds when x is unknown")
    if not isinstance(value, int):
        raise source.error(node, f"{value!r} is not a number", "a code (int) with labels on the input")
    return ex.Const(value)


def _name(source: Source, node: ast.Name) -> ex.Expr:
    if node.id in source.parameters:
        return ex.Name(node.id)
    near = nearest(node.id, source.parameters)
    hint = f"; its nearest parameters: {', '.join(near)}" if near else ""
    raise source.error(node, f"{node.id!r} is not a parameter of the rule{hint}",
                       "take the quantity as a parameter; put amounts and limits into a parameters file")


def _unary(source: Source, node: ast.UnaryOp) -> ex.Expr:
    x = _expr(source, node.operand)
    if isinstance(node.op, ast.Not):
        return ex.Not(x)
    if isinstance(node.op, ast.USub):
        return ex.Const(-x.value) if isinstance(x, ex.Const) else ex.Neg(x)
    raise source.error(node, "this sign is not in the language", "- or not")


def _binary(source: Source, node: ast.BinOp) -> ex.Expr:
    op = ARITHMETIC.get(type(node.op))
    if op is None:
        raise source.error(node, *INSTEAD.get(type(node.op), ("this operator is not in the language", "+ - * //")))
    return ex.Arith(op, _expr(source, node.left), _expr(source, node.right))


def _boolean(source: Source, node: ast.BoolOp) -> ex.Expr:
    items = tuple(_expr(source, v) for v in node.values)
    return ex.And(items) if isinstance(node.op, ast.And) else ex.Or(items)


def _compare(source: Source, node: ast.Compare) -> ex.Expr:
    sides = [node.left, *node.comparators]
    pairs = [_pair(source, node, op, a, b) for op, a, b in zip(node.ops, sides[:-1], sides[1:], strict=True)]
    return pairs[0] if len(pairs) == 1 else ex.And(tuple(pairs))


def _pair(source: Source, node: ast.Compare, op: ast.cmpop, a: ast.expr, b: ast.expr) -> ex.Expr:
    if isinstance(op, ast.In | ast.NotIn):
        member = ex.Member(_expr(source, a), _codes(source, b))
        return member if isinstance(op, ast.In) else ex.Not(member)
    if type(op) not in COMPARISONS:
        raise source.error(node, *INSTEAD[type(op)])
    return ex.Compare(COMPARISONS[type(op)], _expr(source, a), _expr(source, b))


def _codes(source: Source, node: ast.expr) -> tuple[int, ...]:
    values = [getattr(e, "value", None) for e in node.elts] if isinstance(node, ast.Tuple) else []
    if not values or not all(type(v) is int for v in values):
        raise source.error(node, "`in` needs a tuple of whole numbers", "x in (1, 2)")
    return tuple(values)


def _choose(source: Source, node: ast.IfExp) -> ex.Expr:
    return ex.Choose(_expr(source, node.test), _expr(source, node.body), _expr(source, node.orelse))


def _call(source: Source, node: ast.Call) -> ex.Expr:
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    if name in AGGREGATIONS:
        return _aggregate(source, node, name)
    if node.keywords:
        raise source.error(node, f"{name} takes no keywords", "plain arguments")
    items = tuple(_expr(source, a) for a in node.args)
    if name in ("max", "min") and len(items) >= 2:
        return ex.Extreme(name, items)
    if name == "given" and len(items) == 2:
        return ex.Given(*items)
    helper = source.scope.get(name)
    if getattr(helper, "is_helper", False):
        if len(items) != len(helper.parameters):
            raise source.error(node, f"{name} takes {len(helper.parameters)} arguments", ", ".join(helper.parameters))
        return ex.substitute(helper.expression, dict(zip(helper.parameters, items, strict=True)))
    raise source.error(node, f"{name}() is not in the language",
                       FUNCTIONS.get(name, "max, min, given, total, any_member, count or a function marked @helper"))


def _aggregate(source: Source, node: ast.Call, fn: str) -> ex.Expr:
    where = {k.arg: k.value for k in node.keywords}.pop("where", None)
    parts = [*node.args, *([where] if where is not None else [])]
    if len(node.args) != 1 or len(parts) != 1 + len(node.keywords) or not all(isinstance(p, ast.Name) for p in parts):
        raise source.error(node, f"{fn} takes the name of a member's quantity and optionally where=another name",
                           f"a rule of its own for what is inside, then {fn}(that_rule, where=condition)")
    ids = [_name(source, p).id for p in parts]
    return ex.Aggregate(fn, ids[0], ids[1] if where is not None else None)


HANDLERS = {
    ast.Constant: _constant, ast.Name: _name, ast.UnaryOp: _unary, ast.BinOp: _binary, ast.BoolOp: _boolean,
    ast.Compare: _compare, ast.IfExp: _choose, ast.Call: _call,
}
