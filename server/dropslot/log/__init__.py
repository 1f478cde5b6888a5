"""What an operator reads: lines that tell no secret, on standard error."""

from __future__ import annotations

from .causes import cause_in_words
from .lines import emit, word
from .stream import log_to_stderr

__all__ = ["cause_in_words", "emit", "log_to_stderr", "word"]
