"""From a user to what an expression can read (`maplint.oel.context.Context`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.okta.mapping import Direction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from maplint.okta.schema import ProfileSchema
    from maplint.project.joined import Integration, JoinedMapping
    from maplint.users.records import DirectoryUser

    Converter = Callable[[str], Any]

_INTERNAL = ("id", "status", "created", "activated", "statusChanged", "lastLogin", "lastUpdated", "passwordChanged")
"""What `user.getInternalProperty` reads (Okta, expression language: internal properties), as the users API names it."""


def context_maker(mapping: JoinedMapping, now: str) -> Callable[[DirectoryUser], dict[str, Any]]:
    """What makes contexts for the expressions of a mapping.

    Args:
        now: the time of the run, ISO 8601: one for all users.
    """
    inbound = mapping.direction is Direction.INBOUND
    roots = _roots(mapping.integration, inbound)
    internal = any("getInternalProperty" in (flow.text or "") for flow in mapping.sent_flows)
    converters = _converters(mapping.integration.app_schema if inbound else mapping.integration.user_schema)
    filled = () if inbound else tuple(name for name in _FILLED_BY_OKTA if _is_read(name, mapping))

    def context_of(user: DirectoryUser) -> dict[str, Any]:
        profile: Mapping[str, Any] = user.profile
        if user.of_table and converters:
            profile = _converted(profile, converters)
        for name in filled:
            if profile.get(name) is None:
                profile = {**profile, name: _FILLED_BY_OKTA[name](profile)}
        data: dict[str, Any] = dict.fromkeys(roots, profile)
        data["now"] = now
        if user.groups is not None:
            data["groups"] = user.groups
        if internal and user.record:
            data["internalProperties"] = {key: user.record.get(key) for key in _INTERNAL}
        return data

    return context_of


def _display_name(profile: Mapping[str, Any]) -> str | None:
    first, last = profile.get("firstName"), profile.get("lastName")
    return f"{first} {last}" if first and last else None


# What expressions read where nobody wrote a value. Source: Okta, support article on displayName and group rules; user profile
# attributes (locale).
_FILLED_BY_OKTA: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "displayName": _display_name,
    "locale": lambda _profile: "en_US",
}


def _is_read(name: str, mapping: JoinedMapping) -> bool:
    return any(flow.text is not None and name in flow.text for flow in mapping.sent_flows)


def _roots(integration: Integration, inbound: bool) -> tuple[str, ...]:
    if not inbound:
        return ("user", "source")
    names = {integration.app_name, None if integration.app_schema.assumed else integration.app_schema.name} - {None}
    return ("appuser", "source", *sorted(name for name in names if name))


def _converters(schema: ProfileSchema) -> dict[str, Converter]:
    """How the texts of a table become values of the types that a schema declares."""
    found: dict[str, Converter] = {}
    for name, property_ in schema.properties.items():
        if property_.type in _CONVERTERS:
            found[name] = _CONVERTERS[property_.type]
    return found


def _converted(profile: Mapping[str, Any], converters: Mapping[str, Converter]) -> dict[str, Any]:
    return {
        name: converters[name](value) if name in converters and isinstance(value, str) else value
        for name, value in profile.items()
    }


def _boolean(text: str) -> Any:
    return {"true": True, "false": False}.get(text.strip().lower(), text)


def _integer(text: str) -> Any:
    plain = text.strip()
    return int(plain) if plain.removeprefix("-").isdecimal() and len(plain) < 20 else text


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _list(text: str) -> Any:
    """A list as tables have it: JSON, or texts between semicolons, bars or commas."""
    if text.startswith("["):
        import json

        try:
            return json.loads(text)
        except ValueError:
            return text
    separator = next((mark for mark in (";", "|") if mark in text), ",")
    return [part.strip() for part in text.split(separator)]


_CONVERTERS: dict[str | None, Converter] = {
    "boolean": _boolean,
    "integer": _integer,
    "number": _number,
    "array": _list,
}
