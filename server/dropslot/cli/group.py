"""A group of commands whose mistakes end it with one sentence."""

from __future__ import annotations

import sys
from typing import Any

import click

from dropslot.accounts import PasswordError, UserError
from dropslot.locales import ENGLISH
from dropslot.model import UploadError
from dropslot.settings import SettingError
from dropslot.uploads import CannotKeep, CannotMove
from dropslot.web import NotBuilt

_ENDS = (SettingError, CannotKeep, CannotMove, UserError, PasswordError, NotBuilt)


class Mistake(click.ClickException):
    """Ends the process with 2 and one sentence."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the sentence where errors go."""
        click.echo(f"dropslot: {self.message}", file=file or sys.stderr)


class Group(click.Group):
    """Says what goes wrong in one of its commands in a sentence, not a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run what was asked for."""
        try:
            return super().invoke(ctx)
        except _ENDS as error:
            raise Mistake(str(error)) from error
        except UploadError as error:
            raise Mistake(ENGLISH.say_error(error)) from error
        except KeyboardInterrupt:
            raise SystemExit(130) from None
