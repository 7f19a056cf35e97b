"""Whatever stands in files, names and messages: each format stays well-formed and means the same."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.engine.result import Report
from maplint.finding import Applicability, Edit, Finding, Fix, Related, Severity
from maplint.report import FORMATS, RenderOptions, RuleInfo, render
from maplint.report.text import clean
from maplint.source.document import Document, read_text
from maplint.source.edit import apply_edits
from maplint.source.place import Part, Place
from tests.report.published import sarif_schema

if TYPE_CHECKING:
    from pathlib import Path

SARIF = sarif_schema()
OPTIONS = RenderOptions(show=Severity.INFO)

# What formats give a meaning to, what terminals obey, what XML forbids, what is wider than a unit of some encoding.
_TEXT = st.text(
    st.one_of(
        st.sampled_from(list("ab`|<>&%:,;\"'\\[](){}0*_#!~@/ .\n\r\t")),
        st.sampled_from(list("\x00\x1b\x07\x85\u202e\u2066\u2028\ufeff\ufffe\ud800é漢🦊\u0301")),
        st.characters(),
    ),
    min_size=1,
    max_size=12,
)
_PATH = st.text(st.sampled_from(list("ab./ %:,漢\x1b\n\udc80#?")), min_size=1, max_size=10).map(
    lambda name: f"x/{name}.json"
)
# What a file can hold when it has been read: no lone surrogates.
_IN_FILES = _TEXT.map(lambda text: text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    keys = draw(st.lists(_IN_FILES, min_size=1, max_size=3, unique=True))
    indent, ascii_only = draw(st.sampled_from([None, 1, "\t"])), draw(st.booleans())
    text = json.dumps({"properties": dict.fromkeys(keys, draw(_IN_FILES))}, indent=indent, ensure_ascii=ascii_only)
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    document = read_text(text, "some.json")
    document.path = draw(_PATH)
    findings = []
    for key in keys:
        pointer = ("properties", key)
        edits = document.replace_value(pointer, draw(_IN_FILES)) + draw(
            st.sampled_from([[], document.rename_key(pointer, draw(_IN_FILES) + "!new")])
        )
        findings.append(
            Finding(
                "MAP104",
                draw(st.sampled_from(["known", "gone"])),
                draw(st.sampled_from(list(Severity))),
                Place(document, pointer, draw(st.sampled_from(list(Part)))),
                draw(_TEXT),
                help=draw(st.none() | _TEXT),
                consequence=draw(st.none() | _TEXT),
                related=tuple(
                    Related(Place(document, ()), text) for text in draw(st.lists(_TEXT, max_size=2, unique=True))
                ),
                fix=Fix(
                    draw(_TEXT),
                    draw(st.sampled_from(list(Applicability))),
                    tuple(Edit(document, *edit) for edit in edits),
                    draw(st.none() | _TEXT),
                ),
            )
        )
    return Report(findings, files=1, flows=len(keys), skipped=[], assumed=draw(st.lists(_TEXT, max_size=2)))


def rules(name: str) -> RuleInfo | None:
    if name == "gone":
        return None
    return RuleInfo("MAP104", name, "Says {0} and [this](1)", Severity.ERROR, lambda: "# A page [link](2) {1}\n")


def rendered(report: Report, name: str) -> str:
    return render(report, name, OPTIONS, rules)


def parsed(report: Report, name: str) -> Any:
    text = rendered(report, name)
    assert text.isascii()
    # Strict readers refuse lone surrogates: none may come of the escapes.
    value = json.loads(text)
    json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


@given(reports())
@settings(max_examples=40, deadline=None)
def test_people_read_nothing_that_deceives(report: Report) -> None:
    for name in ("full", "concise", "statistics", "github", "markdown"):
        text = rendered(report, name)
        for char in text:
            assert (
                char == "\n"
                or (name == "github" and char == "\t")
                or unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
            ), repr(char)
            assert char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff", repr(char)


@given(reports())
@settings(max_examples=40, deadline=None)
def test_json_tells_places_and_edits(report: Report) -> None:
    findings = report.in_order()
    for finding, told in zip(findings, parsed(report, "json")["findings"], strict=True):
        assert told["message"] == re.sub("[\ud800-\udfff]", "\ufffd", finding.message)
        document = finding.place.document
        lines = document.text.split("\n")
        where = told["location"]
        offset = sum(len(line) + 1 for line in lines[: where["line"] - 1]) + where["column"] - 1
        assert offset == finding.place.span().start
        assert finding.fix is not None
        assert apply_edits(document.text, [(e["start"], e["end"], e["text"]) for e in told["fix"]["edits"]]) == fixed(
            finding
        )


def fixed(finding: Finding) -> str:
    assert finding.fix is not None
    return apply_edits(finding.place.document.text, [(e.start, e.end, e.text) for e in finding.fix.edits])


@given(reports())
@settings(max_examples=40, deadline=None)
def test_sarif_is_valid_and_its_fixes_do_what_ours_do(report: Report) -> None:
    log = parsed(report, "sarif")
    jsonschema.Draft4Validator(SARIF).validate(log)
    run = log["runs"][0]
    for finding, result in zip(report.in_order(), run["results"], strict=True):
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert (rule["id"], rule["name"]) == (finding.code, finding.rule)
        document = finding.place.document
        for fix in result.get("fixes", ()):
            edits = [
                (
                    offset(document, region["startLine"], region["startColumn"]),
                    offset(document, region["endLine"], region["endColumn"]),
                    replacement.get("insertedContent", {"text": ""})["text"],
                )
                for replacement in fix["artifactChanges"][0]["replacements"]
                for region in [replacement["deletedRegion"]]
            ]
            assert apply_edits(document.text, edits) == fixed(finding)


def offset(document: Document, line: int, column: int) -> int:
    return sum(len(text) + 1 for text in document.text.split("\n")[: line - 1]) + column - 1


@given(reports())
@settings(max_examples=40, deadline=None)
def test_suggestions_of_rdjson_count_bytes(report: Report) -> None:
    for finding, diagnostic in zip(report.in_order(), parsed(report, "rdjson")["diagnostics"], strict=True):
        document = finding.place.document
        lines = document.text.encode().split(b"\n")
        for suggestion in diagnostic.get("suggestions", ()):
            start, end = (
                sum(len(line) + 1 for line in lines[: at["line"] - 1]) + at["column"] - 1
                for at in (suggestion["range"]["start"], suggestion["range"]["end"])
            )
            data = document.text.encode()
            assert (data[:start] + suggestion["text"].encode() + data[end:]).decode() == fixed(finding)


@given(reports())
@settings(max_examples=40, deadline=None)
def test_gitlab_issues_have_what_is_asked_and_differ(report: Report) -> None:
    issues = parsed(report, "gitlab")
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("blocker", "critical", "major", "minor", "info")
        assert 1 <= issue["location"]["lines"]["begin"] <= issue["location"]["lines"]["end"]
    assert len({issue["fingerprint"] for issue in issues}) == len(report.findings)


@given(reports())
@settings(max_examples=40, deadline=None)
def test_junit_is_xml_with_right_counts(report: Report) -> None:
    root = ElementTree.fromstring(rendered(report, "junit").encode("utf-8"))
    (suite,) = root
    cases = suite.findall("testcase")
    assert len(cases) == int(suite.get("tests", "")) == len(report.findings)
    assert len(suite.findall("testcase/failure")) == int(suite.get("failures", ""))
    assert len(suite.findall("testcase/skipped")) == int(suite.get("skipped", ""))
    for finding, case in zip(report.in_order(), cases, strict=True):
        told = case[0].get("message")
        assert told == clean(finding.message).replace("\n", " ").replace("\t", " ")


@given(reports())
@settings(max_examples=40, deadline=None)
def test_github_commands_are_one_line_and_unescape_to_the_message(report: Report) -> None:
    lines = rendered(report, "github").split("\n")
    assert lines.pop() == ""
    for finding, line in zip(report.in_order(), lines, strict=True):
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert match is not None
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        assert set(properties) - {"col", "endColumn"} == {"title", "file", "line", "endLine"}
        message = match[3].replace("%0A", "\n").replace("%25", "%")
        assert message.startswith(clean(finding.message))


@given(reports())
@settings(max_examples=40, deadline=None)
def test_markdown_rows_have_three_cells(report: Report) -> None:
    rows = [line for line in rendered(report, "markdown").split("\n") if line.startswith("|")]
    assert len(rows) >= len(report.findings)
    for row in rows:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 4, row


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("`a|b` is wrong", r"`a\|b` is wrong"),
        ("a `b", r"a \`b"),
        ("<script> & [x](y) *z*", r"&lt;script&gt; &amp; \[x\](y) \*z\*"),
        ("a\nb", "a b"),
        ("` a` is padded", "`  a ` is padded"),
    ],
)
def test_markdown_keeps_code_and_escapes_the_rest(message: str, told: str) -> None:
    document = read_text("{}", "a.json")
    finding = Finding("MAP104", "known", Severity.ERROR, Place(document, ()), message)
    report = Report([finding], files=1, flows=0, skipped=[], assumed=[])
    assert f"| {told} |" in rendered(report, "markdown")


@pytest.mark.parametrize(
    ("path", "uri", "relative"),
    [
        ("a b/c.json", "a%20b/c.json", True),
        ("ünï/#1?.json", "%C3%BCn%C3%AF/%231%3F.json", True),
        ("a:b.json", "a%3Ab.json", True),
        ("/elsewhere/a b.json", "file:///elsewhere/a%20b.json", False),
    ],
)
def test_sarif_paths_are_uris(path: str, uri: str, relative: bool) -> None:
    finding = Finding("MAP104", "known", Severity.ERROR, Place(read_text("{}", path), ()), "x")
    log = parsed(Report([finding], files=1, flows=0, skipped=[], assumed=[]), "sarif")
    where = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert where == ({"uri": uri, "uriBaseId": "%SRCROOT%"} if relative else {"uri": uri})


@pytest.mark.parametrize("name", ["sarif", "github", "gitlab", "junit", "rdjson", "markdown"])
def test_code_hosts_get_paths_below_the_current_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = (tmp_path / "exports" / "mapping.json").as_posix()
    finding = Finding("MAP104", "known", Severity.ERROR, Place(read_text("{}", path), ()), "x")
    text = rendered(Report([finding], files=1, flows=0, skipped=[], assumed=[]), name)
    assert "exports/mapping.json" in text
    assert tmp_path.as_posix() not in text


def test_every_format_renders_what_could_not_be_read() -> None:
    from maplint.source.document import Unreadable

    with pytest.raises(Unreadable) as caught:
        read_text('{"pushStatus": \n  nope}', "broken.json")
    place = Place(caught.value.document(), ())
    finding = Finding("MAP001", "known", Severity.ERROR, place, "broken")
    report = Report([finding], files=1, flows=0, skipped=[], assumed=[], unreadable=True)
    for name in FORMATS:
        assert "MAP001" in rendered(report, name)
    assert parsed(report, "sarif")["runs"][0]["invocations"][0]["executionSuccessful"] is False
