"""tf-mapping-source-lookup (MAP807)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.project.join import Project
    from maplint.rule import Finding
    from maplint.terraform.resource import ResourceInstance
    from maplint.terraform.values import Address, Value


class TfMappingSourceLookup(Rule):
    """The default user type is looked up by a name that it need not have."""

    code = "MAP807"
    name = "tf-mapping-source-lookup"
    summary = "The default user type is looked up by a name that it need not have"
    severity = Severity.INFO
    since = "0.1.0"

    def check_project(self, project: Project) -> Iterator[Finding]:
        if not project.resources:
            return
        from maplint.okta.terraform_resources import (
            PROFILE_MAPPING,  # loaded only where there is Terraform, here and below
        )

        ends = {
            (resource.root, address)
            for resource in project.resources
            if resource.type == PROFILE_MAPPING
            for argument in ("source_id", "target_id")
            if (address := _meant(resource.get(argument))) is not None
        }
        for resource in project.resources:
            argument = _looked_up_by(resource)
            if argument is not None and (resource.root, resource.address._replace(key=None)) in ends:
                yield self.finding(
                    resource.place(argument) if argument else resource.header,
                    "this finds the default user type by the name `user`, which it does not have in every org",
                    confidence=Confidence.POSSIBLE,
                    help="give the id of the user type as a variable, or look it up by the name that it has there",
                    consequence="could not locate profile mapping source with name user; or an empty id, and no profile "
                    "mappings found for it",
                )


def _meant(value: Value) -> Address | None:
    """The resource whose id an argument is, or is meant to be: the address may stand in quotes."""
    from maplint.terraform.addresses import read_address

    if value.reference is not None:
        return value.reference.address._replace(key=None)
    found = read_address(value.text) if value.text else None
    return found[0]._replace(key=None) if found is not None else None


def _looked_up_by(resource: ResourceInstance) -> str | None:
    """The argument with the name that a data source looks for, empty where it is built in; None for all others, and for what a
    plan or state tells that it was found."""
    from maplint.terraform.resource import Origin

    if resource.managed or resource.origin is not Origin.CONFIGURATION or resource.id is not None:
        return None
    if resource.type == "okta_user_profile_mapping_source":
        return ""
    return "name" if resource.type == "okta_user_type" and resource.get("name").text == "user" else None
