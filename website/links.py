"""Where the files of the repository stand on the site, and links between them that work on both."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FENCED = re.compile(r"^```.*?^```[ \t]*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<=\]\()(?P<path>[^)\s#:]*)(?P<anchor>#[^)\s]*)?(?=\))")
_FAILURE = re.compile(r"(?<![\[\w#])(F\d{3})\b(?![\w\]])")


def relinked(markdown: str, source: str, page: str, site: Mapping[str, str]) -> str:
    """A text whose links to files of the repository lead to their pages on the site.

    Args:
        source: the repository's path of the file that the text is from.
        page: the site's path of the page that it becomes.
        site: the repository's paths -> the site's.

    Raises:
        LookupError: a link leads to a file that has no page.
    """

    def new(match: re.Match[str]) -> str:
        path, anchor = match["path"], match["anchor"] or ""
        if not path:
            return match[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        if target not in site:
            raise LookupError(f"{source}: the link to {path} leads to nothing that has a page on the site")
        return relative(site[target], page) + anchor

    return outside_code(markdown, lambda text: _LINK.sub(new, text))


def with_failures(markdown: str, page: str) -> str:
    """A text whose ids of failures (``F031``) lead to what is known of them."""
    errors = relative("errors.md", page)
    return outside_code(
        markdown, lambda text: _FAILURE.sub(lambda match: f"[{match[1]}]({errors}#{match[1].lower()})", text)
    )


def relative(target: str, page: str) -> str:
    """The path of one page of the site as another one links to it."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def outside_code(markdown: str, change: Callable[[str], str]) -> str:
    """Change a text but for its blocks of code."""
    parts = []
    at = 0
    for match in _FENCED.finditer(markdown):
        parts += [change(markdown[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*parts, change(markdown[at:])])
