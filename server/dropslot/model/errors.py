"""What can go wrong with an upload, and the status and code that say so.

    UploadError
    ├── NoFile, BadRequest                                400
    ├── NotAnImage, WrongExtension, FormatMismatch        400
    ├── TooManyPixels, TooManyFrames                      400
    ├── Refused (raised by a host's own check)            400
    ├── SignInNeeded                                      401
    ├── CrossSite, NotYours                               403
    ├── NotThere                                          404
    ├── LinkExpired                                       410
    ├── TooLarge                                          413
    ├── NoSuchRange                                       416
    ├── WrongHost                                         421
    ├── TooManyAttempts, TooManyUnfinished                  429
    ├── Busy, CheckFailed, StorageFailed                  503
    └── StorageFull                                       507

The sentences stand in ``locales/``, one for each key that is raised here. What
``str(error)`` says comes from there, and from the wings above: :func:`say_with`.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Self, TypeAlias

from .formats import FORMATS
from .names import stem_of

# EFBIG: over the process's file size limit (ulimit -f), which is room of a kind too.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Blank: TypeAlias = str | int
"""What fills a blank in a sentence; :mod:`dropslot.locales` shows it."""


class UploadError(Exception):
    """A refusal that a person can read: ``str(error)`` is one sentence.

    It is in the language of the request that is being answered, and in English where
    there is none: in a command, a worker, a queue of tasks. In a host's own view it
    need not be caught: it answers itself with that sentence and its status.

    :param variant: picks a more exact sentence, ``error.<code>.<variant>``.
    :param blanks: what fills the sentence's blanks.
    :cvar status: the HTTP status of an answer that says so, such as 400.
    :cvar code: what programs know it by, such as ``"invalid-image"``.
    :ivar blanks: such as ``name``, the file's; with :class:`Busy`, ``seconds`` says
        when to come again.
    :ivar reference: what it is called in the log, once it stands there.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad-request"

    def __init__(self, variant: str | None = None, /, **blanks: Blank) -> None:
        super().__init__(variant, blanks)
        self.variant = variant
        self.blanks = blanks
        self.reference: str | None = None

    def __str__(self) -> str:
        try:
            return _say(self)
        except LookupError:
            # A kind that somebody else has made has no sentence of ours.
            return _in_code(self)

    def __reduce__(self) -> tuple[object, ...]:
        # With names of its own for what it was made of, it would not survive a pickle,
        # such as that of a host's queue of tasks.
        return _revive, (type(self), self.variant, self.blanks)

    @property
    def key(self) -> str:
        """The key of its sentence in ``locales/``."""
        return ".".join(filter(None, ("error", self.code, self.variant)))

    def told(self) -> dict[str, Any]:
        """All of it in JSON's types, to be kept and told again."""
        return {"code": self.code, "variant": self.variant, "blanks": self.blanks}

    def about(self, title: str) -> Self:
        """Say which file it is, where the one who raised it could not know."""
        self.blanks.setdefault("name", title)
        return self


def _in_code(error: UploadError) -> str:
    return f"{error.key} {error.blanks}"


_say: Callable[[UploadError], str] = _in_code


def say_with(sentence: Callable[[UploadError], str]) -> None:
    """Have ``str(error)`` be what a function says from now on.

    Here no sentences are known, nor what language somebody reads: ``locales`` has it
    said in English, and ``web`` in that of the request.
    """
    global _say
    _say = sentence


def of_disk(error: OSError) -> StorageFull | StorageFailed:
    """What the disk says, in our own errors."""
    return StorageFull() if error.errno in _NO_ROOM else StorageFailed()


def _revive(
    kind: type[UploadError], variant: str | None, blanks: dict[str, Blank]
) -> UploadError:
    return kind(variant, **blanks)


def revive(told: dict[str, Any]) -> UploadError:
    """The refusal that :meth:`UploadError.told` told of."""
    if told["code"] == Refused.code:
        return Refused(**told["blanks"])
    kinds = {kind.code: kind for kind in _kinds_of(UploadError)}
    refusal = kinds[told["code"]](told["variant"], **told["blanks"])
    # Told by an earlier version, it may lack a blank that follows from the name.
    return (
        refusal.about(str(refusal.blanks["name"]))
        if "name" in told["blanks"]
        else refusal
    )


def _kinds_of(kind: type[UploadError]) -> Iterator[type[UploadError]]:
    for one in kind.__subclasses__():
        yield from _kinds_of(one)
        yield one


class BadRequest(UploadError):
    """The request itself cannot be understood."""


class NoFile(UploadError):
    """Nothing was chosen."""

    code = "no-file"


class NotAnImage(UploadError):
    """It does not decode to its end: no picture, cut short, damaged or a bomb."""

    code = "invalid-image"


class WrongExtension(UploadError):
    """Its name ends in an extension that is not accepted here."""

    code = "wrong-extension"


class FormatMismatch(UploadError):
    """It is another format than its name says.

    The blank ``format`` is the name of a :class:`Format`; ``better`` is the name that
    the file should have.
    """

    code = "format-mismatch"

    def about(self, title: str) -> Self:
        real = next(one for one in FORMATS if one.name == self.blanks["format"])
        self.blanks.setdefault("better", stem_of(title) + real.extension)
        return super().about(title)


class TooManyPixels(UploadError):
    """It is larger than ``DROPSLOT_MAX_PIXELS``."""

    code = "too-many-pixels"


class TooManyFrames(UploadError):
    """It is an animation longer than ``DROPSLOT_MAX_FRAMES``."""

    code = "too-many-frames"


class Refused(UploadError):
    """A host's own check said no; raise it with the sentence for the person."""

    code = "refused"

    def __init__(self, sentence: str = "", /, **blanks: Blank) -> None:
        super().__init__(None, **{"sentence": sentence, **blanks})

    def __reduce__(self) -> tuple[object, ...]:
        return Refused, (str(self.blanks["sentence"]),)


class SignInNeeded(UploadError):
    """Only signed-in people may do this."""

    status = 401
    code = "sign-in-needed"


class CrossSite(UploadError):
    """A browser sent this on behalf of another site."""

    status = 403
    code = "cross-site"


class NotYours(UploadError):
    """Somebody else uploaded it."""

    status = 403
    code = "not-yours"


class NotThere(UploadError):
    """It does not exist, or is not for this visitor to see."""

    status = 404
    code = "not-there"


class TooLarge(UploadError):
    """More bytes than ``DROPSLOT_MAX_CONTENT_LENGTH``."""

    status = 413
    code = "too-large"


class NoSuchRange(UploadError):
    """It has no such bytes; the blank ``size`` says how many it has."""

    status = 416
    code = "range-not-satisfiable"


class WrongHost(UploadError):
    """It was asked for by a name that is none of this server's."""

    status = 421
    code = "wrong-host"


class TooManyAttempts(UploadError):
    """Slow down; the blank ``seconds`` says for how long."""

    status = 429
    code = "too-many-attempts"


class LinkExpired(UploadError):
    """A link to a private picture was good once, and is no more."""

    status = 410
    code = "link-expired"


class TooManyUnfinished(UploadError):
    """This sender has too many unfinished files."""

    status = 429
    code = "too-many-partials"


class Busy(UploadError):
    """Too much is going on; the blank ``seconds`` says when to come again."""

    status = 503
    code = "busy"


class CheckFailed(UploadError):
    """It could not be checked, by no fault of its own; nothing was kept."""

    status = 503
    code = "check-failed"


class StorageFailed(UploadError):
    """The store did not take it; nothing was kept."""

    status = 503
    code = "storage-failed"


class StorageFull(UploadError):
    """The store has no room left; nothing was kept."""

    status = 507
    code = "storage-full"
