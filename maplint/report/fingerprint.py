"""Fingerprints: the same finding has the same one although lines move, so that baselines and code hosts know it again."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from maplint.report.machine import repository_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maplint.finding import Finding
    from maplint.source.place import Place

LENGTH = 16
"""Hexadecimal digits of a fingerprint."""


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """One for each finding, made of rule, file, what it stands at and what it is about; equal findings get a counter."""
    seen: dict[str, int] = {}
    result: list[str] = []
    for finding in findings:
        path = repository_path(finding.place.document.path)
        identity = "\0".join((finding.code, path, stable_pointer(finding.place), finding.subject))
        seen[identity] = count = seen.get(identity, 0) + 1
        if count > 1:
            identity += f"\0{count}"
        result.append(sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH])
    return result


def stable_pointer(place: Place) -> str:
    """The pointer with positions in arrays replaced by the element's own id or name, which stay when others are added."""
    parts: list[str] = []
    value = place.document.value
    for segment in place.pointer:
        try:
            value = value[segment]
        except (LookupError, TypeError):
            value = None
        own = None
        if isinstance(segment, int) and isinstance(value, dict):
            own = next((value[key] for key in ("id", "name", "value") if isinstance(value.get(key), str)), None)
        parts.append(f"[{own}]" if own is not None else str(segment))
    return "/".join(parts)
