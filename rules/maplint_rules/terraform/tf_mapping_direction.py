"""tf-mapping-direction (MAP805)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.rule import Applicability, Confidence, Direction, Edit, Fix, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, JoinedMapping, Place
    from maplint.terraform.resource import ResourceInstance
    from maplint.terraform.values import Value


class TfMappingDirection(Rule):
    """A mapping does not lead where it is meant to: its ends are swapped, of one kind, or no ids."""

    code = "MAP805"
    name = "tf-mapping-direction"
    summary = "A mapping does not lead where it is meant to: its ends are swapped, of one kind, or no ids"
    severity = Severity.ERROR
    since = "0.1.0"
    supersedes = frozenset({"oel-wrong-prefix", "unknown-target-attribute", "mapping-target-not-in-app-schema"})

    def check_resource(self, resource: ResourceInstance) -> Iterator[Finding]:
        from maplint.okta.terraform_resources import (  # loaded only where there is Terraform
            APP_PROPERTIES,
            is_written_mapping,
        )

        ends = ("source_id", "target_id") if is_written_mapping(resource) else ()
        owner = ("app_id",) if resource.type in APP_PROPERTIES and resource.managed else ()
        for argument in (*ends, *owner):
            value = resource.get(argument)
            address = value.text.strip() if value.text else ""
            if re.fullmatch(_ADDRESS, address):
                yield self._quoted(argument, value, value.place or resource.place(argument), address)

    def _quoted(self, argument: str, value: Value, place: Place, address: str) -> Finding:
        span = place.span()
        unquoted = place.document.format == "hcl" and place.document.text[span.start : span.end] == f'"{value.text}"'
        return self.finding(
            place,
            f"`{argument}` is the text `{address}`, not the id that this address has",
            help="write it without quotes" if unquoted else "refer to it: `${" + address + "}`",
            consequence="Okta: Not found: Resource not found: ... (UserSchema)"
            if argument == "app_id"
            else "Okta: Invalid source or target id. Source or target id must be of either App Instance or UserType id",
            fix=Fix(
                "write it without quotes",
                Applicability.UNSAFE,
                (Edit(place.document, span.start, span.end, address),) if unquoted else (),
            ),
            subject=argument,
        )

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        resource = mapping.mapping.resource
        if resource is None:
            return
        same = _same_kind(mapping)
        if same:
            yield self._of_one_kind(resource, same)
            return
        wrong, right = _read_ends(mapping)
        if len(wrong) > 1 and not right:
            yield self._swapped(mapping, resource, wrong)

    def _of_one_kind(self, resource: ResourceInstance, kind: str) -> Finding:
        return self.finding(
            resource.place("target_id"),
            f"both ends of this mapping are {kind}; Okta maps between a user type and an app or identity provider only",
            help="let one end be the user type and the other the app",
            consequence="no profile mappings found for source ID ... and target ID ...",
            related=[Related(resource.place("source_id"), "the other end")],
        )

    def _swapped(self, mapping: JoinedMapping, resource: ResourceInstance, wrong: list[AttributeFlow]) -> Finding:
        outbound = mapping.outbound
        here, there = ("from Okta to the app", "appuser") if outbound else ("from the app to Okta", "user")
        return self.finding(
            resource.place("source_id"),
            f"this mapping goes {here}, and all its expressions read `{there}.`: its ends are swapped, or its expressions",
            confidence=Confidence.LIKELY,
            help="swap `source_id` and `target_id`: values go from the source to the target",
            consequence="Okta: Invalid properties in expression",
            related=[Related(flow.expression_place(), f"reads `{there}.`, the target") for flow in wrong],
            fix=_swap(resource),
            subject="swapped",
        )


_KEY = r"(\[[^\]]*\])?"
_ADDRESS = (
    rf"(module\.[\w.\[\]\"-]+\.)?(data\.)?okta_\w+\.[\w-]+{_KEY}(\.\w+)*|(module\.[\w-]+{_KEY}|var|local|each)\.[\w.-]+"
)


def _same_kind(mapping: JoinedMapping) -> str:
    """``apps`` or ``user types`` when both ends are; empty when they differ, or one is not known."""
    from maplint.okta.mapping import is_user

    source, target = is_user(mapping.mapping.source), is_user(mapping.mapping.target)
    if source is None or source is not target:
        return ""
    return "user types" if source else "apps or identity providers"


def _read_ends(mapping: JoinedMapping) -> tuple[list[AttributeFlow], list[AttributeFlow]]:
    """The flows whose expressions read the target alone, and those that read the source."""
    target = {Direction.OUTBOUND: "appuser", Direction.INBOUND: "user"}.get(mapping.direction)
    source = {"user": "appuser", "appuser": "user"}.get(target or "")
    wrong, right = [], []
    for flow in mapping.flows:
        roots = {read.root for read in flow.facts.reads} if flow.facts is not None else set()
        if roots & {source, "source"}:
            right.append(flow)
        elif target in roots:
            wrong.append(flow)
    return wrong, right


def _swap(resource: ResourceInstance) -> Fix | None:
    """The two ids each where the other stands, as they are written."""
    source, target = resource.place("source_id"), resource.place("target_id")
    document = source.document
    if document.format != "hcl" or target.document is not document:
        return None
    first, second = source.span(), target.span()
    edits = (
        Edit(document, first.start, first.end, document.text[second.start : second.end]),
        Edit(document, second.start, second.end, document.text[first.start : first.end]),
    )
    return Fix("swap `source_id` and `target_id`", Applicability.UNSAFE, edits, "the expressions may be what is wrong")
