"""Attribute flows: one value's whole way through provisioning, the unit that most rules look at.

expression -> app user property -> attribute path -> SCIM attribute, or, for imports, app user property -> expression ->
Okta user property.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from maplint.oel import infer, parse
from maplint.oel.search import marks_of
from maplint.okta.mapping import Direction
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from maplint.oel.ast import Node
    from maplint.oel.facts import Facts
    from maplint.oel.parser import Expression
    from maplint.okta.application import Application
    from maplint.okta.mapping import PropertyMapping
    from maplint.okta.schema import SchemaProperty
    from maplint.project.joined import Integration
    from maplint.project.naming import Naming
    from maplint.project.scope import ProfileScope
    from maplint.scim.path import AttributePath
    from maplint.scim.schema import Attribute
    from maplint.scim.target import Target
    from maplint.source.place import Place


class Origin(Enum):
    """What makes a value flow."""

    MAPPING = "profile mapping"
    TEMPLATE = "username template"
    UNMAPPED = "declared in the app user schema, mapped by nothing"


class FlowValue(NamedTuple):
    """One value that a flow can send.

    ``place`` is where it can be changed. ``user`` is the id of the user whose value it is, None for a literal. Lists come
    element by element.
    """

    value: str | int | float | bool | None
    place: Place
    user: str | None = None

    @property
    def said(self) -> str:
        """What to call the value in a sentence: a literal by itself, a user's never, for it may be about a person."""
        return f"`{self.value}`" if self.user is None else "a value"


class AttributeFlow:
    """One value's way.

    Attributes:
        integration: the app with everything known of it.
        direction: Okta to app, app to Okta, or unknown (a bare request body).
        outbound: whether the value goes from Okta to the app.
        origin: what makes the value flow.
        variable: the target variable (an app user property outbound, an Okta user property inbound).
        entry: the property mapping; None for a username template and for unmapped properties.
        app_property: outbound, the app user property that the variable names; None when the app user schema lacks it.
        okta_property: inbound, the Okta user property that the variable names; None when the user schema lacks it.
        text: the expression's text; for a built-in username template the expression that it stands for.
        verbatim: whether ``text`` stands in the file exactly so (false for built-in templates): only then do spans of the
            expression lead to spans of the file.
        push: whether the value follows later changes (``PUSH``); None when the file doesn't say.
        application: the application whose template this is, for username templates.
    """

    __slots__ = (
        "_expression",
        "_facts",
        "_naming",
        "app_property",
        "application",
        "direction",
        "entry",
        "integration",
        "okta_property",
        "origin",
        "outbound",
        "push",
        "scope",
        "text",
        "variable",
        "verbatim",
    )

    def __init__(
        self,
        integration: Integration,
        direction: Direction,
        origin: Origin,
        variable: str,
        *,
        scope: ProfileScope,
        entry: PropertyMapping | None = None,
        app_property: SchemaProperty | None = None,
        okta_property: SchemaProperty | None = None,
        text: str | None = None,
        verbatim: bool = True,
        push: bool | None = None,
        application: Application | None = None,
    ) -> None:
        self.integration = integration
        self.direction = direction
        self.outbound = direction is Direction.OUTBOUND
        self.origin = origin
        self.variable = variable
        self.scope = scope
        self.entry = entry
        self.app_property = app_property
        self.okta_property = okta_property
        self.text = text
        self.verbatim = verbatim
        self.push = push
        self.application = application
        self._expression: Expression | None = None
        self._facts: Facts | None = None
        self._naming: Naming | None = None

    def __repr__(self) -> str:
        return f"<flow {self.text!r} -> {self.variable} ({self.direction.value})>"

    # --- the expression -------------------------------------------------------------------------------------------

    @property
    def expression(self) -> Expression | None:
        """The parsed expression; None when nothing is mapped."""
        if self._expression is None and self.text is not None:
            self._expression = parse(self.text)
        return self._expression

    @property
    def facts(self) -> Facts | None:
        """What inference knows of the expression's result; None when nothing is mapped."""
        if self._facts is None:
            expression = self.expression
            if expression is not None:
                self._facts = infer(expression, self.scope)
        return self._facts

    # --- where it goes --------------------------------------------------------------------------------------------

    @property
    def scim(self) -> bool:
        """Whether SCIM rules apply: outbound, to an app that speaks SCIM."""
        return self.outbound and self.integration.speaks_scim

    @property
    def naming(self) -> Naming:
        """How the value's place at the target is named, and what is wrong with that name."""
        if self._naming is None:
            from maplint.project.naming import judge_name

            self._naming = judge_name(self)
        return self._naming

    @property
    def target(self) -> Target:
        """The SCIM target."""
        return self.integration.target

    @property
    def path(self) -> AttributePath | None:
        """The SCIM path that is meant: as written, or the one that the misspelt name surely stands for. None when unknown."""
        return (self._naming or self.naming).path if self.scim else None

    @property
    def attribute(self) -> Attribute | None:
        """The SCIM attribute (or sub-attribute) at the end of `path`, as the target declares it."""
        return self.naming.attribute if self.scim else None

    @property
    def marks(self) -> frozenset[object]:
        """What is noticeable about this flow: the `Verdict` on its name, ``fault`` for an expression that does not parse,
        ``call`` and ``method`` for calls in it, ``text`` for texts in it, and the kinds of its hazards."""
        found: set[object] = {self.naming.verdict}
        expression = self.expression
        if expression is not None:
            found |= marks_of(expression)
            facts = self.facts
            if facts is not None and facts.hazards:
                found.update(hazard.kind for hazard in facts.hazards)
        return frozenset(found)

    # --- where it stands ------------------------------------------------------------------------------------------

    def place(self) -> Place:
        """Where this flow is made: the mapping's entry, the username template, or the declaration of the property."""
        if self.entry is not None:
            return self.entry.key_place()
        if self.application is not None:
            return self.application.template_place()
        place = self.app_property.place() if self.app_property is not None else None
        assert place is not None, "an unmapped flow comes from a given schema"
        return place

    def expression_place(self, node: Node | None = None) -> Place:
        """Where the expression stands, or one node of it."""
        return self.span_place(node.start, node.end) if node is not None else self.span_place()

    def span_place(self, start: int | None = None, end: int | None = None) -> Place:
        """Where the code points ``[start, end)`` of the expression stand; all of it without them."""
        if not self.verbatim:
            start = end = None
        if self.entry is not None:
            return self.entry.expression_place(start, end)
        if self.application is not None:
            return self.application.template_place(start, end)
        return self.place()

    def property_place(self, *keys: str) -> Place:
        """Where the app user property (or one of its keys, such as ``externalName``) is declared; the flow's own place
        when no schema was given."""
        place = self.app_property.place(*keys) if self.app_property is not None else None
        return place or self.place()

    def signature(self) -> tuple[object, ...]:
        """What `check_flow` may depend on, as a value: flows with equal signatures are judged alike."""
        property_ = self.app_property or self.okta_property
        return (
            self.origin,
            self.variable,
            self.text,
            self.push,
            property_.signature if property_ is not None else None,
            self.direction,
            self.integration.signature,
            None if self.outbound else (self.integration.app_schema, self.integration.app_name),
        )
