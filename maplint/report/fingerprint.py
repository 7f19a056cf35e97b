"""Fingerprints: the same finding has the same one although lines move, so that baselines and code hosts know it again."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from maplint.engine.identity import identity
from maplint.report.machine import repository_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maplint.finding import Finding

LENGTH = 16
"""Hexadecimal digits of a fingerprint."""


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """One for each finding, made of rule, file, what it stands at and what it is about; equal findings get a counter."""
    seen: dict[str, int] = {}
    result: list[str] = []
    for finding in findings:
        known = "\0".join(identity(finding, repository_path(finding.place.document.path)))
        seen[known] = count = seen.get(known, 0) + 1
        if count > 1:
            known += f"\0{count}"
        result.append(sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH])
    return result
