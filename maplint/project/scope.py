"""The scope in which an expression is read: which roots there are, and what is known of each attribute.

Which root stands for what depends on the direction (Okta help, "Expressions in attribute mappings"): ``user`` only from Okta
to an app, ``appuser`` only from an app to Okta, ``source`` in both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import fold, one_slip_away, slips
from maplint.oel.characters import ANY
from maplint.oel.facts import AttributeFacts, Scope
from maplint.okta.mapping import Direction

if TYPE_CHECKING:
    from maplint.okta.schema import ProfileSchema, SchemaProperty

USER_ROOT, APP_ROOT, SOURCE_ROOT = "user", "appuser", "source"
_ROOTS = frozenset({USER_ROOT, APP_ROOT, "appUser", SOURCE_ROOT, "app", "org"})

# Never null although no schema says so. Source: Okta, user profile attributes: locale defaults to en_US; displayName is
# computed from the names when it is blank (support article on displayName and group rules).
_FILLED_BY_OKTA = frozenset({"locale", "displayName"})
# Okta demands an e-mail address there: login by its default pattern, the two others by their format.
_ADDRESSES = frozenset({"login", "email", "secondEmail"})
_OF_ADDRESSES = ANY.without(" \t\r\n")


class ProfileScope(Scope):
    """The scope of one direction of one app."""

    __slots__ = ("_app_names", "_facts", "app_schema", "direction", "identity", "user_schema")

    def __init__(
        self, user_schema: ProfileSchema, app_schema: ProfileSchema, direction: Direction, app_name: str | None
    ) -> None:
        self.user_schema = user_schema
        self.app_schema = app_schema
        self.direction = direction
        self._app_names = {app_name, None if app_schema.assumed else app_schema.name} - {None}
        self._facts: dict[tuple[str, str], AttributeFacts | None] = {}
        # Outbound expressions read the user schema alone: mappings of different apps share what is inferred.
        app = None if direction is Direction.OUTBOUND else app_schema
        # The schemas themselves, not their ids: what is remembered by them keeps them alive.
        self.identity = (user_schema, app, direction)

    def canonical_root(self, root: str) -> str:
        """``source`` is the profile on the left: the user's outbound, the app user's inbound."""
        if root == SOURCE_ROOT:
            return APP_ROOT if self.direction is Direction.INBOUND else USER_ROOT
        if self.direction is Direction.INBOUND and (root in self._app_names or root == "appUser"):
            return APP_ROOT
        return root

    def of_other_end(self, root: str) -> bool:
        """Whether a root stands for the end that the values go to, where no expression can read."""
        if self.direction is Direction.OUTBOUND:
            return root in (APP_ROOT, "appUser")
        return self.direction is Direction.INBOUND and root == USER_ROOT

    def own_root(self) -> str | None:
        """The root of the profile that the values come from; None when the direction is not known."""
        if self.direction is Direction.UNKNOWN:
            return None
        return USER_ROOT if self.direction is Direction.OUTBOUND else APP_ROOT

    def meant_root(self, root: str, name: str) -> tuple[str, bool] | None:
        """The root that a wrong one is meant for, and whether that is certain: other letter case, or a slip before an attribute
        that the profile has. None for a right one, and for one that may be the name of another app."""
        own = self.own_root()
        if not root or own is None or root in _ROOTS or self.schema(root) is not None:
            return None
        meant = next((right for right in (own, SOURCE_ROOT, "app", "org") if fold(right) == fold(root)), None)
        if meant is not None:
            return meant, True
        slipped = slips(fold(root), own, 1) <= 1 or one_slip_away(root, (SOURCE_ROOT,)) is not None
        return (own, False) if slipped and self.property(own, name) is not None else None

    def schema(self, root: str) -> ProfileSchema | None:
        """The schema of what a root stands for; None when the root is none of the two profiles."""
        canonical = self.canonical_root(root)
        if canonical == USER_ROOT:
            return self.user_schema
        return self.app_schema if canonical == APP_ROOT else None

    def property(self, root: str, name: str) -> SchemaProperty | None:
        """The property that ``root.name`` reads; None when there is none or the schema is not known."""
        schema = self.schema(root)
        return schema.properties.get(name) if schema is not None else None

    def attribute(self, root: str, name: str) -> AttributeFacts | None:
        """What the schemas say of an attribute."""
        key = (self.canonical_root(root), name)
        if key not in self._facts:
            property_ = self.property(root, name)
            self._facts[key] = None if property_ is None else _facts(property_, key[0])
        return self._facts[key]


def _facts(property_: SchemaProperty, root: str) -> AttributeFacts:
    of_user = root == USER_ROOT
    # An app's own schema is only assumed when none was given: what it demands is then not known.
    known = not property_.schema.assumed or of_user
    is_address = property_.format == "email" or (of_user and property_.name in _ADDRESSES and property_.pattern is None)
    return AttributeFacts(
        type=property_.type,
        item_type=property_.item_type,
        required=property_.required if known else None,
        enum=tuple(property_.enum) if property_.enum is not None else None,
        min_length=property_.min_length,
        max_length=property_.max_length,
        format=property_.format,
        holds_at=is_address,
        unique=property_.unique or (of_user and property_.name == "login"),
        defaulted=of_user and property_.section == "base" and property_.name in _FILLED_BY_OKTA,
        of_okta=of_user and property_.section == "base",
        characters=_OF_ADDRESSES if is_address else ANY,
    )
