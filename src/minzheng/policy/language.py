"""The small language: reads the syntax tree of a rule into an expression, or says what to write instead.

Allowed: if/elif/else, return, conditional expressions, and/or/not, (chained) comparisons, `in (1, 2)`, + - * //, max/min,
given(x, default), total/any_member/count over members, and calls of @helper functions.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace

from minzheng.policy import expressions as ex
from minzheng.policy.advice import CALLS, CODE, DEFAULT, NODES
from minzheng.policy.entities import caller, short
from minzheng.policy.errors import LanguageError, hint

AGGREGATIONS = ("total", "any_member", "count")
ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//"}
COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
CHAINS = ({ast.Lt, ast.LtE}, {ast.Gt, ast.GtE}, {ast.Eq})


@dataclass(frozen=True)
class Source:
    """Where a function stands: for messages."""

    file: str
    line: int  # of the first line of the text that was parsed
    parameters: tuple[str, ...]
    scope: dict  # names the function can see (its module)

    def at(self, node: ast.AST) -> int:
        """The line in the file."""
        return self.line + getattr(node, "lineno", 1) - 1

    def error(self, node: ast.AST, what: str, instead: str) -> LanguageError:
        return LanguageError(self.file, self.at(node), what, instead)


def compile_function(function: Callable) -> tuple[ex.Expr, Source]:
    """The expression of a rule or helper. Raises LanguageError."""
    tree, source = _parsed(function)
    body = tree.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and isinstance(body[0].value.value, str):
        body = body[1:]
    expression = _block(source, body, tree)
    _all_read(source, tree, expression)
    return expression, source


def _parsed(function: Callable) -> tuple[ast.FunctionDef, Source]:
    if not inspect.isfunction(function) or hasattr(function, "__wrapped__"):
        raise LanguageError(*caller(4), f"{getattr(function, '__name__', function)} is not a plain function",
                            "@rule(…) or @helper(…) directly on a def, and no other decorator")
    code = function.__code__
    source = Source(short(code.co_filename), code.co_firstlineno, code.co_varnames[:code.co_argcount], function.__globals__)
    try:
        lines, start = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
    except (OSError, SyntaxError, IndexError) as e:
        raise LanguageError(source.file, source.line, f"the source of {function.__name__} cannot be read",
                            "a def in a file of its own, with @rule(…) above it") from e
    source = replace(source, line=start)
    if not isinstance(tree, ast.FunctionDef):
        kind = "an async function" if isinstance(tree, ast.AsyncFunctionDef) else "not a def"
        raise source.error(tree, f"a rule is {kind}", "a plain `def name(quantity, …):` with @rule(…) above it")
    if len(tree.decorator_list) > 1:
        other = tree.decorator_list[1 if "rule" in ast.unparse(tree.decorator_list[0]) else 0]
        raise source.error(other, f"@{ast.unparse(other)} beside @rule or @helper", "only the one decorator")
    args = tree.args
    if args.vararg or args.kwarg or args.kwonlyargs or args.defaults or args.posonlyargs:
        raise source.error(tree, f"{tree.name} takes more than plain names",
                           "one plain parameter per quantity, without default, * or **; given(x, default) for what is unknown")
    return tree, source


def _all_read(source: Source, tree: ast.FunctionDef, expression: ex.Expr) -> None:
    read = set(ex.names(expression)) | {n for a in ex.aggregates(expression) for n in a.names}
    for name in source.parameters:
        if name not in read:
            raise source.error(tree, f"{tree.name} never reads its parameter {name!r}", "take it out")


def _block(source: Source, body: list[ast.stmt], near: ast.AST) -> ex.Expr:
    if not body:
        raise source.error(near, "not every path returns a value", "an else branch, or a return at the end")
    first, rest = body[0], body[1:]
    if isinstance(first, ast.Return | ast.If) and rest and _returns(first):
        raise source.error(rest[0], "this line is never reached", "nothing: take it out")
    if isinstance(first, ast.Return):
        if first.value is None:
            raise source.error(first, "return without a value", "return 0 or return False")
        return _expr(source, first.value)
    if isinstance(first, ast.If):
        test = _expr(source, first.test)
        then, other = (_block(source, b if b and _returns(b[-1]) else b + rest, first) for b in (first.body, first.orelse))
        return ex.Choose(test, then, other, line=source.at(first))
    raise _refused(source, first)


def _returns(s: ast.stmt) -> bool:
    """Does the statement return on every path?"""
    return isinstance(s, ast.Return) or (isinstance(s, ast.If) and bool(s.orelse) and _returns(s.body[-1]) and _returns(s.orelse[-1]))


def _refused(source: Source, node: ast.AST) -> LanguageError:
    words = NODES.get(type(node), (f"{type(node).__name__} is not in the language", "if, return, whole numbers, + - * //, comparisons"))
    return source.error(node, *words)


def _expr(source: Source, node: ast.expr) -> ex.Expr:
    handler = HANDLERS.get(type(node))
    if handler is None:
        raise _refused(source, node)
    expression = handler(source, node)
    return expression if expression.line else replace(expression, line=source.at(node))


def _constant(source: Source, node: ast.Constant) -> ex.Expr:
    value = node.value
    if isinstance(value, float):
        raise source.error(node, f"{value} is a float", "whole fen, or a rate as an integer over a stated denominator")
    if value is None:
        raise source.error(node, "None is not in the language", DEFAULT)
    if not isinstance(value, int):
        raise source.error(node, f"{value!r} is not a number", CODE)
    return ex.Const(value)


def _name(source: Source, node: ast.Name) -> ex.Expr:
    if node.id in source.parameters:
        return ex.Name(node.id, line=source.at(node))
    raise source.error(node, f"{node.id!r} is not a parameter of the rule{hint(node.id, source.parameters)}",
                       "take the quantity as a parameter; put amounts and limits into a parameters file")


def _unary(source: Source, node: ast.UnaryOp) -> ex.Expr:
    if isinstance(node.op, ast.Not):
        return ex.Not(_expr(source, node.operand))
    if not isinstance(node.op, ast.USub):
        raise source.error(node, *NODES[type(node.op)])
    x = _expr(source, node.operand)
    return ex.Const(-x.value) if isinstance(x, ex.Const) and type(x.value) is int else ex.Neg(x)


def _binary(source: Source, node: ast.BinOp) -> ex.Expr:
    op = ARITHMETIC.get(type(node.op))
    if op is None:
        raise source.error(node, *NODES[type(node.op)])
    return ex.Arith(op, _expr(source, node.left), _expr(source, node.right))


def _boolean(source: Source, node: ast.BoolOp) -> ex.Expr:
    items = tuple(_expr(source, v) for v in node.values)
    return ex.And(items) if isinstance(node.op, ast.And) else ex.Or(items)


def _compare(source: Source, node: ast.Compare) -> ex.Expr:
    sides, kinds = [node.left, *node.comparators], {type(op) for op in node.ops}
    if len(node.ops) > 1 and not any(kinds <= c for c in CHAINS):
        raise source.error(node, f"the chain {ast.unparse(node)} goes two ways",
                           "a chain of < and <=, or of > and >=; otherwise `a < b and b == c`")
    pairs = [_pair(source, node, op, a, b) for op, a, b in zip(node.ops, sides[:-1], sides[1:], strict=True)]
    return pairs[0] if len(pairs) == 1 else ex.And(tuple(pairs))


def _pair(source: Source, node: ast.Compare, op: ast.cmpop, a: ast.expr, b: ast.expr) -> ex.Expr:
    if isinstance(op, ast.In | ast.NotIn):
        member = ex.Member(_expr(source, a), _codes(source, b), line=source.at(a))
        return member if isinstance(op, ast.In) else ex.Not(member)
    if type(op) not in COMPARISONS:
        raise source.error(node, *NODES[type(op)])
    for side in (a, b):
        if isinstance(side, ast.Constant) and isinstance(side.value, bool):
            raise source.error(side, f"compares with {side.value}", "`x` or `not x` by itself")
    return ex.Compare(COMPARISONS[type(op)], _expr(source, a), _expr(source, b), line=source.at(a))


def _codes(source: Source, node: ast.expr) -> tuple[int, ...]:
    if not isinstance(node, ast.Tuple) or not node.elts:
        raise source.error(node, "`in` needs a tuple of whole numbers", "x in (1, 2)")
    return tuple(_code(source, e) for e in node.elts)


def _code(source: Source, node: ast.expr) -> int:
    code = _expr(source, node) if isinstance(node, ast.Constant | ast.UnaryOp) else None
    if not isinstance(code, ex.Const) or type(code.value) is not int:
        raise source.error(node, f"`in` needs a tuple of whole numbers, not {ast.unparse(node)}",
                           "x in (1, 2); for quantities x == a or x == b")
    return code.value


def _choose(source: Source, node: ast.IfExp) -> ex.Expr:
    return ex.Choose(_expr(source, node.test), _expr(source, node.body), _expr(source, node.orelse))


def _call(source: Source, node: ast.Call) -> ex.Expr:
    name = ast.unparse(node.func)
    if name in AGGREGATIONS:
        return _aggregate(source, node, name)
    helper = source.scope.get(name)
    known = getattr(helper, "is_helper", False)
    if not known and not (name in ("max", "min") and len(node.args) >= 2) and not (name == "given" and len(node.args) == 2):
        raise source.error(node, f"{name}() is not in the language", CALLS.get(
            name.split(".")[-1], "max, min, given, total, any_member, count or a function marked @helper"))
    if node.keywords:
        raise source.error(node, f"{name} takes no keywords", f"{name}({', '.join(helper.parameters if known else 'ab')})")
    items = tuple(_expr(source, a) for a in node.args)
    if not known:
        return ex.Given(*items) if name == "given" else ex.Extreme(name, items)
    if len(items) != len(helper.parameters):
        raise source.error(node, f"{name} takes {len(helper.parameters)} arguments, not {len(items)}",
                           f"{name}({', '.join(helper.parameters)})")
    body = ex.moved(helper.expression, source.at(node))
    return ex.substitute(body, dict(zip(helper.parameters, items, strict=True)))


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
