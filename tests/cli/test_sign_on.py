"""`--sso`: what sign-on presents, told on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import maplint

if TYPE_CHECKING:
    from pathlib import Path

if TYPE_CHECKING:
    from pathlib import Path

MAPPING = {
    "source": {"type": "user", "name": "user"},
    "target": {"type": "appuser", "name": "paperlane"},
    "properties": {"userName": {"expression": "user.login", "pushStatus": "PUSH"}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING), encoding="utf-8")
    return tmp_path


def codes(folder: Path, *arguments: str) -> set[str]:
    outcome = maplint("check", "mapping.json", "--format", "json", *arguments, cwd=folder)
    return {finding["code"] for finding in json.loads(outcome.out)["findings"]}


def test_a_nameid_of_another_attribute_is_told(folder: Path) -> None:
    assert "MAP502" in codes(folder, "--sso", "nameid=user.email")


@pytest.mark.parametrize(
    "same",
    ["user.login", "String.toLowerCase(user.login)", "user.firstName + user.lastName", "user.getInternalProperty('x')"],
)
def test_the_same_attribute_and_what_cannot_be_compared_are_passed_over(folder: Path, same: str) -> None:
    assert "MAP502" not in codes(folder, "--sso", f"nameid={same}")


def test_a_configuration_may_tell_it_and_the_command_line_counts_before(folder: Path) -> None:
    (folder / "maplint.yaml").write_text(
        "rules:\n  scim-sso-identifier-mismatch: {nameid: user.email}\n", encoding="utf-8"
    )
    assert "MAP502" in codes(folder)
    assert "MAP502" not in codes(folder, "--sso", "nameid=user.login")


@pytest.mark.parametrize("wrong", ["user.email", "name=user.email", "nameid=", "nameid=user.email ="])
def test_what_is_none_is_wrong_use(folder: Path, wrong: str) -> None:
    outcome = maplint("check", "mapping.json", "--sso", wrong, cwd=folder)
    assert outcome.status == 2
    assert "nameid" in outcome.err
    assert "Traceback" not in outcome.err
