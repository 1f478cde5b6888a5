"""What a part of the measurements has found, and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    """One table; numbers stand as texts, with their units in the heading.

    :param title: empty where a heading says it already.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """The table, its title above it, numbers to the right."""
        rule = ["---", *["---:"] * (len(self.columns) - 1)]
        lines = [_line(row) for row in (self.columns, rule, *self.rows)]
        heading = [f"**{self.title}**", ""] if self.title else []
        return "\n".join([*heading, *lines])


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal and what was measured of it.

    :param limit: the most that meets it, in the unit of ``measured``.
    """

    what: str
    limit: float
    measured: float
    unit: str = "x"

    @property
    def row(self) -> Sequence[str]:
        """As a row of the table of goals."""
        met = "yes" if self.measured <= self.limit else "**no**"
        return (
            self.what,
            f"{_short(self.limit)} {self.unit}",
            f"{_short(self.measured)} {self.unit}",
            met,
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What one part has found.

    :param ratios: side-by-side comparisons, which hold on other machines too.
    :param figures: absolute figures of this machine.
    """

    goals: Sequence[Goal] = ()
    ratios: Sequence[Table] = ()
    figures: Sequence[Table] = field(default=())


def goals_table(results: Sequence[Result]) -> Table:
    """All goals of several parts."""
    rows = [goal.row for result in results for goal in result.goals]
    return Table("", ("", "goal, at most", "measured", "met"), rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _short(number: float) -> str:
    return f"{number:.3g}" if number < 100 else f"{number:.0f}"
