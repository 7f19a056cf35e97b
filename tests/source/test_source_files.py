"""Collecting files and writing them."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from maplint.source.collect import FileRef, collect
from maplint.source.document import Unreadable, read_file, read_text
from maplint.source.edit import write_atomically

if TYPE_CHECKING:
    from pathlib import Path


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("{}", encoding="utf-8")


def _names(folder: Path, files: list[FileRef]) -> list[str]:
    return [os.path.relpath(file.path, folder).replace(os.sep, "/") for file in files]


def test_folders_are_walked_in_order_and_only_for_our_suffixes(tmp_path: Path) -> None:
    _touch(tmp_path, "b.json", "a.YAML", "c/d.jsonl", "c/a/x.yml", "c.ndjson", "readme.md", "main.py", "noext")
    _touch(tmp_path, ".git/x.json", ".venv/x.json", ".terraform/x.json", "node_modules/x.json", "d/.hidden.json")
    files = collect([str(tmp_path)])
    assert _names(tmp_path, files) == ["a.YAML", "b.json", "c.ndjson", "c/d.jsonl", "c/a/x.yml"]
    assert not any(file.named for file in files)
    assert files == collect([str(tmp_path)])


def test_files_that_are_named_are_taken_whatever_they_are_called(tmp_path: Path) -> None:
    _touch(tmp_path, "export.txt", "x/a.json")
    files = collect([str(tmp_path / "export.txt"), str(tmp_path / "x"), str(tmp_path / "x" / "a.json")])
    assert _names(tmp_path, files) == ["export.txt", "x/a.json"], "each file once"
    assert [file.named for file in files] == [True, True], "naming it counts more than finding it"


def test_paths_are_shown_as_they_were_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _touch(tmp_path, "x/a.json")
    monkeypatch.chdir(tmp_path)
    assert [file.shown_as for file in collect(["."])] == ["x/a.json"]
    assert [file.shown_as for file in collect([os.path.join("x", "a.json")])] == ["x/a.json"]
    assert [file.shown_as for file in collect([str(tmp_path)])] == [f"{tmp_path}/x/a.json".replace(os.sep, "/")]


def test_a_path_that_does_not_exist_names_the_nearest(tmp_path: Path) -> None:
    _touch(tmp_path, "okta/mapping.json")
    with pytest.raises(Unreadable) as file:
        collect([str(tmp_path / "okta" / "maping.json")])
    assert "okta/mapping.json`?" in file.value.remedy
    with pytest.raises(Unreadable) as folder:
        collect([str(tmp_path / "otka" / "mapping.json")])
    assert "/okta`?" in folder.value.remedy
    with pytest.raises(Unreadable) as nothing:
        collect([str(tmp_path / "zzzzzz")])
    assert "did you mean" not in nothing.value.remedy


def test_links_that_lead_in_circles_end(tmp_path: Path) -> None:
    _touch(tmp_path, "a/x.json")
    try:
        os.symlink(tmp_path, tmp_path / "a" / "loop", target_is_directory=True)
        os.symlink(tmp_path / "gone.json", tmp_path / "a" / "dangling.json")
        os.symlink(tmp_path / "a" / "x.json", tmp_path / "a" / "y.json")
    except OSError:
        pytest.skip("no symbolic links here")
    assert _names(tmp_path, collect([str(tmp_path)])) == ["a/x.json"]


def test_writing_keeps_the_mark_the_line_ends_and_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'\xef\xbb\xbf{\r\n  "a": "\xc3\xa9"\r\n}\r\n')
    path.chmod(0o640)
    before = read_file(str(path))
    text = before.text.replace('"a"', '"b"')
    write_atomically(read_text(text, before.path, like=before))
    assert path.read_bytes() == b'\xef\xbb\xbf{\r\n  "b": "\xc3\xa9"\r\n}\r\n'
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.json"]


def test_writing_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    _touch(tmp_path, "real.json")
    link = tmp_path / "link.json"
    try:
        link.symlink_to(tmp_path / "real.json")
    except OSError:
        pytest.skip("no symbolic links here")
    document = read_file(str(link))
    write_atomically(read_text("[1]", "link.json", like=document))
    assert link.is_symlink()
    assert (tmp_path / "real.json").read_text(encoding="utf-8") == "[1]"


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no file"):
        write_atomically(read_text("[1]", "stdin.json"))
    (tmp_path / "folder.json").mkdir()
    document = read_text("[1]", "x.json")
    document.file = str(tmp_path / "folder.json")
    with pytest.raises(Unreadable, match="cannot be written"):
        write_atomically(document)
    assert os.listdir(tmp_path) == ["folder.json"]
