"""The documentation: what stands in it works, and its links lead somewhere, on the forge as in a clone."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from maplint.rule import Rule
from maplint.testing import check_files
from tests.cli.running import maplint

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    path
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "rules/**/*.md",
        "sample_mappings/**/*.md",
        "examples/**/*.md",
        "benchmarks/**/*.md",
    )
    for path in ROOT.glob(pattern)
)
MAPPING = """{"source": {"type": "user"}, "target": {"type": "appuser"},
 "properties": {"department": {"expression": "'SALES'"}}}"""


def anchors(page: Path) -> set[str]:
    """What a page's headings can be linked by."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ +(.*)$", text, re.MULTILINE)
    return {re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def test_the_rule_in_the_guide_works() -> None:
    guide = (ROOT / "docs" / "writing-rules.md").read_text(encoding="utf-8")
    code = re.search(r"^```python\n(\"\"\"department-in-capitals.*?)^```", guide, re.MULTILINE | re.DOTALL)
    assert code is not None
    names: dict[str, object] = {"__name__": "acme.department_in_capitals"}
    exec(code[1], names)
    kind = names["DepartmentInCapitals"]
    assert isinstance(kind, type)
    assert issubclass(kind, Rule)
    (finding,) = check_files(kind(), {"mapping.json": MAPPING}).findings
    assert finding.message == "the department `SALES` is written in capitals"


def test_the_explained_error_is_explained_so() -> None:
    guide = (ROOT / "docs" / "explain.md").read_text(encoding="utf-8")
    shown = re.search(r"^```text\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    error = re.search(r'maplint explain "(.*?)"\n```', guide, re.DOTALL)
    assert shown is not None
    assert error is not None
    text = re.sub(r"\\\n\s*", "", error[1]).replace('\\"', '"')
    assert maplint("explain", text).out.startswith(shown[1])
