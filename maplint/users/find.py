"""Finding some users among many by id or login, without parsing the others."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

from maplint.source.document import Unreadable
from maplint.users.files import STDIN, Incomplete, chunks, decode, read_users

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
    search = _Search(names)
    columns = dict(source.column_map)
    for path in source.paths:
        if path == STDIN:
            # What comes once is read as it comes.
            search.look_at(read_users(path, columns))
        elif search.may_be_in(path, columns) and not search.done:
            # A piece may begin inside a user: nobody is missed who reads from the start.
            search.look_at(read_users(path, columns))
        if search.done:
            break
    return search.found


class _Search:
    """A search for some names."""

    def __init__(self, names: Sequence[str]) -> None:
        self.found: dict[str, DirectoryUser] = {}
        self._wanted = {name.casefold(): name for name in names}
        self._spellings = [spelling for name in names for spelling in _spellings(name)]

    @property
    def done(self) -> bool:
        """Whether all are found."""
        return len(self.found) == len(self._wanted)

    def look_at(self, users: Iterable[DirectoryUser]) -> None:
        """Look at users until all are found."""
        for user in users:
            for name in _names_of(user):
                given = self._wanted.get(name.casefold())
                if given is not None:
                    self.found.setdefault(given, user)
            if self.done:
                return

    def may_be_in(self, path: str, columns: dict[str, str]) -> bool:
        """Look at the users of those pieces of a file in whose bytes one of the names stands; whether there are such pieces."""
        some = False
        with closing(chunks(path, columns)) as pieces:  # type: ignore[type-var]
            for chunk in pieces:
                if chunk.form != "parquet" and not self._is_in(chunk):
                    continue
                some = True
                try:
                    self.look_at(decode(chunk))
                except (Incomplete, Unreadable):
                    # It was cut inside a user, or something is wrong that a reading from the start explains.
                    continue
                if self.done:
                    break
        return some

    def _is_in(self, chunk: Chunk) -> bool:
        data = chunk.data.lower()
        return any(spelling in data for spelling in self._spellings)


def nearest_name(source: Source, name: str) -> str | None:
    """The login or id that a name is surely meant for.

    Raises:
        Unreadable: a file cannot be read.
    """
    from itertools import islice

    from maplint.names import nearest

    candidates = {
        other.casefold(): other
        for user in islice(source.users(), _LOOKED_AT)
        for other in _names_of(user)
        if abs(len(other) - len(name)) < 4
    }
    return nearest(name, sorted(candidates.values()))


def _names_of(user: DirectoryUser) -> Iterator[str]:
    profile = user.profile
    for value in (profile.get("login"), profile.get("userName"), profile.get("email"), user.id):
        if isinstance(value, str) and value:
            yield value


def _spellings(name: str) -> tuple[bytes, ...]:
    """How a name may stand in a file, in small letters: as it is, or escaped as JSON. What is no printable ASCII has many
    spellings: of such a name the longest plain part is sought."""
    small = name.lower()
    if small.isascii() and small.isprintable():
        escaped = json.dumps(small)[1:-1]
        return (small.encode(), escaped.encode(), escaped.replace("/", "\\/").encode())
    plain = (char if char.isascii() and char.isprintable() and char not in '"\\/' else "\n" for char in small)
    return (max("".join(plain).split("\n"), key=len).encode(),)
