"""auth-header-format (MAP913)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.record import NamedTuple
from maplint.rule import Applicability, Confidence, Rule, Severity, fix_replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.okta.provisioning import Connection
    from maplint.project.provisioned import ProvisionedApp
    from maplint.rule import Finding, Fix


class AuthHeaderFormat(Rule):
    """The token of a connection would make a broken Authorization header."""

    code = "MAP913"
    name = "auth-header-format"
    summary = "The token of a connection would make a broken Authorization header"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_provisioning(self, app: ProvisionedApp) -> Iterator[Finding]:
        for connection in app.connections:
            if not connection.token or connection.scheme == "OAUTH2":
                continue
            for fault in token_faults(connection.token):
                if fault.word and "header" in (app.name or "").lower():
                    continue  # this connector sends the text as it is
                yield self.finding(
                    connection.place("profile", "token")._replace(fragment=(fault.start, fault.end)),
                    f"the token for {app.label} {fault.message}",
                    severity=fault.severity,
                    confidence=fault.confidence,
                    help=fault.help,
                    consequence="401: `Invalid Authorization header`, or a wrong token",
                    fix=_fix(connection, fault),
                    subject=fault.message,
                    secret=True,
                )


class TokenFault(NamedTuple):
    """What is wrong in the code points ``[start, end)`` of a token; nothing of the token itself is ever said.

    ``cut`` is what to call them when they can be taken out, else None; ``word`` whether they are the word that belongs in front
    of a token in the header.
    """

    start: int
    end: int
    message: str
    help: str
    severity: Severity = Severity.ERROR
    confidence: Confidence = Confidence.CERTAIN
    cut: str | None = None
    word: bool = False


def _fix(connection: Connection, fault: TokenFault) -> Fix | None:
    place = connection.place("profile", "token")._replace(fragment=(fault.start, fault.end))
    if fault.cut is None or place.resolved().fragment is None:
        return None
    applicability = Applicability.UNSAFE if fault.word else Applicability.SAFE
    why_not = "some connectors send the text as it is" if fault.word else None
    return fix_replace(f"remove {fault.cut}", place, "", applicability, why_not)


def token_faults(token: str) -> Iterator[TokenFault]:
    """What is wrong with a token, from left to right."""
    start, end = len(token) - len(token.lstrip()), len(token.rstrip())
    trim = "leave that out; a token that is read from a file needs `trimspace(file(...))`"
    if start and start < len(token):
        yield TokenFault(0, start, "begins with blanks", trim, cut="the blanks before it")
    header = re.match(r"(authorization\s*:\s*)?((?:bearer\s+)*)", token[start:end], re.IGNORECASE)
    assert header is not None
    name, bearers = header[1] or "", header[2]
    if name:
        yield TokenFault(
            start,
            start + len(name),
            "begins with the name of the header, `Authorization`",
            "give the token alone: Okta writes the header",
            cut=f"`{name.strip()}`",
        )
    at = start + len(name)
    if bearers:
        doubled = len(bearers.split()) > 1
        yield TokenFault(
            at,
            at + len(bearers),
            f"begins with `{' '.join(bearers.split())}`: Okta writes that word itself",
            "give the token alone; connectors of the kind `Header Auth` are the ones that send the text as it is",
            severity=Severity.ERROR if doubled or name else Severity.WARNING,
            confidence=Confidence.CERTAIN if doubled else Confidence.LIKELY,
            cut=f"`{bearers.strip()}`",
            word=True,
        )
    yield from _inside(token, at + len(bearers), end)
    if end < len(token) and end > start:
        breaks = "\n" in token[end:]
        message = f"ends in {'a line break' if breaks else 'blanks'}"
        yield TokenFault(end, len(token), message, trim, cut=f"the {'line break' if breaks else 'blanks'} behind it")


def _inside(token: str, start: int, end: int) -> Iterator[TokenFault]:
    """What cannot stand inside a token: quotes round it, blanks but behind a scheme's word, characters that are not ASCII."""
    body = token[start:end]
    if len(body) > 1 and body[0] == body[-1] and body[0] in "\"'`":
        yield TokenFault(start, start + 1, "is in quotes, which are sent too", "give it without them")
        return
    for number, character in enumerate(body):
        if character.isascii() and character.isprintable() and not character.isspace():
            continue
        if character == " " and re.fullmatch(r"[A-Za-z]+ \S+", body):
            continue  # another scheme: PagerDuty's `Token token=...`
        shown = "a blank" if character == " " else f"the character U+{ord(character):04X}"
        yield TokenFault(start + number, start + number + 1, f"holds {shown}", "copy the token again")
        return
