"""`maplint check --timing`: what each rule costs."""

from __future__ import annotations


class Times:
    """The seconds that rules took, and how often they were asked."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._asked: dict[str, int] = {}

    def add(self, rule: str, seconds: float) -> None:
        """A rule took so long to answer once."""
        self._seconds[rule] = self._seconds.get(rule, 0.0) + seconds
        self._asked[rule] = self._asked.get(rule, 0) + 1

    def table(self) -> str:
        """One line for each rule: time, its part of the whole, how often it was asked, its name; the slowest first."""
        whole = sum(self._seconds.values())
        lines = [
            f"{seconds * 1000:>9.2f} ms {100 * seconds / (whole or 1):>5.1f} % {self._asked[rule]:>8} times  {rule}\n"
            for rule, seconds in sorted(self._seconds.items(), key=lambda item: -item[1])
        ]
        return f"{whole * 1000:>9.2f} ms in {len(lines)} rules\n{''.join(lines)}"
