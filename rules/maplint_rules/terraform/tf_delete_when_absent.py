"""tf-delete-when-absent (MAP801)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Confidence, Rule, Severity, fix_insert

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.project.join import Project
    from maplint.rule import Finding, JoinedMapping
    from maplint.terraform.resource import ResourceInstance


class TfDeleteWhenAbsent(Rule):
    """What Okta has and Terraform does not declare is kept or deleted by default, or deleted though it is needed."""

    code = "MAP801"
    name = "tf-delete-when-absent"
    summary = "What becomes of undeclared mappings is left open, or needed ones are deleted"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_resource(self, resource: ResourceInstance) -> Iterator[Finding]:
        from maplint.okta.terraform_resources import is_written_mapping  # loaded only where there is Terraform

        if is_written_mapping(resource) and not resource.written("delete_when_absent"):
            yield self.finding(
                resource.header,
                "`delete_when_absent` is not set: what Okta maps and this does not declare stays, and so does what is "
                "taken out of here",
                help="say which it is: `delete_when_absent = false`, or `true` once every mapping of the app is declared here",
                consequence="silent: a mapping that was removed here is still at work in Okta",
                fix=fix_insert(
                    "write `delete_when_absent = false`, as it is now",
                    resource.place(),
                    "delete_when_absent",
                    False,
                    Applicability.DISPLAY,
                    "it is to be decided, not to be filled in",
                ),
            )

    def check_project(self, project: Project) -> Iterator[Finding]:
        if not project.resources:
            return
        from maplint.okta.terraform_resources import identity_providers

        providers = identity_providers(project.resources)
        for mapping in project.mappings:
            resource = mapping.mapping.resource
            if resource is None or not mapping.complete or not mapping.flows:
                continue
            provider = providers.get(mapping.mapping.source.id or "")
            missing = _missing_at_target(mapping) if mapping.scim else _missing_in_okta(mapping, provider)
            if missing:
                yield self._deleted(resource, missing, "the app" if mapping.outbound else "the identity provider")

    def _deleted(self, resource: ResourceInstance, missing: str, owner: str) -> Finding:
        return self.finding(
            resource.place("delete_when_absent"),
            f"`delete_when_absent` deletes the mappings of {missing}, which are declared nowhere",
            confidence=Confidence.LIKELY,
            help=f"declare the mappings of {missing} too, or set `delete_when_absent = false`",
            consequence=f"the mappings that {owner} came with are gone with the next apply; users are created without, or refused",
        )


def _missing_at_target(mapping: JoinedMapping) -> str:
    """Of names and e-mail, which Okta maps by default and nearly every app needs, what nothing declared is for."""
    paths = [flow.path for flow in mapping.flows]
    written = {path.attribute.lower() for path in paths if path is not None}
    if None in paths:
        return ""  # what could not be understood may be for it
    lacking = []
    if not written & {"name", "displayname", "nickname"}:
        lacking.append("names")
    if "emails" not in written:
        lacking.append("e-mail")
    return " and ".join(lacking)


def _missing_in_okta(mapping: JoinedMapping, provider: ResourceInstance | None) -> str:
    """What Okta requires of users that an identity provider creates, and nothing declared is for."""
    if provider is None or provider.get("provisioning_action").data not in (None, "AUTO"):
        return ""
    written = mapping.mapping.properties
    return " and ".join(f"`{name}`" for name in ("firstName", "lastName", "email") if name not in written)
