"""oel-hardcoded-id (MAP716)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.search import text_literals_of
from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelHardcodedId(Rule):
    """An id of one org stands in the expression."""

    code = "MAP716"
    name = "oel-hardcoded-id"
    summary = "An id of one org stands in the expression"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"text"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        for literal in text_literals_of(flow.expression) if flow.expression is not None else ():
            text = str(literal.value)
            if is_okta_id(text):
                yield self.finding(
                    flow.expression_place(literal),
                    f"`{text}` is the id of {'a group' if text.startswith('00g') else 'an app'} of one org",
                    help="in configuration for several orgs pass it as a variable; or use an attribute instead of the group",
                    consequence="silent: in another org nobody is in that group, and everybody gets the other branch",
                    subject=text,
                )


def is_okta_id(text: str) -> bool:
    """Whether a text has the form of an Okta id of a group (`00g`) or app (`0oa`): 20 letters and digits."""
    return len(text) == 20 and text.startswith(("00g", "0oa")) and text.isalnum() and text.isascii()
