"""Judging names: does the external name and namespace of a property lead to an attribute that the target declares?

One name has one verdict, so the rules on names exclude each other by construction: each reports its own. The path that is
*meant* is kept even where the name is wrong, so that rules on types or on required attributes judge what the author
intended, and one cause gives one finding.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from maplint.names import fold, misspelt, nearest
from maplint.okta.external_name import ExternalName, okta_form, parse_external_name
from maplint.record import NamedTuple
from maplint.scim import CORE_USER
from maplint.scim.path import AttributePath, Filter
from maplint.scim.synonyms import synonym
from maplint.scim.target import Outcome
from maplint.scim.urns import is_core, is_scim1, is_urn, nearest_urn, other_version, scim2_of

if TYPE_CHECKING:
    from maplint.okta.schema import SchemaProperty
    from maplint.project.flow import AttributeFlow
    from maplint.scim.schema import Attribute, Schema
    from maplint.scim.target import Resolution, Target


class Verdict(Enum):
    """What came of judging a name."""

    RIGHT = "leads to a declared attribute"
    NOT_JUDGED = "cannot be judged"
    OTHER_CASE = "right but for letter case"
    MISSPELLED = "misspelt"
    UNKNOWN = "not declared"
    WRONG_SCHEMA = "declared in another schema"
    UNKNOWN_SCHEMA = "the target has no such schema"
    NAMESPACE_MISSING = "no namespace"
    NAMESPACE_MALFORMED = "the namespace is no URN"
    NAME_MISSING = "no external name"
    SCIM1 = "SCIM 1.1"
    CONTAINS_URN = "the name holds the URN"
    FILTER_DIALECT = "another path dialect"


class Naming(NamedTuple):
    """The judgement of a name.

    Attributes:
        verdict: what is wrong, if anything.
        written: the external name as written; None when only a variable is known.
        namespace: the external namespace as written.
        path: the path that is meant; None when that is not known.
        attribute, parent: where the path leads at the target, if that is known.
        right_name, right_namespace: what to write instead, where that is known.
        sure: whether the correction is certain rather than likely.
        declared_by_target: whether the target itself published the schema that was looked in.
        near: the path that an unknown name is probably meant for.
    """

    verdict: Verdict
    written: ExternalName | None = None
    namespace: str | None = None
    path: AttributePath | None = None
    attribute: Attribute | None = None
    parent: Attribute | None = None
    right_name: str | None = None
    right_namespace: str | None = None
    sure: bool = True
    declared_by_target: bool = False
    near: AttributePath | None = None

    @property
    def sent(self) -> bool:
        """Whether Okta sends the value to the place that is meant: rules on types and values judge only those."""
        return self.verdict in (Verdict.RIGHT, Verdict.OTHER_CASE)


_NOT_JUDGED = Naming(Verdict.NOT_JUDGED)
_USER_NAME = "userName"


def judge_name(flow: AttributeFlow) -> Naming:
    """Judge where a flow goes. Not judged: imports, apps that speak no SCIM, and what only a missing schema could tell."""
    if not flow.scim:
        return _NOT_JUDGED
    property_ = flow.app_property
    if property_ is None:
        if not flow.integration.app_schema.assumed:
            return _NOT_JUDGED  # mapping-target-not-in-app-schema says it
        if flow.variable == _USER_NAME:
            return _looked_up(flow.target, None, None, AttributePath(None, _USER_NAME))
        return _judge_variable(flow)
    if not flow.integration.names_places and property_.name != _USER_NAME:
        return _NOT_JUDGED
    return _judge_property(
        flow.target, property_.name, property_.section, property_.external_name, property_.external_namespace
    )


def _judge_variable(flow: AttributeFlow) -> Naming:
    """A variable that Okta's template lacks, in a mapping without its app schema: an attempt at a SCIM name, or a property
    of the app's own that nobody can judge from here."""
    template = flow.integration.app_schema.properties
    folded = fold(flow.variable)
    same = [name for name in template if fold(name) == folded]
    if len(same) == 1 and same[0] not in _written_variables(flow):
        right = template[same[0]]
        path = _path_of(right)
        return _looked_up(flow.target, None, None, path)._replace(
            verdict=Verdict.MISSPELLED, written=None, right_name=same[0], sure=False
        )
    return _NOT_JUDGED


def _written_variables(flow: AttributeFlow) -> set[str]:
    return set(flow.entry.mapping.properties) if flow.entry is not None else set()


def _path_of(property_: SchemaProperty) -> AttributePath:
    if property_.external_name is None:
        return AttributePath(None, property_.name)
    path = parse_external_name(property_.external_name).path
    assert path is not None, "the template's own names are right"
    return path._replace(schema=_schema_of(property_.external_namespace))


def _schema_of(namespace: str | None) -> str | None:
    return None if namespace is None or namespace.lower() == CORE_USER.lower() else namespace


# Keyed by the target itself, never by its id: an id is given to another object once its own is gone.
_JUDGED: dict[tuple[Target, str, str, str | None, str | None], Naming] = {}


def _judge_property(target: Target, variable: str, section: str, name: str | None, namespace: str | None) -> Naming:
    """Judge a declared property. Remembered: many exports declare the same properties."""
    key = (target, variable, section, name, namespace)
    found = _JUDGED.get(key)
    if found is None:
        if len(_JUDGED) > 50_000:
            _JUDGED.clear()
        found = _JUDGED[key] = _judge(target, variable, section, name, namespace)
    return found


def _judge(target: Target, variable: str, section: str, name: str | None, namespace: str | None) -> Naming:
    if variable == _USER_NAME and name is None:
        return _looked_up(target, None, None, AttributePath(None, _USER_NAME))
    if not namespace or not namespace.strip():
        return _without_namespace(target, section, name)
    if name is None or not name.strip():
        return _without_name(target, variable, namespace) if section == "custom" else _NOT_JUDGED
    written = parse_external_name(name)
    if written.path is not None and written.path.schema is not None:
        urn = nearest_urn(target, written.path.schema) or written.path.schema
        meant = written.path._replace(schema=_schema_of(urn))
        return _looked_up(target, written, namespace, meant)._replace(
            verdict=Verdict.CONTAINS_URN, right_name=okta_form(meant), right_namespace=urn
        )
    if not is_urn(namespace):
        near = nearest_urn(target, namespace)
        right = near or _home(target, written)
        meant_path = written.path._replace(schema=_schema_of(right)) if written.path is not None and right else None
        base = _looked_up(target, written, namespace, meant_path) if meant_path is not None else _NOT_JUDGED
        return base._replace(
            verdict=Verdict.NAMESPACE_MALFORMED,
            written=written,
            namespace=namespace,
            right_name=None,
            right_namespace=right,
            sure=near is not None,
        )
    old = _scim1(target, written, namespace)
    if old is not None:
        return old
    if written.faults or written.path is None:
        base = _NOT_JUDGED
        if written.path is not None:
            base = _looked_up(target, written, namespace, written.path._replace(schema=_schema_of(namespace)))
        return base._replace(
            verdict=Verdict.FILTER_DIALECT, written=written, namespace=namespace, right_namespace=None,
            right_name=written.corrected or _unreadable(target, namespace, written.text), sure=written.corrected is not None,
        )  # fmt: skip
    return _judge_path(target, written, namespace, written.path._replace(schema=_schema_of(namespace)))


def _unreadable(target: Target, namespace: str, text: str) -> str | None:
    """The attribute that a text stands for which is no path at all, such as ``nick name``."""
    schema = target.schema(namespace)
    names = tuple(attribute.name for attribute in schema.attributes.values()) if schema is not None else ()
    return misspelt(text, names)


def _without_namespace(target: Target, section: str, name: str | None) -> Naming:
    """Okta does not send a custom property that has no namespace; which one it lacks follows from the attribute's name."""
    if section != "custom":
        return _NOT_JUDGED
    written = parse_external_name(name) if name else None
    return Naming(
        Verdict.NAMESPACE_MISSING,
        written,
        None,
        right_namespace=_home(target, written) if written else None,
        sure=False,
    )


def _home(target: Target, written: ExternalName) -> str | None:
    """The only schema of the target that declares the attribute of a name."""
    path = written.path
    homes = [s for s in target.user_schemas() if path is not None and path.attribute.lower() in s.attributes]
    return homes[0].id if len(homes) == 1 else None


def _without_name(target: Target, variable: str, namespace: str) -> Naming:
    schema = target.schema(namespace)
    near = (
        nearest(variable, [attribute.name for attribute in schema.attributes.values()]) if schema is not None else None
    )
    if near is not None and schema is not None and schema.attributes[near.lower()].type == "complex":
        near = None
    return Naming(Verdict.NAME_MISSING, None, namespace, right_name=near, sure=False)


# --- namespaces -----------------------------------------------------------------------------------------------------------


def _scim1(target: Target, written: ExternalName, namespace: str) -> Naming | None:
    """A SCIM 1.1 URN, or its name for the manager, unless the target itself has them."""
    if is_scim1(target, namespace):
        right = scim2_of(namespace)
        path = written.path._replace(schema=_schema_of(right)) if written.path is not None and right else None
        base = _looked_up(target, written, namespace, path) if path is not None else _NOT_JUDGED
        if base.attribute is None and right == CORE_USER and written.path is not None:
            found = target.resolve(written.path).elsewhere
            right = found.id if found is not None else right
        managerial = _is_manager_id(written.path)
        return base._replace(
            verdict=Verdict.SCIM1, written=written, namespace=namespace, right_namespace=right,
            right_name="manager.value" if managerial else None,
        )  # fmt: skip
    path = written.path
    if path is not None and _is_manager_id(path):
        renamed = any(limit.kind == "subattr_rename" and limit.value == "managerId" for limit in target.limits)
        meant = path._replace(schema=_schema_of(namespace), sub_attribute="value")
        if not renamed and target.resolve(path._replace(schema=_schema_of(namespace))).attribute is None:
            return _looked_up(target, written, namespace, meant)._replace(
                verdict=Verdict.SCIM1, right_name="manager.value", right_namespace=None
            )
        if renamed:
            return _looked_up(target, written, namespace, meant)._replace(verdict=Verdict.RIGHT)
    return None


def _is_manager_id(path: AttributePath | None) -> bool:
    """``manager.managerId``: SCIM 1.1's name for ``manager.value``."""
    if path is None or path.sub_attribute is None:
        return False
    return path.attribute.lower() == "manager" and path.sub_attribute.lower() == "managerid"


# --- attributes -----------------------------------------------------------------------------------------------------------


def _looked_up(target: Target, written: ExternalName | None, namespace: str | None, path: AttributePath) -> Naming:
    """A naming with the path resolved, verdict RIGHT for the caller to replace."""
    found = target.resolve(path)
    return Naming(Verdict.RIGHT, written, namespace, path, found.attribute, found.parent)


def _judge_path(target: Target, written: ExternalName, namespace: str, path: AttributePath) -> Naming:
    found = target.resolve(path)
    naming = Naming(
        Verdict.RIGHT, written, namespace, path, found.attribute, found.parent,
        declared_by_target=target.publishes(path.schema),
    )  # fmt: skip
    if found.outcome is Outcome.FOUND:
        return naming
    if found.outcome is Outcome.OTHER_CASE:
        return _other_case(naming, found, namespace)
    if found.outcome is Outcome.UNKNOWN_SCHEMA:
        return _judge_unknown_schema(target, naming, found, namespace)
    return _judge_unknown_attribute(target, naming, found)


def _other_case(naming: Naming, found: Resolution, namespace: str) -> Naming:
    path, attribute = naming.path, found.attribute
    assert path is not None
    assert attribute is not None
    assert naming.written is not None
    if found.parent is not None:
        right = path._replace(attribute=found.parent.name, sub_attribute=attribute.name)
    else:
        right = path._replace(attribute=attribute.name)
    name = okta_form(right)
    if name == okta_form(path):
        # Only the URN's case differs: URNs ignore it, and so does Okta.
        return naming
    return naming._replace(verdict=Verdict.OTHER_CASE, path=right, right_name=name)


def _judge_unknown_schema(target: Target, naming: Naming, found: Resolution, namespace: str) -> Naming:
    """A vendor may have any extension: only what the target publishes, or a slip in a known URN, proves anything."""
    assert naming.path is not None
    lower = namespace.lower()
    if lower in target.open:
        return naming._replace(verdict=Verdict.NOT_JUDGED)
    near = nearest_urn(target, namespace) or _with_attribute(target, naming.path, namespace)
    named = _namespace_limit(target, naming.path)
    if named is not None:
        right = naming.path._replace(schema=named)
        return naming._replace(
            verdict=Verdict.WRONG_SCHEMA, path=right, right_namespace=named, attribute=target.resolve(right).attribute
        )
    if near is not None:
        right = naming.path._replace(schema=_schema_of(near))
        again = target.resolve(right)
        return naming._replace(
            verdict=Verdict.UNKNOWN_SCHEMA,
            path=right,
            attribute=again.attribute,
            parent=again.parent,
            right_namespace=near,
        )
    if not target.declared and not is_core(namespace):
        return naming._replace(verdict=Verdict.NOT_JUDGED)
    version = other_version(target, namespace)
    if version is not None:
        right = naming.path._replace(schema=_schema_of(version))
        again = target.resolve(right)
        return naming._replace(
            verdict=Verdict.UNKNOWN_SCHEMA, path=right, attribute=again.attribute, parent=again.parent,
            right_namespace=version, sure=again.attribute is not None,
        )  # fmt: skip
    if found.elsewhere is not None:
        right = naming.path._replace(schema=_schema_of(found.elsewhere.id))
        again = target.resolve(right)
        return naming._replace(
            verdict=Verdict.WRONG_SCHEMA, path=right, attribute=again.attribute, parent=again.parent,
            right_namespace=found.elsewhere.id, sure=target.publishes(found.elsewhere.id),
        )  # fmt: skip
    # Published without the core User, the answer may be one of extensions only: another extension may be missing in it.
    sure = CORE_USER.lower() in target.declared
    return naming._replace(verdict=Verdict.UNKNOWN_SCHEMA, sure=sure)


def _with_attribute(target: Target, path: AttributePath, namespace: str) -> str | None:
    """The schema in a namespace that holds the attribute's name as well, as paths of RFC 7644 do."""
    urn, _, last = namespace.rpartition(":")
    schema = target.schema(urn) if urn and last.lower() == path.attribute.lower() else None
    return schema.id if schema is not None else None


def _namespace_limit(target: Target, path: AttributePath) -> str | None:
    """The namespace in which alone a named target reads this attribute."""
    for limit in target.limits:
        if (
            limit.kind == "namespace"
            and limit.path is not None
            and limit.path.attribute.lower() == path.attribute.lower()
        ):
            return limit.path.schema
    return None


def _judge_unknown_attribute(target: Target, naming: Naming, found: Resolution) -> Naming:
    path = naming.path
    assert path is not None
    assert found.schema is not None
    named = _namespace_limit(target, path)
    if named is not None and named.lower() != (path.schema or CORE_USER).lower():
        right = path._replace(schema=named)
        return naming._replace(
            verdict=Verdict.WRONG_SCHEMA, path=right, right_namespace=named, attribute=target.resolve(right).attribute
        )
    if found.elsewhere is not None:
        right = path._replace(schema=_schema_of(found.elsewhere.id))
        again = target.resolve(right)
        return naming._replace(
            verdict=Verdict.WRONG_SCHEMA, path=right, attribute=again.attribute, parent=again.parent,
            right_namespace=found.elsewhere.id,
            # RFC 7643 is what everybody means by the enterprise extension; a vendor's own core attribute may bear any name.
            sure=naming.declared_by_target or target.is_standard,
        )  # fmt: skip
    if found.outcome is Outcome.UNKNOWN_SUB_ATTRIBUTE:
        return _judge_sub_attribute(target, naming, found)
    names = [attribute.name for attribute in found.schema.attributes.values()]
    right_name = misspelt(path.attribute, tuple(names))
    if right_name is not None:
        right = path._replace(attribute=right_name)
        again = target.resolve(right)
        if path.sub_attribute is None or again.attribute is not None:
            return naming._replace(
                verdict=Verdict.MISSPELLED, path=right, attribute=again.attribute, parent=again.parent,
                right_name=okta_form(right), sure=fold(right_name) == fold(path.attribute),
            )  # fmt: skip
    near = _meant(target, path, found.schema, names)
    return naming._replace(
        verdict=Verdict.UNKNOWN, path=None, sure=naming.declared_by_target and near is None, near=near,
        right_name=okta_form(near) if near is not None else None,
        right_namespace=_namespace_of(near) if near is not None and near.schema != path.schema else None,
    )  # fmt: skip


def _meant(target: Target, path: AttributePath, schema: Schema, names: list[str]) -> AttributePath | None:
    """What an unknown attribute is probably meant for: another word for one that the target declares, a near name in its own
    schema, or one slip away in another."""
    meant = synonym(path.attribute) if path.sub_attribute is None else None
    if meant is not None and target.resolve(meant).attribute is not None:
        return _one_element(target, meant)
    near = nearest(path.attribute, names)
    if near is not None:
        return path._replace(attribute=near)
    elsewhere = [
        path._replace(schema=_schema_of(other.id), attribute=name)
        for other in target.user_schemas()
        if other is not schema
        for name in [misspelt(path.attribute, tuple(attribute.name for attribute in other.attributes.values()))]
        if name is not None
    ]
    return elsewhere[0] if len(elsewhere) == 1 else None


def _one_element(target: Target, path: AttributePath) -> AttributePath:
    """A path to a part of a multi-valued attribute, with the element that a single value goes to."""
    parent = target.resolve(path).parent
    if parent is None or not parent.multi_valued or path.filter is not None:
        return path
    primary = "primary" in parent.sub_attributes
    return path._replace(filter=Filter("primary", True) if primary else Filter("type", "work"))


def _namespace_of(path: AttributePath) -> str:
    return path.schema or CORE_USER


def _judge_sub_attribute(target: Target, naming: Naming, found: Resolution) -> Naming:
    path, parent = naming.path, found.parent
    assert path is not None
    assert parent is not None
    assert path.sub_attribute is not None
    names = [part.name for part in parent.sub_attributes.values()]
    right_name = misspelt(path.sub_attribute, tuple(names))
    if right_name is not None:
        right = path._replace(attribute=parent.name, sub_attribute=right_name)
        again = target.resolve(right)
        return naming._replace(
            verdict=Verdict.MISSPELLED, path=right, attribute=again.attribute, parent=parent, right_name=okta_form(right),
            sure=fold(right_name) == fold(path.sub_attribute),
        )  # fmt: skip
    if parent.faulty and not names:
        return naming._replace(verdict=Verdict.NOT_JUDGED)
    meant = synonym(path.sub_attribute)
    same = meant is not None and meant.attribute.lower() == path.attribute.lower() and meant.sub_attribute in names
    name = meant.sub_attribute if meant is not None and same else nearest(path.sub_attribute, names)
    near = path._replace(sub_attribute=name) if name is not None else None
    return naming._replace(
        verdict=Verdict.UNKNOWN, path=None, sure=naming.declared_by_target, near=near,
        right_name=okta_form(near) if near is not None else None,
    )  # fmt: skip
