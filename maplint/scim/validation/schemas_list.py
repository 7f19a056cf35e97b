"""``schemas``, and the extensions that a resource holds: what is used must be listed, and what is named must exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.scim.cause import Cause
from maplint.scim.path import AttributePath
from maplint.scim.target import Outcome
from maplint.scim.urns import known_urns
from maplint.scim.validation.nodes import Unwanted, report_no_extension
from maplint.scim.validation.unknown_keys import meant_schema
from maplint.scim.validation.walk import value_at
from maplint.scim.violation import Correction, Mend

if TYPE_CHECKING:
    from maplint.scim.validation.resource import Resource
    from maplint.scim.validation.unknown_keys import MeantSchema
    from maplint.scim.validation.walk import Walk
    from maplint.source.place import Pointer

_SCHEMAS = ("schemas",)


def judge_schemas(compiled: Resource, resource: dict[str, Any], walk: Walk) -> None:
    """Note what is wrong with the schemas of a resource."""
    _Judge(compiled, resource, walk).judge()


class _Judge:
    def __init__(self, compiled: Resource, resource: dict[str, Any], walk: Walk) -> None:
        self._compiled = compiled
        self._resource = resource
        self._walk = walk
        self._known = {urn.lower(): urn for urn in compiled.listable}
        for limit in walk.target.limits:
            if limit.kind == "enum" and limit.path is not None and limit.path.attribute == "schemas":
                self._known.update((str(urn).lower(), str(urn)) for urn in limit.value)
        self._written = self._read_list()
        self._listed = {urn.lower() for urn in self._written}

    def judge(self) -> None:
        flattened = [key for key in self._walk.odd_keys if self._is_path(key)]
        keys = [key for key in self._resource if ":" in key or key in self._walk.odd_keys]
        keys = [key for key in keys if key not in flattened]
        wrong: dict[str, list[Pointer]] = {}
        for key in keys:
            if key.lower() == self._compiled.core.id.lower():
                self._nested_core(key)
            elif key.lower() not in self._known:
                wrong.setdefault(key.lower(), []).append((key,))
        for index, urn in enumerate(self._written):
            if urn.lower() not in self._known:
                wrong.setdefault(urn.lower(), []).append((*_SCHEMAS, index))
        for places in wrong.values():
            self._wrong_urn(places)
        if self._written:
            held = [key for key in keys if isinstance(self._resource[key], dict) and self._resource[key]]
            self._unlisted([key for key in held if key.lower() != self._compiled.core.id.lower()])

    # --- the list ---------------------------------------------------------------------------------------------------

    def _read_list(self) -> list[str]:
        """The URNs that are listed, after saying what is wrong with the list itself."""
        listed = value_at(self._resource, "schemas")
        if listed in (None, []):
            self._no_list()
            return []
        if not isinstance(listed, list) or not all(isinstance(urn, str) for urn in listed):
            right = [listed] if isinstance(listed, str) else None
            self._walk.report(
                Cause.SCHEMAS_SHAPE,
                None,
                _SCHEMAS,
                "`schemas` is a list of URNs, and something else is given",
                f'write ["{listed}"]' if right else "write a list of URNs",
                expected="a list of URNs",
                found=listed,
                correction=Correction(Mend.REPLACE, value=right, sure=True) if right else None,
            )
            return right or [urn for urn in listed if isinstance(urn, str)] if isinstance(listed, list | str) else []
        unique = list({urn.lower(): urn for urn in reversed(listed)}.values())[::-1]
        if len(unique) < len(listed):
            again = next(urn for index, urn in enumerate(listed) if urn.lower() in [u.lower() for u in listed[:index]])
            self._walk.report(
                Cause.REPEATED_SCHEMA,
                None,
                _SCHEMAS,
                f"`schemas` lists `{again}` twice",
                "list it once",
                found=listed,
                correction=Correction(Mend.REPLACE, value=unique, sure=True),
            )
        return unique

    def _no_list(self) -> None:
        extensions = [self._known[key.lower()] for key in self._resource if key.lower() in self._known]
        right = [self._compiled.core.id, *extensions]
        there = "schemas" in self._resource
        mend = Correction(Mend.REPLACE, (), right, True) if there else Correction(Mend.INSERT, _SCHEMAS, right, True)
        self._walk.report(
            Cause.NO_SCHEMAS,
            AttributePath(None, "schemas"),
            _SCHEMAS if there else (),
            "`schemas` is " + ("empty" if there else "missing"),
            f"list {' and '.join(f'`{urn}`' for urn in right)}",
            expected="a list of URNs",
            correction=mend,
        )

    def _unlisted(self, keys: list[str]) -> None:
        """Schemas that are used and not listed."""
        core = self._compiled.core.id
        others_known = any(
            urn.lower() == limit for urn in self._written for limit in self._known if limit != core.lower()
        )
        if core.lower() not in self._listed and not (others_known and self._stands_for_core()):
            self._add(core, _SCHEMAS, f"`schemas` does not list the core schema `{core}`", [core, *self._written])
        for key in keys:
            if key.lower() not in self._listed:
                urn = self._known.get(key.lower(), key)
                message = f"the extension `{key}` is not listed in `schemas`"
                self._add(urn, (key,), message, [*self._written, urn])

    def _stands_for_core(self) -> bool:
        return any(urn.lower() in self._known and ":core:" in urn.lower() for urn in self._written)

    def _add(self, urn: str, pointer: Pointer, message: str, right: list[str]) -> None:
        self._walk.report(
            Cause.UNLISTED,
            None,
            pointer,
            message,
            f"add `{urn}` to `schemas`",
            on_key=True,
            expected=f"`{urn}` in `schemas`",
            nearest=urn,
            correction=Correction(Mend.REPLACE, (), right, True, _SCHEMAS),
        )

    def _nested_core(self, key: str) -> None:
        self._walk.report(
            Cause.UNKNOWN_ATTRIBUTE,
            None,
            (key,),
            f"`{key}` is the core schema, and its attributes stand in the resource itself",
            "write what is in it beside `schemas`",
            on_key=True,
            found=self._resource[key],
        )

    # --- URNs that are not the target's -------------------------------------------------------------------------------

    def _wrong_urn(self, places: list[Pointer]) -> None:
        """A URN that the target is not known to have: as a key, in the list, or both: one cause."""
        first, *others = places
        on_key = len(first) == 1
        urn = str(first[0]) if on_key else self._written[int(first[1])]
        content = self._resource[urn] if on_key else {}
        if urn.lower() in self._compiled.foreign:
            self._foreign(urn, first, tuple(others))
            return
        meant = meant_schema(self._walk.target, urn, content if isinstance(content, dict) else {})
        if meant.cause is None:
            if on_key and content is not None and not isinstance(content, dict):
                report_no_extension(self._walk, urn, content)
            return
        if meant.urn is not None:
            self._listed.add(meant.urn.lower())
        self._listed.add(urn.lower())
        title = self._walk.target.title
        if meant.cause is Cause.SCHEMAS_SHAPE:
            message = f"`{urn}` is no URN, and a schema is named by one"
        elif meant.cause is Cause.SHORT_URN:
            message = f"`{urn}` is a short name: an extension is keyed by its URN"
        elif meant.cause is Cause.SCIM1:
            message = f"`{urn}` is SCIM 1.1" + (f"; SCIM 2.0 has `{meant.urn}`" if meant.urn else "")
        else:
            message = f"{title} has no schema `{urn}`" + (f", but `{meant.urn}`" if meant.urn else "")
        self._walk.report(
            meant.cause,
            None,
            first,
            message,
            self._help(meant, on_key=on_key),
            on_key=on_key,
            found=urn,
            nearest=meant.urn,
            correction=self._correction(meant, first),
            sure=meant.sure,
            also=tuple(others),
        )
        node = self._compiled.extensions.get(meant.urn or "")
        if on_key and node is not None and content is not None:
            node.visit(content, (), urn, self._walk)

    def _foreign(self, urn: str, first: Pointer, others: tuple[Pointer, ...]) -> None:
        self._listed.add(urn.lower())
        kind = self._compiled.kind
        self._walk.report(
            Cause.UNKNOWN_SCHEMA,
            None,
            first,
            f"`{urn}` is an extension of other resources, and this is a {kind}",
            "leave it out",
            on_key=len(first) == 1,
            found=urn,
            also=others,
        )

    def _is_core(self, urn: str | None) -> bool:
        return urn is not None and urn.lower() == self._compiled.core.id.lower()

    def _help(self, meant: MeantSchema, *, on_key: bool) -> str:
        if on_key and self._is_core(meant.urn):
            return f"list `{meant.urn}` in `schemas`, and write what is in the object beside it"
        if meant.urn is not None:
            return f"write `{meant.urn}`"
        if meant.cause is Cause.UNKNOWN_SCHEMA:
            known = " and ".join(f"`{urn}`" for urn in known_urns(self._walk.target))
            return f"write one of the target's schemas: {known}"
        return "write the URN of the SCIM 2.0 schema that declares the attributes"

    def _correction(self, meant: MeantSchema, first: Pointer) -> Correction | None:
        right = meant.urn
        # The core is no key: what is in it stands in the resource itself.
        if right is None or (len(first) == 1 and self._is_core(right)):
            return None
        if len(first) == 1:
            taken = any(key.lower() == right.lower() for key in self._resource)
            return None if taken else Correction(Mend.RENAME, (right,), sure=meant.sure)
        if any(urn.lower() == right.lower() for urn in self._written):
            others = [urn for index, urn in enumerate(self._written) if index != first[1]]
            return Correction(Mend.REPLACE, (), others, True, _SCHEMAS)
        return Correction(Mend.REPLACE, value=right, sure=meant.sure)

    # --- paths as keys --------------------------------------------------------------------------------------------------

    def _is_path(self, key: str) -> bool:
        """Whether a key is the whole path of an attribute of an extension, as PATCH requests and mappings write it."""
        urn, _, name = key.rpartition(":")
        known = self._known.get(urn.lower())
        if known is None:
            return False
        attribute, _, part = name.partition(".")
        path = AttributePath(known, attribute, sub_attribute=part or None)
        found = self._walk.target.resolve(path)
        if found.outcome not in (Outcome.FOUND, Outcome.OTHER_CASE):
            return False
        self._walk.meant.add((path.schema, path.local_key()))
        value = self._resource[key]
        self._walk.report(
            Cause.FLATTENED,
            path,
            (key,),
            f"`{key}` is the path of an attribute, and a key is a name",
            f"write `{path.local()}` in the object `{known}`",
            on_key=True,
            found=value,
            nearest=str(path),
            correction=Correction(Mend.MOVE, (known, attribute, *((part,) if part else ())), value),
        )
        node = self._walk.root.node_at(path)
        if node is not None and value is not None and not isinstance(node, Unwanted):
            node.visit(value, (), key, self._walk)
        return True
