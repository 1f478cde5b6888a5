"""Numbers of any width from a row of bytes, the high bits first."""

from __future__ import annotations

from dropslot.model import NotAnImage


class Bits:
    """Reads from the first bit on.

    :param content: the bytes; a few hundred, as all of them become one number.
    """

    def __init__(self, content: bytes) -> None:
        self._value = int.from_bytes(content)
        self._left = 8 * len(content)

    def take(self, count: int) -> int:
        """Read a number of so many bits.

        :raises NotAnImage: when there are not as many.
        """
        self._left -= count
        if self._left < 0:
            raise NotAnImage
        return self._value >> self._left & (1 << count) - 1

    def flag(self) -> bool:
        """Read one bit."""
        return self.take(1) == 1

    def skip_exponential(self) -> None:
        """Skip a number in the manner of AV1's ``uvlc()`` (section 4.10.3)."""
        zeros = 0
        while not self.flag():
            zeros += 1
        if zeros < 32:
            self.take(zeros)
