"""auth-base-url (MAP907)."""

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


class AuthBaseUrl(Rule):
    """The base URL of a provisioning connection cannot be right."""

    code = "MAP907"
    name = "auth-base-url"
    summary = "The base URL of a provisioning connection cannot be right"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_provisioning(self, app: ProvisionedApp) -> Iterator[Finding]:
        for connection in app.connections:
            if not connection.base_url:
                continue
            for fault in url_faults(connection.base_url, app):
                place = connection.place("baseUrl")
                yield self.finding(
                    place._replace(fragment=(fault.start, fault.end)),
                    f"the base URL of {app.label} {fault.message}",
                    severity=fault.severity,
                    confidence=fault.confidence,
                    help=fault.help,
                    consequence=fault.consequence,
                    fix=_fix(connection, fault),
                    subject=fault.message,
                )


class UrlFault(NamedTuple):
    """What is wrong in the code points ``[start, end)`` of a URL. ``right`` is what would stand there; None when only a person
    knows."""

    start: int
    end: int
    message: str
    help: str
    consequence: str
    severity: Severity = Severity.ERROR
    confidence: Confidence = Confidence.CERTAIN
    right: str | None = None
    applicability: Applicability = Applicability.SAFE


def _fix(connection: Connection, fault: UrlFault) -> Fix | None:
    if fault.right is None:
        return None
    place = connection.place("baseUrl")._replace(fragment=(fault.start, fault.end))
    if place.resolved().fragment is None:  # what is worked out is not written
        return None
    assert connection.base_url is not None
    gone = connection.base_url[fault.start : fault.end]
    title = f"write `{fault.right}`" if fault.right else f"remove `{gone}`" if gone.strip() else "remove the blanks"
    return fix_replace(title, place, fault.right, fault.applicability)


def url_faults(url: str, app: ProvisionedApp) -> Iterator[UrlFault]:
    """What is wrong with a base URL, from left to right. Nothing is repeated of what may be secret in it."""
    blanks = list(_blanks(url))
    yield from blanks
    parts = re.fullmatch(_URL, url.strip())
    if parts is None:
        if not any(fault.right is None for fault in blanks):
            yield from _no_url(url)
        return
    offset = len(url) - len(url.lstrip())
    scheme, authority, path, rest = parts.groups()
    at = offset + len(scheme) + len("://")
    host = list(_authority(authority, at))
    if not any(fault.message.endswith(UNREACHABLE) for fault in host):  # how, is no matter then
        yield from _scheme(scheme, offset)
    yield from host
    yield from _blank_places(url, authority, at, path)
    at += len(authority)
    yield from _path(path, at, authority, app, rest)
    if rest:
        yield UrlFault(
            at + len(path),
            at + len(path) + len(rest),
            f"has a {'query' if rest[0] == '?' else 'fragment'}: Okta appends `/Users` to it",
            "leave it out" + ("; the flag is meant for Microsoft Entra" if "aadoptscim" in rest.casefold() else ""),
            "404: all requests go to the same address, with `/Users` as a part of the query",
            right="",
            applicability=Applicability.UNSAFE,
        )


UNREACHABLE = "which Okta's cloud cannot reach"
_URL = r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\s]*)([^?#\s]*)([?#]\S*)?"


def _blanks(url: str) -> Iterator[UrlFault]:
    """White space and invisible characters: before and behind they can go, inside nobody knows what was meant."""
    consequence = "Okta refuses the URL, or asks for another one than is meant"
    for match in re.finditer(r"^\s+|\s+$", url):
        yield UrlFault(*match.span(), "has blanks around it", "remove them", consequence, right="")
    for number, character in enumerate(url):
        inside = character.isspace() and url[:number].strip() and url[number:].strip()
        if inside or not (character.isprintable() or character.isspace()):
            shown = "a blank" if character == " " else f"the character U+{ord(character):04X}"
            yield UrlFault(number, number + 1, f"holds {shown}", "copy the URL again", consequence)
            return


def _no_url(url: str) -> Iterator[UrlFault]:
    text = url.strip()
    start = url.index(text) if text else 0
    if re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?(/\S*)?", text):
        yield UrlFault(
            start,
            start + len(text),
            "lacks its `https://`",
            f"write `https://{text}`",
            "Okta refuses the URL",
            right=f"https://{text}",
            applicability=Applicability.UNSAFE,
        )
    elif text:
        yield UrlFault(
            start, start + len(text), "is no URL", "write one that begins with `https://`", "Okta refuses it"
        )


def _scheme(scheme: str, at: int) -> Iterator[UrlFault]:
    if scheme.lower() == "http":
        yield UrlFault(
            at,
            at + len(scheme),
            "begins with `http`",
            "write `https`: the token goes over the wire as it is",
            "Okta wants TLS; a server that answers plain HTTP with a redirect loses the body of the request",
            confidence=Confidence.LIKELY,
            right="https",
            applicability=Applicability.UNSAFE,
        )
    elif scheme.lower() != "https":
        yield UrlFault(at, at + len(scheme), f"begins with `{scheme}`", "write `https`", "Okta refuses the URL")


def _authority(authority: str, at: int) -> Iterator[UrlFault]:
    user, signed, host = authority.rpartition("@")
    if signed:
        yield UrlFault(
            at,
            at + len(user) + 1,
            "holds credentials",
            "take them out, and give Okta a token; whoever reads this file knows them",
            "401 or a refused URL: Okta sends the token of the connection; what stands in a URL ends in logs",
        )
    at += len(user) + len(signed)
    name = host if host.startswith("[") else host.partition(":")[0]
    yield from _underscore(name, at)
    if name and is_unreachable(name.strip("[]")):
        yield UrlFault(
            at,
            at + len(name),
            f"names `{name}`, {UNREACHABLE}",
            "give the address under which the target is known in the internet; behind a firewall take Okta's provisioning agent",
            "`Connect timed out`, or the name is unknown",
            confidence=Confidence.LIKELY,
        )
    elif not name:
        yield UrlFault(at, at, "names no host", "write it", "Okta refuses the URL")


def _underscore(text: str, at: int) -> Iterator[UrlFault]:
    if "_" in text:
        number = text.index("_")
        yield UrlFault(
            at + number,
            at + number + 1,
            "holds an underscore",
            "give the target another address",
            "Okta does not take underscores in base URLs",
            severity=Severity.WARNING,
            confidence=Confidence.LIKELY,
        )


def is_unreachable(host: str) -> bool:
    """Whether a host is one that no other network knows: this machine, private addresses, names without a domain of the
    internet."""
    from ipaddress import ip_address

    try:
        return not ip_address(host).is_global
    except ValueError:
        name = host.lower().rstrip(".")
        return name == "localhost" or "." not in name or name.endswith(_PRIVATE)


# RFC 6761, 6762, 9476; `internal` is reserved by ICANN (2024). `example` and `test` stand for something else in what people write.
_PRIVATE = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".corp", ".intranet")


def _blank_places(url: str, authority: str, at: int, path: str) -> Iterator[UrlFault]:
    """What an instruction leaves to be filled in: ``{tenant}``, ``<your-org>``."""
    found = re.search(r"[<{\[][^<>{}\[\]]*[>}\]]", authority + path)
    if found is None or authority.startswith("["):
        return
    yield UrlFault(
        at + found.start(),
        at + found.end(),
        f"still holds the placeholder `{found[0]}`",
        "write what it stands for",
        "404, or the name is unknown",
    )


def _path(path: str, at: int, authority: str, app: ProvisionedApp, rest: str | None) -> Iterator[UrlFault]:
    yield from _underscore(path, at)
    bare = path.rstrip("/")
    before, _, last = bare.rpartition("/")
    if last and _is_resource(last, before):
        yield UrlFault(
            at + len(before),
            at + len(path),
            f"ends in `/{last}`: Okta appends that itself",
            "leave it out",
            f"404: Okta asks for `{before}/{last}/Users`",
            right="",
        )
    elif len(bare) < len(path) and not rest:
        refused = authority.lower().endswith(".amazonaws.com") or app.target.name == "aws-iam-identity-center"
        yield UrlFault(
            at + len(bare),
            at + len(path),
            "ends in `/`",
            "leave it out",
            "AWS: `Base URL: Does not match required pattern`"
            if refused
            else "404 at servers that tell `//Users` from `/Users`",
            severity=Severity.ERROR if refused else Severity.INFO,
            confidence=Confidence.CERTAIN if refused else Confidence.POSSIBLE,
            right="",
        )


def _is_resource(last: str, before: str) -> bool:
    """Whether the last step of a path is an endpoint of SCIM (RFC 7644, section 3.2); in other letter case only below what is
    surely SCIM's."""
    if last in _ENDPOINTS:
        return True
    steps = before.lower().split("/")
    return last.lower() in _FOLDED_ENDPOINTS and any(
        "scim" in step or re.fullmatch(r"v\d(\.\d)?", step) for step in steps
    )


_ENDPOINTS = frozenset(
    {"Users", "Groups", "Schemas", "ResourceTypes", "ServiceProviderConfig", "ServiceProviderConfigs"}
)
_FOLDED_ENDPOINTS = frozenset(map(str.lower, _ENDPOINTS))
