"""The places of a mount: what the values of its prefix tell apart, as albums."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from urllib.parse import unquote

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, BuildError, Map, Rule

from dropslot.model import PLACE_CHARACTERS, NotThere, place_of, values_of

# What our own routes, their queries, ``url_for`` and the API call something else.
_TAKEN = {
    *("name", "path", "token", "uuid", "version"),
    *("around", "arrived", "before", "language", "limit", "names", "next"),
    *("endpoint", "file", "filename", "owner", "place", "replace", "values"),
}
_ENDPOINT = "place"
_VALUE = re.compile(r"<(?:[^<>]*:)?(\w+)>")

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


class Places:
    """The places under one prefix; there is one, "", where it has no values.

    :param prefix: as Flask takes it, without a slash at the end.
    :param converters: those of the app, by name.
    :raises ValueError: no place can be told by it; the text says why.
    """

    def __init__(
        self, prefix: str, converters: Mapping[str, type[BaseConverter]]
    ) -> None:
        self.prefix = prefix
        rule = _Rule(f"{prefix}/", endpoint=_ENDPOINT)
        try:
            self._map = Map([rule], converters=dict(converters))
        except (LookupError, ValueError, TypeError) as error:
            raise ValueError(f"url_prefix is '{prefix}', but {error}.") from error
        self._converters = rule.converters
        for name, converter in rule.converters.items():
            _refuse_useless(prefix, name, converter)

    @property
    def names(self) -> list[str]:
        """What the values are called, in their order."""
        return list(self._converters)

    @property
    def fixed(self) -> str:
        """What all addresses begin with, without a slash at the end: for cookies."""
        if not self._converters:
            return self.prefix
        return self.prefix.partition("<")[0].rpartition("/")[0]

    @property
    def as_name(self) -> str:
        """The prefix as part of a blueprint's name."""
        return _VALUE.sub(r"\1", self.prefix).replace("/", "_")

    def here(self) -> str:
        """The place that the current request is for; it must be for this mount.

        :raises NotThere: nothing can belong to it, because it is too long.
        """
        if not self._converters:
            return ""
        place = self._written(self.values_here())
        if len(place) > PLACE_CHARACTERS:
            raise NotThere("address")
        return place

    def values_here(self) -> dict[str, Any]:
        """The values of the current request, as its converters have read them."""
        told: Mapping[str, Any] = request.view_args or {}
        if any(name not in told for name in self._converters):
            # A host's own url_value_preprocessor has taken them out.
            told = _matched()
        return {name: told[name] for name in self._converters}

    def named(self, values: Mapping[str, object]) -> str:
        """The place that values name, such as ``{"album": 5}``.

        :raises ValueError: there is no such place.
        """
        if not isinstance(values, Mapping) or set(values) != set(self._converters):
            raise ValueError(f"place is {values!r}, but {self._wanted()}.")
        try:
            adapter = self._map.bind("")
            path = adapter.build(_ENDPOINT, dict(values))
            # What is found under it again is one segment, and within bounds.
            _, found = adapter.match(unquote(path))
        except (BuildError, HTTPException, ValueError, TypeError, KeyError) as error:
            raise self._wrong(values) from error
        place = self._written(found)
        if len(place) > PLACE_CHARACTERS:
            raise self._wrong(values)
        return place

    def values(self, place: str) -> dict[str, Any]:
        """The values of a place, as the converters read them.

        :raises ValueError: it is none of this prefix.
        """
        texts = values_of(place)
        if list(texts) != self.names:
            raise ValueError(f"The place is '{place}', but {self._wanted()}.")
        try:
            return {
                name: converter.to_python(texts[name])
                for name, converter in self._converters.items()
            }
        except ValueError as error:
            raise self._wrong(texts) from error

    def without(self, view: Callable[_Given, _Answer]) -> Callable[_Given, _Answer]:
        """A view that is not given the values; ``request.view_args`` has them still."""
        if not self._converters:
            return view

        @wraps(view)
        def called(*args: _Given.args, **kwargs: _Given.kwargs) -> _Answer:
            for name in self._converters:
                kwargs.pop(name, None)
            return view(*args, **kwargs)

        return called

    def _written(self, values: Mapping[str, Any]) -> str:
        return place_of(
            {
                name: converter.to_url(values[name])
                for name, converter in self._converters.items()
            }
        )

    def _wanted(self) -> str:
        if not self._converters:
            return f"the url_prefix '{self.prefix or '/'}' has no values"
        return f"the url_prefix '{self.prefix}' has {', '.join(self.names)}"

    def _wrong(self, values: Mapping[str, object]) -> ValueError:
        return ValueError(f"place is {dict(values)}, which '{self.prefix}' cannot be.")


class _Rule(Rule):
    """Remembers its converters, in their order."""

    def __init__(self, string: str, **options: Any) -> None:
        super().__init__(string, **options)
        self.converters: dict[str, BaseConverter] = {}

    def get_converter(self, variable_name: str, *told: Any) -> BaseConverter:
        """The converter of a value."""
        if variable_name in self.converters:
            raise ValueError(f"'{variable_name}' stands in it twice")
        found = super().get_converter(variable_name, *told)
        self.converters[variable_name] = found
        return found


def _refuse_useless(prefix: str, name: str, converter: BaseConverter) -> None:
    if name in _TAKEN or name.startswith("_"):
        raise ValueError(
            f"url_prefix is '{prefix}', but '{name}' means something else to Dropslot;"
            " call that value something of its own, such as 'album'."
        )
    if re.fullmatch(converter.regex, "a/b"):
        raise ValueError(
            f"url_prefix is '{prefix}', but '{name}' may be several parts of a path:"
            " nobody could tell where it ends. Use a converter of a single one."
        )


def _matched() -> Mapping[str, Any]:
    adapter = current_app.create_url_adapter(request)
    # The app has matched it itself, or nobody would ask.
    assert adapter is not None  # noqa: S101
    return cast(tuple[str, Mapping[str, Any]], adapter.match())[1]
