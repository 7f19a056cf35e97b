"""Countries of ISO 3166-1, from pycountry, which follows the standard's registers."""

from __future__ import annotations

from functools import lru_cache

from maplint.record import NamedTuple


class Country(NamedTuple):
    """A country's codes and its short name in the standard: ``Bolivia, Plurinational State of``."""

    alpha_2: str
    alpha_3: str
    numeric: str
    name: str


@lru_cache(maxsize=1024)
def find(code: str) -> Country | None:
    """The country of a code: two or three capital letters, or three digits. None when there is none."""
    if not (code.isascii() and len(code) in (2, 3) and (code.isdecimal() or code.isupper())):
        return None
    import pycountry

    if code.isdecimal():
        found = pycountry.countries.get(numeric=code)
    else:
        found = pycountry.countries.get(alpha_2=code) if len(code) == 2 else pycountry.countries.get(alpha_3=code)
    return Country(found.alpha_2, found.alpha_3, found.numeric, found.name) if found else None
