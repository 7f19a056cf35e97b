"""payload-size (MAP415)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import fold
from maplint.rule import Confidence, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class PayloadSize(Rule):
    """A picture is sent as data, where the target takes a link."""

    code = "MAP415"
    name = "payload-size"
    summary = "A picture is sent as data, where the target takes a link"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, path = flow.facts, flow.path
        if facts is None or path is None or facts.bare_reference is None or path.local_key() != "photos.value":
            return
        name = facts.bare_reference[1]
        if fold(name) not in PICTURES:
            return
        yield self.finding(
            flow.span_place(),
            f"`{name}` is the picture itself, and `{path}` takes a link to one (RFC 7643, section 4.1.2)",
            confidence=Confidence.LIKELY,
            help="map an attribute that holds the address of the picture, or remove the property from the app profile",
            consequence="413 at targets that bound the size of a request, 400 at those that check for a link; each update carries "
            "the whole picture",
        )


PICTURES = frozenset({"thumbnailphoto", "jpegphoto"})
"""Attributes of directories that hold a picture as bytes: Active Directory's (up to 100 KB) and inetOrgPerson's (RFC 2798)."""
