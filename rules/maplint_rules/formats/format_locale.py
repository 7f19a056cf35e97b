"""format-locale (MAP407)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Confidence, Rule, Screen, Severity
from maplint.scim.formats import accepted_languages, is_placeholder, language_tag, plain_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class FormatLocale(Rule):
    """A locale is sent in a form that the target does not read."""

    code = "MAP407"
    name = "format-locale"
    summary = "A locale is sent in a form that the target does not read"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.LOCALE})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        path, facts = flow.path, flow.facts
        if (
            path is None
            or facts is None
            or facts.bare_reference is None
            or path.attribute.lower() != "preferredlanguage"
        ):
            return
        if facts.bare_reference[1] != "locale" or _underscore(flow):
            return
        yield self.finding(
            flow.span_place(),
            "`preferredLanguage` is fed by `locale`, which Okta writes with an underscore (`en_US`)",
            confidence=Confidence.LIKELY,
            help='map `user.preferredLanguage`, or write `String.replace(user.locale, "_", "-")`',
            consequence="silent, or 400: the form is that of HTTP's Accept-Language, `en-US` or `en`",
        )

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        path, text = flow.path, value.value
        if path is None or not isinstance(text, str) or not text or path.sub_attribute:
            return
        name = path.attribute.lower()
        if name not in ("preferredlanguage", "locale"):
            return
        underscore = _underscore(flow)
        wrong = "-" in text if underscore else "_" in text and name == "preferredlanguage"
        right = text.replace("-", "_") if underscore else text.replace("_", "-")
        if wrong and language_tag(text.replace("_", "-")) is None:
            yield self.finding(
                value.place,
                f"`{text}` is written with {'a hyphen' if underscore else 'an underscore'}, {flow.target.title} reads `{right}`",
                help=f"write `{right}`",
                consequence="silent: the language falls back to the default; some answer 400",
                subject=text,
                shows=text,
            )
            return
        whole = name == "preferredlanguage" and not underscore
        fault = accepted_languages(text) if whole else language_tag(text.replace("_", "-"))
        if fault is not None and not is_placeholder(text):
            yield self.finding(
                value.place,
                f"`{text}` is no language tag: {fault.message}",
                help=fault.help,
                consequence="silent: the language falls back to the default; some answer 400",
                subject=text,
                shows=text,
            )

    def screen(self, flow: AttributeFlow) -> Screen:
        path = flow.path
        if path is None or path.sub_attribute or path.attribute.lower() not in ("preferredlanguage", "locale"):
            return Screen()
        if _underscore(flow):
            return Screen(texts=plain_tag("_"))
        return Screen(texts=plain_tag("[-_]" if path.attribute.lower() == "locale" else "-"))


def _underscore(flow: AttributeFlow) -> bool:
    """Whether the target is known to read `en_US`."""
    return flow.path is not None and any(
        limit.value == "locale-underscore" for limit in flow.target.limits_of(flow.path, "format")
    )
