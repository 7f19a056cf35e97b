"""The page of an audit: what is told, where it is told, that nothing is asked for and nothing of the data becomes HTML."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from maplint.engine.check import Settings
from maplint.engine.registry import load_registry
from maplint.engine.result import Report
from maplint.finding import Severity
from maplint.report.html import render
from maplint.report.html.plots import BLANK, MOST_BINS, bins, histogram, ring, shapes, stack
from maplint.report.html.plots import Part as Share
from maplint.report.html.verdict import verdict_of
from maplint.report.text import clean, clean_line
from maplint.users.audit import Audit, audit
from maplint.users.evidence import Directory
from maplint.users.run import Source
from maplint.users.target_users import read_target_users
from tests.report.audits import (
    MADE,
    PAGE,
    SAMPLES,
    audit_of,
    by_class,
    by_id,
    numbered,
    parse,
    parsed,
    rules_of,
    text_of,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from maplint.report import RuleInfo

SECTIONS = ["verdict", "findings", "coverage", "shared", "matching", "values", "rules", "about"]


@pytest.fixture(scope="module")
def sample() -> Audit:
    return sample_audit()


def sample_audit() -> Audit:
    """The sample directory, audited."""
    folder = SAMPLES / "directory"
    directory = Directory(
        Source((str(folder / "users.json"),)), list(read_target_users(str(folder / "target-users.json"))), now=MADE
    )
    return audit([str(folder)], Settings(preset="audit"), directory, load_registry())


@pytest.fixture(scope="module")
def page(sample: Audit) -> Element:
    """Its page, as browsers read it."""
    return parsed(sample, real_rules)


def real_rules(name: str) -> RuleInfo | None:
    from maplint.cli.rules import rule_info

    return rule_info(load_registry(), name)


def cells(row: Element) -> list[str]:
    return [text_of(cell) for cell in row]


# --- structure -------------------------------------------------------------------------------------------------------------


def test_the_page_has_its_sections_and_every_link_leads_somewhere(page: Element) -> None:
    assert [one.get("id") for one in page.iter("section") if one.get("id")] == SECTIONS
    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    links = [str(one.get("href")) for one in page.iter("a")]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    (nav,) = page.iter("nav")
    assert [str(one.get("href"))[1:] for one in nav] == SECTIONS[1:]
    assert page.get("lang") == "en"
    assert [len(list(page.iter(name))) for name in ("header", "nav", "main", "footer", "h1")] == [1] * 5


def test_headings_go_down_one_step_at_a_time(page: Element) -> None:
    levels = [int(one.tag[1]) for one in page.iter() if re.fullmatch("h[1-6]", str(one.tag))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(1) == 1


def test_the_verdict_counts(page: Element) -> None:
    verdict = by_id(page, "verdict")
    assert text_of(next(verdict.iter("h1"))) == "4 of 11 users would be refused by larkmoor_rota_1"
    figures = [[text_of(part) for part in one] for one in by_class(verdict, "figures")[0]]
    assert figures == [
        ["12", "users read"],
        ["6", "errors"],
        ["6", "warnings"],
        ["3", "notes"],
        ["10", "attributes in 4 files"],
    ]
    said = [text_of(one) for one in by_class(verdict, "mapping")[0].iter("li")]
    assert "4 of 11 users with a value that is refused" in said
    assert "2 users share 1 value of userName" in said
    assert "1 would not be found, though their account is there" in said
    assert next(verdict.iter("svg")).get("aria-label") == "7 of 11 users pass"


def test_every_cause_is_told_whole(sample: Audit, page: Element) -> None:
    cards = by_class(page, "cause")
    findings = sorted(sample.report.findings, key=lambda one: one.severity.rank)
    assert len(cards) == len(findings) == 15
    assert [one.get("data-severity") for one in cards] == [str(one.severity.rank) for one in findings]
    for finding in findings:
        message = clean_line(finding.message).replace("`", "")
        if finding.users is not None:
            message = message.removesuffix(f" ({finding.users.said})")
        line = finding.place.document.position(finding.place.span().start).line
        (card,) = [
            one
            for one in cards
            if text_of(by_class(one, "message")[0]).lower() == message.lower()
            and f":{line}:" in text_of(by_class(one, "place")[0])
        ]
        told = text_of(card)
        assert finding.code in told
        for part in (finding.help, finding.consequence, finding.fix and finding.fix.title):
            assert part is None or part.replace("`", "").lower() in told.lower()
        if finding.users is not None:
            assert f"{finding.users.number} of 11 users" in told
            for example_ in finding.users.examples:
                assert example_ in told
        assert text_of(next(by_class(card, "source")[0].iter("mark"))) in finding.place.document.text


def test_causes_lead_to_their_rule_and_it_is_there_to_read(sample: Audit, page: Element) -> None:
    (card,) = [one for one in by_class(page, "cause") if one.get("data-rule") == "MAP507"]
    assert "#rule-MAP507" in [one.get("href") for one in card.iter("a")]
    rule = next(one for one in by_class(page, "rule") if "MAP507" in text_of(one))
    assert [text_of(one) for one in rule.iter("h4")] == ["Why it matters", "How to fix", "Guard"]
    assert len(by_class(page, "rule")) == len({finding.code for finding in sample.report.findings})


def test_a_page_of_a_rule_is_read_as_markdown_and_links_to_the_whole() -> None:
    text, _ = numbered(lambda number: f"x{number}")
    root = parsed(audit_of(text))
    (rule,) = by_class(root, "rule")
    assert [(one.tag, text_of(one)) for one in rule.iter() if one.tag in ("strong", "a", "li")] == [
        ("strong", "it"),
        ("a", "see"),
        ("li", "Send one."),
        ("li", "Or another."),
        ("a", "The whole page"),
    ]
    assert [one.get("href") for one in rule.iter("a")] == ["https://example.com/a?b&c", "https://maplint.example/known"]
    assert "not shown" not in text_of(rule)


def test_coverage_has_a_row_for_each_attribute(sample: Audit, page: Element) -> None:
    (population,) = sample.populations
    (table,) = by_id(page, "coverage").iter("table")
    rows = list(next(table.iter("tbody")))
    assert len(rows) == len(population.coverage) == 10
    by_name = {text_of(next(row.iter("code"))): row for row in rows}
    department = cells(by_name["department"])
    assert department[2:8] == ["90.9%", "0", "1", "0", "0", "4-7"]
    user_type = by_name["userType"]
    assert cells(user_type)[5] == "1"
    bar = next(user_type.iter("svg"))
    assert bar.get("aria-label") == "userType: filled 90.9%, fails 9.1%"
    assert [(one.get("class"), one.get("width")) for one in bar.iter("rect")] == [
        ("filled", "90.91"),
        ("fails", "9.09"),
    ]
    causes = {text_of(one): one.get("href") for one in by_class(user_type, "mark")}
    assert len(causes) == 2
    for number, link in causes.items():
        assert link == f"#cause-{number}"
        assert "berth" in text_of(by_id(page, f"cause-{number}"))


def test_shared_values_and_matching(page: Element) -> None:
    shared = by_id(page, "shared")
    rows = [cells(row) for row in next(shared.iter("tbody"))]
    who = "00ularkmoor000000003 00ularkmoor000000004".replace(" ", "")
    assert [[*row[:4], row[4].replace(" ", "")] for row in rows] == [
        [name, "desk@larkmoor.example", "2", "the same value", who] for name in ("userName", "emails.value")
    ]
    matching = by_id(page, "matching")
    assert next(matching.iter("svg")).get("aria-label") == (
        "Users: found and linked 9.1%, new accounts 81.8%, there under another name, not found 9.1%"
    )
    assert [cells(row) for row in next(matching.iter("tbody"))] == [["00ularkmoor000000002", "2"]]


def test_what_the_audit_rests_on(sample: Audit, page: Element) -> None:
    about = text_of(by_id(page, "about"))
    for sentence in sample.report.assumed:
        assert sentence in about
    for rule, reason in sample.report.skipped:
        assert rule in about
        assert reason in about
    assert "directory/users.json" in about.replace("\\", "/")
    assert "Okta user schema: assumed" in about
    assert "2026-11-25 12:00 UTC" in about


def test_tables_tell_their_columns_and_can_be_reached_by_keyboard(page: Element) -> None:
    for table in page.iter("table"):
        assert text_of(next(table.iter("caption")))
        heads = list(next(table.iter("thead")).iter("th"))
        assert all(one.get("scope") == "col" and text_of(one) for one in heads)
        for row in next(table.iter("tbody")):
            assert len(row) == len(heads)
    for box in by_class(page, "wide"):
        assert (box.get("role"), box.get("tabindex")) == ("region", "0")
        assert box.get("aria-label")


# --- the verdict -----------------------------------------------------------------------------------------------------------


def judged(refused: list[tuple[int, int]], severities: list[Severity], *, unreadable: bool = False) -> tuple[str, str]:
    """The verdict on mappings with so many users refused of so many, and findings of these severities."""
    text, _ = numbered(lambda number: f"x{number}")
    made = audit_of(text, mappings=max(len(refused), 1), findings=0)
    findings = audit_of(text, findings=3).report.findings
    report = Report(
        [next(one for one in findings if one.severity is severity) for severity in severities],
        files=1,
        flows=1,
        skipped=[],
        assumed=[],
        unreadable=unreadable,
        directory=made.report.directory,
    )
    populations = [
        one._replace(refused=number, users=of) for one, (number, of) in zip(made.populations, refused, strict=False)
    ]
    found = verdict_of(made._replace(report=report, populations=populations))
    ends = [one.mapping.integration.label for one in populations]
    sentence = found.sentence
    for number, end in enumerate(ends):
        sentence = sentence.replace(end, f"<{number}>")
    return sentence, found.state


@pytest.mark.parametrize(
    ("refused", "severities", "sentence", "state"),
    [
        ([(412, 10_000)], [Severity.ERROR], "412 of 10,000 users would be refused by <0>", "bad"),
        ([(1, 1)], [Severity.ERROR], "1 of 1 user would be refused by <0>", "bad"),
        ([(1200, 1200)], [Severity.ERROR], "All 1,200 users would be refused by <0>", "bad"),
        ([(1, 9), (0, 9)], [Severity.ERROR], "Users would be refused in 1 of 2 mappings", "bad"),
        ([(1, 9), (2, 9)], [Severity.ERROR], "Users would be refused in all 2 mappings", "bad"),
        ([(3, 9), (0, 0)], [Severity.ERROR], "3 of 9 users would be refused by <0>", "bad"),
        ([(0, 0)], [], "No mapping concerns these users", "fair"),
        ([(0, 9)], [Severity.ERROR], "1 error though no value would be refused by <0>", "bad"),
        ([(0, 9)], [Severity.WARNING], "No value would be refused by <0>", "fair"),
        ([(0, 9), (0, 9)], [Severity.INFO], "No value would be refused in 2 mappings", "good"),
    ],
)
def test_verdicts(refused: list[tuple[int, int]], severities: list[Severity], sentence: str, state: str) -> None:
    assert judged(refused, severities) == (sentence, state)


def test_what_could_not_be_read_is_no_good_verdict() -> None:
    assert judged([(0, 9)], [], unreadable=True) == ("Not everything could be read", "bad")


def test_an_audit_without_findings_has_no_rules_and_says_so() -> None:
    text, _ = numbered(lambda number: f"x{number}")
    root = parsed(audit_of(text, findings=0))
    assert "Nothing was found." in text_of(by_id(root, "findings"))
    assert by_class(root, "rule") == []


# --- plots -----------------------------------------------------------------------------------------------------------------

LENGTHS = st.dictionaries(st.integers(0, 5000), st.integers(1, 10**7), min_size=1, max_size=60)


@given(LENGTHS, st.integers(1, 6000))
@settings(deadline=None)
def test_bins_hold_all_lengths_once(lengths: dict[int, int], more: int) -> None:
    until = max(lengths) + more
    found = bins(lengths, until)
    assert len(found) <= MOST_BINS
    assert sum(one.number for one in found) == sum(count for length, count in lengths.items() if length)
    assert len({one.last - one.first for one in found}) <= 1
    for before, after in pairwise(found):
        assert before.last < after.first
    for one in found:
        assert one.longest == max(length for length in lengths if one.first <= length <= one.last)


@given(LENGTHS.filter(any), st.none() | st.integers(1, 6000))
@settings(deadline=None)
def test_histograms_stay_in_their_frame_and_colour_what_is_too_long(lengths: dict[int, int], most: int | None) -> None:
    root = parse(f"<!DOCTYPE html><title>x</title>{histogram(lengths, most, 'x')}")
    (svg,) = root.iter("svg")
    width, height = (float(number) for number in str(svg.get("viewBox")).split()[2:])
    rects = list(svg.iter("rect"))
    for rect in rects:
        x, y, w, h = (float(str(rect.get(name))) for name in ("x", "y", "width", "height"))
        assert x >= -0.02
        assert x + w <= width + 0.02
        assert y >= 0
        assert y + h <= height
    too_long = most is not None and any(length > most for length in lengths)
    assert ("over" in [one.get("class") for one in rects]) == too_long
    labels = list(svg.iter("text"))
    assert all(0 <= float(str(one.get("x"))) <= width for one in labels)
    assert str(svg.get("aria-label")).startswith(f"Lengths of x: {min(filter(None, lengths))} to {max(lengths)} ")


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5))
def test_stacks_show_whatever_is_there(counts: list[int]) -> None:
    drawn = stack([Share("kind", f"part {number}", count) for number, count in enumerate(counts)], "x")
    assert drawn.count("<rect") == sum(1 for count in counts if count)
    for x, width in re.findall(r' x="([\d.]+)" width="([\d.]+)"', drawn):
        assert 0 <= float(x) <= 99
        assert float(width) >= 1


def test_little_is_seen_and_all_but_little_is_not_all() -> None:
    assert "99.9%" in ring(1 - 1 / 10**6, "bad", "x")
    dash = re.search(r'stroke-dasharray="([\d.]+) ([\d.]+)"', ring(1 - 1 / 10**6, "bad", "x"))
    assert dash is not None
    assert float(dash[1]) < float(dash[2]) * 0.99
    assert "100%" in ring(1.0, "good", "x")


def test_shapes_are_the_most_frequent_and_the_rest() -> None:
    drawn = shapes({"": 50, "Aa ": 60, **{"a" * number: 10 - number for number in range(1, 9)}})
    assert re.findall("<code>(.*?)</code>", drawn) == ["Aa␣", "a", "aa", "aaa", "aaaa", "aaaaa"]
    assert "3 others" in drawn
    assert re.findall(r"([\d.]+)%", drawn)[0] == "57.7"


def test_the_limit_is_told_with_what_exceeds_it() -> None:
    text, _ = numbered(lambda number: f"x{number}")
    made = audit_of(text, mappings=1, attributes=1)
    (population,) = made.populations
    (name, one), *_ = population.coverage.items()
    flow = one.flow
    from tests.users.given import app_schema, joined, mapping, prop

    limited = joined(m=mapping({"title": "user.title"}), s=app_schema(title=prop("title", maxLength=20)))
    flow = limited.flow("title") or flow
    changed = population._replace(mapping=limited, coverage={name: one._replace(flow=flow)})
    root = parsed(made._replace(populations=[changed]))
    (figure,) = root.iter("figure")
    assert "4-90 characters; at most 20: the app user schema, 19 values longer" in text_of(figure)
    assert by_class(figure, "over")


# --- nothing is asked for ---------------------------------------------------------------------------------------------------


def test_the_policy_allows_only_the_page_s_own_script_and_style(sample: Audit) -> None:
    html = render(sample, real_rules)
    root = parse(html)
    (policy,) = [one.get("content") for one in root.iter("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    for name in ("style", "script"):
        (own,) = root.iter(name)
        digest = b64encode(sha256((own.text or "").encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    # Attributes that a policy by hashes would switch off, and what could load something.
    for one in root.iter():
        assert not [
            name for name in one.attrib if name == "style" or name.startswith("on") or name in ("src", "srcset")
        ]
        assert one.tag not in ("img", "iframe", "object", "embed", "form", "base", "video", "audio", "use", "image")
        target = one.get("href")
        assert target is None or target.startswith(("#", "data:image/svg+xml,")), target
    (style,) = root.iter("style")
    assert "url(" not in (style.text or "")
    assert "@import" not in (style.text or "")
    (script,) = root.iter("script")
    assert not re.search(r"fetch|XMLHttp|WebSocket|innerHTML|eval|import\(|http", script.text or "")


def test_the_page_is_the_same_each_time(sample: Audit) -> None:
    assert render(sample, real_rules) == render(sample, real_rules)


# --- nothing of the data becomes HTML ---------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>", "</title><script>alert(2)</script>", "</style><img src=x onerror=alert(3)>",
    '"><svg onload=alert(4)>', "' onmouseover='alert(5)", "<!--", "-->", "]]>", "<![CDATA[", "&lt;b&gt;", "&#60;script&#62;",
    "</script>", "</textarea>", "</caption></table><h1>", "javascript:alert(6)", "{{7*7}}", "${7*7}", "\u202egnp.exe", "\u2066x\u2069",
    "\u2028", "\u2029", "\x00", "\x1b[31m", "\x7f", "\x85", "\ufeff", "\ufffe", "\ud800", "🦊", "é", "\t", "\n", "\r",
    "[x](javascript:alert(8))",
    "a" * 300,
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.sampled_from("<>&\"'=/ -!abcsript;:()[]{}#%\\"), max_size=20),
    st.text(max_size=12),
).filter(lambda text: "`" not in text)


def skeleton(root: Element) -> list[Any]:
    """The elements with the names of their attributes, without any text."""
    return [(str(one.tag), sorted(one.attrib)) for one in root.iter()]


def told(root: Element) -> str:
    """All texts and attributes but for source lines and expressions, which are cut."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "pre" or child.get("class") == "from":
                parent.remove(child)
    attributes = (value for one in root.iter() for value in one.attrib.values())
    return flat(" ".join((*root.itertext(), *attributes)).replace(BLANK, " "))


def flat(text: str) -> str:
    return " ".join(text.split())


def in_files(text: str) -> str:
    """What a file can hold when it has been read: no lone surrogates."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@cache
def plainly() -> tuple[list[str], list[Any], str]:
    """The same audit with nothing but plain texts: these, the elements, what is told."""
    plain, texts = numbered(lambda number: f"§{number}§")
    root = parsed(audit_of(plain))
    return texts, skeleton(root), told(root)


@given(TEXTS)
@example('"><script>alert(1)</script>')
@settings(max_examples=60, deadline=None)
def test_texts_stay_texts(hostile: str) -> None:
    hostile = in_files(hostile)
    clothed, hostiles = numbered(lambda number: f"§{number}{hostile}§")
    root = parsed(audit_of(clothed))
    texts, expected, before = plainly()
    assert skeleton(root) == expected
    # Whatever is told is told as it is; what would deceive is written out.
    after = told(root)
    assert sum(text in before for text in texts) > 100
    for text, other in zip(texts, hostiles, strict=True):
        assert text not in before or flat(clean(other)) in after
    for character in after:
        assert character not in "\u202e\u2066\u2069\u2028\u2029\x00\x1b\x7f\x85\ufeff"


@given(TEXTS, TEXTS)
@settings(max_examples=40, deadline=None)
def test_pages_of_rules_bring_no_html(summary: str, body: str) -> None:
    text, _ = numbered(lambda number: f"x{number}")
    made = audit_of(text, mappings=1, attributes=1, groups=1, findings=1)
    page = f"# known\n\n## Why it matters\n\n{body}\n\n<b>{body}</b>\n\n## How to fix\n\n![x](http://e.example/x.png)\n"
    (rule,) = by_class(parsed(made, rules_of(page, summary or "x")), "rule")
    for one in rule.iter():
        assert one.tag not in ("b", "img", "script", "svg", "title", "style") or (
            one.tag == "b" and one.text == "MAP507"
        )
        assert not [name for name in one.attrib if name.startswith("on")]
        assert str(one.get("href") or "https://").startswith(("https://", "http://"))


# --- size -------------------------------------------------------------------------------------------------------------------


def test_a_large_audit_stays_small_enough_to_be_sent() -> None:
    text, _ = numbered(lambda number: f"some-longer-name-{number:06}")
    made = audit_of(text, mappings=5, attributes=60, groups=100, findings=200)
    html = render(made, rules_of(PAGE))
    assert len(by_class(parse(html), "cause")) == 200
    assert html.count("<figure") == 300
    assert len(html.encode()) < 2_000_000


def test_only_what_was_asked_for_is_loaded(tmp_path: Any) -> None:
    """A check, and an audit that makes no page, load none of this."""
    import subprocess
    import sys

    heavy = ("maplint.report.html", "markdown_it")
    program = f"import maplint.cli.audit, sys; print([name for name in sys.modules if name.startswith({heavy!r})])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "[]"


def test_every_place_is_found_by_its_number(sample: Audit) -> None:
    """Numbers in the table of coverage are those of the causes, whatever their order in the report."""
    shuffled = Report(
        list(reversed(sample.report.findings)),
        files=1,
        flows=1,
        skipped=[],
        assumed=[],
        directory=sample.report.directory,
    )
    root = parsed(sample._replace(report=shuffled), real_rules)
    for row in next(by_id(root, "coverage").iter("tbody")):
        line = None
        for mark in by_class(row, "mark"):
            place = text_of(by_class(by_id(root, str(mark.get("href"))[1:]), "place")[0])
            assert line in (None, place.split(":")[-2])
            line = place.split(":")[-2]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//e.example", "", None])
def test_rules_lead_to_the_web_alone(url: str | None) -> None:
    text, _ = numbered(lambda number: f"x{number}")
    known = rules_of(PAGE)("known")
    assert known is not None
    root = parsed(audit_of(text), lambda _: known._replace(url=url))
    links = [str(one.get("href")) for one in by_class(root, "rule")[0].iter("a")]
    assert links == ["https://example.com/a?b&c"]
