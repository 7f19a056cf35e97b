"""What stays of a finding when lines move: for fingerprints and baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maplint.finding import Finding
    from maplint.source.place import Place


def identity(finding: Finding, path: str) -> tuple[str, str, str, str]:
    """Rule, file, what it stands at and what it is about. ``path`` is how the file is to be named."""
    return finding.code, path, stable_pointer(finding.place), finding.subject


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
            own = next(
                (value[key] for key in ("address", "id", "name", "value") if isinstance(value.get(key), str)), None
            )
        parts.append(f"[{own}]" if own is not None else str(segment))
    return "/".join(parts)
