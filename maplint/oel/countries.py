"""Countries of ISO 3166-1, from pycountry, which is kept up to date with the standard."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1024)
def find(code: str) -> Any:
    """The country of a two-letter, three-letter or numeric code; None when there is none. Codes are in upper case."""
    import pycountry

    if len(code) == 2:
        return pycountry.countries.get(alpha_2=code) if code.isupper() else None
    if len(code) == 3 and code.isdecimal():
        return pycountry.countries.get(numeric=code)
    return pycountry.countries.get(alpha_3=code) if len(code) == 3 and code.isupper() else None
