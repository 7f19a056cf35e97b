"""One user among many: found without reading the others, whatever the file looks like."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.users import files
from maplint.users.find import find_users, nearest_name
from maplint.users.run import Source

if TYPE_CHECKING:
    from pathlib import Path


def people(number: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"00u{n:04}",
            "profile": {"login": f"Person.{n}@paperlane.example", "email": f"p{n}@quay.example", "city": 'Åle/"x'},
        }
        for n in range(number)
    ]


def written(folder: Path, form: str, users: list[dict[str, Any]]) -> str:
    path = folder / f"users.{form}"
    if form == "csv":
        rows = ["id,login,email", *(f"{u['id']},{u['profile']['login']},{u['profile']['email']}" for u in users)]
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    elif form == "jsonl":
        path.write_text("".join(json.dumps(u) + "\n" for u in users), encoding="utf-8")
    elif form == "json.gz":
        path.write_bytes(gzip.compress(json.dumps(users, ensure_ascii=False).encode()))
    else:
        path.write_text(json.dumps(users, indent=1), encoding="utf-8")
    return str(path)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files in many pieces, so that most can be passed over."""
    whole = files.chunks
    monkeypatch.setattr("maplint.users.find.chunks", lambda path, columns=None: whole(path, columns, 400))


@pytest.mark.parametrize("form", ["json", "jsonl", "json.gz", "csv"])
@pytest.mark.parametrize("name", ["00u0173", "person.173@PAPERLANE.example", "P173@quay.example"])
def test_a_user_is_found_by_id_login_or_address(form: str, name: str, tmp_path: Path, small_chunks: None) -> None:
    source = Source((written(tmp_path, form, people(200)),))
    assert find_users(source, [name])[name].id == "00u0173"


def test_only_pieces_that_hold_the_name_are_decoded(
    tmp_path: Path, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[int] = []

    def counting(chunk: files.Chunk) -> list[Any]:
        decoded.append(len(chunk.data))
        return files.decode(chunk)

    monkeypatch.setattr("maplint.users.find.decode", counting)
    source = Source((written(tmp_path, "jsonl", people(500)),))
    assert find_users(source, ["00u0499"])
    assert len(decoded) == 1


def test_what_no_user_is_called_is_not_found_and_a_near_name_is_offered(tmp_path: Path) -> None:
    source = Source((written(tmp_path, "json", people(20)),))
    assert find_users(source, ["person.7@paperlane.exmple"]) == {}
    assert nearest_name(source, "person.7@paperlane.exmple") == "Person.7@paperlane.example"
    assert nearest_name(source, "somebody else") is None


def test_a_file_that_is_cut_inside_a_user_is_read_from_the_start(tmp_path: Path, small_chunks: None) -> None:
    # Groups begin with the same key as users do: the file is cut there, too.
    users = [{**u, "groups": [{"id": f"g{n}", "profile": {"name": "x" * 30}} for n in range(12)]} for u in people(40)]
    source = Source((written(tmp_path, "json", users),))
    for n in range(40):
        assert find_users(source, [f"00u{n:04}"])[f"00u{n:04}"].profile["login"] == f"Person.{n}@paperlane.example"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs",)), min_size=1), min_size=1, max_size=5, unique_by=str.casefold
    )
)
def test_any_login_is_found_however_it_is_escaped(logins: list[str]) -> None:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        for ascii_only in (True, False):
            path = Path(folder) / "users.json"
            users = [{"id": f"00u{n}", "profile": {"login": login}} for n, login in enumerate(logins)]
            path.write_text(json.dumps(users, ensure_ascii=ascii_only), encoding="utf-8")
            found = find_users(Source((str(path),)), logins)
            assert [found[login].profile["login"] for login in logins] == logins
