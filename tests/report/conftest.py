"""A small report on real documents: every severity, every kind of fix, places in two files."""

from __future__ import annotations

import pytest

from maplint.engine.result import Report, Skipped
from maplint.finding import Applicability, Confidence, Edit, Finding, Fix, Related, Severity
from maplint.report import RuleInfo
from maplint.source.document import Document, read_text
from maplint.source.place import Part, Place, Pointer

MAPPING = """{
  "id": "prm0000000000000001",
  "properties": {
    "user_name": {"expression": "user.login", "pushStatus": "PUSH"},
    "nickName": {"expression": "\\"Zoë\\u0020🦊 \\" + user.nickname", "pushStatus": "PUSH"},
    "title": {
      "expression": "user.title",
      "pushStatus": "DONT_PUSH"
    }
  }
}
"""
APP_SCHEMA = """{
  "definitions": {
    "custom": {
      "properties": {
        "userName": {"type": "string", "externalName": "userName"}
      }
    }
  }
}
"""


def edits(document: Document, found: list[tuple[int, int, str]]) -> tuple[Edit, ...]:
    return tuple(Edit(document, start, end, text) for start, end, text in found)


@pytest.fixture
def report() -> Report:
    mapping, schema = read_text(MAPPING, "exports/mapping.json"), read_text(APP_SCHEMA, "exports/app schema.json")
    user_name: Pointer = ("properties", "user_name")
    expression: Pointer = ("properties", "nickName", "expression")
    text = mapping.at(expression)
    at = text.index("user.nickname")
    findings = [
        Finding(
            "MAP104",
            "target-attribute-misspelled",
            Severity.ERROR,
            Place(mapping, user_name, Part.KEY),
            "`user_name` is no attribute of the target, `userName` is",
            help="write `userName`",
            consequence="400 invalidValue: a required attribute is missing",
            related=(
                Related(
                    Place(schema, ("definitions", "custom", "properties", "userName"), Part.KEY),
                    "`userName` is declared here",
                ),
            ),
            fix=Fix(
                "rename `user_name` to `userName`",
                Applicability.SAFE,
                edits(mapping, [*mapping.rename_key(user_name, "userName")]),
            ),
        ),
        Finding(
            "MAP703",
            "oel-unknown-attribute",
            Severity.WARNING,
            Place(mapping, expression, fragment=(at, at + len("user.nickname"))),
            "`user.nickname` is read, but the user schema has no `nickname`; `nickName` is near",
            confidence=Confidence.LIKELY,
            help="write `user.nickName`",
            consequence="Okta: Invalid property nickname in expression",
            fix=Fix(
                "write `user.nickName`",
                Applicability.UNSAFE,
                edits(mapping, [*mapping.replace_fragment(expression, at, at + len("user.nickname"), "user.nickName")]),
                "the schema may be old",
            ),
        ),
        Finding(
            "MAP900",
            "pushed-by-nobody",
            Severity.INFO,
            Place(mapping, ("properties", "title")),
            "`title` is mapped, but 100% of it | stays behind: see [the page](1), {0}",
            confidence=Confidence.POSSIBLE,
            help="remove it, or push it",
            consequence="silent: <nothing> is sent",
            fix=Fix(
                "remove the mapping",
                Applicability.DISPLAY,
                edits(mapping, [*mapping.remove_entry(("properties", "title"))]),
            ),
        ),
    ]
    return Report(
        findings,
        files=2,
        flows=3,
        skipped=[Skipped("rule-a", "needs a target"), Skipped("rule-b", "needs a target"), Skipped("rule-c", "is off")],
        assumed=["no target: RFC 7643"],
    )


@pytest.fixture
def clean_report() -> Report:
    return Report([], files=2, flows=31, skipped=[], assumed=[])


RULES = {
    info.name: info
    for info in (
        RuleInfo(
            "MAP104",
            "target-attribute-misspelled",
            "A name differs from a declared one only by its spelling",
            Severity.ERROR,
            lambda: "# target-attribute-misspelled (MAP104)\n\nWhy it *matters*.\n",
            "https://maplint.example/rules/target-attribute-misspelled",
        ),
        RuleInfo(
            "MAP703",
            "oel-unknown-attribute",
            "An expression reads an attribute that the source does not have",
            Severity.ERROR,
            lambda: "# oel-unknown-attribute (MAP703)\n",
        ),
    )
}


@pytest.fixture
def rules() -> dict[str, RuleInfo]:
    """What is known of rules; ``pushed-by-nobody`` is missing, as a rule of a pack that is gone would be."""
    return RULES
