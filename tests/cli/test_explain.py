"""`maplint explain`: a rule's page for people, for machines, and as it is."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import ROOT, maplint

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "rules" / "maplint_rules" / "types" / "enum_value_mismatch.md"


@pytest.mark.parametrize("name", ["enum-value-mismatch", "MAP203", "map203", "Enum-Value-Mismatch"])
def test_a_rule_is_named_by_code_or_name(name: str) -> None:
    outcome = maplint("explain", name)
    assert outcome.status == 0
    assert outcome.out.startswith("enum-value-mismatch (MAP203)\n")


def test_a_pipe_gets_plain_text_with_lines_of_code_unbroken() -> None:
    out = maplint("explain", "MAP203").out
    assert "\x1b" not in out
    assert "```" not in out
    assert re.search(r"[ \t]$", out, re.MULTILINE) is None
    assert "\nerror; presets: audit, ci; fixes: --fix, --unsafe-fixes; since 0.1.0\n" in out
    assert "\nWrong: mapping.json\n" in out
    assert "\nmaplint check prints\n" in out
    code = [
        f"  {line}".rstrip()
        for line in re.findall(r"^```.*?$(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)[1].split("\n")
    ]
    assert "\n".join(code).strip("\n") in out
    prose = [line for line in out.splitlines() if line and not line.startswith(" ")]
    assert max(map(len, prose)) <= 100


def test_markdown_is_the_page_itself() -> None:
    assert maplint("explain", "MAP203", "--format", "markdown").out == PAGE.read_text(encoding="utf-8")


def test_json_tells_what_is_declared_and_what_the_page_shows() -> None:
    told = json.loads(maplint("explain", "MAP203", "--format", "json").out)
    assert told.pop("page") == PAGE.read_text(encoding="utf-8")
    (row,) = (row for row in json.loads(maplint("rules", "--format", "json").out) if row["code"] == "MAP203")
    assert told == row
    assert row["fixes"] == ["safe", "unsafe"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("columns", [60, 200])
def test_a_terminal_gets_colours_and_its_width(columns: int) -> None:
    import fcntl
    import pty
    import struct
    import termios

    child, terminal = pty.fork()
    if child == 0:
        path = os.pathsep.join([str(ROOT), str(ROOT / "rules")])
        os.environ.pop("NO_COLOR", None)
        os.environ |= {"PYTHONPATH": path, "TERM": "xterm-256color", "COLUMNS": str(columns)}
        os.execv(sys.executable, [sys.executable, "-m", "maplint", "explain", "MAP203"])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    out = b""
    while True:
        try:
            read = os.read(terminal, 65536)
        except OSError:
            break
        if not read:
            break
        out += read
    os.waitpid(child, 0)
    text = out.decode().replace("\r\n", "\n")
    assert "\x1b[" in text
    widest = max(len(line) for line in re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", text).split("\n"))
    assert widest <= min(columns, 110)
    assert widest > min(columns, 110) - 20


# --- errors ---------------------------------------------------------------------------------------------------------------

ERROR = (
    "Automatic provisioning of user Ada to app Paperlane failed: Error while creating user ada: Bad Request. Errors reported "
    "by remote server: "
)


@pytest.mark.parametrize("arguments", [[f"{ERROR}displayName is required"], f"{ERROR}displayName is required".split()])
def test_an_error_is_explained_quoted_or_not(arguments: list[str]) -> None:
    outcome = maplint("explain", *arguments)
    assert outcome.status == 0
    assert outcome.out.startswith("Okta, creating the user in Paperlane: 400 Bad Request\n")
    assert "likely: An attribute that the target requires is mapped by nothing (F031)" in outcome.out
    assert "Found by required-target-unmapped (MAP301), in the exported files." in outcome.out
    assert "It names displayName." in outcome.out
    assert "maplint check . --select MAP301" in outcome.out


def test_an_error_is_read_from_standard_input() -> None:
    assert "F031" in maplint("explain", "-", stdin=f"{ERROR}\n  displayName is\n  required".encode()).out


def test_machines_get_the_causes_with_their_rules() -> None:
    told = json.loads(maplint("explain", f"{ERROR}displayName is required", "--format", "json").out)
    assert told["version"] == 1
    assert told["message"] == {
        "operation": "create", "app": "Paperlane", "status": 400, "scim_type": None, "detail": "displayName is required",
    }  # fmt: skip
    first = told["causes"][0]
    assert (first["id"], first["sureness"]) == ("F031", "likely")
    assert first["rules"] == [{"code": "MAP301", "rule": "required-target-unmapped"}]
    assert first["sources"]
    assert told["attributes"] == ["displayName"]


def test_markdown_is_for_tickets() -> None:
    out = maplint("explain", f"{ERROR}displayName is required", "--format", "markdown").out
    assert out.startswith("# Okta, creating the user in Paperlane: 400 Bad Request\n\n    displayName is required\n")
    assert "\n## likely: An attribute that the target requires" in out


def test_what_was_pasted_along_does_no_harm() -> None:
    error = "Unauthorized: \x1b[31m Bearer abc123def456 <b>is</b> invalid"
    for format_ in ("text", "markdown", "json"):
        out = maplint("explain", error, "--format", format_).out
        assert "abc123def456" not in out
        assert "\x1b" not in out
    assert "<b>is</b>" in maplint("explain", error).out


def test_what_is_not_recognised_is_said_to_be_so() -> None:
    outcome = maplint("explain", "the printer is on fire")
    assert outcome.status == 1
    assert "This error is not recognised, and a guess would help nobody." in outcome.out
    told = json.loads(maplint("explain", "the printer is on fire", "--format", "json").out)
    assert told["causes"] == []


def test_the_causes_are_looked_for_in_files(tmp_path: Path) -> None:
    mapping = {
        "source": {"type": "user"},
        "target": {"type": "appuser"},
        "properties": {"title": {"expression": "user.title"}},
    }
    (tmp_path / "mapping.json").write_text(json.dumps(mapping))
    error = "Request is unparsable, syntactically incorrect, or violates schema"
    outcome = maplint("explain", error, "--check", "mapping.json", cwd=tmp_path)
    assert ": error[MAP301] required-target-unmapped: AWS IAM Identity Center requires" in outcome.out
    told = json.loads(maplint("explain", error, "--check", "mapping.json", "--format", "json", cwd=tmp_path).out)
    assert {finding["code"] for finding in told["findings"]} >= {"MAP301"}
    assert told["target"] == "aws-iam-identity-center"
    clean = maplint("explain", "Invalid externalNamespace: x for property: y", "--check", "mapping.json", cwd=tmp_path)
    assert "None of these causes was found in 1 files." in clean.out


def test_a_private_target_tells_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "rota.yaml").write_text(
        "maplint-target:\n  id: rota\n  title: the rota\n  scim_version: '2.0'\n  errors:\n"
        "  - {status: 400, text: attribute violates policy, general: true, causes: [F044, F031]}\n"
    )
    told = json.loads(
        maplint("explain", "attribute violates policy", "--target", "rota.yaml", "--format", "json", cwd=tmp_path).out
    )
    assert told["target"] == "rota"
    assert [cause["id"] for cause in told["causes"]] == ["F044", "F031"]
    assert maplint("explain", "attribute violates policy", cwd=tmp_path).status == 1


WRONG = {
    "a target that does not exist": (["x is required", "--target", "slak"], ["slak", "did you mean `slack`?"]),
    "a rule with a slip": (["enum-value-mismach"], ["did you mean `enum-value-mismatch`?"]),
    "files for a rule": (["MAP203", "--check", "."], ["--check", "text of an error"]),
    "a file that is not there": (["displayName is required", "--check", "nowhere.json"], ["nowhere.json"]),
    "nothing": ([" "], ["nothing to explain"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_use_is_one_sentence(what: str) -> None:
    arguments, words = WRONG[what]
    outcome = maplint("explain", *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    for word in words:
        assert word in outcome.err
