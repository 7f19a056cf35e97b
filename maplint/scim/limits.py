"""What is known of a target beyond its schemas: lengths, characters, members, what it ignores or refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.scim import CORE_USER

if TYPE_CHECKING:
    from maplint.scim.path import AttributePath
    from maplint.scim.schema import Attribute
    from maplint.scim.target import Target


class Limit(NamedTuple):
    """One known limit of a target.

    Attributes:
        kind: what it says; docs/targets.md lists the kinds.
        path: the attribute; None when it holds for all of a kind (see ``wildcard``).
        wildcard: ``*string`` (all texts), ``*required`` (whatever is required), ``*`` (all attributes), ``*other`` (whatever
            the vendor's page does not list: for people only), or "".
        resource: ``User``, ``Group``, or ``Request`` for the exchange itself (its limits have no path).
        value: the number, members, word or path that belongs to the kind.
        deny: characters that are refused; ``deny_class`` names a class of them (``control``, ``emoji``).
        event: when it holds (``create``, ``update``, ...); None: always.
        of: set when it holds for something made of the value (a normalised name), not the value itself.
        basis: ``documented`` by the vendor, ``third-party``, or ``inferred``.
        sources: where it is said: links or references.
        note: more about it, for people.
    """

    kind: str
    path: AttributePath | None
    wildcard: str
    resource: str
    value: Any
    deny: str | None
    deny_class: str | None
    event: str | None
    of: str | None
    basis: str
    sources: tuple[str, ...]
    note: str | None

    def names(self, path: AttributePath) -> bool:
        """Whether the limit names this attribute: ``emails.value`` holds for all elements, a filtered path for its own."""
        own = self.path
        if own is None or own.attribute.lower() != path.attribute.lower():
            return False
        if (own.schema or CORE_USER).lower() != (path.schema or CORE_USER).lower():
            return False
        if (own.sub_attribute or "").lower() != (path.sub_attribute or "").lower():
            return False
        return own.filter is None or (path.filter is not None and own.filter.key() == path.filter.key())

    def covers(self, path: AttributePath) -> bool:
        """Whether the limit names the attribute, all of which it is a part, or its whole schema."""
        own = self.path
        if own is None:
            return False
        if not own.attribute:
            return (own.schema or CORE_USER).lower() == (path.schema or CORE_USER).lower()
        return self.names(path) or own.contains(path)

    def holds_for(self, path: AttributePath, attribute: Attribute | None) -> bool:
        """Whether the limit holds for an attribute, by name or by kind."""
        if self.wildcard == "*string":
            return attribute is None or attribute.type == "string"
        if self.wildcard == "*required":
            return attribute is not None and attribute.required
        if self.wildcard == "*":
            return True
        return self.names(path)

    @property
    def documented(self) -> bool:
        """Whether the vendor says so. What only others report may hold for their own connector: no error rests on it alone."""
        return self.basis == "documented"

    @property
    def source(self) -> str:
        """The source in a few words, for a sentence: who says so."""
        return "the vendor's documentation" if self.documented else "a third party's report"


class ErrorAnswer(NamedTuple):
    """An error that a target is known to answer. ``general`` is set for the one text that every bad request gets; the
    others belong to a cause of their own."""

    status: int | None
    text: str
    general: bool


def refusal(target: Target, otherwise: str) -> str:
    """What a target answers to a bad request: its own words where one text stands for all causes, else the sentence given."""
    for status, text, general in target.errors:
        if general:
            return f"{target.title} answers {status or 400}: {text}"
    return otherwise


def normalised(normalisation: str, text: str) -> str:
    """What a target makes of a value (the value of a ``normalized`` limit).

    ``local-part-dashed``: what stands before the @, each character but letters and digits a dash, no dashes at the ends or in a
    row. Source: GitHub, "Username considerations for external authentication".
    """
    assert normalisation == "local-part-dashed", "the form of descriptions knows no other"
    dashed = "".join(character if character.isalnum() else "-" for character in text.partition("@")[0])
    return "-".join(part for part in dashed.split("-") if part)
