"""How one line is made: what strangers send cannot end it, nor begin another."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

# What a person needs to know a name again; a form may bring one of 64 KiB.
_WORD_CHARACTERS = 80
# Names of stored pictures (UUIDs), and what makes a link to a private one.
_NAMES = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_TOKENS = re.compile(r"(/shared/)[^\s'\"]+")
_QUOTED = frozenset('"\\')

FIELDS = "dropslot_fields"
"""The attribute of a log record that holds the values of its line by name."""


def emit(
    logger: logging.Logger, level: int, text: str, fields: Mapping[str, object]
) -> None:
    """Log one line, where it is wanted.

    :param text: the line for people; what strangers sent is in it by :func:`word`.
    :param fields: the same values by name, for programs; None is unknown.
    """
    if logger.isEnabledFor(level):
        # Not logger.log(): to look for the calling line takes longer than all the rest.
        record = logger.makeRecord(
            logger.name, level, "", 0, text, (), None, extra={FIELDS: fields}
        )
        logger.handle(record)


def word(value: str | None, quoted: bool = False) -> str:
    """A value as one word of a line: ``-`` for none, quoted where it has spaces.

    :param quoted: put it into quotes whatever it holds.
    """
    if not value:
        return '""' if quoted else "-"
    plain = printable(value[:_WORD_CHARACTERS])
    if len(value) > _WORD_CHARACTERS:
        plain += "…"
    return f'"{plain}"' if quoted or " " in plain or plain != value else plain


def printable(text: str, is_quoted: bool = True) -> str:
    r"""A text without anything that moves the cursor, ends the line or turns it round;
    such characters are written as Python does: ``\n``, ``\x1b``, ``\u202e``.

    :param is_quoted: it is to stand in quotes, so quotes are escaped as well.
    """
    if text.isprintable() and not (is_quoted and _QUOTED.intersection(text)):
        return text
    return "".join(_escaped(one, is_quoted) for one in text)


def without_names(text: str) -> str:
    """A text that names no stored picture, and holds no link to one."""
    return _NAMES.sub("<name>", _TOKENS.sub(r"\1<token>", text))


def _escaped(character: str, is_quoted: bool) -> str:
    if is_quoted and character in _QUOTED:
        return "\\" + character
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")
