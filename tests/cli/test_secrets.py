"""No token of a connection is printed, in whatever format, nor by --diff; --fix mends it in the file all the same."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from maplint.report import FORMATS
from tests.cli.running import maplint

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "s3cr3t-t0ken"
MAIN = f"""\
resource "okta_app_connection" "crew" {{
  id       = "0oa1crew"
  base_url = "https://scim.crew.example/v2/Users"

  profile {{
    auth_scheme = "TOKEN"
    token       = "  {TOKEN}"
  }}
}}
"""
ONE_LINE = f'{{"baseUrl": "https://x.example/Users", "profile": {{"authScheme": "TOKEN", "token": "{TOKEN} "}}}}'
ELSEWHERE = MAIN.replace(f'"  {TOKEN}"', "var.crew") + f'variable "crew" {{\n  default = "{TOKEN}\\n"\n}}\n'


@pytest.mark.parametrize("format_", sorted(FORMATS))
@pytest.mark.parametrize(("name", "text"), [("main.tf", MAIN), ("c.json", ONE_LINE), ("main.tf", ELSEWHERE)])
def test_no_format_prints_a_token(name: str, text: str, format_: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    done = maplint("check", name, "--show", "info", "--format", format_, cwd=tmp_path)
    assert done.status == 1
    assert TOKEN not in done.out + done.err


@pytest.mark.parametrize(("name", "text"), [("main.tf", MAIN), ("c.json", ONE_LINE), ("main.tf", ELSEWHERE)])
def test_the_diff_leaves_tokens_out_and_the_fix_mends_them(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    done = maplint("check", name, "--diff", cwd=tmp_path)
    assert TOKEN not in done.out + done.err
    assert "--fix changes it" in done.err
    maplint("check", name, "--fix", cwd=tmp_path)
    mended = (tmp_path / name).read_text()
    assert f'"{TOKEN}"' in mended
    assert "/Users" not in mended


def test_the_diff_can_be_applied_without_the_lines_that_it_leaves_out(tmp_path: Path) -> None:
    close = MAIN.replace('\n  profile {\n    auth_scheme = "TOKEN"\n', "\n  profile {\n")
    (tmp_path / "main.tf").write_text(close)
    done = maplint("check", "main.tf", "--diff", cwd=tmp_path)
    assert TOKEN not in done.out
    subprocess.run(["git", "apply", "-"], input=done.out.encode(), cwd=tmp_path, check=True)
    assert "/Users" not in (tmp_path / "main.tf").read_text()
