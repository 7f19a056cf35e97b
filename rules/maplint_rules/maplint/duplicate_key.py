"""duplicate-key (MAP002)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding
    from maplint.source.document import Document


class DuplicateKey(Rule):
    """A key stands twice in one object, and the later one silently wins."""

    code = "MAP002"
    name = "duplicate-key"
    summary = "A key stands twice in one object, and the later one silently wins"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_document(self, document: Document) -> Iterator[Finding]:
        for problem in document.problems:
            if problem.kind != "duplicate-key":
                continue
            key = problem.place.pointer[-1]
            yield self.finding(
                problem.place,
                f"the key `{key}` stands twice in this object",
                help="keep one of the two; look at both before you choose",
                consequence="silent: the later entry wins, the earlier one has no effect",
                related=[Related(other, f"`{key}` stands here too") for other in problem.others],
            )
