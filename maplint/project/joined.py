"""What belongs together: an app with its schema, application, target and mappings, and each mapping with its flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.okta.kinds import SCIM_PROVISIONING
from maplint.okta.mapping import Direction

if TYPE_CHECKING:
    from maplint.okta.application import Application
    from maplint.okta.mapping import ProfileMapping
    from maplint.okta.provisioning import Connection
    from maplint.okta.schema import ProfileSchema
    from maplint.project.flow import AttributeFlow
    from maplint.scim.target import Target


class Integration:
    """An app of an Okta org as far as the run knows it.

    Attributes:
        app_id, app_name: Okta's id (``0oa...``) and variable name of the app, where known.
        app_schema: the app user schema; Okta's default SCIM template when none was given (``app_schema.assumed``).
        user_schema: the Okta user schema; Okta's base attributes when none was given (``user_schema.assumed``).
        application: the application export, if given.
        speaks_scim: whether values go to the app as SCIM attributes.
        target: the SCIM service.
        mappings: the app's mappings, both directions.
        connections: how Okta reaches the app, where that was given.
        unmapped: flows of properties that a given app user schema declares and no mapping writes.
        names_places: whether it is known where the app's properties go at the target. Okta's own connectors to services keep
            that to themselves: their schemas have no external namespace anywhere.
        signature: a value that is equal for integrations whose flows are judged alike.
    """

    __slots__ = (
        "app_id",
        "app_name",
        "app_schema",
        "application",
        "connections",
        "mappings",
        "names_places",
        "signature",
        "speaks_scim",
        "target",
        "unmapped",
        "user_schema",
    )

    def __init__(
        self,
        app_id: str | None,
        app_name: str | None,
        app_schema: ProfileSchema,
        user_schema: ProfileSchema,
        application: Application | None,
        target: Target,
        speaks_scim: bool,
    ) -> None:
        self.app_id = app_id
        self.app_name = app_name
        self.app_schema = app_schema
        self.user_schema = user_schema
        self.application = application
        self.target = target
        self.speaks_scim = speaks_scim
        self.mappings: list[JoinedMapping] = []
        self.connections: list[Connection] = []
        self.unmapped: list[AttributeFlow] = []
        features = application.features if application is not None else None
        self.names_places = (
            app_schema.assumed
            or any(property_.external_namespace for property_ in app_schema.properties.values())
            or SCIM_PROVISIONING in (features or ())
        )
        # The property that a flow writes is part of the flow's own signature: of the app user schema nothing more is
        # needed here, unless expressions read it (see `AttributeFlow.signature`).
        self.signature: tuple[object, ...] = (
            app_schema.assumed,
            user_schema,
            target,
            speaks_scim,
            self.names_places,
            features,
        )

    @property
    def label(self) -> str:
        """What to call the app in a sentence."""
        if self.application is not None and self.application.label:
            return self.application.label
        return self.app_name or self.app_schema.title or "the app"

    @property
    def outbound(self) -> list[JoinedMapping]:
        """The mappings from Okta to the app (one for each user type)."""
        return [mapping for mapping in self.mappings if mapping.direction is Direction.OUTBOUND]

    @property
    def inbound(self) -> list[JoinedMapping]:
        """The mappings from the app to Okta."""
        return [mapping for mapping in self.mappings if mapping.direction is Direction.INBOUND]


class JoinedMapping:
    """One profile mapping with its flows.

    ``flows`` holds what the mapping writes; ``template_flow`` is the flow of ``userName`` from the username template, when
    the mapping itself doesn't write it and the application was given.
    """

    __slots__ = ("flows", "integration", "mapping", "template_flow")

    def __init__(self, mapping: ProfileMapping, integration: Integration) -> None:
        self.mapping = mapping
        self.integration = integration
        self.flows: list[AttributeFlow] = []
        self.template_flow: AttributeFlow | None = None

    @property
    def direction(self) -> Direction:
        """Which way values go."""
        return self.mapping.direction

    @property
    def complete(self) -> bool:
        """Whether the file holds all entries: only then can one be missing. Terraform leaves alone what it doesn't declare."""
        return not self.mapping.partial

    @property
    def accounts_for_all(self) -> bool:
        """Whether it is known of all that is sent where it goes: only then can the target be said to lack something.

        Where no app user schema was given, a variable that Okta's template lacks can go anywhere.
        """
        if not self.complete or not self.integration.names_places:
            return False
        return not self.integration.app_schema.assumed or all(flow.app_property or flow.path for flow in self.flows)

    @property
    def outbound(self) -> bool:
        """Whether values go from Okta to the app."""
        return self.mapping.direction is Direction.OUTBOUND

    @property
    def scim(self) -> bool:
        """Whether SCIM rules apply to this mapping."""
        return self.outbound and self.integration.speaks_scim

    @property
    def sent_flows(self) -> list[AttributeFlow]:
        """The flows of the mapping and of the username template together."""
        return self.flows if self.template_flow is None else [self.template_flow, *self.flows]

    def flow(self, variable: str) -> AttributeFlow | None:
        """The flow that writes a variable."""
        for flow in self.sent_flows:
            if flow.variable == variable:
                return flow
        return None
