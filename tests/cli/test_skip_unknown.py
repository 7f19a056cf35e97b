"""`--skip-unknown`: a hook hands over whatever changed, and only what maplint knows is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.running import maplint
from tests.cli.test_standard_input import BAD, GOOD

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "package.json").write_text('{"name": "x", "version": "1.0.0"}')
    (tmp_path / "notes.yaml").write_text("a: [1")
    (tmp_path / "good.json").write_text(GOOD)
    (tmp_path / "bad.json").write_text(BAD)
    (tmp_path / "lost.json").write_text('{"pushStatus": ')
    (tmp_path / "maplint.yaml").write_text("exclude: [old/]\n")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "bad.json").write_text(BAD)
    return tmp_path


@pytest.mark.parametrize(
    ("names", "status", "said"),
    [
        (["package.json"], 0, "Nothing to check"),
        (["package.json", "notes.yaml", "good.json"], 0, "All clear: 1 file"),
        (["package.json", "bad.json"], 1, "Found 1 error in 1 file"),
        (["old/bad.json"], 0, "Nothing to check"),
        (["lost.json"], 2, "unreadable-file"),
    ],
)
def test_what_is_known_counts(names: list[str], status: int, said: str, folder: Path) -> None:
    outcome = maplint("check", "--skip-unknown", *names, cwd=folder)
    assert said in outcome.out
    assert outcome.status == status


def test_without_it_what_is_named_is_checked(folder: Path) -> None:
    assert maplint("check", "package.json", cwd=folder).status == 2
    assert maplint("check", "old/bad.json", cwd=folder).status == 1
