"""A known target that an app is called after is proposed, and never assumed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import maplint

if TYPE_CHECKING:
    from pathlib import Path


def report(folder: Path, name: str, *arguments: str) -> dict[str, object]:
    mapping = {
        "source": {"type": "user", "name": "user"},
        "target": {"type": "appuser", "name": name},
        "properties": {"userName": {"expression": "'x' + user.login + '-a-long-name-for-slack'", "pushStatus": "PUSH"}},
    }
    (folder / "mapping.json").write_text(json.dumps(mapping), encoding="utf-8")
    found: dict[str, object] = json.loads(
        maplint("check", "mapping.json", "--format", "json", *arguments, cwd=folder).out
    )
    return found


@pytest.mark.parametrize(
    ("name", "target"), [("slack", "slack"), ("zoomus", "zoom"), ("awssso_2", "aws-iam-identity-center")]
)
def test_it_is_proposed(tmp_path: Path, name: str, target: str) -> None:
    assert report(tmp_path, name)["proposed_targets"] == [{"app": name, "target": target}]
    text = maplint("check", "mapping.json", cwd=tmp_path).out
    assert f"--target {target} would check that target's limits, too." in text


@pytest.mark.parametrize("name", ["paperlane", "user", "acme_board_1"])
def test_other_names_propose_nothing(tmp_path: Path, name: str) -> None:
    assert report(tmp_path, name)["proposed_targets"] == []


def test_who_names_a_target_needs_no_proposal(tmp_path: Path) -> None:
    assert report(tmp_path, "slack", "--target", "figma")["proposed_targets"] == []


def test_it_is_not_assumed(tmp_path: Path) -> None:
    assert "no target: RFC 7643 (core User and enterprise extension)" in str(report(tmp_path, "slack")["assumed"])
