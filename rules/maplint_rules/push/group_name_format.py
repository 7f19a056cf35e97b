"""group-name-format (MAP613)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.combine import utf16_length
from maplint.okta.group_push import connector_limits
from maplint.record import NamedTuple
from maplint.rule import Related, Rule, Severity
from maplint.scim import CORE_GROUP
from maplint.scim.characters import refused
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.project.provisioned import ProvisionedApp
    from maplint.rule import Finding, Place


class GroupNameFormat(Rule):
    """A pushed group has a name that the target refuses."""

    code = "MAP613"
    name = "group-name-format"
    summary = "A pushed group has a name that the target refuses"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_provisioning(self, app: ProvisionedApp) -> Iterator[Finding]:
        for push in app.pushes:
            named = app.pushed_name(push)
            if named is None or not push.active or push.links or push.pushed:
                continue
            name, place = named
            for fault in name_faults(app, name):
                related = [] if push.target_name else [Related(push.place("sourceGroupId"), "pushed here")]
                if fault.place is not None:
                    related.append(Related(fault.place, "declared here"))
                yield self.finding(
                    place,
                    f"the name of the pushed group `{shortened(name)}` {fault.message}",
                    help=fault.help,
                    consequence=fault.consequence,
                    related=related,
                    subject=name,
                )


class NameFault(NamedTuple):
    """Why a target refuses a name. ``place`` is where the target declares the limit."""

    message: str
    help: str
    consequence: str
    place: Place | None = None


def name_faults(app: ProvisionedApp, name: str) -> Iterator[NameFault]:
    """Why the target of an app refuses a group's name: the length, then the characters, each once."""
    yield from _too_long(app, name)
    yield from _refused_characters(app, name)
    target = app.target
    for limit in target.group_limits(NAME, "reserved"):
        if name in limit.value:
            yield NameFault(
                f"is one that {target.title} keeps for itself",
                "give it another name: rename the group, or set the name at the app (`target_group_name`)",
                refusal(target, f"400: the group is not created ({limit.source})"),
            )


def _too_long(app: ProvisionedApp, name: str) -> Iterator[NameFault]:
    length = utf16_length(name)
    for who, least, most, answer, place in _lengths(app):
        if most is not None and length > most:
            wrong = f"at most {most}"
        elif least is not None and length < least:
            wrong = f"at least {least}"
        else:
            continue
        help_ = f"use {wrong} characters: rename the group, or set the name at the app (`target_group_name`)"
        yield NameFault(f"has {length} characters, and {who} takes {wrong}", help_, answer, place)
        return


def _lengths(app: ProvisionedApp) -> Iterator[tuple[str, int | None, int | None, str, Place | None]]:
    """Who bounds the length of a group's name, what the bounds are, what it answers, and where they are declared."""
    target = app.target
    schema = target.schema(CORE_GROUP)
    attribute = schema.attributes.get(NAME.lower()) if schema is not None else None
    if attribute is not None and schema is not None:
        answer = "400 invalidValue: the group is not created"
        yield target.title, attribute.min_length, attribute.max_length, answer, target.place(schema, attribute)
    for limit in target.group_limits(NAME, "max_length", "min_length"):
        shortest = limit.kind == "min_length"
        answer = refusal(target, f"400: the group is not created ({limit.source})")
        yield target.title, limit.value if shortest else None, None if shortest else limit.value, answer, None
    connector = connector_limits(app.name)
    if connector is not None:
        yield connector.title, None, connector.max_length, f"Okta reports `{connector.error}`", None


def _refused_characters(app: ProvisionedApp, name: str) -> Iterator[NameFault]:
    target = app.target
    connector = connector_limits(app.name)
    found = [
        (target.title, refused(limit, name), refusal(target, f"400: the group is not created ({limit.source})"))
        for limit in target.group_limits(NAME, "charset")
    ]
    if connector is not None:
        character = next((character for character in name if character in connector.deny), None)
        found.append((connector.title, character, f"Okta reports `{connector.error}`"))
    for who, character, answer in found:
        if character is not None:
            shown = f"`{character}`" if character.isprintable() else f"the character U+{ord(character):04X}"
            yield NameFault(f"holds {shown}, which {who} refuses", "rename the group without it", answer)
            return


def shortened(name: str) -> str:
    """A name that fits into a sentence."""
    return name if len(name) <= 40 else name[:37] + "..."


NAME = "displayName"
