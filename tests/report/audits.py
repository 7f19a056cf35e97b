"""Audits made by hand, so that every part of a report can hold any text, and any number of things."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib

from maplint.engine.result import DirectorySummary, Proposal, Report, Skipped
from maplint.finding import Affected, Applicability, Confidence, Edit, Finding, Fix, Related, Severity
from maplint.project.join import join
from maplint.project.population import (
    Borrowed,
    Correlation,
    Coverage,
    Missed,
    Population,
    SharedValue,
    Sharing,
    Some,
    UniqueAttribute,
)
from maplint.report import RuleInfo
from maplint.report.html import render
from maplint.source.document import read_text
from maplint.source.kinds import recognise
from maplint.source.place import Place
from maplint.users.audit import Audit

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from maplint.project.joined import JoinedMapping

SAMPLES = Path(__file__).resolve().parents[2] / "sample_mappings"
MADE = "2026-11-25T12:00:00.000Z"


def mapping_of(text: Callable[[], str], attributes: int = 3, number: int = 1) -> JoinedMapping:
    """A mapping whose names, values and paths are texts."""
    files = {
        "mapping": {
            "source": {"id": "oty1", "type": "user", "name": "user"},
            "target": {"id": f"0oa{number}", "type": "appuser", "name": f"app{number}"},
            "properties": {text(): {"expression": f"'{text()}'", "pushStatus": "PUSH"} for _ in range(attributes)},
        },
        "app_schema": {
            "id": f"https://x/meta/schemas/apps/0oa{number}/default",
            "name": f"app{number}",
            "title": text(),
            "definitions": {"base": {"id": "#base", "type": "object", "properties": {}}},
        },
    }
    documents = [
        read_text(json.dumps(value, ensure_ascii=False, indent=1), f"{name}.json") for name, value in files.items()
    ]
    project = join(documents, [recognise(document) for document in documents], None)
    for document in documents:
        document.path = text()
    (found,) = project.mappings
    return found


def population_of(mapping: JoinedMapping, text: Callable[[], str], groups: int = 2) -> Population:
    """What came of a mapping, with something in every part of it."""
    flows = mapping.flows
    coverage = {
        flow.variable: Coverage(
            flow, 70, 5, 15, 4, 6, {0: 5, **dict.fromkeys(range(4, 24), 3), 90: 10}, {text(): 40, text(): 20}
        )
        for flow in flows
    }
    users = tuple(text() for _ in range(5))
    shared = tuple(
        SharedValue(text(), (text(), text()), list(Sharing)[number % 3], users, 5 + number) for number in range(groups)
    )
    return Population(
        mapping,
        100,
        12,
        coverage,
        (UniqueAttribute(text(), flows[0], True, shared, groups, groups * 5),),
        tuple(Borrowed(text(), text(), text()) for _ in range(2)),
        2,
        Some(9, (text(), text())),
        Correlation(40, 30, 65, tuple(Missed(text(), text(), text()) for _ in range(2)), 5),
    )


def finding_of(mapping: JoinedMapping, text: Callable[[], str], severity: Severity, users: bool) -> Finding:
    """A finding at the first attribute of a mapping, with everything that a finding can have."""
    flow = mapping.flows[0]
    place = flow.span_place()
    document = place.document
    edits = tuple(Edit(document, *edit) for edit in document.replace_value(place.pointer, text()))
    finding = Finding(
        "MAP507",
        "known",
        severity,
        place,
        text(),
        confidence=Confidence.LIKELY,
        help=text(),
        consequence=text(),
        related=(Related(Place(document, ("properties",)), text()),),
        fix=Fix(text(), Applicability.UNSAFE, edits, text()),
    )
    if users:
        finding.users = Affected(7, 100, (text(), text()), ((text(), 5), (text(), 2)))
        finding.message += f" ({finding.users.said})"
    return finding


def audit_of(
    text: Callable[[], str], *, mappings: int = 2, attributes: int = 3, groups: int = 2, findings: int = 4
) -> Audit:
    """An audit with something in every part of it."""
    joined = [mapping_of(text, attributes, number) for number in range(1, mappings + 1)]
    found = [
        finding_of(joined[number % mappings], text, list(Severity)[number % 3], number % 4 < 3)
        for number in range(findings)
    ]
    report = Report(
        found,
        files=4,
        flows=mappings * attributes,
        skipped=[Skipped(text(), text()), Skipped(text(), text())],
        assumed=[text(), text()],
        proposed=[Proposal(text(), text())],
        ignored=2,
        baselined=1,
        directory=DirectorySummary(120, {text(): [text(), text()]}),
    )
    return Audit(report, [population_of(one, text, groups) for one in joined], (text(), text()), MADE)


def numbered(clothe: Callable[[int], str]) -> tuple[Callable[[], str], list[str]]:
    """A function that gives texts, and the list of those it gave."""
    given: list[str] = []

    def text() -> str:
        given.append(clothe(len(given)))
        return given[-1]

    return text, given


def rules_of(page: str, summary: str = "Two people can get the same userName") -> Callable[[str], RuleInfo | None]:
    """What is known of rules: of ``known`` alone."""

    def lookup(name: str) -> RuleInfo | None:
        if name != "known":
            return None
        return RuleInfo("MAP507", name, summary, Severity.ERROR, lambda: page, "https://maplint.example/known")

    return lookup


PAGE = """# known (MAP507)

Says it.

## Why it matters

Because **it** does: `x < y`, [see](https://example.com/a?b&c).

## Examples

```json bad
{"not": "shown"}
```

## How to fix

- Send `one`.
- Or another.

## Guard

Only so.

## References

- not shown either
"""


def parsed(audit: Audit, rules: Callable[[str], RuleInfo | None] | None = None) -> Element:
    """The page as browsers read it."""
    return parse(render(audit, rules or rules_of(PAGE)))


def parse(page: str) -> Element:
    """A page as browsers read it; what they would have to mend is an error."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(page)
    assert parser.errors == [], parser.errors
    for one in root.iter():
        one.tag = str(one.tag).removeprefix("{http://www.w3.org/2000/svg}")
    return root


def by_class(root: Element, name: str) -> list[Element]:
    """The elements of a class, in the order of the page."""
    return [one for one in root.iter() if name in (one.get("class") or "").split()]


def by_id(root: Element, name: str) -> Element:
    """The element of an id."""
    (found,) = [one for one in root.iter() if one.get("id") == name]
    return found


def text_of(element: Element) -> str:
    """The text in an element, its blanks as one."""
    return " ".join("".join(element.itertext()).split())
