"""All connections together: who has waited too long, and who goes when all is full."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from .channel import Channel
from .spools import Spools
from .stage import PATIENCE_SECONDS, PRESSED_BODY_SECONDS, Stage

_LOOK_SECONDS = 1.0
# Whoever has more of all connections gives way before others do.
_SHARE = 1 / 2


class Guests:
    """Keeps the connections few enough, and none that only stands about.

    :param sockets: all that the loop watches; a few of them are no connections.
    :param most: so many may be open.
    :param clock: tells seconds, from wherever.
    """

    def __init__(
        self,
        sockets: dict[int, Any],
        most: int,
        spools: Spools,
        clock: Callable[[], float],
    ) -> None:
        self._sockets = sockets
        self._most = most
        self._spools = spools
        self._clock = clock
        self._looks_at = clock()

    @property
    def channels(self) -> list[Channel]:
        """All connections."""
        return [one for one in self._sockets.values() if isinstance(one, Channel)]

    @property
    def is_open(self) -> bool:
        """Whether more may come. Even when all is full they may, unless there is nobody
        who could go for them."""
        return len(self._sockets) <= self._most

    def make_room(self, spared: Collection[Channel] = ()) -> None:
        """Let those go that have not moved on for longest, if there are too many.

        :param spared: who has just come, and could not say anything yet.
        """
        too_many = len(self._sockets) - self._most
        if too_many > 0:
            for channel in self._idlest(too_many, spared):
                channel.handle_close()

    def look_round(self) -> None:
        """End what has taken too long; to be called often, and does it now and then."""
        now = self._clock()
        if now < self._looks_at:
            return
        self._looks_at = now + _LOOK_SECONDS
        is_pressed = self._spools.is_pressed(2 * _LOOK_SECONDS)
        for channel in self.channels:
            patience_seconds = _patience_seconds(channel, is_pressed)
            if now - channel.progress.moved_on_at > patience_seconds:
                channel.give_up()
        self.make_room()

    def _idlest(self, count: int, spared: Collection[Channel]) -> list[Channel]:
        channels = self.channels
        idle = [
            one
            for one in channels
            if one.stage is not Stage.ANSWER and one not in spared
        ]
        networks = Counter(one.network for one in channels)
        for network, held in networks.most_common(1):
            if held > _SHARE * len(channels):
                idle = [one for one in idle if one.network == network] or idle
        return heapq.nsmallest(count, idle, key=lambda one: one.progress.moved_on_at)


def _patience_seconds(channel: Channel, is_pressed: bool) -> float:
    stage = channel.stage
    if is_pressed and stage is Stage.BODY and channel.held_bytes:
        # What it holds is what others would need.
        return PRESSED_BODY_SECONDS
    return PATIENCE_SECONDS.get(stage, float("inf"))
