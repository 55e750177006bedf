"""What could be wrong in a function by one small slip: a comparison turned, a yes for a no, a line left out."""

import ast
import copy
import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
Change = Callable[[Any], ast.AST]


@dataclass(frozen=True)
class Mutant:
    """One slip: in which function, on which line, what, and the module's code with it."""

    function: str
    line: int
    what: str
    code: CodeType

    def install(self, module: ModuleType) -> None:
        """Put the broken code into the function as everybody holds it. Raises LookupError when it is not there."""
        found: Any = module
        for name in self.function.split("."):
            found = inspect.getattr_static(found, name)
        function = inspect.unwrap(getattr(found, "__func__", None) or getattr(found, "fget", None) or found)
        broken = next((one for one in _codes(self.code) if one.co_qualname == self.function), None)
        if broken is None or not isinstance(function, FunctionType):
            raise LookupError(self.function)
        function.__code__ = broken


def mutants(name: str) -> Iterator[Mutant]:
    """Every slip of every function of a module."""
    module = importlib.import_module(name)
    source = inspect.getsource(module)
    for function, number, (what, change) in _slips(ast.parse(source)):
        tree = ast.parse(source)
        node = list(ast.walk(tree))[number]
        line = getattr(node, "lineno", 0)
        broken = ast.fix_missing_locations(_replaced(tree, node, change(copy.deepcopy(node))))
        yield Mutant(function, line, what, compile(broken, module.__file__ or name, "exec"))


def _slips(tree: ast.Module) -> Iterator[tuple[str, int, tuple[str, Change]]]:
    """In the lines of functions: a value beside a parameter is read once, with the module."""
    places = {id(node): number for number, node in enumerate(ast.walk(tree))}
    for function, body in _functions(tree):
        for node in (inner for line in body.body for inner in ast.walk(line)):
            yield from ((function, places[id(node)], slip) for slip in _of(node))


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef))


def _of(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in TURNED:
        yield "comparison turned", _turned
    elif isinstance(node, ast.BoolOp):
        yield "and for or", _other
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not left out", lambda found: found.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "yes for no", lambda found: ast.Constant(not found.value)
    elif isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield "line left out", lambda _found: ast.Pass()
    elif isinstance(node, ast.If):
        yield "condition always so", _always


def _turned(found: ast.Compare) -> ast.AST:
    found.ops[0] = TURNED[type(found.ops[0])]()
    return found


def _other(found: ast.BoolOp) -> ast.AST:
    found.op = ast.And() if isinstance(found.op, ast.Or) else ast.Or()
    return found


def _always(found: ast.If) -> ast.AST:
    found.test = ast.Constant(value=True)
    return found


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        """The node itself, or what stands in its place."""
        return ast.copy_location(self.new, node) if node is self.old else self.generic_visit(node)


def _replaced(tree: ast.Module, old: ast.AST, new: ast.AST) -> ast.Module:
    changed: ast.Module = _Replace(old, new).visit(tree)
    return changed


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)
