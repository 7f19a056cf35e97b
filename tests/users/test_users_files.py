"""Files of users: every form gives the same users, however the file is cut."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.source.document import Unreadable
from maplint.users import files
from maplint.users.files import read_users

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
PROFILES = st.fixed_dictionaries({"login": TEXTS.filter(bool)}, optional={"title": TEXTS, "}, {": NESTED, "id": NESTED})
# What may be taken for the next user when a file is cut: objects that begin with the same key, inside a user.
EMBEDDED = st.lists(st.fixed_dictionaries({"id": TEXTS, "profile": st.fixed_dictionaries({"name": TEXTS})}), max_size=3)
USERS = st.lists(
    st.fixed_dictionaries(
        {"id": TEXTS.filter(bool), "profile": PROFILES},
        optional={"status": st.just("ACTIVE"), "_embedded": EMBEDDED, "x": NESTED},
    ),
    min_size=1,
    max_size=6,
)


def written(users: list[dict[str, Any]], form: str) -> str:
    """The users as a file's text."""
    if form == "array":
        return json.dumps(users, ensure_ascii=False)
    if form == "indented":
        return json.dumps(users, indent=2)
    if form == "lines":
        return "".join(json.dumps(user) + "\n" for user in users)
    if form == "pages":
        return "\n".join(json.dumps(users[at : at + 2]) for at in range(0, len(users), 2))
    if form == "concatenated":
        return "".join(json.dumps(user, indent=1) for user in users)
    return json.dumps({"total": len(users), "users": users, "next": None}, indent=1)


@pytest.fixture(autouse=True)
def small_head(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are cut from their first bytes on."""
    monkeypatch.setattr(files, "_HEAD", 64)


@settings(max_examples=60, deadline=None)
@given(USERS, st.sampled_from(["array", "indented", "lines", "pages", "concatenated"]), st.integers(1, 400))
def test_a_file_gives_its_users_however_it_is_cut(
    tmp_path_factory: pytest.TempPathFactory, users: list[dict[str, Any]], form: str, size: int
) -> None:
    path = tmp_path_factory.mktemp("users") / "users.json"
    path.write_text(written(users, form), encoding="utf-8")
    found = [user for chunk in _joined(str(path), size) for user in chunk]
    assert [(user.id, user.profile) for user in found] == [(user["id"], user["profile"]) for user in users]


def _joined(path: str, size: int) -> Iterator[list[Any]]:
    waiting: list[files.Chunk] = []
    for chunk in files.chunks(path, size=size):
        waiting.append(chunk)
        try:
            found = files.decoded(waiting)
        except files.Incomplete:
            continue
        waiting.clear()
        yield found
    assert not waiting


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({"login": TEXTS.filter(bool), "title": TEXTS, "note": TEXTS}), min_size=1, max_size=8
    ),
    st.integers(1, 200),
    st.sampled_from(",;\t|"),
)
def test_a_table_gives_its_rows_however_it_is_cut(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], size: int, delimiter: str
) -> None:
    rows = [{key: value.replace("\0", "").replace("\r", "") or "x" for key, value in row.items()} for row in rows]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, ["login", "title", "note"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path_factory.mktemp("users") / "users.csv"
    path.write_bytes(text.getvalue().encode())
    found = [user for chunk in files.chunks(str(path), size=size) for user in files.decode(chunk)]
    assert [user.profile for user in found] == rows


def test_a_wrapper_gives_its_users(tmp_path: Path) -> None:
    users = [{"id": f"00u{n}", "profile": {"login": f"u{n}@x.example"}} for n in range(20)]
    path = tmp_path / "users.json"
    path.write_text(written(users, "wrapper"), encoding="utf-8")
    assert [user.id for user in read_users(str(path))] == [user["id"] for user in users]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_files_are_read(tmp_path: Path, pack: Any) -> None:
    path = tmp_path / "users.json.packed"
    path.write_bytes(pack(b'[{"id": "00u1", "profile": {"login": "ada"}}]'))
    assert [user.id for user in read_users(str(path))] == ["00u1"]


def test_zstandard_and_parquet_are_read(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    packed = tmp_path / "users.jsonl.zst"
    packed.write_bytes(zstandard.ZstdCompressor().compress(b'{"id": "00u1", "profile": {"login": "ada"}}\n'))
    assert [user.id for user in read_users(str(packed))] == ["00u1"]
    table = pyarrow.table({"id": ["00u1", "00u2"], "login": ["ada", "bo"], "title": ["x", None]})
    parquet.write_table(table, tmp_path / "users.parquet", row_group_size=1)
    found = list(read_users(str(tmp_path / "users.parquet")))
    assert [(user.id, user.profile) for user in found] == [
        ("00u1", {"login": "ada", "title": "x"}),
        ("00u2", {"login": "bo"}),
    ]


def test_columns_are_known_by_attribute_prefix_title_and_map(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_text(
        "User Id,user.login,profile.department,First Name,Work mail,Nobody's column!,status,groups\n"
        "00u1,ada,Mill,Ada,ada@x.example,zzz,deprovisioned,Staff;Mill\n",
        encoding="utf-8-sig",
    )
    (user,) = read_users(str(path), {"Work mail": "email"})
    assert user.profile == {"login": "ada", "department": "Mill", "firstName": "Ada", "email": "ada@x.example"}
    assert (user.id, user.status, user.active) == ("00u1", "DEPROVISIONED", False)
    assert [group["name"] for group in user.groups or ()] == ["Staff", "Mill"]


BROKEN = {
    "missing": (None, "does not exist"),
    "empty": (b"  \n", "empty"),
    "web page": (b"<!doctype html><html>", "web page"),
    "workbook": (b"PK\x03\x04rest", "ZIP"),
    "utf-16": ('[{"id": "1"}]'.encode("utf-16"), "UTF-8"),
    "cut off": (b'[{"id": "00u1", "profile": {"login": "ada"}}, {"id": "00u2", "prof', "1:62"),
    "comma": (b'[{"id": "00u1", "profile": {"login": "ada"},}]', "comma"),
    "no users": (b'[{"a": 1}]', "neither a profile nor a login"),
    "numbers": (b"[1, 2]", "no list of users"),
    "scim": (b'[{"schemas": [], "userName": "ada"}]', "--target-users"),
    "groups": (b'[{"id": "00g1", "objectClass": ["okta:user_group"], "profile": {"name": "x"}}]', "groups"),
    "no header": (b"ada,lovelace\nbo,lind\n", "--column"),
    "two columns": (b"login,user.login\na,b\n", "two columns"),
    "row": (b"login,title\nada,x,y\n", "3 cells"),
    "quote": (b'login,title\nada,"x"y"\n', "2:1"),
    "latin-1": ("login,title\nada,Zoë\n".encode("latin-1"), "UTF-8"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, name: str) -> None:
    content, said = BROKEN[name]
    path = tmp_path / "users"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        list(read_users(str(path)))
    error = caught.value
    where = ":".join(str(part) for part in (error.path, error.line, error.column) if part is not None)
    assert said in f"{where}: {error.message}; {error.remedy}"
    assert error.remedy
