"""Finding some users among many by id or login, without parsing the others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from maplint.source.document import Unreadable
from maplint.users.files import Incomplete, chunks, decode, read_users

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from maplint.users.files import Chunk
    from maplint.users.records import DirectoryUser
    from maplint.users.run import Source

_LOOKED_AT = 50_000
"""Users among whom a name like the given one is sought: who has more waits no longer for an error."""


def find_users(source: Source, names: Sequence[str]) -> dict[str, DirectoryUser]:
    """The users with these ids, logins, user names or e-mail addresses, by the name that was given. Letter case does not count.

    Of names that no user has, nothing is in the result.

    Raises:
        Unreadable: a file cannot be read.
    """
    wanted = {name.casefold(): name for name in names}
    found: dict[str, DirectoryUser] = {}
    for path in source.paths:
        for user in _candidates(path, dict(source.column_map), names):
            for name in _names_of(user):
                given = wanted.get(name.casefold())
                if given is not None:
                    found.setdefault(given, user)
            if len(found) == len(wanted):
                return found
    return found


def nearest_name(source: Source, name: str) -> str | None:
    """The login or id that a name is surely meant for.

    Raises:
        Unreadable: a file cannot be read.
    """
    from itertools import islice

    from maplint.names import nearest

    candidates = {
        other
        for user in islice(source.users(), _LOOKED_AT)
        for other in _names_of(user)
        if abs(len(other) - len(name)) < 4
    }
    return nearest(name, sorted(candidates))


def _names_of(user: DirectoryUser) -> Iterator[str]:
    profile = user.profile
    for value in (profile.get("login"), profile.get("userName"), profile.get("email"), user.id):
        if isinstance(value, str) and value:
            yield value


def _candidates(path: str, column_map: dict[str, str], names: Sequence[str]) -> Iterator[DirectoryUser]:
    """The users of the chunks in whose bytes one of the names stands."""
    if path == "-":
        # What comes once is read as it comes.
        yield from read_users(path, column_map)
        return
    spellings = [spelling for name in names for spelling in _spellings(name)]
    for chunk in chunks(path, column_map):
        if chunk.form == "parquet" or _holds(chunk, spellings):
            try:
                users = decode(chunk)
            except (Incomplete, Unreadable):
                # It was cut inside a user, or something is wrong that a reading from the start explains.
                yield from read_users(path, column_map)
                return
            yield from users


def _holds(chunk: Chunk, spellings: Iterable[bytes]) -> bool:
    data = chunk.data.lower()
    return any(spelling in data for spelling in spellings)


def _spellings(name: str) -> tuple[bytes, ...]:
    """How a name may stand in a file, in small letters: as it is, or escaped as JSON. What is beyond ASCII has many spellings: of
    such a name the longest plain part is sought."""
    small = name.lower()
    if small.isascii():
        escaped = json.dumps(small)[1:-1]
        return (small.encode(), escaped.encode(), escaped.replace("/", "\\/").encode())
    parts = "".join(char if char.isascii() and char not in '"\\/' else "\n" for char in small).split("\n")
    return (max(parts, key=len).encode(),)
