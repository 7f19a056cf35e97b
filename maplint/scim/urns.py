"""URNs of schemas: what they look like, and which one is meant by a wrong one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from maplint.names import slips
from maplint.scim import CORE_USER, ENTERPRISE_USER

if TYPE_CHECKING:
    from maplint.scim.target import Target

_SCIM1 = "urn:scim:schemas:"
_SCIM1_MEANS = {
    "urn:scim:schemas:core:1.0": CORE_USER,
    "urn:scim:schemas:core:1.0:user": CORE_USER,
    "urn:scim:schemas:extension:enterprise:1.0": ENTERPRISE_USER,
    "urn:scim:schemas:extension:enterprise:1.0:user": ENTERPRISE_USER,
    "urn:scim:schemas:core:2.0:user": CORE_USER,
    "urn:scim:schemas:extension:enterprise:2.0:user": ENTERPRISE_USER,
}

# What RFC 8141, section 2 allows in the specific part of a URN, beside letters and digits.
_PUNCTUATION = frozenset("()+,-.:=@;$_!*'%/?#&~")


def is_urn(text: str) -> bool:
    """Whether a text is a URN (RFC 8141, section 2): ``urn:NID:NSS``, closed by no colon. ``urn`` is no NID (RFC 2141, section 2.1)."""
    scheme, _, rest = text.partition(":")
    identifier, colon, specific = rest.partition(":")
    return (
        scheme.lower() == "urn"
        and bool(colon and specific)
        and 2 <= len(identifier) <= 32
        and identifier.lower() != "urn"
        and identifier.replace("-", "").isalnum()
        and text.isascii()
        and not specific.endswith(":")
        and all(character.isalnum() or character in _PUNCTUATION for character in specific)
    )


def is_core(urn: str) -> bool:
    """Whether a URN lies where the RFC's own core schemas are: nobody else may define one there (RFC 7643, section 10.3)."""
    return urn.lower().startswith("urn:ietf:params:scim:schemas:core:")


def is_scim1(target: Target, urn: str) -> bool:
    """Whether a URN is of SCIM 1.1, or of its form, and the target is not known to take it."""
    lower = urn.lower()
    return lower.startswith(_SCIM1) and not target.scim1 and lower not in target.schemas and lower not in target.open


def scim2_of(urn: str) -> str | None:
    """The URN of SCIM 2.0 for what a URN of SCIM 1.1 meant."""
    return _SCIM1_MEANS.get(urn.lower())


def known_urns(target: Target) -> list[str]:
    """The URNs of the schemas that users can have at the target."""
    return [schema.id for schema in target.user_schemas()] + sorted(target.open)


@lru_cache(maxsize=1024)
def _tidy(urn: str) -> str:
    return urn.strip().rstrip(":").replace("urn_", "urn:").lower().replace("urn:urn:", "urn:")


def nearest_urn(target: Target, urn: str, most: int = 2) -> str | None:
    """The only known URN at most two slips away, or that holds one part more, or the same ones in another order."""
    wanted = _tidy(urn)
    known = known_urns(target)
    for other in known:
        if other.lower() == wanted:
            return other
    near = [other for other in known if slips(wanted, other.lower(), most) <= most or _part_off(wanted, other.lower())]
    return near[0] if len(near) == 1 else None


def _part_off(wanted: str, known: str) -> bool:
    """Whether a URN lacks one part of a known one (``...:enterprise:2.0``), or holds its parts in another order."""
    parts, all_parts = wanted.split(":"), known.split(":")
    if len(parts) == len(all_parts) - 1:
        return any(parts == all_parts[:at] + all_parts[at + 1 :] for at in range(len(all_parts)))
    return sorted(parts) == sorted(all_parts)


def other_version(target: Target, urn: str) -> str | None:
    """A URN of the target that differs in its version alone."""
    stem = _without_version(urn)
    same = [other for other in known_urns(target) if _without_version(other) == stem]
    return same[0] if len(same) == 1 else None


def _without_version(urn: str) -> str:
    return re.sub(r"\d+(\.\d+)*", "#", urn.lower())
