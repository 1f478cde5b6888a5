"""docs/api.md, from the docstrings of what ``dropslot`` offers a host app."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib import import_module
from itertools import pairwise
from typing import Any

from dropslot.signals import Signal
from dropslot.web import dropslot

HEAD = """# Python API

What `dropslot` offers a Flask app, from its docstrings. The way in is
[embedding.md](embedding.md), which tells of the element in your pages as well. Names
that do not stand here are the program's own, and change.

"""
# Each module that a host imports from, and what stands in it.
MODULES = ("dropslot", "dropslot.signals", "dropslot.forms")
# What comes after it is broken into lines.
_LINE = 80
_FIELD = re.compile(
    r"^:(param|raises|return|ivar)\s*([\w., ~]*?):\s*(.*(?:\n\s+.*|\n(?=\s+\S))*)",
    re.M,
)
_ROLE = re.compile(r":\w+:`~?([^`]+)`")


def api_page() -> str:
    """The whole page in Markdown."""
    parts = [_module(import_module(name)) for name in MODULES]
    return HEAD + "\n".join([*parts, _in_templates()])


def _in_templates() -> str:
    return "## In templates\n\n" + _thing("dropslot", dropslot)


def public_names(module: Any) -> list[str]:
    """What a module offers: what it says, or the classes and functions made in it."""
    if hasattr(module, "__all__"):
        return list(module.__all__)
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and getattr(value, "__module__", "") == module.__name__
    ]


def members(thing: type) -> Iterator[tuple[str, Callable[..., Any] | property]]:
    """The methods and properties of a class that others may use; those of an error are
    for who makes its sentence."""
    if issubclass(thing, Exception):
        return
    ours = [one for one in thing.__mro__ if one.__module__.startswith("dropslot")]
    # What it has by itself first.
    told: dict[str, Any] = {}
    for one in ours:
        told = {**told, **{n: v for n, v in vars(one).items() if n not in told}}
    for name, value in told.items():
        if name.startswith("_"):
            continue
        if isinstance(value, property) or inspect.isfunction(value):
            yield name, value


def _module(module: Any) -> str:
    names = public_names(module)
    # What stands on the page already, where it is imported from, is not told twice.
    own = [n for n in names if module.__name__ == "dropslot" or not _is_told(n)]
    parts = [f"## `{module.__name__}`\n"]
    if module.__name__ != "dropslot":
        parts.append(_prose(module.__doc__ or "") + "\n")
    parts += [_thing(name, getattr(module, name)) for name in own]
    return "\n".join(parts)


def _is_told(name: str) -> bool:
    return name in public_names(import_module("dropslot"))


def _thing(name: str, thing: Any) -> str:
    if not (inspect.isclass(thing) or inspect.isfunction(thing)):
        return _value(name, thing)
    parts = [f"### `{name}`\n", _called(name, thing) + _described(thing)]
    if inspect.isclass(thing):
        parts += [
            f"#### `{name}.{member}`\n\n{_called(member, value)}{_described(value)}"
            for member, value in members(thing)
        ]
    return "\n".join(parts)


def _value(name: str, thing: Any) -> str:
    if isinstance(thing, Signal):
        return f"### `{name}`\n\nA signal: see `dropslot.signals`.\n"
    return f"### `{name}`\n\n```py\n{name} = {str(thing).replace('uuid.', '')}\n```\n"


def _attributes(thing: type) -> str:
    """The values of an enumeration, each with the text below it."""
    if not issubclass(thing, Enum):
        return ""
    body = ast.parse(inspect.getsource(thing)).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101
    told = {}
    for one, text in pairwise(body.body):
        if isinstance(one, ast.Assign) and isinstance(text, ast.Expr):
            told[ast.unparse(one.targets[0])] = ast.literal_eval(text.value)
    return "".join(f"- `{name}`: {_prose(text)}\n" for name, text in told.items())


def _called(name: str, thing: Any) -> str:
    """How it is called, as code; nothing for what is not."""
    if isinstance(thing, property):
        return ""
    if inspect.isclass(thing) and not _is_made_by_hosts(thing):
        # An enumeration, a record, an error: a host is given it.
        return ""
    signature = inspect.signature(thing)
    shown = [p for p in signature.parameters.values() if p.name != "self"]
    text = str(signature.replace(parameters=shown))
    text = text.removesuffix(" -> None").removesuffix(" -> 'None'")
    code = f"{name}{_unquoted(text)}"
    if len(code) > _LINE:
        code = re.sub(r"\((.*)\)", _broken, code, count=1)
    return f"```py\n{code}\n```\n\n"


def _unquoted(signature: str) -> str:
    """Without the quotes around types, and with those around words."""
    return re.sub(r"(: |-> )'([^']+)'", r"\1\2", signature)


def _broken(match: re.Match[str]) -> str:
    # Commas inside of brackets are a type's own.
    parts = re.split(r", (?![^\[]*\])", match[1])
    return "(\n" + "".join(f"    {part},\n" for part in parts) + ")"


def _is_made_by_hosts(thing: type) -> bool:
    return "__init__" in vars(thing) and not is_dataclass(thing)


def _described(thing: Any) -> str:
    text = inspect.cleandoc(thing.__doc__ or "")
    told = _FIELD.findall(text)
    prose = _prose(_FIELD.sub("", text))
    rows = "".join(_row(*one) for one in told) + _more_fields(thing, told)
    rows += _attributes(thing) if inspect.isclass(thing) else ""
    return f"{prose}\n\n{rows}" if rows else f"{prose}\n"


def _more_fields(thing: Any, told: Sequence[tuple[str, str, str]]) -> str:
    """Those of a dataclass that say all by their names."""
    if not is_dataclass(thing):
        return ""
    names = {name for _, name, _ in told}
    rest = [f"`{one.name}`" for one in fields(thing) if one.name not in names]
    return f"- and {', '.join(rest)}\n" if rest else ""


def _row(kind: str, name: str, meaning: str) -> str:
    words = _prose(" ".join(meaning.split()))
    if kind in ("param", "ivar"):
        return f"- `{name}`: {words}\n"
    if kind == "raises":
        return f"- raises `{name}`: {words}\n"
    return f"- returns {words}\n"


def _prose(text: str) -> str:
    plain = _ROLE.sub(r"`\1`", inspect.cleandoc(text)).replace("``", "`")
    return re.sub(r"\n{3,}", "\n\n", plain).strip()
