"""Reads from source text whose tables a module writes: by Django's methods, and by SQL in its strings.

What a call is made on is worked out from imports, annotations and Django's relations. What can't be worked
out is told too, so that nothing is passed over in silence.
"""

import ast
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Manager, Model, QuerySet

CREATES = frozenset(
    {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
)
METHODS = CREATES | {"update", "delete", "_raw_delete"}
_PASSING = frozenset({"list", "set", "sorted", "next", "iter", "tuple", "reversed", "type"})
_SQL = re.compile(
    r"\b(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?|merge\s+into|copy)\s+(?:only\s+)?([a-z]+_[a-z_]+)",
    re.IGNORECASE,
)
Types = frozenset[type]
NOTHING: Types = frozenset()


@dataclass(frozen=True, slots=True)
class Write:
    """One place where rows of a table are written."""

    table: str
    """Of the database; `?` and the receiver where it can't be worked out."""
    line: int


def tables() -> dict[str, str]:
    """Return the package of each table of ours."""
    return {
        model._meta.db_table: model._meta.app_label
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("strongroom.")
    }


def writes(text: str, module: Mapping[str, Any]) -> list[Write]:
    """Return the writes of a module: its text, and its names as they are when it is imported."""
    tree = ast.parse(text)
    names = _names(tree, module)
    found = [Write(*one) for one in _in_sql(tree)]
    given_back = {one.name: one.returns for one in tree.body if isinstance(one, ast.FunctionDef)}
    _Reader(names, found, given_back).read(tree.body, {})
    return sorted(set(found), key=lambda write: (write.line, write.table))


def _names(tree: ast.Module, module: Mapping[str, Any]) -> dict[str, Any]:
    """The module's names, with those that it imports inside of functions or for types alone."""
    names = dict(module)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names.setdefault(alias.asname or alias.name, _imported(node.module, alias.name))
    return names


def _imported(module: str, name: str) -> Any:
    found = __import__(module, fromlist=[name])
    return getattr(found, name, None)


def _in_sql(tree: ast.Module) -> Iterator[tuple[str, int]]:
    ours = tables()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [
                str(one.value) if isinstance(one, ast.Constant) else " ? " for one in node.values
            ]
            text = "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        for match in _SQL.finditer(text):
            if match.group(1).lower() in ours:
                yield match.group(1).lower(), node.lineno


@dataclass(slots=True)
class _Reader:
    """Walks functions, with what their names stand for."""

    names: Mapping[str, Any]
    found: list[Write]
    given_back: Mapping[str, ast.expr | None]
    """What the module's own functions say that they return."""
    env: dict[str, Types] = field(default_factory=dict)

    def read(self, body: list[ast.stmt], env: dict[str, Types]) -> None:
        self.env = dict(env)
        nodes = list(_own(body))
        for _ in range(3):  # a name may stand for what a later line of a loop gives it
            for node in nodes:
                self._assign(node)
        for node in nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                self._call(node, node.func)
        here = self.env
        for node in nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                given = {arg.arg: self._annotated(arg.annotation) for arg in _arguments(node)}
                self.read(node.body, {**here, **given})
            elif isinstance(node, ast.Lambda):
                self.read([ast.Expr(node.body)], here)
            elif isinstance(node, ast.ClassDef):
                self.read(node.body, here)
            self.env = here

    def _call(self, node: ast.Call, func: ast.Attribute) -> None:
        if func.attr not in METHODS or self._module(func.value) is not None:
            return
        on = frozenset(one for one in self.of(func.value) if one not in _ANY_ROWS)
        models = [one for one in on if issubclass(one, Model)]
        for model in models:
            if model.__module__.startswith("strongroom."):
                self.found.append(Write(model._meta.db_table, node.lineno))
        unknown = not on and (func.attr in CREATES or _could_be_rows(func.attr, node))
        if unknown:
            self.found.append(Write(f"? {ast.unparse(func.value)}.{func.attr}", node.lineno))

    def _assign(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._bind(target, value)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                self._add(name, self._annotated(annotation))
                if node.value is not None:
                    self._bind(node.target, node.value)
            case ast.NamedExpr(target=target, value=value):
                self._bind(target, value)
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                self._bind(target, value)
            case ast.withitem(context_expr=value, optional_vars=ast.Name() as target):
                self._bind(target, value)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, what in zip(target.elts, value.elts, strict=False):
                self._bind(one, what)
            return
        for name in ast.walk(target):
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                self._add(name.id, self.of(value))

    def _add(self, name: str, what: Types) -> None:
        self.env[name] = self.env.get(name, NOTHING) | what

    def _annotated(self, annotation: ast.expr | None) -> Types:
        if annotation is None:
            return NOTHING
        named = [one for one in ast.walk(annotation) if isinstance(one, ast.Name | ast.Attribute)]
        found = frozenset().union(*(self._evaluated(one) for one in named), NOTHING)
        rows = frozenset(one for one in found if issubclass(one, Model))
        return rows or found

    def _evaluated(self, annotation: ast.expr) -> Types:
        try:
            return _flat(eval(ast.unparse(annotation), dict(self.names)))
        except (NameError, AttributeError, TypeError):  # there for type checkers alone
            return NOTHING

    def of(self, node: ast.expr) -> Types:
        """What the expression stands for: rows, queries and lists of a model are all the model."""
        match node:
            case ast.Name(id=name):
                return self.env[name] if name in self.env else _flat(self.names.get(name))
            case ast.Attribute(value=value, attr=attr):
                return self._attribute(value, attr)
            case ast.Call():
                return self._result(node)
        return _literal(node) | frozenset().union(*(self.of(one) for one in _parts(node)), NOTHING)

    def _attribute(self, value: ast.expr, attr: str) -> Types:
        module = self._module(value)
        if module is not None:
            return _flat(getattr(module, attr, None))
        return frozenset().union(*(_member(one, attr) for one in self.of(value)), NOTHING)

    def _module(self, value: ast.expr) -> types.ModuleType | None:
        found = self.names.get(value.id) if isinstance(value, ast.Name) else None
        return found if isinstance(found, types.ModuleType) else None

    def _result(self, node: ast.Call) -> Types:
        func = node.func
        if isinstance(func, ast.Name):
            if func.id in _PASSING and node.args:
                return self.of(node.args[0]) | ({set} if func.id == "set" else NOTHING)
            if func.id in self.given_back:
                return self._annotated(self.given_back[func.id])
            return _returned(self.names.get(func.id))
        if not isinstance(func, ast.Attribute):
            return NOTHING
        module = self._module(func.value)
        if module is not None:
            return _returned(getattr(module, func.attr, None))
        return frozenset().union(*(_called(one, func.attr) for one in self.of(func.value)), NOTHING)


def _literal(node: ast.expr) -> Types:
    match node:
        case ast.DictComp() | ast.Dict() | ast.Set():
            return frozenset({dict})
        case ast.Constant(value=value) if value is not None:
            return frozenset({type(value)})
        case ast.JoinedStr():
            return frozenset({str})
    return NOTHING


def _parts(node: ast.expr) -> list[ast.expr]:
    """Return the expressions of which it stands for one."""
    match node:
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            return [one, other]
        case ast.BoolOp(values=several) | ast.List(elts=several) | ast.Tuple(elts=several):
            return several
        case ast.ListComp(elt=one) | ast.GeneratorExp(elt=one) | ast.SetComp(elt=one):
            return [one]
        case ast.Subscript(value=one) | ast.Starred(value=one) | ast.NamedExpr(value=one):
            return [one]
        case ast.DictComp(value=one) | ast.Await(value=one):
            return [one]
    return []


def _own(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes of a body, nested functions and classes as one node each."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop(0)
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            waiting.extend(node.decorator_list)
        elif not isinstance(node, ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


_ANY_ROWS = frozenset({Model, QuerySet, Manager})
"""Rows, but nobody says of what."""


def _could_be_rows(method: str, node: ast.Call) -> bool:
    """`update` of rows has only named values, `delete` nothing: other things with these names have more."""
    if method == "update":
        return not node.args and bool(node.keywords)
    return method == "_raw_delete" or (method == "delete" and not node.args)


def _flat(what: Any) -> Types:
    """All classes in a class, a value's type, an annotation or an alias of several."""
    if what is Any:
        return NOTHING
    if isinstance(what, type) and not typing.get_args(what):
        return frozenset({what})
    if isinstance(what, typing.TypeVar):
        return _flat(what.__bound__) if what.__bound__ else NOTHING
    args = typing.get_args(what)
    if args:
        inner = frozenset().union(
            *(_flat(one) for one in args if not isinstance(one, list)), NOTHING
        )
        origin = typing.get_origin(what)
        rows = any(issubclass(one, Model) for one in inner)
        plain = isinstance(origin, type) and not issubclass(origin, QuerySet | Manager) and not rows
        return (inner | {origin} if plain else inner) - {type(None)}
    if what is None or isinstance(what, types.ModuleType) or typing.get_origin(what):
        return NOTHING
    return frozenset({type(what)}) if not callable(what) else NOTHING


def _returned(func: Any) -> Types:
    """What calling a class or a function gives."""
    if isinstance(func, type):
        return frozenset({func})
    return _hinted(func, "return")


def _hinted(what: Any, name: str) -> Types:
    while hasattr(what, "__wrapped__"):
        what = what.__wrapped__
    try:
        return _flat(typing.get_type_hints(what).get(name))
    except (NameError, AttributeError, TypeError):  # there for type checkers alone
        return NOTHING


def _member(owner: type, attr: str) -> Types:
    """What an attribute of a row, a query or another object is."""
    if issubclass(owner, Model) and owner is not Model:
        if isinstance(getattr(owner, attr, None), Manager):
            return frozenset({owner})
        try:
            related = owner._meta.get_field(attr)
        except FieldDoesNotExist:
            related = next(
                (one for one in owner._meta.related_objects if one.get_accessor_name() == attr),
                None,
            )
        target = getattr(related, "related_model", None)
        return frozenset({target}) if isinstance(target, type) else _plain(owner, attr)
    return _plain(owner, attr)


def _plain(owner: type, attr: str) -> Types:
    found = getattr(owner, attr, None)
    if isinstance(found, property):
        return _hinted(found.fget, "return")
    return _hinted(owner, attr)


_AWAY = frozenset({"values", "values_list", "count", "exists", "aggregate", "dates", "in_bulk_ids"})


def _called(owner: type, method: str) -> Types:
    """What a method gives: of a query, rows of the same model."""
    found: Callable[..., Any] | None = getattr(owner, method, None)
    if issubclass(owner, Model):
        if method in _AWAY:
            return frozenset({dict})
        if isinstance(found, types.FunctionType) and owner.__module__.startswith("strongroom."):
            return _hinted(found, "return")
        return frozenset({owner})
    return _hinted(found, "return") or frozenset({owner} if owner in {dict, set, list} else NOTHING)
