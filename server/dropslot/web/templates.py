"""The templates of the pages: a host's own go before ours.

``templates/dropslot/index.html`` of a host app, or of one of its blueprints, takes the
place of our ``index.html``. It may begin with ``{% extends "!dropslot/index.html" %}``,
where the mark says that ours is meant, whoever has one of that name as well.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from flask import Flask, current_app
from jinja2 import (
    BaseLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    TemplateNotFound,
    Undefined,
)
from jinja2.defaults import (
    BLOCK_END_STRING,
    BLOCK_START_STRING,
    COMMENT_END_STRING,
    COMMENT_START_STRING,
    VARIABLE_END_STRING,
    VARIABLE_START_STRING,
)

_PREFIX, _OURS = "dropslot/", "!dropslot/"
_EXTENSION = "dropslot.templates"
# How ours are written. A host may write its own in another way.
_SYNTAX: dict[str, Any] = {
    "block_start_string": BLOCK_START_STRING,
    "block_end_string": BLOCK_END_STRING,
    "variable_start_string": VARIABLE_START_STRING,
    "variable_end_string": VARIABLE_END_STRING,
    "comment_start_string": COMMENT_START_STRING,
    "comment_end_string": COMMENT_END_STRING,
    "line_statement_prefix": None,
    "line_comment_prefix": None,
    "trim_blocks": False,
    "lstrip_blocks": False,
    "undefined": Undefined,
    "autoescape": True,
}

_Source: TypeAlias = tuple[str, str | None, Callable[[], bool] | None]


def render(folder: Path, name: str, /, **known: Any) -> str:
    """A page as HTML.

    :param folder: ``frontend/``.
    :param name: of one of our templates, such as ``index.html``.
    :param known: what the template knows. A host's own also knows what all of that
        app's templates do.
    :raises jinja2.TemplateError: a host's own cannot be rendered.
    """
    pages = _pages(folder)
    app = current_app
    if not _has_own(app, pages):
        return _ours(pages).get_template(_PREFIX + name).render(known)
    app.update_template_context(known)
    return _hosts(app, pages).get_template(_PREFIX + name).render(known)


def _has_own(app: Flask, pages: FileSystemLoader) -> bool:
    """Whether there is any of a host: a test run makes hundreds of apps that have none,
    and ours are compiled once for all of them."""
    known: dict[str, Any] = app.extensions.setdefault(_EXTENSION, {})
    if "has_own" not in known or app.jinja_env.auto_reload:
        names = [_PREFIX + name for name in pages.list_templates()]
        known["has_own"] = any(_is_there(app, name) for name in names)
    return bool(known["has_own"])


def _is_there(app: Flask, name: str) -> bool:
    loader = app.jinja_env.loader
    try:
        return loader is not None and bool(loader.get_source(app.jinja_env, name))
    except TemplateNotFound:
        return False


def _hosts(app: Flask, pages: FileSystemLoader) -> Environment:
    """The host's own environment, with its filters and globals, and our syntax."""
    known: dict[str, Any] = app.extensions[_EXTENSION]
    if "environment" not in known:
        loader = _HostFirst(app.jinja_env.loader or PrefixLoader({}), pages)
        known["environment"] = app.jinja_env.overlay(loader=loader, **_SYNTAX)
    environment: Environment = known["environment"]
    return environment


class _HostFirst(BaseLoader):
    """``dropslot/...`` of the host, else ours; ``!dropslot/...`` is ours; what has
    another name is the host's."""

    def __init__(self, host: BaseLoader, pages: FileSystemLoader) -> None:
        self._host = host
        self._pages = pages

    def get_source(self, environment: Environment, template: str) -> _Source:
        if template.startswith(_OURS):
            return self._pages.get_source(environment, template.removeprefix(_OURS))
        try:
            return self._host.get_source(environment, template)
        except TemplateNotFound:
            if not template.startswith(_PREFIX):
                raise
        name = template.removeprefix(_PREFIX)
        source, file, _ = self._pages.get_source(environment, name)
        # The host may get one while it is worked on.
        return source, file, lambda: False


@cache
def _pages(folder: Path) -> FileSystemLoader:
    return FileSystemLoader(folder / "pages")


@cache
def _ours(pages: FileSystemLoader) -> Environment:
    return Environment(loader=PrefixLoader({"dropslot": pages}), autoescape=True)
